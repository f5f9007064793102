"""HTML inside Markdown: tags and attributes with the places of their values, as a browser tokenises them (HTML 5, 13.2.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5

# What cmark-gfm's "tagfilter" extension shows as text.
_FILTERED = frozenset({"title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext"})
_TAG = re.compile(r"<(?:(?P<comment>!--)|(?P<bogus>[!?]|/(?![A-Za-z]))|(?P<slash>/?)(?P<name>[A-Za-z][^\s/>]*))")
_COMMENT_END = re.compile(r"--!?>")
_SKIP = re.compile(r"[\s/]*+")
# <a href="x">: a name, then perhaps `= "value"`, `= 'value'` or `= value`
_ATTRIBUTE = re.compile(
    r"(?P<name>=?[^\s/>=]*+)(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>(?![\"'>])[^\s>]++)|(?=>)))?"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CANDIDATE = re.compile(r"\s*([^\s,]\S*?)(?:,(?=\s|$)|\s[^,]*(?:,|$)|$)")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a tag; `start` and `end` bound its value, without quotes."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the text between `start` and `end`; a comment that never ends has `unclosed`."""

    name: str
    start: int
    end: int
    closing: bool = False
    comment: bool = False
    unclosed: bool = False
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A URL in an attribute, and the place of its characters."""

    url: str
    start: int
    end: int
    is_image: bool


def tags(text: str, start: int = 0) -> Iterator[Tag]:
    """The tags and comments of HTML text, in order. What GitHub's tag filter turns into text is left out."""
    position = start
    while match := _TAG.search(text, position):
        if match["comment"]:
            end = _COMMENT_END.search(text, match.end() - 2 if text.startswith((">", "->"), match.end()) else match.end())
            position = end.end() if end else len(text)
            yield Tag("", match.start(), position, comment=True, unclosed=end is None)
        elif match["bogus"]:
            end_at = text.find(">", match.end())
            position = end_at + 1 if end_at >= 0 else len(text)
        elif match["name"].lower() in _FILTERED:
            position = match.end()
        elif text.startswith(">", match.end()):
            position = match.end() + 1
            yield Tag(match["name"].lower(), match.start(), position, closing=bool(match["slash"]))
        else:
            tag = _read_tag(text, match)
            if tag is None:
                return
            position = tag.end
            yield tag


def targets(tag: Tag) -> Iterator[Target]:
    """The URLs that a tag points at: `href`, `src` and each candidate of `srcset`."""
    if tag.closing or tag.comment:
        return
    for attribute in tag.attributes:
        if attribute.name in {"href", "src"}:
            raw = attribute.value
            lead = len(raw) - len(raw.lstrip())
            stripped = raw.strip()
            start = attribute.start + lead
            yield Target(resolve(stripped), start, start + len(stripped), attribute.name == "src")
        elif attribute.name == "srcset":
            for match in _CANDIDATE.finditer(attribute.value):
                start = attribute.start + match.start(1)
                yield Target(resolve(match[1]), start, start + len(match[1]), is_image=True)


def resolve(text: str) -> str:
    """Text with its character references resolved: those with a `;` only, so that `?a=1&copy=2` stays as it is."""
    return _ENTITY.sub(_resolve_one, text) if "&" in text else text


def entity(text: str, position: int) -> tuple[str, int] | None:
    """The character reference at `position` and where it ends, None where there is none (CommonMark 2.5)."""
    match = _ENTITY.match(text, position)
    if not match or (match[0][1] != "#" and match[0][1:] not in html5):
        return None
    return _resolve_one(match), match.end()


def _resolve_one(match: re.Match[str]) -> str:
    return unescape(match[0]) if match[0][1] == "#" or match[0][1:] in html5 else match[0]


def _read_tag(text: str, match: re.Match[str]) -> Tag | None:
    position = match.end()
    found: list[Attribute] = []
    names: set[str] = set()
    while True:
        skipped = _SKIP.match(text, position)
        position = skipped.end() if skipped else position
        if position >= len(text):
            return None
        if text[position] == ">":
            name = match["name"].lower()
            return Tag(name, match.start(), position + 1, closing=bool(match["slash"]), attributes=tuple(found))
        part = _ATTRIBUTE.match(text, position)
        if part is None or part.end() == position:
            return None
        if part.end() < len(text) and text[part.end()] == "=":  # an opening quote that is never closed
            return None
        kind = next((group for group in ("double", "single", "bare") if part[group] is not None), None)
        attribute = part["name"].lower()
        if attribute not in names:
            value, place = (part[kind], part.span(kind)) if kind else ("", (part.end(), part.end()))
            found.append(Attribute(attribute, value, *place))
        names.add(attribute)
        position = part.end()

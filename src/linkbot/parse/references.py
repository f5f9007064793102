"""The parts of a Markdown link: destination, title, label, and the definition that a label leads to (CommonMark 4.7, 6.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from linkbot.parse.html import resolve

_PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LONGEST_LABEL = 1000
_DEEPEST_PARENTHESES = 32
_SPACES = re.compile(r"[ \t\n\v\f\r]*+")
_ANGLED = re.compile(r"<((?:[^<>\\\n]|\\[^\n])*+)>")
_BARE_STOP = re.compile(r"[\\() \t\n\v\f\r]")
_TITLE = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|\((?:[^()\\]|\\.)*+\)', re.DOTALL)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.|\\)*+)\]", re.DOTALL)
_PREFIX = re.compile(r"[ \t>]*+(?:(?:\r\n|\n|\r)[ \t>]*+)?")


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL in a link: resolved, the place of its characters, and where its syntax (perhaps `<...>`) ends."""

    url: str
    start: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class Reference:
    """What a label leads to; `start` and `end` are the URL's characters in the file."""

    url: str
    start: int
    end: int


References = Mapping[str, Reference]


def spaces(text: str, position: int) -> int:
    """The first position from `position` that is not white space."""
    match = _SPACES.match(text, position)
    return match.end() if match else position


def destination(text: str, position: int) -> Destination | None:
    """The link destination that starts at `position`, which may be empty; None where none can."""
    if text.startswith("<", position):
        match = _ANGLED.match(text, position)
        return _trimmed(text, match.start(1), match.end(1), match.end()) if match else None
    depth, start = 0, position
    while match := _BARE_STOP.search(text, position):
        char, position = match[0], match.start()
        if char == "\\":
            position += 2 if position + 1 < len(text) and text[position + 1] in _PUNCTUATION else 1
        elif char == "(":
            depth += 1
            position += 1
            if depth > _DEEPEST_PARENTHESES:
                return None
        elif char == ")" and depth:
            depth -= 1
            position += 1
        elif char == ")" or position > start:
            return _trimmed(text, start, position, position)  # open parentheses and all, as cmark-gfm does
        else:
            return None
    return _trimmed(text, start, len(text), len(text))


def inline_target(text: str, position: int) -> tuple[Destination, int] | None:
    """The `(destination "title")` that starts at `position`, and where it ends; None where there is none."""
    if not text.startswith("(", position):
        return None
    target = destination(text, spaces(text, position + 1))
    if target is None:
        return None
    end = spaces(text, target.after)
    title = _TITLE.match(text, end) if end > target.after else None
    if title:
        end = spaces(text, title.end())
    return (target, end + 1) if text.startswith(")", end) else None


def label(text: str, position: int) -> tuple[str, int] | None:
    """The raw `[label]` that starts at `position`, and where it ends; None where there is none."""
    match = _LABEL.match(text, position, position + _LONGEST_LABEL + 2)
    return (match[1], match.end()) if match else None


def normalised(raw_label: str) -> str:
    """What two labels must share to be the same: case and white space do not count."""
    return " ".join(raw_label.split()).casefold()


def definition(text: str, start: int) -> Reference | None:
    """The target of the definition `[label]: destination` that starts at `start` of a whole file's text."""
    head = label(text, start)
    if head is None or not text.startswith(":", head[1]):
        return None
    gap = _PREFIX.match(text, head[1] + 1)
    target = destination(text, gap.end()) if gap else None
    return Reference(target.url, target.start, target.end) if target else None


def unescaped(text: str) -> str:
    """Text with backslash escapes and character references resolved."""
    return _ESCAPE.sub(r"\1", resolve(text)) if "\\" in text else resolve(text)


def _trimmed(text: str, start: int, end: int, after: int) -> Destination:
    raw = text[start:end]
    lead = len(raw) - len(raw.lstrip(" \t\n\v\f\r"))
    raw = raw.strip(" \t\n\v\f\r")
    return Destination(unescaped(raw), start + lead, start + lead + len(raw), after)

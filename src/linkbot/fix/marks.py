"""Edits -> marked texts: the same file twice, before and after, with one word in the place of whatever the edits change."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from linkbot.model.document import Document
from linkbot.model.finding import Edit
from linkbot.model.text import Span

MarkKind = Literal["url", "text", "link", "comment", "lines", "blank"]

_INERT = " \t\r\n\"'“”‘’(),.:"
"""What means the same beside any text: it stays where it is, so that the word that stands for the rest has its neighbours."""
_COMMENT = re.compile(r"(?P<lead>\s*)<!--(?:(?!-->).)*-->\s*", re.DOTALL)
_STEM = re.compile(r"zq(?:xq)*+")
_LINE = re.compile(r"[^\r\n]+")
# The marks of a quote, of list items, of a task and of a table's first cell: what an entry says stands behind them.
_HEAD = re.compile(r"[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)*+(?:\[[ xX]\][ \t]++)?+(?:\|[ \t]*+)?+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that edits change: its bytes, its text before and after, and what stands for it in the two marked texts.

    url: the address of a link. link: text that was meant as one. comment: an HTML comment that comes in. lines: whole lines
    that go. blank: white space that stays some. text: anything else, less what stays as it is at its edges. `lead` is the white
    space that comes with a comment.
    """

    kind: MarkKind
    span: Span
    old: str
    new: str
    before: str
    after: str
    lead: str = ""


def stem_for(*texts: str) -> str:
    """Letters that none of the texts has, from which the words of `word` are made."""
    runs = [found for text in texts for found in _STEM.findall(text)]
    return f"{max(runs, key=len)}xq" if runs else "zq"


def word(stem: str, number: int) -> str:
    """The word that stands for the mark of that number."""
    return f"{stem}{number}e"


def marks(document: Document, edits: Sequence[Edit], stem: str) -> tuple[Mark, ...]:
    """The places that `edits`, sorted and disjoint spans of `document`, change; edits of one URL are one place."""
    regions = _Regions(document)
    groups: list[tuple[Span, MarkKind, list[Edit]]] = []
    for edit in edits:
        span, kind = regions.around(edit)
        if groups and kind in ("url", "link") and groups[-1][0] == span:
            groups[-1][2].append(edit)
        else:
            groups.append((span, kind, [edit]))
    return tuple(
        _mark(document, kind, span, _rewritten(document, span, inside), word(stem, number))
        for number, (span, kind, inside) in enumerate(groups)
    )


def characters(document: Document, span: Span) -> str:
    """The text of a span, with each byte that is no text as a lone surrogate (PEP 383), which encodes back to it."""
    return span.slice(document.data).decode(document.encoding, "surrogateescape")


def assembled(document: Document, marked: Iterable[Mark], which: Literal["before", "after", "new"]) -> bytes:
    """The document's bytes with what one field of its marks says in their places. Raises UnicodeEncodeError."""
    parts, last = [], 0
    for mark in marked:
        text = getattr(mark, which)
        parts += [document.data[last : mark.span.start], text.encode(document.encoding, "surrogateescape")]
        last = mark.span.end
    return b"".join([*parts, document.data[last:]])


def overlap(marked: Sequence[Mark]) -> bool:
    """Whether two places share bytes, so that none of them can be told from the other."""
    return any(one.span.end > other.span.start for one, other in pairwise(marked))


class _Regions:
    """The places of a document that are marked as a whole when something in them changes: URLs, and links that are none."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._kinds: dict[Span, MarkKind] = dict.fromkeys((broken.span for broken in document.broken_links), "link")
        whole = sorted(self._kinds, key=_start)
        for span in {link.url_span for link in document.links}:
            at = bisect_right(whole, span.start, key=_start) - 1
            if at < 0 or whole[at].end <= span.start:
                self._kinds[span] = "url"
        self._spans = sorted(self._kinds, key=_start)

    def around(self, edit: Edit) -> tuple[Span, MarkKind]:
        """The place that an edit changes, and its kind."""
        if _takes_lines(self._document, edit):
            return edit.span, "lines"
        if not edit.span.slice(self._document.data).strip() and _COMMENT.fullmatch(edit.text):
            return edit.span, "comment"
        at = bisect_right(self._spans, edit.span.start, key=_start) - 1
        if at >= 0 and self._spans[at].contains(edit.span):
            return self._spans[at], self._kinds[self._spans[at]]
        return edit.span, "text"


def _start(span: Span) -> int:
    return span.start


def _takes_lines(document: Document, edit: Edit) -> bool:
    """Whether an edit takes out whole lines that are not blank, with the line end behind them or the one before them."""
    start, end, data = edit.span.start, edit.span.end, document.data
    if edit.text or not edit.span.slice(data).strip():
        return False
    first = document.starts[bisect_right(document.starts, start) - 1]
    is_start = start == (max(first, document.bom) if first == 0 else first)
    is_next = end == len(data) or end == document.starts[bisect_right(document.starts, end) - 1]
    ends_before = data[start : start + 1] in (b"\r", b"\n") and (end == len(data) or data[end : end + 1] in (b"\r", b"\n"))
    return (is_start and is_next) or ends_before


def _rewritten(document: Document, span: Span, edits: Sequence[Edit]) -> str:
    parts, last = [], span.start
    for edit in edits:
        parts += [characters(document, Span(last, edit.span.start)), edit.text]
        last = edit.span.end
    return "".join([*parts, characters(document, Span(last, span.end))])


def _mark(document: Document, kind: MarkKind, span: Span, new: str, name: str) -> Mark:
    old = characters(document, span)
    match kind:
        case "url":
            return Mark(kind, span, old, new, f"https://{name}/x", f"https://{name}/x")  # a host with `_` behind it is no link
        case "link":
            return Mark(kind, span, old, new, name, name)
        case "lines":
            return Mark(kind, span, old, new, _LINE.sub(lambda line: _named(line[0], name), old), "")
        case "comment":
            found = _COMMENT.fullmatch(new)
            lead = found["lead"] if found else ""
            return Mark(kind, span, old, new, old, new.replace(new.strip(), f"<!--{name}-->"), lead)
        case _:
            return _text_mark(document, span, old, new, name)


def _named(line: str, name: str) -> str:
    head = _HEAD.match(line)
    at = head.end() if head else 0
    return f"{line[:at]}{name} {line[at:]}" if line[at:].strip() else line


def _text_mark(document: Document, span: Span, old: str, new: str, name: str) -> Mark:
    if old and new and not (old + new).strip(" \t"):
        return Mark("blank", span, old, new, old, new)
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    before, behind = (len(text.encode(document.encoding)) for text in (old[:first], old[len(old) - last :]))
    old, new = (text[first : len(text) - last] for text in (old, new))
    lead = " " if old[:1].isspace() or new[:1].isspace() else ""
    trail = " " if old[-1:].isspace() or new[-1:].isspace() else ""
    standing = f"{lead}{name}{trail}"
    return Mark("text", Span(span.start + before, span.end - behind), old, new, standing, standing)


def _shared(old: str, new: str) -> int:
    """How many inert characters two texts begin with alike."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other or one not in _INERT:
            break
        count += 1
    return count

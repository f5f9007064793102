"""What a list says around a link: in its entry or paragraph, the heads of its column and section, and the link's own title."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

from linkbot.checks.title_text import normal
from linkbot.model.document import Document, Entry, Link, Row, Table
from linkbot.model.text import Span

_Part = TypeVar("_Part", Table, Row)
_NUMBER = "NUMBER"
_NEAR = 5
"""How many lines before and behind a link belong to what is said of it, where it stands in no entry."""


def said_around(document: Document, link: Link, entry: Entry | None) -> str:
    """The text around `link` and its own, without any address; the heading of the whole list says nothing of one link."""
    table, row = _row(document, link)
    span = entry.span if entry else row.span if row else _paragraph(document, link)
    sections = (entry.section[1:] or entry.section) if entry else ()
    return "\n".join([_without_addresses(document, span), *sections, *_heads(table, row, link)])


def speaks_of(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in a text, word for word in their normal form; what has no letters (📄), as it is.

    `NUMBER` in a phrase stands for any number.
    """
    parts = [f" {normal(part)} " for part in text.split("|")]
    return any(any(map(_pattern(phrase).search, parts)) if normal(phrase) else phrase in text for phrase in phrases)


@lru_cache(maxsize=1024)
def _pattern(phrase: str) -> re.Pattern[str]:
    parts = (r"\d+" if word == _NUMBER else re.escape(normal(word)) for word in phrase.split())
    return re.compile(rf" {' '.join(parts)} ")


def _row(document: Document, link: Link) -> tuple[Table | None, Row | None]:
    """The table and the row that a link stands in."""
    table = _last_before(document.tables, link)
    row = _last_before(table.rows, link) if table else None
    return (table, row) if row and link.span.start < row.span.end else (None, None)


def _last_before(parts: Sequence[_Part], link: Link) -> _Part | None:
    at = bisect_right(parts, link.span.start, key=lambda part: part.span.start)
    return parts[at - 1] if at else None


def _heads(table: Table | None, row: Row | None, link: Link) -> Iterator[str]:
    """The head of the column that a link stands in."""
    for cell, head in zip(row.cells if row else (), table.header.cells if table else (), strict=False):
        if cell.span.start <= link.span.start < cell.span.end:
            yield head.text


def _paragraph(document: Document, link: Link) -> Span:
    """The few lines around a link up to the next blank ones."""
    line = first = last = document.line(link.span.start)
    while first > max(1, line - _NEAR) and document.text(document.line_span(first - 1)).strip():
        first -= 1
    while last < min(len(document.starts), line + _NEAR) and document.text(document.line_span(last + 1)).strip():
        last += 1
    return Span(document.line_span(first).start, document.line_span(last).end)


def _without_addresses(document: Document, span: Span) -> str:
    parts, start = [], span.start
    first, last = (bisect_left(document.links, place, key=lambda link: link.span.start) for place in (span.start, span.end))
    for url in sorted({link.url_span for link in document.links[first:last]}):
        if start <= url.start < span.end:
            parts.append(document.text(Span(start, url.start)))
            start = min(url.end, span.end)
    return " ".join([*parts, document.text(Span(start, span.end))])

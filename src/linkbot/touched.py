"""Which lines of a list a change has touched, and which of its entries and links stand on them. Lines count from 1."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from linkbot.line_diff import hunks, lines_of, unchanged
from linkbot.model.document import Document
from linkbot.model.text import Span

Lines = frozenset[int]


def all_lines(document: Document) -> Lines:
    """Every line, as of a new file."""
    return frozenset(range(1, len(document.starts) + 1))


def touched(before: Document, document: Document) -> Lines:
    """The lines of `document` that were added or changed since it was as `before`, and those whose meaning was changed.

    The latter are the lines left of an entry that lost one, and lines whose links lead elsewhere than they did, or lead anywhere
    now: somewhere else, the definition of a link was rewritten, or a fence was taken out.
    """
    old, new = lines_of(before.data), lines_of(document.data)
    found = hunks(old, new)
    if not found:
        return frozenset()
    now_at = {earlier + 1: number + 1 for number, earlier in unchanged(found, len(new)).items()}
    added = all_lines(document) - set(now_at.values())
    return added | {now_at[line] for line in _bereft(before, now_at)} | frozenset(_reread(before, document, now_at))


def carried(known: Lines, before: bytes, data: bytes) -> Lines:
    """The lines of `data` that come from those `known` to be touched in `before`, which linkbot itself has mended to it."""
    old, new = lines_of(before), lines_of(data)
    found = hunks(old, new)
    lines = {number + 1 for number, earlier in unchanged(found, len(new)).items() if earlier + 1 in known}
    for hunk in found:
        earlier, later = range(*hunk.old), range(*hunk.new)
        is_paired = len(earlier) == len(later)
        for place, number in enumerate(later):
            if any(one + 1 in known for one in (earlier[place : place + 1] if is_paired else earlier)):
                lines.add(number + 1)
    return frozenset(lines)


def stands_on(lines: Lines, span: Span, document: Document) -> bool:
    """Whether a part of `span` stands on one of `lines`; the blank lines that end a block are none of it."""
    return any(line in lines for line in _lines(span, document))


def narrowed(document: Document, lines: Lines) -> Document:
    """`document` with those of its entries and links alone that stand on `lines`, an entry with all its links."""
    entries = tuple(entry for entry in document.entries if stands_on(lines, entry.span, document)) if lines else ()
    own = {item.link for entry in entries for item in entry.links}
    own |= {entry.main_link for entry in entries if entry.main_link}
    links = tuple(link for link in document.links if link in own or stands_on(lines, link.span, document)) if lines else ()
    return replace(document, entries=entries, links=links)


def with_entries(document: Document, lines: Lines) -> Lines:
    """`lines`, and all others of the entries that stand on them."""
    entries = narrowed(document, lines).entries
    return lines.union(*(_lines(entry.span, document) for entry in entries))


def _lines(span: Span, document: Document) -> range:
    end = span.start + len(span.slice(document.data).rstrip())
    return range(document.line(span.start), document.line(max(span.start, end - 1)) + 1)


def _bereft(before: Document, kept: Collection[int]) -> Iterator[int]:
    """The lines `kept` of entries that lost another one."""
    for entry in before.entries:
        lines = _lines(entry.span, before)
        left = [line for line in lines if line in kept]
        if len(left) < len(lines):
            yield from left


def _reread(before: Document, document: Document, now_at: Mapping[int, int]) -> Iterator[int]:
    was, now = _links_by_line(before), _links_by_line(document)
    return (line for earlier, line in now_at.items() if line in now and was.get(earlier) != now[line])


def _links_by_line(document: Document) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    written = ((link.span, link.url) for links in (document.links, document.broken_links) for link in links)
    for span, url in written:
        found.setdefault(document.line(span.start), []).append(url)
    return {line: sorted(urls) for line, urls in found.items()}

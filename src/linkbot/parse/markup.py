"""Entries in raw HTML: the rows of `<table>` and the items of `<ul>`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile

from linkbot.model.document import Document, Entry, EntryLink, Link
from linkbot.model.text import Span
from linkbot.parse.blocks import Block
from linkbot.parse.lexicon import Lexicon
from linkbot.parse.roles import link_role
from linkbot.parse.titles import link_title

_TAG = re.compile(rb"<[^<>]*>")
_PART = re.compile(rb"<(?P<end>/?)(?:tr|li)\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(rb"<t[dh]\b[^<>]*>", re.IGNORECASE)
_WORD = re.compile(rb"\w|[\x80-\xff]")


def read_html(block: Block, document: Document, lexicon: Lexicon, group: int) -> list[Entry]:
    """The rows and items of an HTML block that begin with a link in words and hold one such cell, not a grid of them."""
    links = [run.link for run in block.runs if run.link and not run.link.is_image and not _is_picture(run.link, document)]
    return [
        entry
        for part in _parts(block, document)
        if (entry := _entry(part, _within(part, links), block, document, lexicon, group))
    ]


def _parts(block: Block, document: Document) -> Iterator[Span]:
    """The innermost rows and items, from tag to tag."""
    start = None
    for match in _PART.finditer(document.data, block.span.start, block.span.end):
        if not match["end"]:
            start = match.start()
        elif start is not None:
            yield Span(start, match.end())
            start = None


def _within(part: Span, links: list[Link]) -> list[Link]:
    """The links in a part, of links in the order of their places."""
    first = bisect_left(links, part.start, key=lambda link: link.span.start)
    return list(takewhile(lambda link: link.span.end <= part.end, islice(links, first, None)))


def _entry(part: Span, links: list[Link], block: Block, document: Document, lexicon: Lexicon, group: int) -> Entry | None:
    outside = [link for link in links if not link.url.startswith("#")]
    leading = [link for link in outside if _begins_cell(link, part, document)]
    if len(leading) != 1 or leading[0] is not outside[0]:
        return None
    title = link_title(leading[0], document, lexicon)
    if title is None:
        return None
    found = tuple(EntryLink(link, link_role(link, lexicon, titled=link is leading[0])) for link in links)
    return Entry(part, "html", group, block.section, leading[0], found, (title,))


def _begins_cell(link: Link, part: Span, document: Document) -> bool:
    """Whether no words stand between the start of the cell, or of the item, and the link."""
    before = document.data[part.start : link.span.start]
    cells = list(_CELL.finditer(before))
    return not _WORD.search(_TAG.sub(b"", before[cells[-1].start() if cells else 0 :]))


def _is_picture(link: Link, document: Document) -> bool:
    return b"<img" in link.span.slice(document.data).lower()

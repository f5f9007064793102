"""Text -> Document: the only place that knows the Markdown library."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from linkbot.identity import identify
from linkbot.model.document import Document
from linkbot.model.identity import Identity
from linkbot.model.text import line_starts
from linkbot.parse.anchors import anchors
from linkbot.parse.decode import Source, UndecodableError, decode, newline
from linkbot.parse.directives import suppressions
from linkbot.parse.entries import read_entries
from linkbot.parse.markdown import Tree, front_matter, read_tree
from linkbot.parse.oracle import doubt, shown
from linkbot.rulebook import Rulebook

__all__ = ["parse", "tree"]


def parse(path: str, data: bytes, rulebook: Rulebook, encoding: str = "") -> Document:
    """What a Markdown file says. Never raises: a file that is no text is a Document with `unreadable`.

    A file that is not UTF-8 is read as `encoding`, where that is known.
    """
    starts = line_starts(data)
    try:
        source = decode(data, encoding)
    except UndecodableError as error:
        return Document(path, data, "latin-1", 0, newline(data), starts, unreadable=str(error))
    read, doubtful = _read_twice(path, source, rulebook)
    document = Document(
        path,
        data,
        source.encoding,
        source.bom,
        newline(data),
        starts,
        links=read.links,
        broken_links=read.broken,
        anchors=anchors(read),
        suppressions=suppressions(read.comments, starts, rulebook),
        doubt=doubtful,
    )
    entries, tables = read_entries(read.block, document, rulebook)
    return replace(document, entries=entries, tables=tables)


def tree(path: str, data: bytes, rulebook: Rulebook) -> Tree:
    """The block tree of a file, with the links, anchors and comments in it. Raises UndecodableError for what is no text."""
    return _read(path, decode(data), rulebook)


def _read_twice(path: str, source: Source, rulebook: Rulebook) -> tuple[Tree, str]:
    """What we read, and why that may not be what GitHub shows, whose memory is free again before ours is taken."""
    theirs = shown(source.text[front_matter(source.text) :])
    read = _read(path, source, rulebook)
    return read, doubt(read.links, theirs)


def _read(path: str, source: Source, rulebook: Rulebook) -> Tree:
    @cache
    def identity(url: str) -> Identity:
        return identify(url, rulebook, base=path)

    return read_tree(source, identity)

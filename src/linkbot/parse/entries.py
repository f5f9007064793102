"""The entries of a document: what a reader of the list would call its items, and what each of them claims."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from linkbot.model.document import Document, Entry, Table
from linkbot.parse.blocks import Block
from linkbot.parse.items import fragments, read_list
from linkbot.parse.lexicon import Lexicon, lexicon
from linkbot.parse.markup import read_html
from linkbot.parse.paragraphs import read_paragraph
from linkbot.parse.roles import normalise_label
from linkbot.parse.tables import read_table
from linkbot.rulebook import Rulebook


def read_entries(tree: Block, document: Document, rulebook: Rulebook) -> tuple[tuple[Entry, ...], tuple[Table, ...]]:
    """The entries and the tables of a document, in the order in which they stand.

    Tables are all there, those without entries too. Navigation, badges, prose, quotations and the sections about the list
    itself (contributing, licence) make no entries.
    """
    reader = _Reader(document, lexicon(rulebook))
    reader.read(tree.children)
    return tuple(reader.entries), tuple(reader.tables)


class _Reader:
    def __init__(self, document: Document, words: Lexicon) -> None:
        self.document = document
        self.words = words
        self.entries: list[Entry] = []
        self.tables: list[Table] = []
        self._groups = count()
        self._paragraphs: int | None = None  # the group of the paragraphs below the present heading

    def read(self, blocks: Sequence[Block]) -> None:
        at = 0
        while at < len(blocks):
            at += self._read(blocks[at], blocks[at + 1] if at + 1 < len(blocks) else None)

    def _read(self, block: Block, following: Block | None) -> int:
        """Reads a block and returns how many were taken."""
        if block.kind == "heading":
            self._paragraphs = None
        elif block.kind == "table":
            table, entries = read_table(block, self.document, self.words, next(self._groups))
            self.tables.append(table)
            self._add(block, entries)
        elif block.kind in ("quote", "footnote"):
            self._read_tables(block)
        elif block.kind == "list":
            self._add(block, read_list(block, self.document, self.words, self._groups))
            self._read_tables(block)
        elif block.kind == "html":
            self._add(block, read_html(block, self.document, self.words, next(self._groups)))
        elif block.kind == "paragraph":
            return self._read_paragraph(block, following)
        return 1

    def _read_paragraph(self, block: Block, following: Block | None) -> int:
        added = fragments(following, self.document, self.words) if following and following.kind == "list" else ()
        if self._paragraphs is None:
            self._paragraphs = next(self._groups)
        after = following.span.end if following else block.span.end
        entries = read_paragraph(block, added, after, self.document, self.words, self._paragraphs)
        self._add(block, entries)
        return 2 if added and entries else 1

    def _read_tables(self, block: Block) -> None:
        """The tables in a container; what stands there is a part of something else, no entry."""
        for child in block.children:
            if child.kind == "table":
                self.tables.append(read_table(child, self.document, self.words, next(self._groups))[0])
            else:
                self._read_tables(child)

    def _add(self, block: Block, entries: list[Entry]) -> None:
        if not self._is_apparatus(block):
            self.entries += (entry for entry in entries if not self._is_about_the_list(entry))

    def _is_apparatus(self, block: Block) -> bool:
        return normalise_label(block.section[-1] if block.section else "") in self.words.titles.apparatus

    def _is_about_the_list(self, entry: Entry) -> bool:
        identity = entry.main_link.identity if entry.main_link else None
        name = identity.key.rpartition("/")[2].casefold() if identity and identity.kind == "file" else ""
        return name in self.words.titles.apparatus_files

"""Tables: their cells as they are written, and the entries that their rows make."""

from __future__ import annotations

import re
from typing import Literal

from linkbot.model.document import Cell, Claim, Document, Entry, Link, Row, Table
from linkbot.parse.blocks import Block
from linkbot.parse.columns import read_columns, whole_date
from linkbot.parse.details import date_claim, text_claim
from linkbot.parse.flow import Flow, flow
from linkbot.parse.lexicon import Column, Lexicon
from linkbot.parse.lines import Line, entry_links, read_line, start_of_text
from linkbot.parse.titles import text_title

_END_OF_NAME = re.compile(r"\s[-–—]{1,2}\s|\n|$")
_FEWEST_LINKED_ROWS = 0.4  # of a table's rows, for it to be a list of entries
_TEXTS: tuple[Literal["alias", "affiliation", "venue", "authors"], ...] = ("alias", "affiliation", "venue", "authors")


def read_table(block: Block, document: Document, lexicon: Lexicon, group: int) -> tuple[Table, list[Entry]]:
    """A table as it is written, and its entries: none where its rows are no list of things with links."""
    header, *rows = block.children
    table = Table(block.span, _row(header, document), tuple(_row(row, document) for row in rows), group)
    flows = [[flow([cell], document) for cell in row.children] for row in rows]
    linked = [any(_outside(cell) for cell in cells) for cells in flows]
    if not rows or sum(linked) < _FEWEST_LINKED_ROWS * len(rows):
        return table, []
    columns = read_columns([flow([cell], document) for cell in header.children], flows, lexicon)
    if columns is None:
        return table, []
    entries = (_entry(row, cells, columns, document, lexicon, group) for row, cells in zip(rows, flows, strict=True))
    return table, [entry for entry in entries if entry]


def _entry(
    row: Block, cells: list[Flow], columns: list[Column | None], document: Document, lexicon: Lexicon, group: int
) -> Entry | None:
    by_column = {column: cell for cell, column in zip(cells, columns, strict=False) if column}
    line = _title_line(by_column.get("title"), document, lexicon)
    links = tuple(
        link
        for cell, column in zip(cells, columns, strict=False)
        for link in entry_links(cell, line.main if line.leads else None, lexicon, column)
        if not link.link.url.startswith("#")
    )
    claims = _claims(by_column, line, document, lexicon)
    if not links and not (line.title and any(claim.kind == "date" for claim in claims)):
        return None
    main = line.main or next((link.link for link in links if link.role == "paper"), links[0].link if links else None)
    return Entry(row.span, "row", group, row.section, main, links, claims)


def _title_line(cell: Flow | None, document: Document, lexicon: Lexicon) -> Line:
    """The title and the main link of a row; a title without a link reaches to the first dash or line end."""
    if cell is None:
        return Line("none")
    line = read_line(cell, document, lexicon)
    if line.title or line.shape not in ("none", "prose"):
        return line
    start = start_of_text(cell, lexicon)
    end = _END_OF_NAME.search(cell.text, start)
    first_link = min((at for at, _ in cell.links(start)), default=len(cell.text))
    title = text_title(cell, start, min(end.start() if end else len(cell.text), first_link), document)
    empty = title is None or str(title.value).casefold() in lexicon.tables.empty
    return Line("entry", line.main, () if empty or title is None else (title,))


def _claims(by_column: dict[Column, Flow], line: Line, document: Document, lexicon: Lexicon) -> tuple[Claim, ...]:
    claims = {claim.kind: claim for claim in line.claims}
    dated: tuple[Column, ...] = ("date",) if "date" in by_column else ("venue",)
    for column in dated:
        cell = by_column.get(column)
        reading = whole_date(cell.text, lexicon) if cell else None
        if cell and reading and (column == "date" or "date" not in claims):
            claims["date"] = date_claim(reading, cell, document)
    for kind in _TEXTS:
        if cell := by_column.get(kind):
            claim = text_claim(kind, cell, 0, len(cell.text), document)
            if claim and claim.text.strip().casefold() not in lexicon.tables.empty:
                claims[kind] = claim
    return tuple(claims.values())


def _outside(cell: Flow) -> list[Link]:
    return [link for _, link in cell.links() if not link.url.startswith("#")]


def _row(block: Block, document: Document) -> Row:
    """A row with all cells that stand in it, also those that GitHub does not show for want of a header."""
    return Row(block.span, tuple(Cell(cell.span, document.text(cell.span)) for cell in block.children))

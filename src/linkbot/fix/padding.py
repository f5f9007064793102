"""The blanks that keep the pipes of a table under each other when the text of a cell changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from linkbot.model.document import Cell, Document, Row, Table
from linkbot.model.finding import Edit
from linkbot.model.text import Span

_UNMEASURABLE = frozenset("\t\r\n|")
"""What has no width of its own, or ends a cell."""


@dataclass(frozen=True, slots=True)
class _Extent:
    """From which display column to which one a cell reaches: from its first character to the pipe that closes it.

    An empty cell begins at its pipe. `pipe` is the pipe's offset in bytes.
    """

    start: int
    end: int
    pipe: int


def aligned(document: Document, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """`edits`, which are sorted and disjoint, and with them those that keep aligned columns aligned.

    Where the text of a cell changes its width and the cell ended in the same display column as the header's and most others of
    its column, one edit of the blanks before its pipe lets it end there still. A longer text takes blanks away only if there
    are enough of them, and one stays. Cells that are padded on the left, wholly or in part, keep their blanks, and cells
    without any get none. The result is sorted and disjoint. Costs a look at the rows of the tables that are edited.
    """
    starts = [table.span.start for table in document.tables]
    columns: dict[tuple[int, int], tuple[int, int] | None] = {}
    padding: list[Edit] = []
    for place, group in groupby(edits, lambda edit: _place(document, starts, edit)):
        inside = tuple(group)
        if place is None or any(_UNMEASURABLE & set(edit.text) for edit in inside):
            continue
        number, row, column = place
        table = document.tables[number]
        if (number, column) not in columns:
            columns[number, column] = _common(document, table, column)
        extent = _extent(document, _row(table, row), column)
        if extent is None or (extent.start, extent.end) != columns[number, column]:
            continue
        following = edits[after] if (after := bisect_right(edits, inside[-1])) < len(edits) else None
        if following and following.span.start <= extent.pipe:
            continue
        padding += _padded(_row(table, row).cells[column], extent.pipe, _growth(document, inside))
    return tuple(sorted((*edits, *padding)))


def _place(document: Document, starts: Sequence[int], edit: Edit) -> tuple[int, int, int] | None:
    """Table, row (0 for the header) and column of the cell whose text holds the whole edit."""
    number = bisect_right(starts, edit.span.start) - 1
    if number < 0 or not document.tables[number].span.contains(edit.span):
        return None
    table = document.tables[number]
    row = bisect_right(table.rows, edit.span.start, key=lambda row: row.span.start)
    for column, cell in enumerate(_row(table, row).cells[: len(table.header.cells)]):
        if cell.span.contains(edit.span) and len(cell.span):
            return number, row, column
    return None


def _row(table: Table, number: int) -> Row:
    return table.rows[number - 1] if number else table.header


def _common(document: Document, table: Table, column: int) -> tuple[int, int] | None:
    """Where the text of all cells of a column begins, and where the header and most cells end; None where they differ."""
    cells = [_extent(document, row, column) for row in (table.header, *table.rows) if column < len(row.cells)]
    header = cells[0]
    if header is None:
        return None
    ending = [cell for cell in cells if cell and cell.end == header.end]
    starts = {cell.start for cell in ending if cell.start < cell.end}
    return (starts.pop(), header.end) if len(starts) == 1 and 2 * len(ending) > len(cells) else None


def _extent(document: Document, row: Row, column: int) -> _Extent | None:
    """None for a cell that has no pipe after it, or stands in a line with tabs up to there."""
    cell = row.cells[column]
    pipe = _pipe(document, cell)
    before = document.text(Span(document.line_span(document.line(row.span.start)).start, cell.span.start))
    text = document.text(Span(cell.span.start, pipe))
    if document.data[pipe : pipe + 1] != b"|" or "\t" in before or "\t" in text:
        return None
    start = _width(before)
    return _Extent(start, start + _width(text), pipe)


def _pipe(document: Document, cell: Cell) -> int:
    """The offset of the first byte behind a cell that is no blank."""
    end = cell.span.end
    while document.data[end : end + 1] == b" ":
        end += 1
    return end


def _growth(document: Document, edits: Sequence[Edit]) -> int:
    """By how many display columns the text gets wider."""
    return sum(_width(edit.text) - _width(document.text(edit.span)) for edit in edits)


def _padded(cell: Cell, pipe: int, growth: int) -> list[Edit]:
    """The edit of the blanks before the pipe that makes up for a text that got wider by `growth`; none where it cannot."""
    blanks = pipe - cell.span.end
    return [Edit(Span(cell.span.end, pipe), " " * (blanks - growth))] if growth and growth < blanks and blanks else []


def _width(text: str) -> int:
    """How many cells of a terminal `text` takes; a wide character of East Asia takes two (UAX #11)."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)

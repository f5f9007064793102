"""Rows of a table that do not fit the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.kind import Kind, Known
from linkbot.model.document import Document, Row, Table
from linkbot.model.finding import Finding


class TableShapeParams(BaseModel):
    """How rare a misfit is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outliers: float = Field(
        default=0.1, gt=0, lt=0.5, description="The share of a table's rows from which on a shape is a habit of the list."
    )


class TableShape(Kind):
    """A row with more or fewer cells than its table has.

    GitHub drops the cells that are too many and fills up those that are missing. Where most rows leave out the last cells,
    that is how the list is written, and the rows are judged by each other.

    bad:  `| a | b | c |` in a table with two columns
    good: rows that all leave out the last, empty column

    Fields of the message: `cells`, `expected`, `lost` (the text that is not shown, "" where there is none).
    """

    Params = TableShapeParams
    params: TableShapeParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each row."""
        for table in document.tables:
            columns = len(table.header.cells)
            for row, expected in self._misfits(table, columns):
                lost = " | ".join(cell.text.strip() for cell in row.cells[columns:])
                yield self.finding(
                    document,
                    row.span,
                    subject=row.cells[0].text.strip() if row.cells else "",
                    claim=f"{len(row.cells)} cells",
                    cells=len(row.cells),
                    expected=expected,
                    lost=f": “{lost}” is not shown" if lost else "",
                )

    def _misfits(self, table: Table, columns: int) -> Iterator[tuple[Row, int]]:
        widths = Counter(len(row.cells) for row in table.rows)
        if not widths:
            return
        usual, _ = widths.most_common(1)[0]
        for row in table.rows:
            width = len(row.cells)
            is_rare = widths[width] < self.params.outliers * len(table.rows)
            is_lost = width > columns and width != usual and any(cell.text.strip() for cell in row.cells[columns:])
            if is_lost or (is_rare and width not in (columns, usual)):
                yield row, columns

"""The order in which findings are read: file by file as the files were given, from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkbot.model.report import FindingRow, Report


def in_order(report: Report) -> list[FindingRow]:
    """The findings of `report`, those of one file together."""
    rank = {document.path: number for number, document in enumerate(report.documents)}

    def place(row: FindingRow) -> tuple[int, str, int, int, str]:
        return (rank.get(row.path, len(rank)), row.path, row.line, row.column, row.code)

    return sorted(report.findings, key=place)

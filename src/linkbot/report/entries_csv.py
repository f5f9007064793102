"""The entries of lists as CSV (RFC 4180 but for line ends of one character), for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from linkbot.report.claims import claimed
from linkbot.report.text import clean, neutral

if TYPE_CHECKING:
    from linkbot.model.report import EntryRow

COLUMNS = ("path", "line", "style", "section", "title", "url", "identity", "date", "authors", "venue")
_FORMULA = ("=", "+", "-", "@")


def render(rows: Sequence[EntryRow]) -> str:
    """One line an entry; sections are joined by ` > `, authors by `; `."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([_cell(value) for value in _values(row)] for row in rows)
    return neutral(out.getvalue())


def _values(row: EntryRow) -> Sequence[str]:
    return (
        row.path,
        str(row.line),
        row.style,
        " > ".join(row.section),
        row.title,
        row.url,
        row.identity,
        row.date,
        "; ".join(claimed(row, "authors")),
        "; ".join(claimed(row, "venue")),
    )


def _cell(text: str) -> str:
    """A value that a spreadsheet shows and does not calculate: `=` and its like at the start get an apostrophe before them."""
    text = clean(text)
    return f"'{text}" if text.startswith(_FORMULA) else text

"""The line that a finding stands on, cut to the width of the page around the place that is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linkbot.report.text import neutral, visible
from linkbot.secrets import redact

if TYPE_CHECKING:
    from linkbot.model.report import EditRow, FindingRow

LINE_END = 2
"""How far, in bytes, an edit may reach over the end of the quoted line: it may take the line's end with it."""
_MORE = "…"


@dataclass(frozen=True, slots=True)
class Quote:
    """The three parts of a quoted line, and where to underline it: `indent` and `carets` are in terminal cells."""

    before: str
    marked: str
    after: str
    indent: int
    carets: int


def window(row: FindingRow, width: int) -> Quote:
    """As much of the quoted line as `width` terminal cells hold, the marked part first; `…` stands for what was left out."""
    from rich.cells import cell_len

    width = max(20, width)
    before, marked, after = _parts(row)
    if cell_len(before + marked + after) > width:
        context = min(cell_len(before), width // 4)
        whole, marked = marked, _head(marked, width - context - 1)
        room = width - cell_len(marked)
        before = _tail(before, max(context, room // 3, room - cell_len(after)))
        after = _head(after, width - cell_len(before) - cell_len(marked)) if marked == whole else ""
    return Quote(before, marked, after, cell_len(before), max(1, cell_len(marked)))


def before_edit(edit: EditRow, row: FindingRow, encoding: str) -> str | None:
    """The text that an edit replaces; None where the quoted line does not hold it.

    A report quotes characters and an edit counts bytes. The place of the finding is known in both, which ties them together
    as long as the quote has the bytes that the file has.
    """
    start = row.column - row.quote_start
    marked = row.quote[start : row.end_column - row.quote_start]
    try:
        quoted = row.quote.encode(encoding)
        offset = row.span[0] - len(row.quote[:start].encode(encoding))
        exact = len(marked.encode(encoding)) == row.span[1] - row.span[0] and "\ufffd" not in row.quote
        last = offset + len(quoted)
        inside = offset <= edit.span[0] <= last and edit.span[1] <= last + LINE_END
        return quoted[edit.span[0] - offset : edit.span[1] - offset].decode(encoding) if exact and inside and start >= 0 else None
    except (LookupError, UnicodeError):
        return None


def _parts(row: FindingRow) -> tuple[str, str, str]:
    """The quoted line before, in and after the marked part. Secrets go first, because they may reach over the borders."""
    quote = redact(row.quote, same_length=True)
    start = min(max(row.column - row.quote_start, 0), len(quote))
    end = min(max(row.end_column - row.quote_start, start), len(quote))
    return _shown(quote[:start]), _shown(quote[start:end]), _shown(quote[end:])


def _shown(text: str) -> str:
    return neutral(visible(text))


def _head(text: str, width: int) -> str:
    """The first `width` cells of `text`."""
    from rich.cells import cell_len

    return text if cell_len(text) <= width else "".join(_fitting(text, width - 1)) + _MORE


def _tail(text: str, width: int) -> str:
    """The last `width` cells of `text`."""
    from rich.cells import cell_len

    return text if cell_len(text) <= width else _MORE + "".join(_fitting(reversed(text), width - 1))[::-1]


def _fitting(characters: Iterable[str], width: int) -> Iterable[str]:
    from rich.cells import cell_len

    for character in characters:
        width -= cell_len(character)
        if width < 0:
            return
        yield character

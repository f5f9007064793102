"""What the columns of a table hold: told by the header, and by the cells where it says nothing."""

from __future__ import annotations

import re

from linkbot.parse.dates import DateReading, most_precise, scan_dates
from linkbot.parse.flow import Flow
from linkbot.parse.lexicon import Column, Lexicon
from linkbot.parse.roles import exact_role, is_url_label, normalise_label

_BRACKETED = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")
_WORD = re.compile(r"[^\W\d_]+")
_MOST = 0.6  # of the cells that hold anything
_MOST_WORDS_BESIDE_A_DATE = 3


def read_columns(header: list[Flow], rows: list[list[Flow]], lexicon: Lexicon) -> list[Column | None] | None:
    """What each column holds, None where it cannot be told. None for all where the cells are a grid of single things."""
    named = [_named(cell, lexicon) for cell in header]
    columns = _only_the_first(named, rows, lexicon)
    cells = [[row[at] for row in rows if at < len(row) and row[at].text.strip()] for at in range(len(header))]
    if "date" not in columns:
        dated = (at for at, column in enumerate(columns) if column is None and _are_dates(cells[at], lexicon))
        if (at := next(dated, None)) is not None:
            columns[at] = "date"
    titled = [at for at, column in enumerate(columns) if column is None and _share_of_names(cells[at], lexicon) >= _MOST]
    if "title" not in columns:
        if not any(named) and len(titled) > 1:
            return None
        rest = [
            at
            for at, column in enumerate(columns)
            if (column is None or column in _REPEATABLE) and _share_of_texts(cells[at], lexicon) >= _MOST
        ]
        if best := titled[:1] or rest[:1]:
            columns[best[0]] = "title"
    return columns


def whole_date(text: str, lexicon: Lexicon) -> DateReading | None:
    """The date of a cell that holds a date and at most a few words; None where two contradict each other."""
    best = most_precise(scan_dates(text, lexicon.dates))
    if best is None:
        return None
    rest = text[: best.start] + text[best.end :]
    return best if len(_WORD.findall(rest)) <= _MOST_WORDS_BESIDE_A_DATE else None


def _named(cell: Flow, lexicon: Lexicon) -> Column | None:
    text = cell.visible(0, len(cell.text)).replace("\n", " ")
    names = lexicon.tables.column_of_header
    for label in (text, _BRACKETED.sub(" ", text)):
        if column := names.get(normalise_label(label)):
            return column
    return None


def _only_the_first(named: list[Column | None], rows: list[list[Flow]], lexicon: Lexicon) -> list[Column | None]:
    """One column for each thing: for titles the one that holds the most names, for others the first."""
    columns: list[Column | None] = list(named)
    titles = [at for at, column in enumerate(named) if column == "title"]
    shares = {at: _share_of_names([row[at] for row in rows if at < len(row)], lexicon) for at in titles}
    texts = {at: _share_of_texts([row[at] for row in rows if at < len(row)], lexicon) for at in titles}
    able = [at for at in titles if shares[at] >= _MOST or texts[at] >= _MOST or len(named) == 1]
    best = max(able, key=lambda at: (shares[at] >= _MOST, -at), default=None)
    seen: set[Column] = set()
    for at, column in enumerate(named):
        if column is None or column in _REPEATABLE:
            continue
        if (column == "title" and at != best) or column in seen:
            columns[at] = "link" if column == "title" else None
        else:
            seen.add(column)
    return columns


_REPEATABLE: frozenset[Column] = frozenset({"code", "paper", "model", "data", "demo", "project", "video", "notes", "link"})


def _are_dates(cells: list[Flow], lexicon: Lexicon) -> bool:
    return len(cells) > 1 and sum(whole_date(cell.text, lexicon) is not None for cell in cells) >= _MOST * len(cells)


def _share_of_names(cells: list[Flow], lexicon: Lexicon) -> float:
    """The share of cells that hold a link whose label is a name."""
    return sum(_has_name(cell, lexicon) for cell in cells) / len(cells) if cells else 0.0


def _share_of_texts(cells: list[Flow], lexicon: Lexicon) -> float:
    """The share of cells that hold words outside links."""
    texts = (cell.text.strip() for cell in cells)
    return (
        sum(bool(_WORD.search(text)) and text.casefold() not in lexicon.tables.empty for text in texts) / len(cells)
        if cells
        else 0.0
    )


def _has_name(cell: Flow, lexicon: Lexicon) -> bool:
    links = [link for _, link in cell.links() if not link.url.startswith("#")]
    return any(exact_role(link.text, lexicon) is None and not is_url_label(link) and _WORD.search(link.text) for link in links)

"""The findings of a report as the dashboard tells them: what is one thing in one row, under the heading that it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from linkbot.model.report import FindingRow
from linkbot.publish.changes import mark
from linkbot.publish.fit import MOST
from linkbot.report.neutral import code, url
from linkbot.report.place import place
from linkbot.report.proof import finding, lasting, rule, way_out
from linkbot.report.room import Row, Section

_ADDRESS = 100
PLACES = 8
"""How many places of one thing are named."""
_NOT_TO_BE_FOLLOWED = frozenset({"LB108"})
_PLACES_OF_ONE_THING = frozenset({"LB401", "LB402", "LB403"})
_EACH_SAYS_MORE = frozenset({"LB403"})


@dataclass(frozen=True, slots=True)
class _Heading:
    """A section of the dashboard. `codes` are the beginnings of its rules' codes; the longest beginning counts."""

    text: str
    codes: tuple[str, ...]
    note: str = ""
    is_folded: bool = False


_UNPROVEN = _Heading(
    "Missing, not proven yet",
    (),
    "Sites come back: each of these is looked at again, and moves up or disappears.",
    is_folded=True,
)
_HEADINGS = (
    _Heading(
        "Dead links",
        ("LB101", "LB104", "LB206", "LB301", "LB304"),
        "Pages among them were looked for on several days before they are called dead.",
    ),
    _UNPROVEN,
    _Heading("Links to look at", ("LB1",)),
    _Heading("Papers and repositories", ("LB2", "LB3")),
    _Heading("Duplicates and inconsistencies", ("LB4",)),
    _Heading("Other findings", ("",)),
    _Heading("Style", ("LB0", "LB5"), is_folded=True),
    _Heading("Not verified for a long time", ("LB107",), "Open them yourself: no program can.", is_folded=True),
)


def sections(rows: Iterable[FindingRow], offered: Collection[str], blob: str) -> list[Section]:
    """The sections of the dashboard that have rows; `blob` is where lines can be read.

    `offered` are the fingerprints of what pull requests mend: nothing is said of these, nor of a line that one of them repeats.
    """
    under: dict[_Heading, list[list[FindingRow]]] = {heading: [] for heading in _HEADINGS}
    for things in sorted(filter(None, (_left(things, offered) for things in _one_thing(rows))), key=_worst_first):
        under[_heading(things[0])].append(things)
    return [
        Section(
            heading.text,
            [_row(things, blob) for things in found[:MOST]],
            heading.note,
            heading.is_folded,
            ", in the job summary and in report.json",
            beyond=max(0, len(found) - MOST),
        )
        for heading, found in under.items()
        if found
    ]


def _heading(row: FindingRow) -> _Heading:
    best = max(
        ((len(code), heading) for heading in _HEADINGS for code in heading.codes if row.code.startswith(code)),
        key=lambda found: found[0],
    )[1]
    return _UNPROVEN if best is _HEADINGS[0] and row.confidence != "high" else best


def _one_thing(rows: Iterable[FindingRow]) -> list[list[FindingRow]]:
    """The findings that tell of one thing together, in the order of their places.

    A link that is dead in three places is one thing, and so are the lines that repeat each other.
    """
    things: dict[tuple[object, ...], list[FindingRow]] = {}
    seats: dict[tuple[str, str, int], tuple[object, ...]] = {}
    for row in sorted(rows, key=lambda row: (row.path, row.line, row.column, row.code)):
        key: tuple[object, ...] = (row.code, row.subject, row.url, lasting(row.message), row.confidence)
        if row.code in _PLACES_OF_ONE_THING:
            seat = (row.code, row.path, row.line)
            around = [seat, *((row.code, each.path, each.line) for each in row.related)]
            key = next((seats[each] for each in around if each in seats), seat)
            seats |= {each: key for each in around if each not in seats}
        things.setdefault(key, []).append(row)
    return list(things.values())


def _left(things: list[FindingRow], offered: Collection[str]) -> list[FindingRow]:
    left = [row for row in things if row.fingerprint not in offered]
    return [] if len(left) < len(things) and things[0].code in _PLACES_OF_ONE_THING else left


def _worst_first(things: Sequence[FindingRow]) -> tuple[object, ...]:
    row = things[0]
    return (-max(each.severity.rank for each in things), row.code, row.path, row.line, row.column)


def _row(things: Sequence[FindingRow], blob: str) -> Row:
    row = next((each for each in things if each.fix), things[0])  # of two lines that repeat each other, the one that may go
    things = [row, *(each for each in things if each is not row)]
    line = " ".join(filter(None, ("- [ ]", _places(things, blob), _target(row), *map(mark, things))))
    titled = row.model_copy(update={"message": f"{_title(row)}{row.message}"})
    others = (f"{place(each.path, each.line, blob)}: {finding(each)}" for each in things[1:PLACES] if row.code in _EACH_SAYS_MORE)
    return Row(line, (" ".join(filter(None, (finding(titled), way_out(row), rule(row)))), *others))


def _target(row: FindingRow) -> str:
    return "" if not row.url else code(row.url, _ADDRESS) if row.code in _NOT_TO_BE_FOLLOWED else url(row.url, _ADDRESS)


def _title(row: FindingRow) -> str:
    """The title that the lines have which repeat each other, where the message does not say it."""
    title = row.related[0].message if row.related else ""
    return f"{title}: " if title.startswith("“") and "“" not in row.message.partition(", under")[0] else ""


def _places(things: Sequence[FindingRow], blob: str) -> str:
    seats = dict.fromkeys((row.path, row.line) for row in things)
    named = [place(path, line, blob) for path, line in list(seats)[:PLACES]]
    return ", ".join(named) + (f" and {more:,} more" if (more := len(seats) - PLACES) > 0 else "")

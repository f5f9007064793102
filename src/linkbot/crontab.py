"""Crontab schedules, as POSIX, Vixie's cron and GitHub read them.

POSIX has five fields of numbers, lists, ranges and `*`, and runs a job on a day of either kind where both kinds of day are
restricted. Vixie's cron brought names, steps, 7 for Sunday and `@daily`; there a field that begins with `*` restricts no day of
its own, so that `*/2` and a weekday must both hold. GitHub documents POSIX, names, and steps after a number (`20/15`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""How many days each month can have."""
_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_ITEM = re.compile(
    r"(?:(?P<star>\*)|(?P<first>\d{1,3}|[a-z]{3})(?:-(?P<last>\d{1,3}|[a-z]{3}))?)(?:/(?P<step>\d{1,3}))?", re.ASCII
)
"""`*`, `5`, `1-5`, `mon-fri`, each with a step or without one: `*/15`, `1-20/3`, `20/15`."""
_FOREIGN = frozenset("?LW#H")
"""What the schedules of Quartz and Jenkins have beside these."""
_RUN = 3
"""From how many numbers in a row on a range is shorter than a list."""


class CrontabError(ValueError):
    """A schedule that cannot be used; the message names the field, the column and the way out."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    @property
    def plural(self) -> str:
        return f"{self.low}-{self.high}" + (f" or {self.names[0]}-{self.names[-1]}" if self.names else "")


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _WEEKDAYS),
)


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the month (1-31) and of the week (0-6, 0 is Sunday) that must both hold."""

    of_month: tuple[int, ...]
    of_week: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Crontab:
    """The minutes at which a schedule fires: in these months, on days of any of `days`, at these hours and minutes.

    `text` is the same schedule in words that every cron and GitHub know: numbers alone, Sunday is 0, no step after a number.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[Days, ...]
    months: tuple[int, ...]
    text: str


def parse(text: str) -> Crontab:
    """The schedule that `text` writes: five fields, or a word such as `@daily`. Raises CrontabError."""
    words = [(match[0], match.start() + 1) for match in re.finditer(r"\S+", text)]
    if words and words[0][0].startswith("@"):
        return parse(_expanded(text.strip()))
    if len(words) != len(_FIELDS):
        raise CrontabError(_miscounted(text, len(words)))
    parts = [_Part.read(field, word, column) for field, (word, column) in zip(_FIELDS, words, strict=True)]
    minutes, hours, of_month, months, of_week = (part.values for part in parts)
    possible = tuple(day for day in of_month if any(day <= _LONGEST[month - 1] for month in months))
    days = _days(possible, of_week, is_either=not (parts[2].is_star or parts[4].is_star))
    if not days:
        raise CrontabError(
            f"day of the month (column {parts[2].column}): no month of {words[3][0]!r} has a day {words[2][0]!r}, "
            "so it would never fire; choose another day or month"
        )
    return Crontab(minutes, hours, days, months, " ".join(part.text for part in parts))


def ranges(values: Iterable[int], dash: str = "-") -> str:
    """Ascending numbers as a list with ranges: `0,15,30-35`."""
    return ",".join(_ranges(list(values), dash))


@dataclass(frozen=True, slots=True)
class _Part:
    """One field of a schedule: its values, whether it begins with `*`, and how every cron would write it."""

    values: tuple[int, ...]
    is_star: bool
    text: str
    column: int

    @classmethod
    def read(cls, field: _Field, word: str, column: int) -> _Part:
        starred: dict[str, set[int]] = {}
        plain: set[int] = set()
        start = column
        for item in word.split(","):
            values = {value % len(_WEEKDAYS) if field.names == _WEEKDAYS else value for value in _item(field, item, start)}
            if item.startswith("*"):
                starred[item] = values
            else:
                plain |= values
            start += len(item) + 1
        covered = set().union(*starred.values())
        is_star = word.startswith("*")
        texts = [*starred, *filter(None, [ranges(sorted(plain - covered))])] if is_star else [ranges(sorted(plain | covered))]
        return cls(tuple(sorted(plain | covered)), is_star, ",".join(texts), column)


def _item(field: _Field, item: str, column: int) -> range:
    """The values of one part of a list."""
    where = f"{field.name} (column {column})"
    match = _ITEM.fullmatch(item.lower())
    if not match:
        raise CrontabError(f"{where}: {_illegible(field, item)}")
    first = field.low if match["star"] else _value(field, match["first"], where)
    last = _last(field, match, first, where)
    step = int(match["step"] or 1)
    if not 1 <= step <= field.high - field.low:
        raise CrontabError(f"{where}: a step of {step} is not in 1-{field.high - field.low}; for {first} alone write {first}")
    if last < first:
        rest = f"{field.low}-{last}" if last > field.low else f"{field.low}"
        raise CrontabError(f"{where}: {item!r} runs backwards; write {first}-{field.high},{rest}")
    return range(first, last + 1, step)


def _last(field: _Field, match: re.Match[str], first: int, where: str) -> int:
    """Where a part of a list ends: a step after a single number goes on to the end of the field."""
    if match["star"] or (match["step"] and not match["last"]):
        return field.high
    if not match["last"]:
        return first
    last = _value(field, match["last"], where)
    return len(_WEEKDAYS) if match["last"] == _WEEKDAYS[0] and first > 0 else last  # fri-sun ends on the Sunday after


def _value(field: _Field, word: str, where: str) -> int:
    if word.isdigit():
        if not field.low <= int(word) <= field.high:
            raise CrontabError(f"{where}: {word} is not in {field.low}-{field.high}")
        return int(word)
    if word not in field.names:
        raise CrontabError(f"{where}: {word!r} is no {field.name}; write {field.plural}")
    return field.names.index(word) + field.low


def _days(of_month: tuple[int, ...], of_week: tuple[int, ...], *, is_either: bool) -> tuple[Days, ...]:
    """The ways for a day to be one of them; none where no day can be."""
    if not is_either:
        return (Days(of_month, of_week),) if of_month else ()
    by_week = Days(tuple(range(1, 32)), of_week)
    return (Days(of_month, tuple(range(len(_WEEKDAYS)))), by_week) if of_month else (by_week,)


def _ranges(values: list[int], dash: str) -> Iterator[str]:
    while values:
        length = next((n for n in range(1, len(values)) if values[n] != values[0] + n), len(values))
        if length < _RUN:
            length = 1
        yield f"{values[0]}" if length == 1 else f"{values[0]}{dash}{values[length - 1]}"
        values = values[length:]


def _expanded(word: str) -> str:
    if word.lower() == "@reboot":
        raise CrontabError(
            "@reboot names no time, and what was missed is caught up at the start anyhow; write @daily, or five fields"
        )
    if word.lower() not in _MACROS:
        raise CrontabError(f"{word!r} is not known; there are {', '.join(_MACROS)}, or write five fields")
    return _MACROS[word.lower()]


def _miscounted(text: str, count: int) -> str:
    seconds = "; a schedule has neither seconds nor years" if count > len(_FIELDS) else ""
    names = ", ".join(field.name for field in _FIELDS)
    return f"{text!r} has {count} fields, not 5 ({names}){seconds}; write @daily, or as in 17 3 * * *"


def _illegible(field: _Field, item: str) -> str:
    if not item:
        return "a part of the list is empty; take the comma out"
    if close := next((name for name in field.names if item.isalpha() and item.lower().startswith(name)), ""):
        return f"{item!r} is written {close}"
    if foreign := next((character for character in item if character in _FOREIGN), ""):
        return f"{foreign!r} in {item!r} belongs to schedules of other programs; write {field.plural}, or *"
    return f"{item!r} cannot be read; write {field.plural}, a list with commas, a range with -, a step as in */2, or *"

"""Which of a paper's dates a wrong one was meant to be, as far as what is written and the list's other dates tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from linkbot.checks.convention import DAY_SLACK, DAYS_EITHER_WAY, LEAST_CLAIMS, PaperDates, is_near_version, is_version
from linkbot.checks.date_text import precise
from linkbot.model.document import DateValue

Version = Literal["first", "latest"]


@dataclass(frozen=True, slots=True)
class Precedents:
    """What the other dates of a list show, in numbers.

    `dates` are right, or may be; of those, `versions` are the month or the year of some version, and `exact` a version's date as
    they are written. `telling` are those that can tell first versions from latest ones, because the two differ as the list writes
    them: `first` and `latest` count which they are.
    """

    dates: int = 0
    versions: int = 0
    exact: int = 0
    telling: int = 0
    first: int = 0
    latest: int = 0

    def version(self, least: int, share: float) -> Version | None:
        """Which version the list gives: at least `share` (0 to 1) of at least `least` dates that can tell; None where neither."""
        if self.telling < least:
            return None
        if self.first >= share * self.telling:
            return "first"
        return "latest" if self.latest >= share * self.telling else None

    def trusts_versions(self, share: float, *, exactly: bool) -> bool:
        """Whether at least `share` of the dates are versions', perhaps to the day; of a list too short to have habits, all."""
        return (self.exact if exactly else self.versions) >= (share if self.dates >= LEAST_CLAIMS else 1) * self.dates


def precedents(others: Iterable[tuple[DateValue, PaperDates]]) -> Precedents:
    """What the dates of a list show, those left out that are wrong."""
    found = [(value, dates, _which(value, dates)) for value, dates in others]
    telling = [which for _, _, which in found if which]
    versions = sum(is_version(DateValue(value.year, value.month), dates) for value, dates, _ in found)
    exact = sum(is_version(value, dates) for value, dates, _ in found)
    return Precedents(len(found), versions, exact, len(telling), telling.count("first"), telling.count("latest"))


def readings(value: DateValue, dates: PaperDates) -> tuple[DateValue, ...]:
    """The dates of versions that the wrong `value` may be meant for, in order: those that take the fewest changes.

    A change of the year alone, or of the month alone, comes before a change of more. A day need not be a version's after that:
    it may be as near to one as dates are left alone. A year may also be that of the id. Several readings are equally small.
    """
    if value.precision == "year":
        days = [*dates.versions, *([dates.announced] if dates.announced else [])]
        return _sorted(DateValue(day.year) for day in days)
    slips = tuple(slip for slip in _sorted(_slips(value, dates.versions)) if is_near_version(slip, dates))
    return slips or _sorted(DateValue(day.year, day.month, day.day if value.day else None) for day in dates.versions)


def version_at(value: DateValue, dates: PaperDates) -> date:
    """The day of the version that `value` is the date of, or nearest to."""
    matching = [day for day in dates.versions if value.matches(day)]
    if matching or not (value.month and value.day):
        near = [day for day in dates.versions if any(value.matches(day + shift) for shift in DAYS_EITHER_WAY)]
        return (matching or near or [dates.first])[0]
    day = date(value.year, value.month, value.day)
    return min(dates.versions, key=lambda one: abs(one - day))


def changed_part(value: DateValue, other: DateValue) -> str:
    """The part, "year", "month" or "day", in which alone two dates differ; "" where they differ in more."""
    parts = [name for name in ("year", "month", "day") if getattr(value, name) != getattr(other, name)]
    return parts[0] if len(parts) == 1 else ""


def is_settled(value: DateValue, dates: PaperDates) -> bool:
    """Whether no version that is not known could have another date, as precise as `value` is written."""
    return not dates.open_ended and (dates.complete or precise(value, dates.first) == precise(value, dates.latest))


def _which(value: DateValue, dates: PaperDates) -> Version | Literal["other"] | None:
    """Which version's date `value` is; None where first and latest cannot be told apart, or where it is no version's."""
    if precise(value, dates.first) == precise(value, dates.latest) or not is_version(value, dates):
        return None
    first, latest = (any(value.matches(day + shift) for shift in DAYS_EITHER_WAY) for day in (dates.first, dates.latest))
    if first and latest:
        return None
    return "first" if first else "latest" if latest else "other"


def _slips(value: DateValue, days: Sequence[date]) -> Iterator[DateValue]:
    """`value` with the year, or the month, of some day; where it is a day itself, also of one shortly before, or after."""
    shifts = (*DAYS_EITHER_WAY, timedelta(days=-DAY_SLACK)) if value.day else (timedelta(),)
    for day in (day + shift for day in days for shift in shifts):
        for year, month in ((day.year, value.month), (value.year, day.month)):
            try:
                yield DateValue(year, month, value.day)
            except ValueError:
                continue  # no 31st of June


def _sorted(values: Iterable[DateValue]) -> tuple[DateValue, ...]:
    return tuple(sorted(set(values), key=lambda value: value.sort_key))

"""Another reading of crontab schedules and of systemd's calendar events, to hold linkbot's against: as plain as can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_NAMES = {
    name: str(number)
    for names, first in (("jan feb mar apr may jun jul aug sep oct nov dec", 1), ("sun mon tue wed thu fri sat", 0))
    for number, name in enumerate(names.split(), first)
}
_WORDS = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *"}


def fires(text: str, moment: datetime) -> bool:
    """Whether Vixie's cron would run a line in this minute."""
    minutes, hours, *_ = _fields(text)
    return moment.minute in minutes and moment.hour in hours and _is_day(text, moment.date())


def times(text: str, start: datetime, count: int) -> list[datetime]:
    """The first `count` minutes after `start` in which a line would be run, in UTC."""
    minutes, hours, *_ = _fields(text)
    found: list[datetime] = []
    day = start.date()
    while len(found) < count:
        if _is_day(text, day):
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            found += [midnight + timedelta(hours=hour, minutes=minute) for hour in sorted(hours) for minute in sorted(minutes)]
            found = [moment for moment in found if moment > start]
        day += timedelta(days=1)
    return found[:count]


def calendar_times(events: list[str], start: datetime, count: int) -> list[datetime]:
    """The first `count` times after `start` at which a timer with these calendar events elapses (systemd.time(7))."""
    found: set[datetime] = set()
    day = start.date()
    while len(found) < count:
        for event in events:
            found.update(moment for moment in _elapses(event, day) if moment > start)
        day += timedelta(days=1)
    return sorted(found)[:count]


def _elapses(event: str, day: date) -> Iterator[datetime]:
    match = re.fullmatch(r"(?:([A-Z][a-z,A-Z]+) )?\*-([^-]+)-([^ ]+) ([^:]+):([^:]+):00 UTC", event)
    assert match, event
    weekdays, months, days, hours, minutes = match.groups()
    if weekdays and day.strftime("%a") not in weekdays.split(","):
        return
    if day.month in _numbers(months, 1, 12) and day.day in _numbers(days, 1, 31):
        for hour in _numbers(hours, 0, 23):
            for minute in _numbers(minutes, 0, 59):
                yield datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def _numbers(text: str, low: int, high: int) -> set[int]:
    found: set[int] = set()
    for part in (f"{low}..{high}" if text == "*" else text).split(","):
        first, _, last = part.partition("..")
        found.update(range(int(first), int(last or first) + 1))
    return found


@lru_cache
def _fields(text: str) -> tuple[frozenset[int], ...]:
    text = _WORDS.get(text, text).lower()
    fields = []
    for word, (low, high) in zip(text.split(), _BOUNDS, strict=True):
        values: set[int] = set()
        for part in word.split(","):
            span, _, step = part.partition("/")
            first, _, last = span.partition("-")
            first, last = _NAMES.get(first, first), "7" if last == "sun" else _NAMES.get(last, last)
            start = low if first == "*" else int(first)
            end = high if first == "*" or (step and not last) else int(last or first)
            values.update(range(start, end + 1, int(step or 1)))
        fields.append(frozenset(value % 7 for value in values) if high == 7 else frozenset(values))
    return tuple(fields)


def _is_day(text: str, day: date) -> bool:
    _, _, days, months, weekdays = _fields(text)
    words = _WORDS.get(text, text).split()
    by_month, by_week = day.day in days, day.isoweekday() % 7 in weekdays
    starred = words[2].startswith("*") or words[4].startswith("*")
    return day.month in months and ((by_month and by_week) if starred else (by_month or by_week))

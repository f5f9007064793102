"""When a target is due: a crontab schedule in its time zone, put off by the target's own jitter, as a trigger of APScheduler.

APScheduler's own crontab counts weekdays from Monday, wants both kinds of day to hold, and fires twice where a clock is put
back. Here the schedule is looked up in the time that a clock on the wall shows, and each such time comes once: where the clock is
put back, the first time that it shows; where it is put forward over it, when it is put forward (as GitHub does it).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from linkbot.crontab import Crontab, Days, parse
from linkbot.watch_settings import Target, time_zone

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
"""Crontab's weekdays by their names: the number 0 is Monday to APScheduler."""
_TICK = timedelta(microseconds=1)


class Due(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """The moments at which a schedule fires, each put off by `delay`."""

    def __init__(self, schedule: Crontab, zone: tzinfo, delay: timedelta = timedelta()) -> None:
        self.delay = delay
        self._zone = zone
        self._clock = OrTrigger([_on(days, schedule) for days in schedule.days])

    @classmethod
    def of(cls, target: Target) -> Due:
        """When that target is due."""
        return cls(parse(target.schedule), time_zone(target.timezone), delay(target.name, target.jitter))

    def after(self, moment: datetime) -> datetime:
        """The first time, in UTC, that is later than `moment`."""
        start = moment - self.delay
        shown = start.astimezone(self._zone).replace(tzinfo=UTC, fold=0)
        while True:
            shown = self._clock.get_next_fire_time(None, shown + _TICK)
            due = _when(shown.replace(tzinfo=None), self._zone)
            if due > start:
                return due + self.delay

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """What APScheduler asks: the time after the previous one; without one, the first that is not before `now`."""
        return self.after(previous_fire_time or now - _TICK)


def delay(name: str, jitter: float) -> timedelta:
    """By how much the runs of a target of that name are put off: whole seconds from 0 to `jitter`, the same on every machine."""
    return timedelta(seconds=int.from_bytes(sha256(name.encode()).digest()[:8]) % (int(jitter) + 1))


def _on(days: Days, schedule: Crontab) -> CronTrigger:
    """The schedule on these days, for a clock that is never put back or forward."""
    return CronTrigger(
        minute=_list(schedule.minutes),
        hour=_list(schedule.hours),
        day=_list(days.of_month),
        month=_list(schedule.months),
        day_of_week=",".join(WEEKDAYS[day] for day in days.of_week),
        timezone=UTC,
    )


def _list(values: tuple[int, ...]) -> str:
    return ",".join(map(str, values))


def _when(shown: datetime, zone: tzinfo) -> datetime:
    """The moment at which a clock in `zone` first shows a time, or is put forward over it."""
    early = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == shown:
        return early
    before, after = shown.replace(tzinfo=zone, fold=1).astimezone(UTC), early
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):  # the clock is put forward somewhere between the two
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after

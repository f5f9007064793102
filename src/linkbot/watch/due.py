"""Whether a run was missed, and whether a target is overdue: pure functions of its schedule and of what is remembered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from linkbot.watch.folder import Memory

NEAR = timedelta(minutes=15)
"""What was missed is not made up for where the next run comes within this."""


class Times(Protocol):
    """A schedule, with the delay of its target."""

    delay: timedelta

    def after(self, moment: datetime) -> datetime:
        """The first time that is later than `moment`."""
        ...


def is_missed(times: Times, memory: Memory, now: datetime) -> bool:
    """Whether a time has come since the last run began (since the target is known), or that run was cut short."""
    return memory.was_cut_short or times.after(memory.last_start or memory.known_since) <= now


def catch_up_at(times: Times, memory: Memory, now: datetime) -> datetime | None:
    """When to make up for missed runs, once for all of them: after the target's delay.

    None where nothing was missed, or where the next time comes soon enough to do both.
    """
    if not is_missed(times, memory, now):
        return None
    late = now + times.delay
    return late if late + NEAR < times.after(now) else None


def is_overdue(times: Times, memory: Memory, timeout: float, now: datetime) -> bool:
    """Whether two times have come since the last success, and the run of the second could have ended by now."""
    since = memory.last_success or memory.known_since
    return now > times.after(times.after(since)) + timedelta(seconds=timeout)

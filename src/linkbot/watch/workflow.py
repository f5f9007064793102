"""The watch of one repository as a workflow of GitHub Actions."""

from __future__ import annotations

from itertools import pairwise

from linkbot.crontab import Crontab, parse
from linkbot.errors import LinkbotError
from linkbot.init.workflow import NIGHTLY, nightly
from linkbot.watch_settings import Target

_LEAST = 5
"""The shortest interval of a schedule at GitHub, in minutes, as its documentation of `on.schedule` says."""
_IN_UTC = '" # in UTC\n'


def workflow(target: Target) -> str:
    """The workflow that `linkbot init` writes, at the times of the target.

    Raises LinkbotError for a target that GitHub cannot run so: one without a repository, one that does not publish, one that is
    due more often than every 5 minutes.
    """
    if not target.repository:
        raise LinkbotError(
            f"target {target.name} has no repository that could run a workflow", hint="choose one with --target NAME"
        )
    if not target.publish:
        raise LinkbotError(
            f"target {target.name} does not publish, which is what the workflow does",
            hint="write publish = true, or put `linkbot check` into a workflow of your own",
        )
    schedule = parse(target.schedule)
    if _interval(schedule) < _LEAST:
        raise LinkbotError(
            f"target {target.name} is due more often than every 5 minutes, and GitHub runs nothing more often than that",
            hint="write a schedule such as 17 3 * * *",
        )
    written = (
        f"Written by `linkbot watch --print github` for {NIGHTLY}: {target.schedule} ({target.timezone}). GitHub may begin later."
    )
    text = nightly(schedule.text, written=written)
    if target.timezone == "UTC":
        return text
    return text.replace(_IN_UTC, f'"\n      timezone: "{target.timezone}"\n')


def _interval(schedule: Crontab) -> int:
    """The shortest time between two fire times of days that follow each other, in minutes."""
    times = [hour * 60 + minute for hour in schedule.hours for minute in schedule.minutes]
    return min(late - early for early, late in pairwise([*times, times[0] + 24 * 60]))

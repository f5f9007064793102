"""What time it is on the hub: the machine's time, or a time that a test sets, so that nights can pass in a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Time in whole seconds, as GitHub tells it. A clock that is given a moment stands still until it is set or advanced."""

    def __init__(self, moment: datetime | None = None) -> None:
        self._still = moment
        self._ahead = timedelta()

    def now(self) -> datetime:
        return (self._still or datetime.now(UTC) + self._ahead).astimezone(UTC).replace(microsecond=0)

    def set(self, moment: datetime) -> None:
        """Stops the clock at `moment`."""
        self._still = moment

    def advance(self, **lapse: float) -> None:
        """Moves the clock on, by `hours=24` or the like."""
        if self._still:
            self._still += timedelta(**lapse)
        else:
            self._ahead += timedelta(**lapse)


def text(moment: datetime) -> str:
    """A time as GitHub's JSON has it: `2026-11-21T03:17:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""How fast one host is asked: as its profile allows, slower when the server says so or shows it, never faster."""

from __future__ import annotations

from linkbot.sources.limits import Quota

# How a pace follows a server's push-backs. Simulated servers that take 5 requests a second (in windows, sliding windows, buckets;
# Retry-After in seconds, as a date, or none; asked 5 to 20 times a second at first; 0.05 to 0.2 s away) had 120 links checked
# in 1.15 times the time that they allow, with 4 push-backs, both in the mean.
_ENOUGH = 3  # accepted requests since the last cut that show what the server takes; with fewer one can but guess
_SHALLOWEST_CUT = 1.1  # times the interval, at one event
_DEEPEST_CUT = 1.7  # also where one can but guess; the rest between two bursts must not be taken for the pace of a server
_NEAR = 1.25  # times the interval that was refused last: what is longer may shrink fast
_FAST = 0.97  # of the interval, with each accepted request
_SLOW = 0.999
_LONGEST_INTERVAL = 30.0  # seconds
_LONGEST_BACKOFF = 60.0  # seconds, where the server does not say how long
PATIENCE = 120.0
"""Seconds: a server that wants to be left alone for longer is left alone for this run."""


class Pace:
    """The seconds between two requests to one host. Times are seconds of one clock that only goes forward.

    `refusals` counts the push-backs since the last accepted request, a burst as one.
    """

    def __init__(self, per_second: float, now: float) -> None:
        self._fastest = 1.0 / per_second
        self._interval = self._fastest
        self._refused = 0.0
        self._cut_at = now
        self._accepted = 0
        self._lasting = 0.0
        self._renewed_at = now
        self._rests_until = now
        self._rested = 0.0
        self.refusals = 0

    def interval(self, now: float) -> float:
        """The seconds from a request at `now` to the next."""
        return max(self._interval, self._lasting) if now < self._renewed_at else self._interval

    def slow_down(self, seconds: float) -> None:
        """Says that no two requests shall come within `seconds` of each other, 30 at most."""
        self._fastest = max(self._fastest, min(seconds, _LONGEST_INTERVAL))
        self._interval = max(self._interval, self._fastest)

    def accept(self) -> None:
        """The server answered: a little faster from here."""
        self._accepted += 1
        self.refusals = 0
        if self._interval > self._fastest:
            shorter = self._interval * (_FAST if self._interval > _NEAR * self._refused else _SLOW)
            self._interval = max(self._fastest, shorter)

    def limit(self, told: Quota, waiting: int, now: float) -> float:
        """The server said what is left for the `waiting` requests: how long to rest first, in seconds, mostly 0.

        Where all that wait have room nothing changes; where they have not the pace falls to what lasts until the renewal. An
        empty quota rests until then. A server whose quota is empty time and again, for more than our patience together,
        counts something else, and is believed no more until it has one that is not: its refusals will speak.
        """
        renewed_at = now + told.seconds
        if told.remaining:
            self._rested = 0.0
            if waiting > told.remaining and now >= self._rests_until:
                self._lasting, self._renewed_at = min(told.interval, _LONGEST_INTERVAL), renewed_at
            return 0.0
        more = renewed_at - max(now, self._rests_until)
        if more <= 0 or self._rested + more > PATIENCE:
            return 0.0
        self._rested += more
        self._rests_until = renewed_at
        return told.seconds

    def push_back(self, sent_at: float, now: float, retry_after: float | None) -> float | None:
        """The server refused a request that was sent at `sent_at`: how long to rest, in seconds.

        `retry_after` is what it wants (None: unsaid). One cut for a burst: the refusal of a request that was sent before the
        last cut changes nothing, and is None.
        """
        if sent_at < self._cut_at:
            return None
        self.refusals += 1
        enough = self._accepted >= _ENOUGH
        deepest = min(_DEEPEST_CUT * self._interval, _LONGEST_INTERVAL)
        shown = max(now - self._cut_at, 0.2) / self._accepted if enough else deepest
        longer = min(max(_SHALLOWEST_CUT * self._interval, shown), deepest)
        self._refused, self._interval = self._interval, max(longer, self._fastest)
        self._cut_at, self._accepted = now, 0
        return min(0.5 * 2.0**self.refusals, _LONGEST_BACKOFF) if retry_after is None else retry_after

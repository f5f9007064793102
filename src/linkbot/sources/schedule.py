"""Whose turn it is: a queue, a pace and a pause for each host group, and one budget of requests in flight for all of them."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Callable
from time import monotonic

# How a pace follows a server's push-backs: notes of one server that takes 5 requests a second and 120 links to check showed
# 7 push-backs with these numbers, against 66 when each push-back of a burst cut the pace.
_KEPT_OF_GOODPUT = 0.8
_DEEPEST_CUT = 4.0  # times the interval, at one event: the rest between two bursts must not be taken for the pace of a server
_MADE_UP = 0.25  # of the interval: so much of what a late timer lost is made up for at the next request
_SPEED_UP = 0.995  # of the interval, with each accepted request
_LONGEST_INTERVAL = 30.0  # seconds
_LONGEST_BACKOFF = 60.0  # seconds, where the server does not say how long
_PATIENCE = 120.0  # seconds: a server that wants to be left alone for longer is left alone for this run
_MOST_PUSH_BACKS = 7  # in a row, without an accepted request between: 123 seconds of backing off
_MOST_CHALLENGES = 3  # in a row


class Closed(Exception):  # noqa: N818 - it says what the lane is
    """The group is not asked any more in this run: `reason` is "rate-limited" or "blocked", `seconds` until it may be."""

    def __init__(self, reason: str, detail: str, seconds: float = 0.0) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.seconds = seconds


class Lane:
    """One host group: who waits for it, how fast it may be asked, and whether it asked for a rest. Made by `Schedule.lane`."""

    def __init__(self, schedule: Schedule, per_second: float, connections: int) -> None:
        self._schedule = schedule
        self._connections = connections
        self._fastest = 1.0 / per_second
        self._interval = self._fastest
        self._probing = False
        self._cut_at = schedule.clock()
        self._accepted = 0
        self._refusals = 0
        self._challenges = 0
        self._closed: tuple[str, str, float] | None = None
        self.queue: deque[asyncio.Future[None]] = deque()
        self.active = 0
        self.next_at = 0.0
        self.waits = False
        self.ready_as = 0

    @property
    def has_room(self) -> bool:
        """Whether somebody waits and one more request may be made at once."""
        return bool(self.queue) and self.active < (1 if self._probing else self._connections)

    async def enter(self, *, at_front: bool = False) -> None:
        """Waits for a turn; `leave` ends it. Raises Closed when the group is not asked any more.

        `at_front` is for who has begun: the next step of a redirect, the repetition after a push-back.
        """
        if self._closed:
            raise Closed(*self._closed)
        turn = asyncio.get_running_loop().create_future()
        (self.queue.appendleft if at_front else self.queue.append)(turn)
        self._schedule.offer(self)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()
            raise

    def leave(self) -> None:
        """Ends a turn that `enter` gave."""
        self.active -= 1
        self._schedule.free(self)

    def start(self, now: float) -> asyncio.Future[None] | None:
        """Takes the first who waits, if there is one, and counts from `now` until the next may start."""
        while self.queue:
            turn = self.queue.popleft()
            if not turn.done():
                self.active += 1
                late = now - self.next_at
                self.next_at = now + self._interval - (late if late < _MADE_UP * self._interval else 0.0)
                return turn
        return None

    def accept(self) -> None:
        """The server answered: a little faster from here."""
        self._accepted += 1
        self._refusals = 0
        self._challenges = 0
        self._probing = False
        self._interval = max(self._fastest, self._interval * _SPEED_UP)

    def challenge(self) -> None:
        """A wall for bots answered. After three in a row the rest is not asked: it would only be walled too."""
        self._challenges += 1
        if self._challenges >= _MOST_CHALLENGES:
            self._close("blocked", f"{self._challenges} challenges in a row from this host; the rest was not asked", 0.0)

    def push_back(self, sent_at: float, retry_after: float | None) -> None:
        """The server refused a request that was sent at `sent_at`, and wants a rest of `retry_after` seconds (None: unsaid).

        One cut for a burst: refusals of requests that were sent before the last cut change nothing.
        """
        now = self._schedule.clock()
        if sent_at < self._cut_at and self._refusals:
            return
        self._refusals += 1
        goodput = self._accepted / max(now - self._cut_at, 0.2)
        wanted = 1.0 / (_KEPT_OF_GOODPUT * goodput) if goodput else _LONGEST_INTERVAL
        self._interval = min(max(self._interval, wanted), self._interval * _DEEPEST_CUT, _LONGEST_INTERVAL)
        self._cut_at, self._accepted, self._probing = now, 0, True
        rest = min(0.5 * 2.0**self._refusals, _LONGEST_BACKOFF) if retry_after is None else retry_after
        if rest > _PATIENCE or self._refusals > _MOST_PUSH_BACKS:
            self._close("rate-limited", f"the host pushed back {self._refusals} times in a row", rest)
        else:
            self.next_at = max(self.next_at, now + rest)

    def _close(self, reason: str, detail: str, seconds: float) -> None:
        self._closed = (reason, detail, seconds)
        while self.queue:
            turn = self.queue.popleft()
            if not turn.done():
                # One for each: an exception that is raised again and again grows its traceback each time.
                turn.set_exception(Closed(*self._closed))


class Schedule:
    """Gives turns: never more than `budget` at once, the group with the longest queue first, nobody waiting inside a group."""

    def __init__(self, budget: int, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._free = budget
        self._lanes: dict[str, Lane] = {}
        self._ready: list[tuple[int, int, Lane]] = []
        self._offers = 0

    def lane(self, group: str, per_second: float, connections: int) -> Lane:
        """The lane of a host group, made at the first call for it."""
        if group not in self._lanes:
            self._lanes[group] = Lane(self, per_second, connections)
        return self._lanes[group]

    def offer(self, lane: Lane) -> None:
        """Says that somebody may be waiting in `lane`."""
        self._place(lane)
        self._dispatch()

    def free(self, lane: Lane) -> None:
        """Takes a turn back."""
        self._free += 1
        self.offer(lane)

    def _place(self, lane: Lane) -> None:
        if lane.waits or not lane.has_room:
            return
        wait = lane.next_at - self.clock()
        if wait > 0:
            lane.waits = True
            asyncio.get_running_loop().call_later(wait, self._due, lane)
        elif len(lane.queue) >= 2 * lane.ready_as:
            # A queue that has doubled since is placed anew; its older place is passed over when it comes up.
            self._offers += 1
            lane.ready_as = len(lane.queue)
            heapq.heappush(self._ready, (-lane.ready_as, self._offers, lane))

    def _due(self, lane: Lane) -> None:
        lane.waits = False
        self.offer(lane)

    def _dispatch(self) -> None:
        while self._free and self._ready:
            length, _, lane = heapq.heappop(self._ready)
            if lane.ready_as != -length:
                continue
            lane.ready_as = 0
            now = self.clock()
            if lane.has_room and lane.next_at <= now and (turn := lane.start(now)):
                self._free -= 1
                turn.set_result(None)
            self._place(lane)

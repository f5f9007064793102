"""Whose turn it is: a queue, a pace and a pause for each host group, and one budget of requests in flight for all of them."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Callable
from time import monotonic

from linkbot.sources.limits import Quota
from linkbot.sources.pace import PATIENCE, Pace

_MADE_UP = 0.25  # of the interval: so much of what a late timer lost is made up for at the next request
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
        self._pace = Pace(per_second, schedule.clock())
        self._probing = False
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
        if self._schedule.over and not at_front:
            raise Closed("not-asked", self._schedule.over)
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
                interval = self._pace.interval(now)
                late = now - self.next_at
                self.next_at = now + interval - (late if late < _MADE_UP * interval else 0.0)
                return turn
        return None

    def slow_down(self, seconds: float) -> None:
        """Says that no two requests shall come within `seconds` of each other, 30 at most."""
        self._pace.slow_down(seconds)

    def accept(self) -> None:
        """The server answered: a little faster from here."""
        self._challenges = 0
        self._probing = False
        self._pace.accept()

    def limit(self, quota: Quota) -> None:
        """The server told how many more requests it takes, and until when."""
        now = self._schedule.clock()
        if rest := self._pace.limit(quota, len(self.queue) + self.active - 1, now):
            self.next_at = max(self.next_at, now + rest)

    def challenge(self) -> None:
        """A wall for bots answered. After three in a row the rest is not asked: it would only be walled too."""
        self._challenges += 1
        if self._challenges >= _MOST_CHALLENGES:
            self.close("blocked", f"{self._challenges} challenges in a row from this host; the rest was not asked", 0.0)

    def push_back(self, sent_at: float, retry_after: float | None) -> float:
        """The server refused a request that was sent at `sent_at`, and wants a rest of `retry_after` seconds (None: unsaid).

        Returns for how many seconds the group is closed, 0 where the rest is waited for.
        """
        now = self._schedule.clock()
        rest = self._pace.push_back(sent_at, now, retry_after)
        if rest is None:
            return 0.0
        self._probing = True
        if rest > PATIENCE or self._pace.refusals > _MOST_PUSH_BACKS:
            self.close("rate-limited", f"the host pushed back {self._pace.refusals} times in a row", rest)
            return rest
        self.next_at = max(self.next_at, now + rest)
        return 0.0

    def dismiss(self, reason: str, detail: str, seconds: float = 0.0) -> None:
        """Sends away all who wait: Closed is raised where they do."""
        while self.queue:
            turn = self.queue.popleft()
            if not turn.done():
                # One for each: an exception that is raised again and again grows its traceback each time.
                turn.set_exception(Closed(reason, detail, seconds))

    def close(self, reason: str, detail: str, seconds: float) -> None:
        """Lets nobody in any more, for `reason`; in `seconds` it may be asked again."""
        self._closed = (reason, detail, seconds)
        self.dismiss(*self._closed)


class Schedule:
    """Gives turns: never more than `budget` at once, the group with the longest queue first, nobody waiting inside a group."""

    def __init__(self, budget: int, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.over = ""
        self._free = budget
        self._lanes: dict[str, Lane] = {}
        self._ready: list[tuple[int, int, Lane]] = []
        self._offers = 0

    def lane(self, group: str, per_second: float, connections: int) -> Lane:
        """The lane of a host group, made at the first call for it."""
        if group not in self._lanes:
            self._lanes[group] = Lane(self, per_second, connections)
        return self._lanes[group]

    def stop(self, detail: str) -> None:
        """Gives no new turn to anybody: Closed("not-asked", detail). Who has begun may finish."""
        self.over = detail
        for lane in self._lanes.values():
            lane.dismiss("not-asked", detail)

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

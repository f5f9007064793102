"""A host that takes fewer requests than we make is checked to the end: few refusals, no wrong answer, little time lost."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest
from tests.unit.clockwork import run
from tests.unit.loopback import Asked, Server, a_net, reply

from linkbot.rulebook import Host
from linkbot.sources.fetched import Fetched
from linkbot.sources.limits import Quota
from linkbot.sources.schedule import Lane, Schedule

LINKS = 120


@dataclass
class Meter:
    """Takes so many requests in any second."""

    per_second: int
    clock: Callable[[], float] = monotonic
    refused: int = 0
    taken: deque[float] = field(default_factory=deque)

    def take(self) -> float:
        """How long to wait, in seconds; 0 where the request is taken."""
        now = self.clock()
        while self.taken and self.taken[0] <= now - 1:
            self.taken.popleft()
        if len(self.taken) < self.per_second:
            self.taken.append(now)
            return 0.0
        self.refused += 1
        return self.taken[0] + 1 - now

    @property
    def left(self) -> Quota:
        return Quota(self.per_second - len(self.taken), max(self.taken[0] + 1 - self.clock(), 0.001) if self.taken else 1.0)


def metered(meter: Meter, mode: str) -> Callable[[Asked, asyncio.StreamWriter], object]:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        wait = meter.take()
        until = datetime.now(UTC) + timedelta(seconds=wait + 1)
        told = {"seconds": str(math.ceil(wait)), "date": format_datetime(until, usegmt=True), "absent": ""}[mode]
        writer.write(reply(200) if not wait else reply(429, "slow down", **({"Retry_After": told} if told else {})))
        await writer.drain()

    return answer


async def check_all(mode: str) -> tuple[list[Fetched], Server, Meter]:
    meter = Meter(40)
    host = Host(hosts=("site.example",), per_second=60, connections=4, reason="a test", checked="2026-11-20")
    pages = {f"/{number}": metered(meter, mode) for number in range(LINKS)}
    async with Server(pages).running() as server, a_net(server, host) as net:
        return await asyncio.gather(*(net.get(f"http://site.example/{number}") for number in range(LINKS))), server, meter


def test_no_link_is_blamed_and_few_requests_are_refused_however_the_server_says_it() -> None:
    async def story() -> list[tuple[list[Fetched], Server, Meter]]:
        return await asyncio.gather(*map(check_all, ("seconds", "date", "absent")))

    worlds = asyncio.run(story())

    assert [[page.status for page in pages] for pages, _, _ in worlds] == [[200] * LINKS] * 3
    assert all(meter.refused <= 12 for _, _, meter in worlds)
    assert [len(server.asked) for _, server, _ in worlds] == [LINKS + meter.refused for _, _, meter in worlds]


async def visit(lane: Lane, meter: Meter, clock: Callable[[], float], mode: str) -> None:
    begun = False
    while True:
        await lane.enter(at_front=begun)
        begun, sent_at = True, clock()
        await asyncio.sleep(0.05)
        wait = meter.take()
        quota = meter.left
        await asyncio.sleep(0.05)
        if wait:
            lane.push_back(sent_at, {"seconds": math.ceil(wait), "date": wait, "absent": None, "quota": math.ceil(wait)}[mode])
        else:
            lane.accept()
            if mode == "quota":
                lane.limit(quota)
        lane.leave()
        if not wait:
            return


@pytest.mark.parametrize("mode", ["seconds", "date", "absent"])
@pytest.mark.parametrize("per_second", [5, 20])
def test_little_more_time_is_taken_than_the_server_wants(mode: str, per_second: float) -> None:
    async def story(clock: Callable[[], float]) -> tuple[Meter, float]:
        lane, meter = Schedule(100, clock).lane("site", per_second, connections=2), Meter(5, clock)
        await asyncio.gather(*(visit(lane, meter, clock, mode) for _ in range(LINKS)))
        return meter, clock()

    meter, took = run(story)

    assert meter.refused <= 12
    assert took <= 1.25 * LINKS / 5


def test_a_server_that_tells_what_is_left_hardly_need_refuse() -> None:
    async def story(clock: Callable[[], float]) -> tuple[Meter, float]:
        lane, meter = Schedule(100, clock).lane("site", per_second=10, connections=2), Meter(5, clock)
        await asyncio.gather(*(visit(lane, meter, clock, "quota") for _ in range(LINKS)))
        return meter, clock()

    meter, took = run(story)

    assert meter.refused <= 2
    assert took <= 1.25 * LINKS / 5

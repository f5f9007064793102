"""Hosts wait for nobody but themselves, and are asked as fast as they like, no faster."""

from __future__ import annotations

import asyncio
import time

import pytest

from linkbot.sources.schedule import Closed, Lane, Schedule


async def take(lane: Lane, log: list[tuple[str, float]], name: str, seconds: float = 0.0) -> None:
    await lane.enter()
    log.append((name, time.monotonic()))
    await asyncio.sleep(seconds)
    lane.leave()


def test_a_host_is_asked_at_its_pace() -> None:
    async def story() -> list[tuple[str, float]]:
        lane, log = Schedule(100).lane("a", per_second=20, connections=2), []
        await asyncio.gather(*(take(lane, log, "a") for _ in range(5)))
        return log

    log = asyncio.run(story())

    assert 0.19 <= log[-1][1] - log[0][1] < 0.5


def test_no_more_requests_are_in_flight_than_a_host_takes() -> None:
    async def story() -> float:
        lane, log = Schedule(100).lane("a", per_second=1e6, connections=2), []
        begun = time.monotonic()
        await asyncio.gather(*(take(lane, log, "a", 0.05) for _ in range(6)))
        return time.monotonic() - begun

    assert asyncio.run(story()) >= 0.15


def test_a_slow_host_holds_up_nobody() -> None:
    async def story() -> list[tuple[str, float]]:
        schedule, log = Schedule(4), []
        slow = schedule.lane("slow", per_second=10, connections=1)
        others = [schedule.lane(f"host{n}", per_second=10, connections=1) for n in range(20)]
        begun = time.monotonic()
        await asyncio.gather(
            *(take(slow, log, "slow", 0.05) for _ in range(5)), *(take(other, log, "other", 0.01) for other in others)
        )
        return [(name, at - begun) for name, at in log]

    log = asyncio.run(story())

    assert max(at for name, at in log if name == "other") < 0.25
    assert max(at for name, at in log if name == "slow") >= 0.4


def test_the_longest_queue_starts_first() -> None:
    async def story() -> list[str]:
        schedule, log = Schedule(1), []
        short = schedule.lane("short", per_second=1e6, connections=1)
        long = schedule.lane("long", per_second=1e6, connections=1)
        door = schedule.lane("door", per_second=1e6, connections=1)
        await asyncio.gather(
            take(door, log, "door", 0.02), take(short, log, "short"), *(take(long, log, "long") for _ in range(3))
        )
        return [name for name, _ in log]

    assert asyncio.run(story()) == ["door", "long", "long", "short", "long"]


def test_a_burst_of_refusals_cuts_the_pace_once() -> None:
    clock = [0.0]
    lane = Schedule(10, lambda: clock[0]).lane("a", per_second=10, connections=2)
    for _ in range(10):
        lane.accept()
    clock[0] = 2.0

    lane.push_back(sent_at=1.9, retry_after=4.0)
    first = lane.next_at
    lane.push_back(sent_at=1.95, retry_after=4.0)

    assert first == lane.next_at == 6.0


def test_without_a_word_how_long_the_rests_grow() -> None:
    clock = [0.0]
    lane = Schedule(10, lambda: clock[0]).lane("a", per_second=10, connections=2)
    rests = []

    for _ in range(4):
        lane.push_back(sent_at=clock[0], retry_after=None)
        rests.append(lane.next_at - clock[0])
        clock[0] = lane.next_at

    assert rests == [1.0, 2.0, 4.0, 8.0]


def test_a_host_that_wants_an_hour_of_rest_gets_it() -> None:
    async def story() -> Closed:
        lane = Schedule(10).lane("a", per_second=1, connections=1)
        first = asyncio.create_task(lane.enter())
        waiting = asyncio.create_task(lane.enter())
        await first
        lane.push_back(sent_at=time.monotonic(), retry_after=3600.0)
        with pytest.raises(Closed) as closed:
            await waiting
        return closed.value

    closed = asyncio.run(story())

    assert (closed.reason, closed.seconds) == ("rate-limited", 3600.0)


def test_each_who_waits_is_told_by_an_exception_of_its_own() -> None:
    async def story() -> list[BaseException | None]:
        lane = Schedule(10).lane("a", per_second=1, connections=1)
        await lane.enter()
        waiting = [asyncio.create_task(lane.enter()) for _ in range(2)]
        await asyncio.sleep(0)
        lane.push_back(sent_at=time.monotonic(), retry_after=3600.0)
        later = [asyncio.create_task(lane.enter()) for _ in range(2)]
        return await asyncio.gather(*waiting, *later, return_exceptions=True)

    told = asyncio.run(story())

    assert len(set(map(id, told))) == 4
    assert {str(one) for one in told} == {"the host pushed back 1 times in a row"}


def test_three_challenges_in_a_row_are_enough() -> None:
    async def story() -> str:
        lane = Schedule(10).lane("a", per_second=1e6, connections=1)
        lane.challenge()
        lane.accept()
        lane.challenge()
        lane.challenge()
        await lane.enter()
        lane.leave()
        lane.challenge()
        with pytest.raises(Closed) as closed:
            await lane.enter()
        return closed.value.reason

    assert asyncio.run(story()) == "blocked"


def test_who_gives_up_waiting_leaves_its_turn_to_others() -> None:
    async def story() -> int:
        schedule = Schedule(1)
        lane = schedule.lane("a", per_second=1e6, connections=1)
        await lane.enter()
        impatient = asyncio.create_task(lane.enter())
        await asyncio.sleep(0)
        patient = asyncio.create_task(lane.enter())
        await asyncio.sleep(0)
        impatient.cancel()
        lane.leave()
        await asyncio.wait_for(patient, 1)
        lane.leave()
        return lane.active

    assert asyncio.run(story()) == 0


def test_after_a_stop_nobody_begins_and_who_has_begun_may_finish() -> None:
    async def story() -> list[str]:
        schedule, log = Schedule(100), []
        lane, other = (schedule.lane(name, per_second=1e6, connections=1) for name in "ab")
        await lane.enter()
        waiting = asyncio.create_task(lane.enter())
        await asyncio.sleep(0)

        schedule.stop("the budget of 10m was spent")

        for asking in (waiting, other.enter(), schedule.lane("c", per_second=1, connections=1).enter()):
            with pytest.raises(Closed) as closed:
                await asking
            log.append(f"{closed.value.reason}: {closed.value.detail}")
        lane.leave()
        await lane.enter(at_front=True)
        return log

    assert asyncio.run(story()) == ["not-asked: the budget of 10m was spent"] * 3

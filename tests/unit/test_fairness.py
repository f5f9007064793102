"""A host that has most of the links holds up none of the others, and is itself asked at its full pace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.unit.clockwork import run

from linkbot.sources.schedule import Lane, Schedule

HOT, OTHERS, LINKS_OF_OTHERS = 600, 40, 10
PER_SECOND, CONNECTIONS, LATENCY = 5, 2, 0.2


async def ask(lane: Lane, name: str, done: list[tuple[str, float]], clock: Callable[[], float]) -> None:
    await lane.enter()
    await asyncio.sleep(LATENCY)
    lane.accept()
    lane.leave()
    done.append((name, clock()))


def check(budget: int) -> list[tuple[str, float]]:
    """A list of 1,000 links, 600 of them on one host and asked first: in which order they were done, and when."""

    async def story(clock: Callable[[], float]) -> list[tuple[str, float]]:
        schedule, done = Schedule(budget, clock), []
        hot = schedule.lane("hot", PER_SECOND, CONNECTIONS)
        others = [schedule.lane(f"other{number}", PER_SECOND, CONNECTIONS) for number in range(OTHERS)]
        await asyncio.gather(
            *(ask(hot, "hot", done, clock) for _ in range(HOT)),
            *(ask(other, "other", done, clock) for other in others for _ in range(LINKS_OF_OTHERS)),
        )
        return done

    return run(story)


def test_the_links_of_the_others_are_done_before_a_tenth_of_the_hot_hosts() -> None:
    names = [name for name, _ in check(budget=100)]

    last_of_others = len(names) - names[::-1].index("other")

    assert names[:last_of_others].count("hot") <= HOT / 10


def test_the_hot_host_is_asked_at_its_full_pace_all_the_time() -> None:
    took = check(budget=100)[-1][1]

    assert took <= 1.05 * (HOT - 1) / PER_SECOND


def test_a_small_budget_is_no_reason_to_wait_for_the_hot_host() -> None:
    done = check(budget=8)

    assert done[-1][1] <= 1.05 * (HOT - 1) / PER_SECOND
    assert max(at for name, at in done if name == "other") < done[-1][1] / 4


def test_every_host_is_begun_at_once() -> None:
    async def story(clock: Callable[[], float]) -> list[float]:
        schedule, begun = Schedule(100, clock), []

        async def note(lane: Lane) -> None:
            await lane.enter()
            begun.append(clock())

        hot = schedule.lane("hot", PER_SECOND, CONNECTIONS)
        waiting = [asyncio.create_task(hot.enter()) for _ in range(300)]
        await asyncio.gather(*(note(schedule.lane(f"other{number}", PER_SECOND, CONNECTIONS)) for number in range(60)))
        for task in waiting:
            task.cancel()
        return begun

    assert run(story) == [0.0] * 60

"""A clock that jumps costs requests at most: no answer from the future is believed, and nothing dies of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.world.server import World

from linkbot.model.report import Report
from linkbot.pipeline import check

GONE = "https://lab.example.org/gone"
HERE = "https://lab.example.org/here"
Clock = Callable[[], datetime]


@pytest.fixture
def lab(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text(f"- [Gone]({GONE})\n- [Here]({HERE})\n")
    world.page(HERE)
    return world


def a_run(lab: World, clock: Clock) -> tuple[Report, list[str]]:
    """The report of a run by that clock, and the addresses that it asked for."""
    before = len(lab.requests)
    report = asyncio.run(check(["list.md"], lab.settings(), resolver=lab.resolver, clock=clock))
    return report, sorted({str(request.url) for request in lab.requests[before:]} & {GONE, HERE})


def off_by(**time: float) -> Clock:
    return lambda: datetime.now(UTC) + timedelta(**time)


def verdicts(report: Report) -> dict[str, str]:
    return {row.url: f"{row.verdict} ({row.reason.partition(':')[0]})" for row in report.links}


ONE_NIGHT = {GONE: "broken (unconfirmed)", HERE: "ok ()"}


def test_a_clock_that_was_set_back_asks_again_and_says_the_same(lab: World) -> None:
    a_run(lab, off_by())

    report, asked = a_run(lab, off_by(days=-30))

    assert asked == [GONE, HERE]
    assert verdicts(report) == ONE_NIGHT
    assert report.statistics.seconds >= 0


def test_a_clock_that_jumps_ahead_for_years_lets_everything_expire_and_nothing_die(lab: World) -> None:
    a_run(lab, off_by())

    report, asked = a_run(lab, off_by(days=4_000))

    assert asked == [GONE, HERE]
    assert verdicts(report) == ONE_NIGHT


def test_nothing_dies_of_a_clock_that_jumped_ahead_and_was_set_right(lab: World) -> None:
    for days in (0, 400, 800):
        a_run(lab, off_by(days=days))

    report, asked = a_run(lab, off_by(hours=1))

    assert asked == []  # the first answer is still believed
    assert verdicts(report) == ONE_NIGHT


def test_a_clock_that_jumps_during_the_run_ends_no_run(lab: World) -> None:
    jumps = iter((0, 4_000, -4_000, 0, 4_000, -4_000, 1))

    report, asked = a_run(lab, lambda: datetime.now(UTC) + timedelta(days=next(jumps, -1)))

    assert asked == [GONE, HERE]
    assert verdicts(report) == ONE_NIGHT
    assert report.statistics.seconds >= 0
    assert report.run.partial is False

"""A page that dies, night after night: when its last copy is asked for, and what the link becomes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.mending import mended
from tests.world.server import World

from linkbot.model.report import FindingRow, Report
from linkbot.pipeline import check

FIRST = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
PAGE = "https://blog.example.org/guide"
LIST = f"# Reading\n\n- [The guide]({PAGE}#part-2)\n- [The blog](https://blog.example.org/)\n"
COPY = "https://web.archive.org/web/20260302120000/https://blog.example.org/guide"


@pytest.fixture
def dying(world: World) -> World:
    world.page("https://blog.example.org/", title="The blog")
    world.page(PAGE, status=410)
    world.copies(PAGE, "20240101000000", "20260302120000", "20261122000000")
    return world


def night(world: World, folder: Path, after: timedelta = timedelta(0)) -> Report:
    document = folder / "list.md"
    document.write_text(LIST)
    at = FIRST + after
    return asyncio.run(check([str(document)], world.settings(), resolver=world.resolver, clock=lambda: at))


def dead_link(report: Report) -> FindingRow:
    (finding,) = (finding for finding in report.findings if finding.code == "LB101")
    return finding


def test_one_night_is_no_death_and_asks_for_no_copy(dying: World, tmp_path: Path) -> None:
    finding = dead_link(night(dying, tmp_path))

    assert finding.fix is None
    assert dying.asked("https://web.archive.org/") == []


def test_a_confirmed_death_offers_the_last_copy_from_before_it(dying: World, tmp_path: Path) -> None:
    night(dying, tmp_path)

    finding = dead_link(night(dying, tmp_path, timedelta(hours=30)))

    assert finding.fix is not None
    assert finding.fix.applicability == "unsafe"
    assert [edit.text for edit in finding.fix.edits] == [f"{COPY}#part-2"]
    assert len(dying.asked("https://web.archive.org/")) == 1


def test_the_copy_takes_the_place_of_the_dead_address_and_nothing_else_changes(dying: World, tmp_path: Path) -> None:
    night(dying, tmp_path)
    finding = dead_link(night(dying, tmp_path, timedelta(hours=30)))

    done = mended(LIST, finding, unsafe=True)

    assert done.data.decode() == LIST.replace(PAGE, COPY)


def test_a_dead_page_without_a_copy_is_told_without_a_fix(dying: World, tmp_path: Path) -> None:
    dying.copies(PAGE)
    night(dying, tmp_path)

    report = night(dying, tmp_path, timedelta(hours=30))

    assert dead_link(report).fix is None
    assert {link.verdict for link in report.links} == {"gone", "ok"}


def test_an_archive_that_does_not_answer_costs_no_finding(dying: World, tmp_path: Path) -> None:
    dying.fail("https://web.archive.org/", times=100, status=403)
    night(dying, tmp_path)

    report = night(dying, tmp_path, timedelta(hours=30))

    assert dead_link(report).fix is None

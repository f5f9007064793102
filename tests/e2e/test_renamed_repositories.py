"""A repository that has another name than last week: whose number it has tells a move from a takeover."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.world.server import World

from linkbot.model.report import FindingRow, Report
from linkbot.pipeline import check

FIRST = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def night(world: World, folder: Path, after: timedelta = timedelta(0)) -> Report:
    document = folder / "list.md"
    document.write_text("# Tools\n\n- [A tool](https://github.com/lab/tool)\n")
    settings = world.settings(github_token="t0ken", select=("LB302",))
    return asyncio.run(check([str(document)], settings, resolver=world.resolver, clock=lambda: FIRST + after))


def renamed(report: Report) -> FindingRow:
    (finding,) = report.findings
    return finding


def test_a_repository_that_kept_its_number_is_given_its_new_name(world: World, tmp_path: Path) -> None:
    world.repository("lab/tool", id=77)
    before = night(world, tmp_path)
    world.repository("lab/toolbox", id=77)
    world.rename("lab/tool", "lab/toolbox")

    finding = renamed(night(world, tmp_path, WEEK))

    assert not before.findings
    assert finding.fix is not None
    assert (finding.fix.applicability, finding.fix.proof) == ("safe", "GitHub gives repository 77 under both names")


def test_a_name_under_which_another_number_was_seen_is_left_to_a_person(world: World, tmp_path: Path) -> None:
    world.repository("lab/tool", id=77)
    night(world, tmp_path)
    world.repository("stranger/tool", id=99)
    world.rename("lab/tool", "stranger/tool")

    finding = renamed(night(world, tmp_path, WEEK))

    assert finding.fix is not None
    assert finding.fix.applicability == "display"
    assert finding.fix.proof.endswith("the name lab/tool meant repository 77, and now 99")
    assert finding.hint.endswith("somebody else may have taken the name over")

"""A list whose links lead to places in files, in pages and on GitHub: what is missing is told, and nothing else is."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from tests.world.server import World

from linkbot.model.report import Report
from linkbot.pipeline import check

LISTS = Path(__file__).parents[1] / "lists" / "fragments"
MISSING = [10, 11, 12, 20, 33, 34, 36, 44, 45, 50, 51, 54]


@pytest.fixture
def report(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    shutil.copytree(LISTS, tmp_path / "list")
    monkeypatch.chdir(tmp_path / "list")
    world.repository(
        "example/parser",
        paths=["README.md", "docs/guide.md"],
        texts={"README.md": "# Parser\n\n## Usage\n", "docs/guide.md": "# Guide\n\n## Steps\n"},
    )
    world.page("https://page.example.org/", ids=["results"])
    world.page("https://page.example.org/blob.bin", headers={"Content-Type": "application/octet-stream"})
    settings = world.settings(github_token="t0ken", select=("LB103",))
    return asyncio.run(check(["list.md"], settings, resolver=world.resolver))


def test_every_missing_place_is_told_and_nothing_else(report: Report) -> None:
    assert [row.line for row in report.findings] == MISSING


def test_a_missing_heading_on_github_is_told_with_where_it_was_looked_for(report: Report) -> None:
    told = {row.line: row.message for row in report.findings}

    assert told[50] == "there is no #no-such-heading in the README of example/parser"
    assert told[51] == "there is no #no-such-step in example/parser/blob/main/docs/guide.md"


def test_all_of_github_is_one_call(report: Report, world: World) -> None:
    assert report.findings
    assert [request.path for request in world.requests if "github" in request.host] == ["/graphql"]

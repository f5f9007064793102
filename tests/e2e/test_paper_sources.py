"""Papers end to end when arXiv refuses, and papers that were taken back: what is found, and who is asked."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.world.server import World

from linkbot.model.report import Report
from linkbot.pipeline import check

NIGHT = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
API = "https://export.arxiv.org/"
LIST = """# Papers

- [Lists That Mend Themselves](https://arxiv.org/abs/2305.00001)
- [Lists That Were Withdrawn](https://arxiv.org/abs/2305.00002)
- [Lists That a Journal Took Back](https://arxiv.org/abs/2305.00003)
- [A Cure for Slow Lists](https://doi.org/10.1000/cure)
- [A Corrected Cure](https://doi.org/10.1000/corrected)
"""


@pytest.fixture
def library(world: World) -> World:
    withdrawn = "This paper has been withdrawn by the author due to an error in Lemma 2"
    world.paper("2305.00001", title="Lists That Mend Themselves", versions=("2023-05-01", "2023-06-02"))
    world.paper("2305.00002", title="Lists That Were Withdrawn", comment=withdrawn)
    world.paper("2305.00003", title="Lists That a Journal Took Back", doi="10.1000/Printed")
    world.doi("10.1000/printed", title="Lists That a Journal Took Back", retracted_by="10.1000/notice.1")
    world.doi("10.1000/cure", title="A Cure for Slow Lists", retracted_by="10.1000/notice.2")
    world.doi("10.1000/corrected", title="A Corrected Cure")
    return world


def run(world: World, folder: Path, at: datetime = NIGHT, markdown: str = LIST) -> Report:
    document = folder / "list.md"
    document.write_text(markdown)
    return asyncio.run(check([str(document)], world.settings(), resolver=world.resolver, clock=lambda: at))


def taken_back(report: Report) -> dict[int, str]:
    return {finding.line: finding.message for finding in report.findings if finding.code == "LB205"}


FOUND = {
    4: "“Lists That Were Withdrawn” was withdrawn: This paper has been withdrawn by the author due to an error in Lemma 2",
    5: (
        "“Lists That a Journal Took Back” was retracted by its journal: "
        "retraction 10.1000/notice.1 of 2024-05-02, says Retraction Watch"
    ),
    6: "“A Cure for Slow Lists” was retracted: retraction 10.1000/notice.2 of 2024-05-02, says Retraction Watch",
}


def test_what_was_taken_back_is_told_with_the_notice(library: World, tmp_path: Path) -> None:
    report = run(library, tmp_path)

    assert taken_back(report) == FOUND
    assert len(library.asked("https://api.crossref.org/")) == 2
    assert library.asked("https://doi.org/") == []


def test_an_arxiv_that_refuses_costs_no_finding(library: World, tmp_path: Path) -> None:
    library.fail(API, times=100, status=429, body="Rate exceeded.")

    report = run(library, tmp_path)

    assert taken_back(report) == FOUND
    assert {link.verdict for link in report.links} == {"ok"}
    assert len(library.asked(API)) == 2
    assert len(library.asked("https://api.datacite.org/")) == 1


def test_the_next_run_leaves_arxiv_alone_and_says_until_when(library: World, tmp_path: Path) -> None:
    library.fail(API, times=100, status=429, body="Rate exceeded.")
    library.fail("https://api.datacite.org/", times=100, status=403)
    library.fail("https://oaipmh.arxiv.org/", times=100, status=403)
    library.fail("https://arxiv.org/", times=100, status=403)
    run(library, tmp_path)
    before = len(library.asked(API))

    later = run(library, tmp_path, NIGHT + timedelta(minutes=29))

    assert len(library.asked(API)) == before
    assert [link for link in later.links if "is asked again from 14:32 UTC" in link.reason]
    assert taken_back(later) == {6: FOUND[6]}


def test_without_datacite_the_records_of_oai_tell_as_much(library: World, tmp_path: Path) -> None:
    library.fail(API, times=100, status=429, body="Rate exceeded.")
    library.fail("https://api.datacite.org/", times=100, status=403)

    report = run(library, tmp_path)

    assert taken_back(report) == FOUND
    assert len(library.asked("https://oaipmh.arxiv.org/")) == 3


def test_the_right_paper_is_offered_while_arxiv_refuses(library: World, tmp_path: Path) -> None:
    library.paper("2305.00004", title="Graphs of Quite Another Kind and Their Colours")
    library.fail(API, times=100, status=429, body="Rate exceeded.")
    wrong = "- [Graphs of Quite Another Kind and Their Colours](https://arxiv.org/abs/2305.00001)\n"

    report = run(library, tmp_path, markdown=wrong)

    (finding,) = report.findings
    assert finding.code == "LB202"
    assert finding.fix is not None
    assert [edit.text for edit in finding.fix.edits] == ["2305.00004"]
    assert [request.path for request in library.asked("https://arxiv.org/")] == ["/abs/2305.00001v1"]
    assert len(library.asked("https://api.datacite.org/")) == 2

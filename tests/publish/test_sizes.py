"""A collection in ruins: what is written stays inside GitHub's limits, and a second night still writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.hub.hub import Hub
from tests.publish.acting import NAME, NIGHT, Night, a_list, dead, fingerprint_of, misdated, moved, renamed

from linkbot.action.outputs import SUMMARY_LIMIT, add_summary
from linkbot.model.publishing import PublishSettings
from linkbot.publish.fit import LIMIT, units
from linkbot.publish.marker import LARGEST, MEMORY, DashboardMarker, PullMarker, read, written
from linkbot.publish.telling import as_summary
from linkbot.report import job_summary
from linkbot.report.view import View

pytestmark = pytest.mark.long

FINDINGS = 5_000
AT_ONCE = PublishSettings().limit
FEW = 60
"""How many requests 5,000 findings may take: three pull requests of one file or two each, and a dashboard."""


@dataclass(frozen=True)
class Ruins:
    """A night over 5,000 findings and the one after it: how often GitHub was asked and written to, and what stands there."""

    findings: int
    requests: tuple[int, int]
    writes: tuple[int, int]
    pulls: tuple[str, ...]
    issue: str
    changed: tuple[int, ...]
    """How many lines each branch changes."""
    summary: str


@pytest.fixture(scope="module")
def ruins() -> Iterator[Ruins]:
    with Hub(NIGHT) as hub:
        files = {f"part-{part}.md": a_part(part) for part in range(10)}
        night = Night(hub, hub.repository(NAME, files))
        report = night.check()
        done = night.publish(report)
        first = (len(hub.log), len(hub.writes))
        night.publish(report)
        second = (len(hub.log) - first[0], len(hub.writes) - first[1])
        repository = night.repository
        yield Ruins(
            findings=len(report.findings),
            requests=(first[0], second[0]),
            writes=(first[1], second[1]),
            pulls=tuple(pull.body or "" for pull in repository.pulls()),
            issue=repository.issues()[0].body or "",
            changed=tuple(
                difference(files, repository.files(branch)) for branch in repository.branches() if branch.startswith("linkbot/")
            ),
            summary=as_summary(done) + job_summary.render(report, View(120)),
        )


def a_part(part: int) -> bytes:
    """A file of 500 entries, of which each has something: addresses, names, months, and many that are dead."""
    at = range(1_000 * part, 1_000 * part + 500)
    kinds = [*[moved] * 160, *[renamed] * 160]
    rot = [kind(number) for kind, number in zip(kinds, at[:320], strict=True)] + [misdated(number) for number in range(10)]
    return a_list(*rot, *(dead(number) for number in at[330:]))


def difference(before: dict[str, bytes], after: dict[str, bytes]) -> int:
    """How many lines are other ones."""
    pairs = [(before[path].splitlines(), after[path].splitlines()) for path in before]
    return sum(old != new for lines in pairs for old, new in zip(*lines, strict=True))


def test_bodies_keep_to_their_limit_and_end_in_a_marker_that_can_be_read(ruins: Ruins) -> None:
    assert ruins.findings == FINDINGS
    assert [units(body) <= LIMIT for body in (*ruins.pulls, ruins.issue)] == [True] * 4
    assert [body.endswith(" -->") for body in (*ruins.pulls, ruins.issue)] == [True] * 4
    assert [len(marker.fixes) for body in ruins.pulls if (marker := read(body, PullMarker))] == [AT_ONCE] * 3
    marker = read(ruins.issue, DashboardMarker)
    assert marker
    assert (marker.open, len(marker.files)) == ({"links": 1, "repositories": 2, "metadata": 3}, 10)


def test_a_pull_request_has_no_more_fixes_than_can_be_reviewed_and_counts_the_rest(ruins: Ruins) -> None:
    assert ruins.changed == (AT_ONCE,) * 3
    assert [body.count("\n- [x] ") for body in ruins.pulls] == [AT_ONCE] * 3
    assert ["1,550 more fixes will follow" in body for body in ruins.pulls] == [True, True, False]
    assert "1,550 more follow when it is merged" in ruins.issue


def test_the_dashboard_asks_nobody_about_fixes_that_only_wait_for_their_turn(ruins: Ruins) -> None:
    assert "**For a person to decide:** dead links (1,700)." in ruins.issue
    assert "moved.example" not in ruins.issue
    assert re.search(r"\d more ", ruins.issue)


def test_the_summary_is_one_that_github_shows(ruins: Ruins, tmp_path: Path) -> None:
    add_summary(tmp_path / "summary.md", ruins.summary)

    shown = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert shown == ruins.summary
    assert len(shown.encode()) < SUMMARY_LIMIT


def test_so_many_findings_take_few_requests_and_a_second_night_none_that_writes(ruins: Ruins) -> None:
    assert ruins.requests[0] <= FEW
    assert ruins.requests[1] <= 8
    assert ruins.writes[1] == 0


def test_of_many_refusals_the_newest_are_remembered_and_the_marker_can_be_read() -> None:
    fixes = [fingerprint_of(dead(number)) for number in range(1_200)]

    marker = written(DashboardMarker(refused=fixes))

    assert read(marker, DashboardMarker) == DashboardMarker(refused=fixes[-MEMORY:])
    assert len(marker) < LARGEST


def test_a_person_who_accepts_more_than_can_be_remembered_breaks_nothing() -> None:
    with Hub(NIGHT) as hub:
        night = Night(hub, hub.repository(NAME, {"README.md": a_list(*(dead(number) for number in range(1_300)))}))
        report = night.check()
        night.publish(report)
        (issue,) = night.repository.issues()
        marker = DashboardMarker(refused=[row.fingerprint for row in report.findings[:1_200]])
        night.repository.edit(issue.number, body=re.sub(r"<!-- linkbot:v1 .* -->", lambda _: written(marker), issue.body or ""))
        tick_all(night, issue.number)

        night.publish(report)
        body = night.repository.issues()[0].body or ""
        night.publish(report)

        remembered = read(body, DashboardMarker)
        assert remembered
        assert len(remembered.refused) == MEMORY
        assert units(body) <= LIMIT
        assert night.repository.issues()[0].body == body


def tick_all(night: Night, number: int) -> None:
    """A person ticks whatever can be ticked."""
    body = night.repository.items[number].body or ""
    night.repository.edit(number, body=body.replace("\n- [ ] ", "\n- [x] "))

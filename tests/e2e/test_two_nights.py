"""The promise of the bot, kept: one pull request and one issue, a person who decides, and nothing that is said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.e2e.nightly import NAME, ROOT, Night, Schedule
from tests.hub import Ping

WORKFLOW = ROOT / ".github/workflows/nightly.yml"
OF_THE_ACTION = ("action.yml", "src/linkbot/__init__.py", "src/linkbot/action/install.py")
"""What a repository needs so that `uses: $/` finds the Action in it, as in linkbot's own."""
MOVED = "old.example"
RENAMED = "lab/tool"
DATE = (b"Februray 2024", b"February 2024")
ADDRESS = (b"old.example/page", b"new.example/page")
NAME_OF_TOOL = (b"[tool](https://github.com/lab/tool)", b"[toolbox](https://github.com/lab/toolbox)")


@dataclass(frozen=True)
class Nights:
    """Four nights. After the first a person unticks the moved page, and after the second the renamed repository; there they merge
    at once, put the old name back by hand, and add the file that was missing.
    """

    first: Night
    second: Night
    third: Night
    fourth: Night
    lists: tuple[bytes, bytes, bytes]
    """The list as it was, when the pull request was merged, and after the person's own edit."""
    pings: list[Ping]
    """Whom linkbot's own texts would have disturbed."""


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with Schedule(tmp_path_factory.mktemp("nights")) as schedule:
        furnish(schedule)
        repository = schedule.repository
        repository.push(a_repository(schedule))
        before = repository.files()["README.md"]
        first = schedule.night(WORKFLOW)
        repository.untick(1, box(first, MOVED))
        second = schedule.night(WORKFLOW)
        repository.untick(1, box(second, RENAMED))
        repository.merge(1)
        merged = repository.files()["README.md"]
        put_back = mended(merged, NAME_OF_TOOL[::-1])
        repository.push({"README.md": put_back, "docs/notes.md": b"# Notes\n"})
        third = schedule.night(WORKFLOW)
        fourth = schedule.night(WORKFLOW)
        pings = [ping for written, ping in schedule.hub.pings if written.by != "curator"]
        yield Nights(first, second, third, fourth, (before, merged, put_back), pings)


def furnish(schedule: Schedule) -> None:
    """Declares nine sound papers, a page that has moved, a repository with another name."""
    world = schedule.world
    for number in range(10, 19):
        world.page(f"https://papers.example/{number}", title=f"Paper {number}")
    world.page("https://new.example/page", title="A page about lists")
    world.redirect("https://old.example/page", world.loopback("https://new.example/page"))
    schedule.hub.repository("lab/tool", {"README.md": b"# A tool\n"}).rename("toolbox")


def a_repository(schedule: Schedule) -> dict[str, bytes]:
    """A list with three slips and a lost file, settings that ask for one pull request, and the Action itself."""
    at = schedule.world.loopback
    papers = "".join(
        f"- [Paper {number}]({at(f'https://papers.example/{number}')}), June 20{number}\n" for number in range(10, 19)
    )
    rot = [
        "- [A thesis](docs/thesis.md), Februray 2024",
        f"- [A page]({at('https://old.example/page')})",
        "- [tool](https://github.com/lab/tool)",
        "- [Notes](docs/notes.md)",
    ]
    files = {"README.md": f"# Papers\n\n{papers}{chr(10).join(rot)}\n", "docs/thesis.md": "# A thesis\n"}
    settings = {"linkbot.toml": '[publish]\ngroups = "one"\n'}
    own = {path: (ROOT / path).read_bytes() for path in OF_THE_ACTION}
    return {path: text.encode() for path, text in (files | settings).items()} | own


def box(night: Night, words: str) -> str:
    """The fingerprint at the end of the pull request's line that has these words in it."""
    (found,) = re.findall(rf"^- \[x\] .*{re.escape(words)}.* <!-- lb:([0-9a-f]{{16}}) -->$", night.stands[1][2], re.MULTILINE)
    return str(found)


def mended(data: bytes, *fixes: tuple[bytes, bytes]) -> bytes:
    """A list with these fixes made, each in the one place where it belongs."""
    for old, new in fixes:
        assert data.count(old) == 1
        data = data.replace(old, new)
    return data


def test_the_first_night_opens_one_pull_request_and_one_issue(nights: Nights) -> None:
    night, before = nights.first, nights.lists[0]

    assert night.run.conclusion == "success"
    assert [(title, state) for title, state, _ in night.stands.values()] == [
        ("Fix 3 mistakes in README.md", "open"),
        ("Link health", "open"),
    ]
    assert night.branch == mended(before, DATE, ADDRESS, NAME_OF_TOOL)
    assert "`docs/notes.md`" in night.stands[2][2]
    outputs = night.publish.step("run").outputs
    assert (outputs["exit-code"], outputs["pull-request-numbers"], outputs["issue-number"]) == ("0", "[1]", "2")
    assert (outputs["findings"], outputs["broken"], outputs["fixable"]) == ("4", "1", "3")


def test_an_unticked_line_is_out_of_the_pull_request_the_next_night(nights: Nights) -> None:
    night, before = nights.second, nights.lists[0]
    title, state, body = night.stands[1]

    assert night.run.conclusion == "success"
    assert (title, state) == ("Fix 2 mistakes in README.md", "open")
    assert night.branch == mended(before, DATE, NAME_OF_TOOL)
    assert f"<!-- lb:undo:{box(nights.first, MOVED)} -->" in body
    assert sorted(night.stands) == [1, 2]


def test_a_line_that_is_unticked_right_before_the_merge_is_merged_and_never_offered_again(nights: Nights) -> None:
    before, merged, put_back = nights.lists
    refused = box(nights.second, RENAMED)

    assert merged == mended(before, DATE, NAME_OF_TOOL)
    assert put_back == mended(before, DATE)
    assert refused in {finding.fingerprint for finding in nights.third.report.findings}
    assert f"<!-- lb:undo:{refused} -->" in nights.third.stands[2][2]


def test_the_night_after_the_merge_proposes_nothing_refused_and_closes_what_is_done(nights: Nights) -> None:
    night = nights.third

    assert night.run.conclusion == "success"
    assert [finding.code for finding in night.report.findings] == ["LB102", "LB302"]
    assert [state for _, state, _ in night.stands.values()] == ["closed", "closed"]
    assert night.writes == ["PATCH /issues/2"]
    assert "Everything that linkbot had to say here is done." in night.stands[2][2]
    outputs = night.publish.step("run").outputs
    assert (outputs["exit-code"], outputs["pull-request-numbers"], outputs["issue-number"]) == ("0", "[]", "2")


def test_a_night_without_news_writes_nothing_and_reads_little(nights: Nights) -> None:
    night = nights.fourth

    assert night.run.conclusion == "success"
    assert night.writes == []
    assert len(night.asked["publish"]) <= 8
    assert night.stands == nights.third.stands


def test_only_the_job_that_sees_no_web_can_write(nights: Nights) -> None:
    check, publish = nights.first.check, nights.first.publish

    assert check.permissions == {"contents": "read"}
    assert publish.permissions == {"contents": "write", "issues": "write", "pull-requests": "write"}
    assert {request.path for request in nights.first.asked["check"]} == {"/graphql"}
    assert (len(check.masks), set(check.masks) & set(publish.masks)) == (1, set())
    assert check.workspace
    assert "AUTHORIZATION" not in (check.workspace / ".git/config").read_text(encoding="utf-8")
    assert publish.workspace
    assert not list(publish.workspace.iterdir())


def test_what_was_found_out_is_kept_from_night_to_night(nights: Nights) -> None:
    assert "Cache not found" in nights.first.check.log
    assert "Cache restored from key: linkbot-v1-Linux-9000000001-1-check" in nights.second.check.log
    assert (nights.first.visits > 0, len(nights.first.asked["check"])) == (True, 1)
    assert [night.visits for night in (nights.second, nights.third, nights.fourth)] == [0, 0, 0]
    assert nights.second.asked["check"] == ()


def test_the_lines_are_marked_and_the_summary_leads_to_what_was_made(nights: Nights) -> None:
    check, publish = nights.first.check, nights.first.publish

    assert {(each.file, each.line, each.title) for each in check.annotations} == {
        ("README.md", 12, "LB404 malformed-date"),
        ("README.md", 13, "LB102 moved-link"),
        ("README.md", 14, "LB302 renamed-repository"),
        ("README.md", 15, "LB104 missing-file"),
    }
    assert publish.annotations == []
    assert "| LB104 missing-file | 1 | - |" in check.summary
    assert f"(https://github.com/{NAME}/pull/1)" in publish.summary
    assert f"(https://github.com/{NAME}/issues/2)" in publish.summary


def test_nobody_is_disturbed(nights: Nights) -> None:
    assert nights.pings == []

"""A stranger's first day: `linkbot init` in a repository, a dry run, and a night before anybody has changed GitHub's settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.e2e.nightly import NAME, Night, Schedule

from linkbot.cli.main import main
from linkbot.init.workflow import nightly

LIST = "".join(f"- [Paper {number}](papers/{number}.md), June 20{number}\n" for number in range(10, 19))
SLIP, RIGHT = "- [A thesis](papers/10.md#a), Februray 2024\n", "- [A thesis](papers/10.md#a), February 2024\n"
BY_HAND = f"https://github.com/{NAME}/compare/main...linkbot/metadata?expand=1"
SETTING = "Allow GitHub Actions to create and approve pull requests"


@dataclass(frozen=True)
class FirstDay:
    """What `init` said, what a dry run came to, and the night after it, in which Actions may not open pull requests."""

    said: str
    dry: Night
    night: Night
    branches: dict[str, bytes]
    """The list on each branch after that night."""


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstDay]:
    folder = tmp_path_factory.mktemp("first")
    with Schedule(folder) as schedule:
        files = {"README.md": f"# Papers\n\n{LIST}{SLIP}"} | {f"papers/{n}.md": f"# Paper {n}\n\n## A\n" for n in range(10, 19)}
        checkout = a_folder(folder / "list", files)
        done = CliRunner().invoke(main, ["init", "--repository-root", str(checkout)])
        written = {str(path.relative_to(checkout)): path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
        schedule.repository.push(written)
        schedule.repository.settings.actions_may_open_pulls = False
        workflow = checkout / ".github/workflows/linkbot.yml"
        dry = schedule.dry_run(workflow)
        night = schedule.night(workflow)
        branches = {name: schedule.repository.files(name)["README.md"] for name in schedule.repository.branches()}
        yield FirstDay(done.output, dry, night, branches)


def a_folder(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_a_dry_run_tells_each_call_and_the_diff_and_writes_nothing(first_day: FirstDay) -> None:
    dry = first_day.dry

    log = dry.publish.log
    assert dry.run.conclusion == "success"
    assert (dry.writes, dry.stands) == ([], {})
    assert f"POST /repos/{NAME}/pulls" in log
    assert f"-{SLIP}+{RIGHT}" in log
    assert "pull request for metadata would be opened: 1 fix" in log
    assert "This was a dry run: nothing was written." in dry.publish.summary
    assert dry.publish.step("run").outputs["pull-request-numbers"] == "[]"


def test_where_actions_may_open_no_pull_request_the_branch_is_ready_and_the_issue_leads_to_it(first_day: FirstDay) -> None:
    night = first_day.night

    ((title, state, body),) = night.stands.values()
    assert night.run.conclusion == "success"
    assert (title, state) == ("Link health", "open")
    assert f"[Open the pull request]({BY_HAND})" in body
    assert "`Februray 2024` → `February 2024`" in body
    assert first_day.branches["linkbot/metadata"] == first_day.branches["main"].replace(SLIP.encode(), RIGHT.encode())


def test_the_setting_to_change_is_named_once_in_each_place(first_day: FirstDay) -> None:
    night = first_day.night

    assert SETTING in first_day.said
    assert night.stands[1][2].count(SETTING) == 1
    assert night.publish.summary.count(SETTING) == 1
    assert [SETTING in each.message for each in night.publish.annotations] == [True]
    assert night.publish.step("run").outputs["exit-code"] == "0"


def test_a_slip_in_the_settings_is_said_in_one_line_and_ends_the_run(tmp_path: Path) -> None:
    with Schedule(tmp_path) as schedule:
        schedule.repository.push({"README.md": LIST.encode(), "linkbot.toml": b"fail_onn = 3\n"})
        workflow = tmp_path / "linkbot.yml"
        workflow.write_text(nightly("17 3 * * *"), encoding="utf-8")

        run = schedule.run(workflow)

    check = run.jobs["check"]
    assert (check.conclusion, run.jobs["publish"].conclusion) == ("failure", "skipped")
    assert [each.message for each in check.annotations] == [
        (
            "linkbot check ended with exit code 2. "
            "error: linkbot.toml:1: fail_onn: there is no such setting hint: did you mean `fail_on`?"
        ),
        "Process completed with exit code 2.",
    ]
    assert schedule.hub.writes == []

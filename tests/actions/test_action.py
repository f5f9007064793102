"""Our own Action and its workflow for pull requests, run as GitHub runs them; the nightly one is in tests/e2e."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from linkbot.action.outputs import OUTPUTS
from linkbot.init.workflow import pull_request
from tests.actions.runner import Runner

ROOT = Path(__file__).parents[2]
REPOSITORY = "curator/list"
DATES = "".join(f"- [Paper {number}](https://example.org/{number}), June 20{number}\n" for number in range(10, 19))
SLIP = "- [One paper](https://example.org/one), Februray 2024\n"
ATTACKS = (
    "::error::forged",
    "::set-output name=exit-code::0",
    "##[set-output name=exit-code;]0",
    "##[add-path]/tmp/evil",
    "::add-mask::linkbot",
    "<img src=x onerror=alert(1)>",
    "</details><script>alert(1)</script>",
    "exit-code<<EOF",
)
MONTHS = ("Januray", "Febraury", "Marhc", "Arpil", "Juen", "Jlu", "Agust", "Septmber")
HOSTILE = "".join(
    f"- [Paper {text}](https://example.org/{number}), {month} 2024\n"
    for number, (text, month) in enumerate(zip(ATTACKS, MONTHS, strict=True))
)
STEPS = """\
on: push
jobs:
  job:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - id: wrong
        continue-on-error: true
        uses: linkbot/linkbot@v1
        with: {fail-on: fatal}
      - id: lost
        continue-on-error: true
        uses: linkbot/linkbot@v1
        with: {python: /nowhere/python, cache: "false"}
      - id: right
        uses: linkbot/linkbot@v1
        with: {files: README.md, fail-on: never, cache: "false", report: found.json}
    outputs:
      wrong: ${{ toJSON(steps.wrong.outputs) }}
      lost: ${{ toJSON(steps.lost.outputs) }}
      right: ${{ toJSON(steps.right.outputs) }}
"""


def git(folder: Path, *words: str) -> str:
    """What git answers in a repository, whatever the settings of this machine."""
    who = ["-c", "user.name=curator", "-c", "user.email=curator@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def curated(tmp_path: Path) -> Path:
    """A repository with a list that has one slip in it."""
    folder = tmp_path / "list"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "README.md").write_text(f"# Papers\n\n{DATES}{SLIP}", encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "A list")
    return folder


@pytest.fixture
def runner(tmp_path: Path, curated: Path) -> Runner:
    """GitHub Actions for that repository, on machines without a network."""
    return Runner(curated, tmp_path / "runner", local={"linkbot/linkbot": ROOT}, env={"LINKBOT_OFFLINE": "true"})


def workflow(tmp_path: Path, text: str) -> Path:
    """A file with the text of a workflow."""
    file = tmp_path / "workflow.yml"
    file.write_text(text, encoding="utf-8")
    return file


def a_pull_request(curated: Path, added: str) -> str:
    """The commit that GitHub would merge, of a pull request that adds lines to the list."""
    git(curated, "checkout", "-q", "-b", "change")
    with (curated / "README.md").open("a", encoding="utf-8") as file:
        file.write(added)
    git(curated, "commit", "-qam", "More papers")
    git(curated, "checkout", "-q", "main")
    git(curated, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    merge = git(curated, "rev-parse", "HEAD")
    git(curated, "reset", "-q", "--hard", "HEAD^1")
    git(curated, "update-ref", "refs/pull/1/merge", merge)
    return merge


def test_a_pull_request_is_told_of_its_own_lines_and_no_text_of_it_becomes_a_command(
    tmp_path: Path, curated: Path, runner: Runner
) -> None:
    merge = a_pull_request(curated, HOSTILE)
    payload: dict[str, Any] = {"pull_request": {"number": 1, "head": {"repo": {"full_name": "stranger/list", "fork": True}}}}

    result = runner.run(
        workflow(tmp_path, pull_request()),
        event="pull_request",
        repository=REPOSITORY,
        payload=payload,
        ref="refs/pull/1/merge",
        sha=merge,
    )

    job = result.jobs["check"]
    lines = len(f"# Papers\n\n{DATES}{SLIP}".splitlines())
    assert job.conclusion == "failure"
    assert {(each.file, each.line) for each in job.annotations if each.file} == {
        ("README.md", lines + number) for number in range(1, len(ATTACKS) + 1)
    }
    assert all((each.title or "").startswith("LB") for each in job.annotations if each.file)
    assert job.step("run").outputs["exit-code"] == "1"
    assert job.masks == ["ghs_offline"]
    assert "/tmp/evil" not in job.environment.get("PATH", "")
    assert "<img" not in job.summary
    assert "<script" not in job.summary
    assert not (tmp_path / "runner" / "stores" / "caches").exists()


def test_every_output_is_written_whatever_happens(tmp_path: Path, runner: Runner) -> None:
    result = runner.run(workflow(tmp_path, STEPS), event="push", repository=REPOSITORY)

    job = result.jobs["job"]
    wrong, lost, right = (json.loads(job.outputs[name]) for name in ("wrong", "lost", "right"))
    assert job.conclusion == "success"
    assert wrong == {name: "2" if name == "exit-code" else "" for name in OUTPUTS}
    assert lost == wrong
    assert right["exit-code"] == "0"
    assert right["summary"] == "1 finding in 10 links: warnings 1"
    assert (right["findings"], right["broken"], right["fixable"]) == ("1", "0", "1")
    assert Path(right["report"]).name == "found.json"
    assert any("input fail-on: 'fatal'" in each.message for each in job.annotations)

"""`linkbot check --since` on the command line: what a contributor reads, which lines are mended, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.repositories import ALONE, Repository

from linkbot.cli.main import main

NOTES = "# Notes\n\n## Open questions\n\nBack to the [list](list.md).\n"
OLD = "# A list\n\n- [Notes](notes.md#open-questions), [old](arxiv.org/abs/1706.03762)\n- [Old](arxiv.org/abs/1810.04805)\n"
NEW = f"{OLD}- [New](arxiv.org/abs/1907.11692)\n"


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A list on main, with a new entry and without a heading on the branch `work`."""
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "top").mkdir()
    monkeypatch.chdir(tmp_path / "top")
    made = Repository.at(tmp_path / "top", **{"list.md": OLD, "notes.md": NOTES})
    made.git("checkout", "-q", "-b", "work")
    made.commit({"list.md": NEW, "notes.md": NOTES.replace("Open questions", "Questions")})
    return made


def linkbot(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--offline", "--store", "../store", *arguments])


def test_a_contributor_reads_of_the_change_alone(lists: Repository) -> None:
    end = linkbot("--since", "main")

    assert end.exit_code == 1
    assert end.stdout.splitlines() == [
        "list.md:3:3: LB103 this change took #open-questions out of notes.md; this line links to it [warning]",
        "list.md:5:3: LB105 the scheme is missing [error]",
    ]
    assert f"Limited to what has changed since {lists.git('rev-parse', 'main')[:12]}, and what that broke.\n" in end.stderr


def test_a_change_that_did_no_harm_is_clean(lists: Repository) -> None:
    lists.commit({"list.md": OLD + "- [New](https://arxiv.org/abs/1907.11692)\n", "notes.md": NOTES})

    assert linkbot("--since", "main").exit_code == 0


def test_the_merge_commit_of_a_pull_request_is_compared_with_its_first_parent(
    lists: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists.git("checkout", "-q", "main")
    lists.commit({"other.md": "- [Other](arxiv.org/abs/1706.03762)\n"})
    lists.git("merge", "-q", "--no-ff", "-m", "Merge", "work")
    lists.git("clone", "-q", "--depth=2", f"file://{lists.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")

    end = linkbot("--since", "HEAD^1")

    assert [line.partition(" ")[0] for line in end.stdout.splitlines()] == ["list.md:3:3:", "list.md:5:3:"]


def test_a_fix_mends_what_the_change_did_and_not_what_stands_beside_it(lists: Repository) -> None:
    shown = linkbot("--since", "main", "--diff", "--unsafe-fixes")
    mended = linkbot("--since", "main", "--fix", "--unsafe-fixes", "--output", "../report.json")

    text = NEW.replace("#open-questions", "#notes").replace("(arxiv.org/abs/1907", "(https://arxiv.org/abs/1907")
    assert (lists.path / "list.md").read_text() == text
    assert [line for line in shown.stdout.splitlines() if line.startswith("+-")] == [f"+{text.splitlines()[at]}" for at in (2, 4)]
    assert (shown.exit_code, mended.exit_code) == (1, 0)
    assert json.loads(Path("../report.json").read_text())["findings"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", ""], "error: --since '': not a revision\nhint: name a branch, a tag or a commit: --since origin/main\n"),
        (["--since", "nowhere"], "error: --since nowhere: git knows no such revision here\n"),
        (["--since", "main", "-"], "Error: --since asks git what has changed, and git knows nothing of standard input.\n"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_asked(arguments: list[str], said: str, lists: Repository) -> None:
    end = linkbot(*arguments)

    assert end.exit_code == 2
    assert said in end.stderr
    assert not Path("../store").exists()


def test_where_there_is_no_repository_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text(OLD)

    end = linkbot("--since", "main", "list.md")

    assert end.exit_code == 2
    assert f"error: --since: {tmp_path} is in no git repository\n" in end.stderr

"""`linkbot baseline write` and `linkbot ignore`: what they say, what they write, and what they refuse."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkbot.cli.main import main

BAD = "- [A paper](arxiv.org/abs/1706.03762)\n"
BASELINE = Path("linkbot-baseline.json")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, with no settings of this machine and a store of its own."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LINKBOT_STORE", str(tmp_path / "store.sqlite3"))
    (tmp_path / "lists").mkdir()
    monkeypatch.chdir(tmp_path / "lists")


def linkbot(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def a_list(text: str = BAD, name: str = "list.md") -> None:
    Path(name).write_text(text, encoding="utf-8")


def checked(*arguments: str) -> Result:
    return linkbot("check", "--offline", "--select", "LB0,LB105", "list.md", *arguments)


def accepted(*arguments: str) -> Result:
    return linkbot("baseline", "write", "--offline", *arguments)


# The baseline


def test_a_baseline_says_what_it_holds_and_writing_it_again_changes_no_byte() -> None:
    a_list()
    first = accepted("list.md")
    before = (BASELINE.read_bytes(), BASELINE.stat().st_mtime_ns)

    again = accepted("list.md")

    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == "linkbot-baseline.json: 1 finding in 1 file (LB105 1); added 1.\n"
    assert again.stderr == "linkbot-baseline.json: 1 finding in 1 file (LB105 1); no change.\n"
    assert (BASELINE.read_bytes(), BASELINE.stat().st_mtime_ns) == before


def test_links_that_could_not_be_verified_are_told() -> None:
    a_list("- [A page](https://x.example/a)\n")

    done = accepted("list.md")

    assert done.stderr.endswith("\n1 link could not be verified, and may still be found wrong later.\n")


def test_only_the_rules_that_are_named_are_accepted() -> None:
    a_list(f"{BAD}- [A part](#nowhere)\n")

    accepted("--select", "LB103", "list.md")

    assert [row["code"] for row in json.loads(BASELINE.read_text())["findings"]] == ["LB103"]


def test_a_rule_that_is_none_is_told_and_nothing_is_written() -> None:
    a_list()

    done = accepted("--select", "LB999", "list.md")

    assert (done.exit_code, BASELINE.exists()) == (2, False)
    assert done.stderr.startswith("error: --select: select: no rule is called 'LB999'\n")


def test_a_quiet_run_says_nothing() -> None:
    a_list()

    assert accepted("-q", "list.md").output == ""


def test_a_run_without_paths_forgets_lists_that_are_gone() -> None:
    a_list()
    a_list(name="other.md")
    accepted()
    Path("other.md").unlink()

    done = accepted()

    assert done.stderr == "linkbot-baseline.json: 1 finding in 1 file (LB105 1); dropped 1.\n"


def test_another_file_is_named_by_the_setting_or_a_flag() -> None:
    a_list()
    Path("linkbot.toml").write_text('baseline = "ci/accepted.json"\n', encoding="utf-8")
    Path("ci").mkdir()
    missing = checked()

    accepted("list.md")
    by_setting = checked()
    shown = linkbot("config", "show")
    accepted("--file", "mine.json", "list.md")
    by_flag = checked("--no-config", "--baseline", "mine.json")

    assert missing.exit_code == 2
    assert missing.stderr.endswith(
        "linkbot.toml:1: there is no baseline ci/accepted.json\nhint: `linkbot baseline write --file ci/accepted.json` makes it\n"
    )
    assert sorted(str(path) for path in Path().glob("**/*.json")) == ["ci/accepted.json", "mine.json"]
    assert (by_setting.exit_code, by_flag.exit_code) == (0, 0)
    assert f'baseline = "{Path.cwd() / "ci/accepted.json"}"' in shown.stdout


def test_a_damaged_baseline_is_told_and_not_overwritten() -> None:
    a_list()
    BASELINE.write_text('{\n  "schema_version": 1,\n', encoding="utf-8")

    told, written = checked(), accepted("list.md")

    assert (told.exit_code, told.stdout, written.exit_code) == (2, "", 2)
    assert told.stderr == written.stderr
    assert told.stderr.startswith("error: linkbot-baseline.json:3: not JSON: ")
    assert BASELINE.read_text(encoding="utf-8") == '{\n  "schema_version": 1,\n'


def test_standard_input_has_no_name_to_accept_findings_by() -> None:
    done = accepted("-")

    assert done.exit_code == 2
    assert "name a file" in done.stderr


def test_what_is_accepted_is_not_fixed() -> None:
    a_list()
    accepted("list.md")

    done = checked("--fix")

    assert (done.exit_code, Path("list.md").read_text()) == (0, BAD)


# Ignore comments


def ignored(place: str = "list.md:1", *codes: str, reason: str = "as printed", more: tuple[str, ...] = ()) -> Result:
    return linkbot("ignore", place, *(codes or ("LB105",)), "--reason", reason, *more)


def test_after_it_the_finding_is_gone_and_nothing_is_said_of_the_comment() -> None:
    a_list(f"# A list\n\n{BAD}")
    before = checked()

    done = ignored("list.md:3:3", "malformed-url", more=("--until", "2999-01-01"))
    after = checked()

    comment = "<!-- linkbot-disable-line LB105 until=2999-01-01 -- as printed -->"
    assert (before.exit_code, before.stdout.count("LB105")) == (1, 1)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "list.md:3 ignores LB105 until 2999-01-01.\n")
    assert Path("list.md").read_text() == f"# A list\n\n{BAD.rstrip()} {comment}\n"
    assert (after.exit_code, after.stdout) == (0, "")
    assert "1 finding hidden by ignore comments." in after.stderr


def test_a_line_without_such_a_finding_is_ignored_and_told_so() -> None:
    a_list("- [A page](b.md)\n")

    done = ignored("list.md:1", "LB101", "LB203")

    assert done.exit_code == 0
    assert "note: nothing is found there by LB101 or LB203 now" in done.stderr
    assert "LB101 LB203 -- as printed" in Path("list.md").read_text()


def test_a_line_that_ignores_it_already_is_left_alone() -> None:
    a_list()
    ignored()
    before = Path("list.md").read_bytes()

    done = ignored(reason="another")

    assert (done.exit_code, done.stderr) == (0, "list.md:1 ignores LB105 already; nothing was changed.\n")
    assert Path("list.md").read_bytes() == before


def test_a_diff_is_printed_and_nothing_is_written() -> None:
    a_list()

    done = ignored(more=("--diff",))

    assert done.stdout.splitlines()[-2:] == [
        f"-{BAD.rstrip()}",
        f"+{BAD.rstrip()} <!-- linkbot-disable-line LB105 -- as printed -->",
    ]
    assert Path("list.md").read_text() == BAD


def test_the_file_keeps_its_mode() -> None:
    a_list()
    Path("list.md").chmod(0o640)

    ignored()

    assert Path("list.md").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in Path().iterdir()] == ["list.md"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("list.md:1", "LB105"), "Missing option '--reason'"),
        (("list.md:1", "LB105", "--reason", " "), "say in a few words why"),
        (("list.md:1", "LB105", "--reason", "a --> b"), "--> would end the comment"),
        (("list.md:1", "LB105", "--reason", "a\nb"), "a reason is one line"),
        (("list.md:1", "LB105", "--reason", "x", "--until", "2020-01-01"), "2020-01-01 is over"),
        (("list.md:1", "LB105", "--reason", "x", "--until", "soon"), "'soon' does not match the format"),
        (("list.md:1", "--reason", "x"), "Missing argument 'CODE...'"),
        (("list.md:1", "LB1O5", "--reason", "x"), "there is no rule LB1O5\nhint: did you mean LB105?"),
        (("list.md", "LB105", "--reason", "x"), "'list.md' names no line: write README.md:12"),
        (("list.md:2", "LB105", "--reason", "x"), "list.md:2: the file has 1 line"),
        (("lost.md:1", "LB105", "--reason", "x"), "lost.md: no such file or folder\nhint: did you mean list.md?"),
        ((".:1", "LB105", "--reason", "x"), ". is no file"),
        (("*.md:1", "LB105", "--reason", "x"), "*.md names 2 files"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_written(arguments: tuple[str, ...], told: str) -> None:
    a_list()
    a_list(name="other.md")

    done = linkbot("ignore", *arguments)

    assert done.exit_code == 2
    assert told in done.stderr
    assert Path("list.md").read_text() == BAD


# Trust in fixes


def test_a_rule_whose_fixes_are_not_trusted_mends_nothing_by_itself() -> None:
    a_list()
    Path("linkbot.toml").write_text('[rules.LB105]\nfix = "unsafe"\n', encoding="utf-8")

    alone = checked("--fix")
    before = Path("list.md").read_text()
    read_first = checked("--fix", "--unsafe-fixes")

    assert (alone.exit_code, before) == (1, BAD)
    assert (read_first.exit_code, Path("list.md").read_text()) == (0, BAD.replace("(arxiv", "(https://arxiv"))


def test_a_trust_that_is_none_is_told_with_its_line() -> None:
    a_list()
    Path("linkbot.toml").write_text('[rules.LB105]\nfix = "always"\n', encoding="utf-8")

    done = checked()

    assert done.exit_code == 2
    assert "linkbot.toml:2: rules.LB105.fix: should be 'safe', 'unsafe' or 'display', not \"always\"" in done.stderr

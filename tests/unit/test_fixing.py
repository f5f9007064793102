from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.e2e.running import A_USER

from linkbot.cli.main import main

DATES = "".join(f"- [Paper {number}](https://example.org/{number}), June 20{number}\n" for number in range(10, 19))
LIST = f"# Papers\n\n{DATES}- [One](https://example.org/one?utm_source=x), Februray 2024\n- [Two](example.org/two), May 2024\n"
FIXED = LIST.replace("?utm_source=x", "").replace("Februray", "February").replace("(example.org", "(https://example.org")


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with no settings of this machine and a store of its own."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LINKBOT_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setenv("LINKBOT_OFFLINE", "true")
    (tmp_path / "lists").mkdir()
    monkeypatch.chdir(tmp_path / "lists")
    Path("a.md").write_text(LIST, encoding="utf-8")
    return tmp_path / "lists"


def check(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


def test_fix_mends_the_file_and_says_what_it_did(lists: Path) -> None:
    result = check("a.md", "--fix")

    assert Path("a.md").read_text() == FIXED
    assert result.exit_code == 0
    assert "Fixed 3 findings in 1 file: LB105 1, LB404 1, LB503 1." in result.stderr
    assert result.stdout == ""


def test_fix_twice_changes_nothing_the_second_time(lists: Path) -> None:
    check("a.md", "--fix")
    before = Path("a.md").stat()

    result = check("a.md", "--fix")

    assert "Fixed" not in result.stderr
    assert (Path("a.md").stat().st_mtime_ns, Path("a.md").stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_lines_that_safe_fixes_made_alike_are_one_line_in_the_same_run(lists: Path) -> None:
    talk = "- [A talk](https://example.org/talk{}), about links and lists\n"
    Path("a.md").write_text(f"# Talks\n\n{talk.format('?utm_source=x')}{talk.format('')}", encoding="utf-8")

    check("a.md", "--fix")
    once = Path("a.md").read_text()
    check("a.md", "--fix")

    assert once == f"# Talks\n\n{talk.format('')}"
    assert Path("a.md").read_text() == once


def test_a_repeated_line_that_waited_for_its_own_mending_goes_in_the_same_run(lists: Path) -> None:
    talk = "- [A talk](https://example.org/talk), about links and lists, {} 2024\n"
    Path("a.md").write_text(f"# Talks\n\n{DATES}{talk.format('Februray') * 2}", encoding="utf-8")

    check("a.md", "--fix")

    assert Path("a.md").read_text() == f"# Talks\n\n{DATES}{talk.format('February')}"


def test_only_selected_rules_are_fixed(lists: Path) -> None:
    check("a.md", "--fix", "--select", "LB404")

    assert Path("a.md").read_text() == LIST.replace("Februray", "February")


def test_without_a_flag_nothing_is_written_and_the_flags_are_named(lists: Path) -> None:
    result = check("a.md")

    assert Path("a.md").read_text() == LIST
    assert result.exit_code == 1
    assert "3 findings can be mended with --fix (--diff shows how)." in result.stderr


def test_diff_prints_what_git_can_apply_and_writes_nothing(lists: Path) -> None:
    result = check("a.md", "--diff")
    written = Path("a.md").read_text()
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, check=True, cwd=lists)

    assert written == LIST
    assert Path("a.md").read_text() == FIXED
    assert result.exit_code == 1
    assert "Would fix 3 findings in 1 file" in result.stderr


def test_diff_of_a_clean_list_is_empty(lists: Path) -> None:
    Path("a.md").write_text(FIXED, encoding="utf-8")

    result = check("a.md", "--diff")

    assert (result.stdout, result.exit_code) == ("", 0)


def test_diff_reads_standard_input(lists: Path) -> None:
    result = check("-", "--diff", stdin=LIST)

    assert result.stdout.startswith("--- a/stdin.md\n+++ b/stdin.md\n")


def test_in_a_workflow_its_runner_takes_no_command_from_a_diff_that_git_can_still_apply(
    lists: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    Path("a.md").write_text(LIST.replace("[Two]", "[##[set-env name=x]]"), encoding="utf-8")

    result = check("a.md", "--diff")
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, check=True, cwd=lists)

    first, *_, last = result.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert len(token) == 32
    assert last == f"::{token}::"
    assert Path("a.md").read_text() == FIXED.replace("[Two]", "[##[set-env name=x]]")


def test_the_report_tells_what_was_fixed_and_describes_the_file_as_it_is(lists: Path) -> None:
    check("a.md", "--fix", "--output", "report.json")

    report = json.loads(Path("report.json").read_bytes())
    assert report["findings"] == []
    assert sorted(row["code"] for row in report["fixed"]) == ["LB105", "LB404", "LB503"]
    assert report["documents"][0]["sha256"] == sha256(Path("a.md").read_bytes()).hexdigest()


def test_the_report_of_a_diff_describes_the_file_as_it_is(lists: Path) -> None:
    check("a.md", "--diff", "--output", "report.json")

    report = json.loads(Path("report.json").read_bytes())
    assert len(report["findings"]) == 3
    assert report["documents"][0]["sha256"] == sha256(LIST.encode()).hexdigest()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.md", "--diff", "--format", "json"), "--diff prints a diff, not json; --output FILE writes the report to a file."),
        (("a.md", "--diff", "--output", "json=-"), "--diff prints a diff, not json; --output FILE writes the report to a file."),
        (
            ("a.md", "--fix", "--diff"),
            "Choose --diff or --fix: --diff shows the fixes, --fix writes them, --review asks about each.",
        ),
        (("a.md", "--unsafe-fixes"), "--unsafe-fixes needs --fix or --diff; add --diff to see them, or --fix to apply them."),
        (("-", "--fix"), "Standard input cannot be written back; --fix needs files. --diff prints what would change."),
        (("a.md", "--review"), "--review asks questions, which needs a terminal; --fix and --diff do not."),
    ],
)
def test_flags_that_make_no_sense_together_are_explained(lists: Path, arguments: tuple[str, ...], said: str) -> None:
    result = check(*arguments)

    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert Path("a.md").read_text() == LIST


@pytest.mark.parametrize("name", ["list.txt", "./list.txt", "alias.json"])
def test_a_report_is_never_written_over_a_list(lists: Path, name: str) -> None:
    Path("a.md").rename("list.txt")
    Path("alias.json").symlink_to("list.txt")

    result = check("list.txt", "--fix", "--output", name)

    assert result.exit_code == 2
    assert "a report is not written over a list" in result.stderr
    assert Path("list.txt").read_text() == LIST


def test_one_file_under_two_names_is_mended_once(lists: Path) -> None:
    Path("b.md").symlink_to("a.md")

    result = check("a.md", "b.md", "--fix")

    assert Path("a.md").read_text() == FIXED
    assert Path("b.md").is_symlink()
    assert result.exit_code in (0, 1)
    assert "error" not in result.stderr


def test_what_is_told_as_fixed_is_fixed_when_one_file_has_two_names(lists: Path) -> None:
    Path("notes").mkdir()
    Path("notes/Note.md").write_text("# Notes\n")
    Path("a.md").write_text(f"{LIST}- [Notes](notes/note.md)\n", encoding="utf-8")
    Path("notes/a.md").symlink_to("../a.md")

    result = check("a.md", "notes/a.md", "--fix", "--unsafe-fixes")

    assert "Fixed 4 findings in 1 file: LB104 1, LB105 1, LB404 1, LB503 1." in result.stderr
    assert Path("a.md").read_text() == f"{FIXED}- [Notes](notes/Note.md)\n"


def test_a_file_that_cannot_be_written_is_named_and_the_report_is_not_lost(lists: Path) -> None:
    lists.chmod(0o555)
    Path("a.md").chmod(0o444)
    command = [*A_USER, sys.executable, "-c", "from linkbot.cli.main import main; main()", "check", "a.md", "--fix"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        lists.chmod(0o755)

    assert done.returncode == 2
    assert "error: a.md" in done.stderr
    assert "LB404" in done.stdout
    assert Path("a.md").read_text() == LIST


OWN_TERMINAL = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)"
"""Makes standard input the terminal whose Ctrl-C a process hears."""


def reviewed(answers: bytes) -> tuple[int, str]:
    """`linkbot check a.md --review` by a person who types `answers` at its first question: its exit code, and what it showed."""
    code = f"{OWN_TERMINAL}\nfrom linkbot.cli.main import main; main()"
    command = [sys.executable, "-c", code, "check", "a.md", "--review", "--no-progress"]
    leader, follower = pty.openpty()
    process = subprocess.Popen(command, start_new_session=True, stdin=follower, stderr=follower, stdout=subprocess.PIPE)
    os.close(follower)
    typed, shown = answers + b"\x04", b""  # and then, by Ctrl-D, nothing more
    with suppress(OSError):  # what a pseudo-terminal says at its end
        while piece := os.read(leader, 65_536):
            shown += piece
            if b"\n> " in shown:
                typed = typed[os.write(leader, typed) :]
    process.communicate(timeout=60)
    os.close(leader)
    return process.returncode, shown.decode()


def test_review_asks_on_the_terminal_and_applies_what_was_accepted(lists: Path) -> None:
    code, shown = reviewed(b"y\ns\nq\n")

    assert Path("a.md").read_text() == LIST.replace("?utm_source=x", "")
    assert code == 1
    assert "LB503 1." in shown


def test_what_is_refused_in_a_review_is_left_out_by_later_checks(lists: Path) -> None:
    code, shown = reviewed(b"y\nn\ny\n")

    assert (code, "1 finding added to linkbot-baseline.json" in shown) == (0, True)
    assert check("a.md").exit_code == 0
    assert Path("a.md").read_text() == FIXED.replace("February", "Februray")


def test_a_baseline_that_cannot_be_written_costs_neither_the_report_nor_the_fixes(lists: Path) -> None:
    Path("linkbot-baseline.json").mkdir()

    code, shown = reviewed(b"y\nn\ny\n")

    assert Path("a.md").read_text() == FIXED.replace("February", "Februray")
    assert code == 2
    assert "Fixed 2 findings" in shown
    assert "error: " in shown


def test_a_tolerant_run_does_not_fail_for_a_diff(lists: Path) -> None:
    assert check("a.md", "--diff", "--fail-on", "never").exit_code == 0
    assert check("a.md", "--diff", "--exit-zero").exit_code == 0


def test_a_link_out_of_the_repository_is_followed_only_by_name(lists: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.md"
    victim.write_text(LIST, encoding="utf-8")
    Path("b.md").symlink_to(victim)

    unnamed = check(".", "--fix")
    untouched = victim.read_text()
    check("b.md", "--fix")

    assert "hint: b.md leads out of this folder: name it to have it mended" in unnamed.stderr
    assert (Path("a.md").read_text(), untouched) == (FIXED, LIST)
    assert victim.read_text() == FIXED


def test_ctrl_c_in_a_review_writes_nothing(lists: Path) -> None:
    code, _ = reviewed(b"y\n\x03")

    assert code == 130
    assert Path("a.md").read_text() == LIST


def test_the_diff_of_an_absolute_path_applies_where_the_command_was_called(lists: Path) -> None:
    result = check(str(lists / "a.md"), "--diff")
    subprocess.run(["git", "apply", "-"], input=result.stdout_bytes, check=True, cwd=lists)

    assert Path("a.md").read_text() == FIXED

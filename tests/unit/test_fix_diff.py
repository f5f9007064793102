"""A diff is what `git apply` and `patch` turn into exactly the new bytes, and what a person can read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from linkbot.fix.diff import unified
from linkbot.report.diff import render
from linkbot.report.view import View

NOT_UTF8 = pytest.param(
    os.fsdecode(b"caf\xe9.md"), marks=pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
)
LETTERS = [f"{letter}\n".encode() for letter in "abcdefghijklmnopqrstuvwxyz"]

Apply = Callable[[str, bytes, bytes], bytes]


def git_apply(folder: Path, diff: bytes, *options: str) -> None:
    subprocess.run(["git", "apply", *options], cwd=folder, input=diff, check=True, capture_output=True)


def patch(folder: Path, diff: bytes) -> None:
    subprocess.run(["patch", "-p1", "--quiet", "--binary"], cwd=folder, input=diff, check=True, capture_output=True)


TOOLS = [
    pytest.param(git_apply, marks=pytest.mark.skipif(not which("git"), reason="git is not installed"), id="git"),
    pytest.param(patch, marks=pytest.mark.skipif(not which("patch"), reason="patch is not installed"), id="patch"),
]


@pytest.fixture(params=TOOLS)
def applied(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apply:
    """What a tool makes of a file and the diff of two states of it."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    if request.param is git_apply:
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    def run(name: str, before: bytes, after: bytes) -> bytes:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(before)
        request.param(tmp_path, unified(name, before, after))
        return file.read_bytes()

    return run


def test_a_changed_line_stands_between_three_lines_of_context() -> None:
    diff = unified("docs/list.md", b"".join(LETTERS[:9]), b"".join([*LETTERS[:4], b"new\n", *LETTERS[5:9]]))

    assert diff.decode() == dedent("""\
        --- a/docs/list.md
        +++ b/docs/list.md
        @@ -2,7 +2,7 @@
         b
         c
         d
        -e
        +new
         f
         g
         h
        """)


def test_changes_that_are_near_share_a_hunk_and_others_do_not() -> None:
    after = [*LETTERS[:5], b"F\n", *LETTERS[6:12], b"M\n", *LETTERS[13:20], b"U\n", *LETTERS[21:]]

    diff = unified("list.md", b"".join(LETTERS), b"".join(after))

    assert re.findall(rb"@@.*@@", diff) == [b"@@ -3,14 +3,14 @@", b"@@ -18,7 +18,7 @@"]


def test_a_removed_line_is_a_removed_line_even_among_its_likes() -> None:
    before = b"- one\n- two\n" * 4

    diff = unified("list.md", before, before.replace(b"- two\n", b"", 2))

    assert re.findall(rb"^[-+](?!--|\+\+).*", diff, re.MULTILINE) == [b"-- two", b"-- two"]


def test_equal_bytes_have_no_difference() -> None:
    assert unified("list.md", b"- a\n", b"- a\n") == b""


def test_a_line_without_an_end_is_said_to_have_none() -> None:
    assert unified("list.md", b"a\nb", b"a\nc").endswith(b"-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n")


def test_a_large_file_with_few_edits_takes_few_lines() -> None:
    lines = [f"- [Paper {number}](https://a.example/{number})\n".encode() for number in range(100_000)]
    after = [*lines[:10], b"- new\n", *lines[10:50_000], *lines[50_001:]]

    assert len(unified("list.md", b"".join(lines), b"".join(after)).splitlines()) == 2 + 8 + 8


def test_a_large_file_of_equal_lines_takes_few_lines() -> None:
    lines = [b"- one\n", b"- two\n"] * 10_000

    assert len(unified("list.md", b"".join(lines), b"".join([*lines[1:9_999], *lines[10_000:]])).splitlines()) < 40


CASES = {
    "line ends of Windows": (b"a\r\nb\r\nc\r\n", b"a\r\nB\r\nc\r\n"),
    "line ends of old Macs": (b"a\rb\rc\r", b"a\rB\rc\r"),
    "mixed line ends": (b"a\r\nb\nc\rd\n", b"a\r\nb\nC\rd\n"),
    "a line end that changes": (b"a\nb\r\n", b"a\nb\n"),
    "a byte order mark": (b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfA\nb\n"),
    "latin-1": (b"caf\xe9\nth\xe9\n", b"caf\xe9\nTh\xe9\n"),
    "separators that end no line": ("a\u2028b\x0bc\x0cd\x85\n".encode(), "a\u2028b\x0bC\x0cd\x85\n".encode()),
    "no end of the last line": (b"a\nb", b"a\nc"),
    "a last line that gets an end": (b"a\nb", b"a\nb\n"),
    "a last line that loses its end": (b"a\nb\n", b"a\nb"),
    "the last line removed": (b"a\nb", b"a\n"),
    "a long line": (b"x" * 1_000_000 + b"\n" + b"y" * 1_000_000, b"x" * 1_000_000 + b"\n" + b"z" * 1_000_000),
    "a file that becomes empty": (b"a\n", b""),
    "an empty file": (b"", b"a\nb\n"),
    "lines that look like a diff": (b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n", b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n\\ a\n"),
    "a first and a last line": (b"".join(LETTERS), b"A\n" + b"".join(LETTERS[1:-1]) + b"Z\n"),
    "blank lines": (b"\n\n\na\n\n\n", b"\n\nb\n\n\n\n"),
    "trailing blanks": (b"a  \nb\t\n  \n", b"a  \nb\t \n  \n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=list(CASES))
def test_a_diff_makes_exactly_the_new_bytes(applied: Apply, before: bytes, after: bytes) -> None:
    assert applied("list.md", before, after) == after


NAMES = [
    "with space.md", "tab\there.md", "line\nend.md", 'quo"te.md', "back\\slash.md", "café.md", NOT_UTF8,
    "-dash.md", "./docs/./list.md", "a/b/c.md", "emoji 🙂.md", "2024-01-01 10:00:00.md",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_found(applied: Apply, name: str) -> None:
    assert applied(name, b"a\nb\n", b"a\nc\n") == b"a\nc\n"


@pytest.mark.skipif(not which("git"), reason="git is not installed")
def test_in_a_folder_of_a_repository_paths_are_those_of_the_folder(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/list.md").write_bytes(b"a\n")
    (tmp_path / "list.md").write_bytes(b"a\n")

    git_apply(tmp_path / "docs", unified("list.md", b"a\n", b"b\n"))

    assert [(tmp_path / name).read_bytes() for name in ("docs/list.md", "list.md")] == [b"b\n", b"a\n"]


@pytest.mark.skipif(not which("git"), reason="git is not installed")
def test_diffs_of_several_files_make_one(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_bytes(b"a\nb")

    git_apply(tmp_path, unified("one.md", b"a\nb", b"a\nc") + unified("two.md", b"a\nb", b"b"))

    assert [(tmp_path / name).read_bytes() for name in ("one.md", "two.md")] == [b"a\nc", b"b"]


LINE = st.sampled_from(
    [b"a\n", b"b\n", b"a\r\n", b"\n", b"\r", b"-- a\n", b"\\ No newline at end of file\n", b"\xff\n", b" \n", b"c"]
)
TEXT = st.one_of(
    st.lists(LINE, max_size=40).map(b"".join),
    st.binary(max_size=60).map(lambda data: data.replace(b"\0", b"")),
)


@given(before=TEXT, after=TEXT)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.skipif(not which("git"), reason="git is not installed")
def test_whatever_the_bytes_git_makes_the_new_ones_of_the_old_ones(tmp_path: Path, before: bytes, after: bytes) -> None:
    assume(before != after)
    (tmp_path / "list.md").write_bytes(before)

    git_apply(tmp_path, unified("list.md", before, after))

    assert (tmp_path / "list.md").read_bytes() == after


def test_on_a_terminal_what_goes_is_red_and_what_comes_is_green() -> None:
    page = render(unified("list.md", b"a\nb\n", b"a\nc\n"), "utf-8", View(color=True))

    assert page.splitlines()[2:] == ["\x1b[36m@@ -1,2 +1,2 @@\x1b[0m", " a", "\x1b[31m-b\x1b[0m", "\x1b[32m+c\x1b[0m"]


def test_without_colours_the_words_are_the_same() -> None:
    page = render(unified("list.md", b"a\nb", b"a\nc\n"), "utf-8", View())

    assert page == "--- a/list.md\n+++ b/list.md\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n"


def test_hostile_text_does_not_reach_the_terminal() -> None:
    before = "a\n::error::x\n##[set-output name=x]\n\x1b[2Jb\u202e\x07\rc https://me:hunter2@a.example/\n".encode()

    page = render(unified("list.md", before, before + b"d\n"), "utf-8", View(color=True))

    assert page.splitlines()[3:-1] == [" : :error::x", " ## [set-output name=x]", " b c https://***@a.example/"]


def test_text_is_shown_as_its_encoding_says() -> None:
    assert "+Caf\xe9" in render(unified("list.md", b"caf\xe9\n", b"Caf\xe9\n"), "latin-1", View())
    assert "+Caf\ufffd" in render(unified("list.md", b"caf\xe9\n", b"Caf\xe9\n"), "utf-8", View())


def test_of_an_endless_line_the_change_is_shown() -> None:
    before = b"x" * 500_000 + b" 2021 " + b"y" * 500_000

    page = render(unified("list.md", before, before.replace(b"2021", b"2022")), "utf-8", View())

    assert "xxx 2021 yyy" in page
    assert "xxx 2022 yyy" in page
    assert max(len(line) for line in page.splitlines()) < 2_100


def test_of_other_endless_lines_the_beginning_is_shown() -> None:
    page = render(unified("list.md", b"x" * 9_000 + b"\n", b"y" * 9_000 + b"\nz\n"), "utf-8", View())

    assert page.splitlines()[3:] == ["-" + "x" * 2_000 + "…", "+" + "y" * 2_000 + "…", "+z"]

"""--fix and --diff stopped, killed, or not alone: a list holds the old bytes or the new ones, nothing between."""

from __future__ import annotations

import select
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.e2e.running import Ended, Folder, ended

NAMES = ("a.md", "b.md", "c.md")
LIST = "# Papers\n\n- [One](https://one.example/a?utm_source=x), February 2024\n- [Two](example.org/two), May 2024\n"
FIXED = LIST.replace("?utm_source=x", "").replace("(example", "(https://example")

AT_A_REPLACEMENT = """
import os, signal, sys
seen = []
def hook(event, arguments):
    if event == "os.rename" and ".linkbot-" in os.fspath(arguments[0]):
        seen.append(event)
        if len(seen) in {moments}:
            os.kill(os.getpid(), signal.{name})
sys.addaudithook(hook)
"""
"""Sends the process a signal just before it puts its n-th new file in the place of the old one, for each n in `moments`."""

SOMEBODY_WRITES = """
import sys
def hook(event, arguments):
    if event == "tempfile.mkstemp":
        with open("b.md", "a") as file:
            file.write("- Written meanwhile\\n")
sys.addaudithook(hook)
"""
"""Adds a line to a list each time that a new file is made, long after the lists were read."""

SIGNALS = """
import signal
signal.signal(signal.SIGALRM, lambda *_: None)
signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
"""
"""Disturbs every system call that takes long: one that writes may have written a part then."""


@pytest.fixture
def lists(place: Folder) -> Folder:
    """A folder with three lists that can be mended without a network."""
    for name in NAMES:
        (place.path / name).write_text(LIST)
    return place


def fix(lists: Folder, *arguments: str, first: str = "") -> Ended:
    return lists.run("check", *NAMES, "--fix", "--offline", *arguments, first=first)


def texts(lists: Folder) -> list[str]:
    return [(lists.path / name).read_text() for name in NAMES]


def parts(folder: Path) -> list[Path]:
    return sorted(folder.glob(".linkbot-*"))


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_while_files_are_replaced_waits_until_all_are(lists: Folder, name: str) -> None:
    end = fix(lists, "--output", "report.json", first=AT_A_REPLACEMENT.format(moments="{2}", name=name))

    assert texts(lists) == [FIXED] * 3
    assert end.code == 130
    assert "Fixed 6 findings in 3 files" in end.err
    assert lists.report["run"]["partial"] is True
    assert len(lists.report["fixed"]) == 6


def test_a_second_signal_is_heard_at_once_and_leaves_whole_files(lists: Folder) -> None:
    end = fix(lists, first=AT_A_REPLACEMENT.format(moments="{2, 3}", name="SIGINT"))

    assert texts(lists) == [FIXED, FIXED, LIST]
    assert end.code == 130
    assert "interrupted" in end.err
    assert parts(lists.path) == []


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_a_kill_leaves_each_file_old_or_new(lists: Folder, moment: int) -> None:
    end = fix(lists, first=AT_A_REPLACEMENT.format(moments={moment}, name="SIGKILL"))

    assert texts(lists) == [FIXED] * (moment - 1) + [LIST] * (4 - moment)
    assert end.code == -signal.SIGKILL
    assert [part.read_text() for part in parts(lists.path)] == [FIXED] * (4 - moment)


def test_the_run_after_a_kill_mends_the_rest(lists: Folder) -> None:
    fix(lists, first=AT_A_REPLACEMENT.format(moments="{2}", name="SIGKILL"))

    end = fix(lists)

    assert texts(lists) == [FIXED] * 3
    assert end.code == 0


def test_what_somebody_wrote_meanwhile_is_not_lost_and_no_list_is_written(lists: Folder) -> None:
    end = fix(lists, first=SOMEBODY_WRITES)

    assert texts(lists) == [LIST, LIST + "- Written meanwhile\n" * 3, LIST]
    assert end.code == 2
    assert "b.md: changed while linkbot looked at it; nothing was written" in end.err
    assert parts(lists.path) == []


def test_two_at_once_write_the_list_once_and_the_other_says_so(lists: Folder) -> None:
    processes = [lists.start("check", "a.md", "--fix", "--offline") for _ in range(3)]

    ends = [ended(process) for process in processes]

    assert (lists.path / "a.md").read_text() == FIXED
    assert parts(lists.path) == []
    assert 0 in {end.code for end in ends}
    assert all(end.code == 0 or "changed while linkbot looked at it; nothing was written" in end.err for end in ends)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_diff_comes_whole_through_a_pipe_that_is_slow_and_signals(
    lists: Folder, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    long = "# Papers\n\n" + "".join(f"- [Paper {n}](example.org/{n}), May 2024\n" for n in range(800))
    (lists.path / "a.md").write_text(long)
    process = lists.start("check", "a.md", "--diff", "--offline", "-q", first=SIGNALS)
    assert process.stdout is not None
    select.select([process.stdout], [], [], 60)
    time.sleep(0.5)  # the pipe is full now, and the command is told to wait in the midst of a write

    end = ended(process)
    subprocess.run(["git", "apply", "-"], input=end.out.encode(), check=True, cwd=lists.path)

    assert (lists.path / "a.md").read_text() == long.replace("(example.org", "(https://example.org")


def test_a_link_to_itself_is_no_list_and_no_fault_of_linkbot(lists: Folder) -> None:
    (lists.path / "loop.md").symlink_to("loop.md")

    end = lists.run("check", "loop.md", "--fix", "--offline")

    assert end.code == 2
    assert "loop.md: no such file or folder" in end.err

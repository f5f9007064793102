"""A file holds what it held or what it is to hold, whatever happens; and its name, mode and links stay what they were."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.e2e.running import A_USER

from linkbot.errors import WriteError
from linkbot.fix.write import write, write_all

NOT_UTF8 = pytest.param(
    os.fsdecode(b"caf\xe9.md"), marks=pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
)
BEFORE, AFTER = b"- one\r\n- caf\xe9\r\n", b"- one\r\n"

SCRIPT = """
import os, resource, signal, sys
from pathlib import Path
from linkbot.errors import WriteError
from linkbot.fix.write import write

{meanwhile}

path = Path(sys.argv[1])
try:
    write(path, path.read_bytes(), sys.argv[2].encode())
except WriteError as error:
    print(error, error.hint, sep="\\n")
"""
AT_THE_RENAME = """
def hook(event, details):
    if event == "os.rename":
        {action}

sys.addaudithook(hook)
"""
NO_ROOM = "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))"
NO_ROOM_IN_PLACE = """
def hook(event, details):
    if event == "open" and str(details[0]) == sys.argv[1] and details[1] and "+" in details[1]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

sys.addaudithook(hook)
"""
THREE_FILES = """
import sys
from pathlib import Path
from linkbot.errors import WriteError
from linkbot.fix.write import write_all

renamed = []

def hook(event, details):
    if event == "os.rename":
        renamed.append(details)
        if len(renamed) == 2:
            raise OSError(16, "Device or resource busy")

sys.addaudithook(hook)
paths = [Path(sys.argv[1], name) for name in ("a.md", "b.md", "c.md")]
try:
    write_all([(path, b"old", b"new") for path in paths])
except WriteError as error:
    print(error)
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The only file of a folder."""
    file = tmp_path / "lists" / "list.md"
    file.parent.mkdir()
    file.write_bytes(BEFORE)
    return file


@pytest.fixture
def elsewhere() -> Run:
    """Writes a text to a file in a process of its own, to which something happens `meanwhile`, and prints the error."""

    def run(file: Path, text: str, meanwhile: str = "", *, user: list[str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [*(user or []), sys.executable, "-c", SCRIPT.format(meanwhile=meanwhile), str(file), text]
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)

    return run


def around(file: Path) -> list[str]:
    """The names of all files beside a file, itself included."""
    return sorted(path.name for path in file.parent.iterdir())


def test_a_file_is_replaced_and_nothing_lies_beside_it(file: Path) -> None:
    write(file, BEFORE, AFTER)

    assert file.read_bytes() == AFTER
    assert around(file) == ["list.md"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)

    write(file, BEFORE, AFTER)

    assert file.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_owner_and_group_stay(file: Path) -> None:
    os.chown(file, 12_345, 23_456)
    file.chmod(0o2664)

    write(file, BEFORE, AFTER)

    assert (file.stat().st_uid, file.stat().st_gid, file.stat().st_mode & 0o7777) == (12_345, 23_456, 0o2664)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="attributes of Linux")
def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.origin", b"a test")
    except OSError as error:
        pytest.skip(f"this file system has none: {error.strerror}")

    write(file, BEFORE, AFTER)

    assert os.getxattr(file, "user.origin") == b"a test"


@pytest.mark.parametrize("name", ["line\nend.md", NOT_UTF8, "a b.md", "-x.md", "x" * 252 + ".md"])
def test_a_file_may_be_called_anything(file: Path, name: str) -> None:
    strange = file.rename(file.with_name(name))

    write(strange, BEFORE, AFTER)

    assert strange.read_bytes() == AFTER


def test_a_file_without_changes_is_left_alone(file: Path) -> None:
    made = file.stat()

    write(file, BEFORE, BEFORE)

    now = file.stat()
    assert (now.st_ino, now.st_mtime_ns) == (made.st_ino, made.st_mtime_ns)


def test_who_reads_meanwhile_sees_the_old_text_or_the_new_one(file: Path) -> None:
    texts = [bytes([letter]) * 100_000 for letter in b"ab"]
    file.write_bytes(texts[0])
    seen, done = set(), threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.add(file.read_bytes())

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(100):
        write(file, texts[number % 2], texts[(number + 1) % 2])
    done.set()
    reader.join()

    assert seen <= set(texts)


# Links


@pytest.mark.parametrize("is_absolute", [False, True])
def test_a_symbolic_link_stays_one(file: Path, is_absolute: bool) -> None:
    folder = file.parent.parent / "docs"
    folder.mkdir()
    link = folder / "link.md"
    link.symlink_to(file if is_absolute else "../lists/list.md")
    to = link.readlink()

    write(link, BEFORE, AFTER)

    assert link.readlink() == to
    assert (file.read_bytes(), file.is_symlink()) == (AFTER, False)
    assert (around(file), around(link)) == (["list.md"], ["link.md"])


def test_a_chain_of_links_is_followed_to_its_end(file: Path) -> None:
    links = [file.with_name(f"{number}.md") for number in range(3)]
    links[0].symlink_to(file)
    links[1].symlink_to("0.md")
    links[2].symlink_to(links[1])

    write(links[2], BEFORE, AFTER)

    assert [link.is_symlink() for link in links] == [True] * 3
    assert file.read_bytes() == AFTER


@pytest.mark.parametrize(("to", "reason"), [("gone.md", errno.ENOENT), ("link.md", errno.ELOOP)])
def test_a_link_that_leads_nowhere_is_an_error(file: Path, to: str, reason: int) -> None:
    link = file.with_name("link.md")
    link.symlink_to(to)

    with pytest.raises(WriteError, match=f"link.md: cannot be written: {os.strerror(reason)}; nothing was written"):
        write(link, BEFORE, AFTER)

    assert around(file) == ["link.md", "list.md"]


@pytest.mark.parametrize("after", [AFTER, b"", BEFORE + b"- three\r\n", b"- other" + BEFORE[7:]])
def test_the_other_names_of_a_file_show_the_new_text(file: Path, after: bytes) -> None:
    other = file.parent / "other.md"
    other.hardlink_to(file)

    write(file, BEFORE, after)

    assert other.read_bytes() == after
    assert file.samefile(other)
    assert around(file) == ["list.md", "other.md"]


def test_a_file_of_several_names_gets_its_old_text_back_when_the_disk_is_full(file: Path, elsewhere: Run) -> None:
    other = file.parent / "other.md"
    other.hardlink_to(file)

    done = elsewhere(file, "x" * 5_000, NO_ROOM_IN_PLACE)

    assert (
        done.stdout
        == f"{file}: cannot be written: File too large; nothing was written\nmake room on the disk, and run linkbot again\n"
    )
    assert file.read_bytes() == other.read_bytes() == BEFORE
    assert around(file) == ["list.md", "other.md"]


# What goes wrong


def test_a_file_that_was_changed_meanwhile_is_not_written(file: Path) -> None:
    file.write_bytes(BEFORE + b"- a line that somebody adds now\r\n")

    with pytest.raises(WriteError, match=r"list\.md: changed while linkbot looked at it; nothing was written") as caught:
        write(file, BEFORE, AFTER)

    assert (caught.value.exit_code, caught.value.hint) == (2, "run linkbot again")
    assert file.read_bytes() == BEFORE + b"- a line that somebody adds now\r\n"
    assert around(file) == ["list.md"]


def test_a_file_that_is_gone_is_not_made_again(file: Path) -> None:
    file.unlink()

    with pytest.raises(
        WriteError, match=r"list\.md: cannot be written: No such file or directory; nothing was written"
    ) as caught:
        write(file, BEFORE, AFTER)

    assert caught.value.hint == "it was moved or removed since linkbot read it; run linkbot again"
    assert around(file) == []


def test_a_folder_is_no_file(file: Path) -> None:
    with pytest.raises(WriteError, match="lists: a folder, not a file; nothing was written"):
        write(file.parent, BEFORE, AFTER)


def test_a_pipe_is_not_waited_for(file: Path) -> None:
    pipe = file.with_name("pipe.md")
    os.mkfifo(pipe)

    with pytest.raises(WriteError, match=r"pipe\.md: a pipe or a device, not a file; nothing was written"):
        write(pipe, BEFORE, AFTER)


def test_a_read_only_file_is_left_alone(file: Path) -> None:
    file.chmod(0o444)

    with pytest.raises(WriteError, match=r"list\.md: it is read-only; nothing was written") as caught:
        write(file, BEFORE, AFTER)

    assert caught.value.hint == f"to let linkbot change it: chmod u+w {file}"
    assert file.read_bytes() == BEFORE


@pytest.mark.skipif(os.geteuid() == 0 and not A_USER, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(file: Path, elsewhere: Run) -> None:
    file.parent.chmod(0o555)

    done = elsewhere(file, "- new", user=A_USER)

    file.parent.chmod(0o755)
    assert done.stdout.startswith(
        f"{file}: cannot be written: Permission denied; nothing was written\nlinkbot has to be allowed to "
    )
    assert file.read_bytes() == BEFORE


def test_a_full_disk_leaves_the_old_text_and_nothing_else(file: Path, elsewhere: Run) -> None:
    done = elsewhere(file, "x" * 5_000, NO_ROOM)

    assert (
        done.stdout
        == f"{file}: cannot be written: File too large; nothing was written\nmake room on the disk, and run linkbot again\n"
    )
    assert file.read_bytes() == BEFORE
    assert around(file) == ["list.md"]


def test_a_kill_before_the_rename_leaves_the_old_text(file: Path, elsewhere: Run) -> None:
    done = elsewhere(file, "- new", AT_THE_RENAME.format(action="os.kill(os.getpid(), signal.SIGKILL)"))

    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == BEFORE
    write(file, BEFORE, AFTER)
    assert file.read_bytes() == AFTER


def test_an_interruption_leaves_nothing_behind(file: Path, elsewhere: Run) -> None:
    done = elsewhere(file, "- new", AT_THE_RENAME.format(action="raise KeyboardInterrupt"))

    assert "KeyboardInterrupt" in done.stderr
    assert file.read_bytes() == BEFORE
    assert around(file) == ["list.md"]


# Several files


def test_where_one_file_cannot_be_written_none_is(file: Path) -> None:
    other = file.with_name("other.md")
    other.write_bytes(b"- somebody else's\n")

    with pytest.raises(WriteError, match=r"other\.md: changed while"):
        write_all([(file, BEFORE, AFTER), (other, BEFORE, AFTER)])

    assert file.read_bytes() == BEFORE
    assert around(file) == ["list.md", "other.md"]


def test_several_files_are_written_together(file: Path) -> None:
    files = [file, file.with_name("two.md"), file.parent.parent / "three.md"]
    files[1].write_bytes(b"2")
    files[2].write_bytes(b"3")

    write_all([(files[0], BEFORE, AFTER), (files[1], b"2", b"two"), (files[2], b"3", b"three")])

    assert [path.read_bytes() for path in files] == [AFTER, b"two", b"three"]


def test_should_the_replacing_fail_it_is_said_what_was_written(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.md", "b.md", "c.md")]
    for file in files:
        file.write_bytes(b"old")

    command = [sys.executable, "-c", THREE_FILES, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)

    said = f"{files[1]}: cannot be written: Device or resource busy; files that were written before it: 1\n"
    assert done.stdout == said
    assert [file.read_bytes() for file in files] == [b"new", b"old", b"old"]
    assert around(files[0]) == ["a.md", "b.md", "c.md"]


def test_one_file_under_two_names_is_written_once(file: Path) -> None:
    link = file.with_name("link.md")
    link.symlink_to(file)

    write_all([(file, BEFORE, AFTER), (link, BEFORE, AFTER)])

    assert file.read_bytes() == AFTER
    assert around(file) == ["link.md", "list.md"]


def test_one_file_under_two_names_cannot_become_two_files(file: Path) -> None:
    link = file.with_name("link.md")
    link.symlink_to(file)

    with pytest.raises(WriteError, match=r"link\.md: the same file as .*list\.md, but mended otherwise; nothing was written"):
        write_all([(file, BEFORE, AFTER), (link, BEFORE, b"- other\n")])

    assert file.read_bytes() == BEFORE
    assert around(file) == ["link.md", "list.md"]

"""What --fix does not mean to change keeps its bytes, in files of every make; and --diff says exactly what --fix does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
from click.testing import CliRunner, Result

from linkbot.cli.main import main

NOT_UTF8 = pytest.param(
    os.fsdecode(b"caf\xe9.md"), marks=pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
)
LIST = """\
# A list: naïve café

- [Missing](arxiv.org/abs/2106.09685) - Oct 2021
- [Tracked](https://tracked.example/a?utm_source=feed) by Ænea Müller, June 2021
- [Twice](https://twice.example/a) - Sept 2021
- [Twice](https://twice.example/a) - Sept 2021

| Title                              | Date          |
|------------------------------------|---------------|
| [One](https://one.example/ab)      | Februray 2021 |
| [Two](https://two.example/a?b=c)   | May 2022      |
| [Six](https://s.example/?fbclid=a) | June 2023     |
| [Ten](https://ten.example/a)       | July 2023     |
| [Odd](https://odd.example/b)       | April 2022    |
| [Fig](https://fig.example/c)       | March 2022    |
| [Elm](https://elm.example/d)       | August 2021   |
| [Nut](https://nut.example/e)       | October 2022  |

The end.
"""
MENDED = (
    LIST.replace("arxiv.org", "https://arxiv.org", 1)
    .replace("?utm_source=feed", "")
    .replace("- [Twice](https://twice.example/a) - Sept 2021\n", "", 1)
    .replace("Februray", "February")
    .replace("?fbclid=a) |", ")          |")
)
FRONT = "---\ntitle: 'A list'   \nlinks: [arxiv.org/abs/2106.09685, 'Februray 2021']\n---\n\n"
PROSE = "Été à la façade, où l'élève très zélé a fêté Noël; déjà vu, à côté, forêt, hôtel, «garçon».\n\n" * 3
LONG = "One line. " * 100_000
RICH = "\u2028Ω\x0b\x0c\u00a0\u200d🙂日本語 \t"

MAKES: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "line ends of old Macs": lambda text: text.replace("\n", "\r").encode(),
    "mixed line ends": lambda text: text.replace(" list", " list\r\n\r\nof", 1).replace("|\n\nThe", "|\r\n\r\nThe").encode(),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "a byte order mark and line ends of Windows": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "the code page of Windows": lambda text: (PROSE + text).encode("cp1252"),
    "mojibake": lambda text: text.encode().decode("cp1252", "replace").encode(),
    "damaged bytes": lambda text: text.encode().replace(b"The end", b"The \xff\xc3 end \xed\xa0\x80"),
    "tabs": lambda text: text.replace("- [", "-\t[").replace("The end", "\tThe\tend\t\t").encode(),
    "trailing blanks": lambda text: (
        text.replace("Oct 2021\n", "Oct 2021  \n").replace("The end.\n", "The end.   \n \n\t\n").encode()
    ),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "a line of a megabyte": lambda text: text.replace("The end.", LONG).encode(),
    "an edit in a line of a megabyte": lambda text: text.replace("- [Missing]", f"- {LONG}[Missing]").encode(),
    "front matter": lambda text: (FRONT + text).encode(),
    "strange characters": lambda text: text.replace("The end.", RICH).encode(),
    "blank lines at both ends": lambda text: f"\n\n \n{text}\n\n\n".encode(),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, a store of its own, and no settings of this machine."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LINKBOT_STORE", str(tmp_path / "store.sqlite3"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    lists = tmp_path / "lists"
    lists.mkdir()
    monkeypatch.chdir(lists)
    return lists


def check(*arguments: str) -> Result:
    """`linkbot check --offline` in this process."""
    return CliRunner().invoke(main, ["check", "--offline", *arguments])


def git_apply(diff: bytes) -> None:
    subprocess.run(["git", "apply"], input=diff, check=True, capture_output=True)


@pytest.fixture(params=MAKES.values(), ids=list(MAKES))
def made(request: pytest.FixtureRequest, folder: Path) -> bytes:
    """What a list of some make should become, which lies in the folder as it was."""
    (folder / "list.md").write_bytes(request.param(LIST))
    mended: bytes = request.param(MENDED)
    return mended


def test_all_bytes_outside_of_the_fixes_stay(made: bytes) -> None:
    check("list.md", "--fix")

    assert Path("list.md").read_bytes() == made


@pytest.mark.skipif(not which("git"), reason="git is not installed")
def test_git_makes_of_the_diff_what_fix_would_make(made: bytes) -> None:
    before = Path("list.md").read_bytes()

    diff = check("list.md", "--diff").stdout_bytes

    assert Path("list.md").read_bytes() == before
    git_apply(diff)
    assert Path("list.md").read_bytes() == made


def test_what_was_fixed_is_not_written_again(made: bytes) -> None:
    check("list.md", "--fix")
    written = Path("list.md").stat()

    check("list.md", "--fix")

    now = Path("list.md").stat()
    assert (now.st_ino, now.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert check("list.md", "--diff").stdout_bytes == b""


def test_a_list_of_which_all_is_fixed_is_clean() -> None:
    Path("list.md").write_text(LIST)

    result = check("list.md", "--fix")

    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("data", [LIST.encode("utf-16"), LIST.encode().replace(b"The end", b"\0")], ids=["UTF-16", "NUL"])
def test_a_file_that_is_no_text_is_never_written(data: bytes) -> None:
    Path("list.md").write_bytes(data)

    check("list.md", "--fix", "--unsafe-fixes")

    assert Path("list.md").read_bytes() == data


def test_a_link_and_the_mode_of_what_it_leads_to_stay() -> None:
    Path("docs").mkdir()
    Path("docs/list.md").write_text(LIST)
    Path("docs/list.md").chmod(0o640)
    Path("list.md").symlink_to("docs/list.md")

    check("list.md", "--fix")

    assert str(Path("list.md").readlink()) == "docs/list.md"
    assert (Path("docs/list.md").read_text(), Path("docs/list.md").stat().st_mode & 0o777) == (MENDED, 0o640)


@pytest.mark.skipif(not which("git"), reason="git is not installed")
@pytest.mark.parametrize("name", ["a list.md", "café.md", NOT_UTF8, 'quo"te\n.md', "docs/list.md"])
def test_a_file_of_any_name_is_mended_by_its_diff(name: str) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(LIST)

    git_apply(check(name, "--diff").stdout_bytes)

    assert Path(name).read_text() == MENDED


@pytest.mark.skipif(not which("git"), reason="git is not installed")
def test_one_diff_mends_all_files_of_a_folder_in_a_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    for name in ("docs/a.md", "docs/b/c.md"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(LIST)
    monkeypatch.chdir("docs")

    git_apply(check(".", "--diff").stdout_bytes)

    assert [Path(name).read_text() for name in ("a.md", "b/c.md")] == [MENDED, MENDED]


def test_where_one_of_two_files_cannot_be_written_neither_is() -> None:
    Path("a.md").write_text(LIST)
    Path("b.md").write_text(LIST)
    Path("b.md").chmod(0o444)

    result = check("a.md", "b.md", "--fix")

    assert result.exit_code == 2
    assert "error: b.md: it is read-only; nothing was written\nhint: to let linkbot change it: chmod u+w b.md\n" in result.stderr
    assert [Path(name).read_text() for name in ("a.md", "b.md")] == [LIST, LIST]

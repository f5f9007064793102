"""Addresses that look like those of a host, in a folder in which there are files of these names."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from linkbot.cli.main import main

LIST = "- [A folder](golang.org/x/README)\n- [Its notes](www.example.org/notes.html)\n- [A page](arxiv.org/abs/1706.03762)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a list, and with a file for the first two of its links."""
    monkeypatch.setenv("LINKBOT_STORE", str(tmp_path / "store.sqlite3"))
    place = tmp_path / "list"
    for name in ("golang.org/x/README", "www.example.org/notes.html"):
        (place / name).parent.mkdir(parents=True)
        (place / name).write_text("words\n", encoding="utf-8")
    (place / "list.md").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(place)
    return place


def test_a_file_beside_the_list_is_never_made_a_page_of_the_web(folder: Path) -> None:
    CliRunner().invoke(main, ["check", "--no-config", "--offline", "--fix", "list.md"])

    assert (folder / "list.md").read_text(encoding="utf-8") == LIST.replace("arxiv.org", "https://arxiv.org")


def test_of_a_file_beside_the_list_nothing_is_said(folder: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--no-config", "--offline", "-q", "--format", "concise", str(folder / "list.md")])

    assert [line.split(":")[1] for line in result.stdout.splitlines()] == ["3"]

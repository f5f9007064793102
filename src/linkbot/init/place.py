"""The repository that `linkbot init` writes into: its top, its Markdown files, and a name that is its own."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linkbot.errors import InputError, NothingToCheck
from linkbot.read import read_files

_NAME = re.compile(r"([^/:@]{1,100}/[^/:@]{1,100}?)(?:\.git)?/?\Z")
"""The end of git@github.com:owner/name.git or https://github.com/owner/name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder; `is_repository` says whether git knows it. `name` is owner/name, by its remote `origin`, or else the folder's."""

    root: Path
    is_repository: bool
    name: str


def place_of(folder: Path) -> Place:
    """The repository that `folder` lies in, or the folder itself where it lies in none.

    Raises InputError for a folder of git's own, `.git` or a bare repository: it holds no lists.
    """
    if _git(folder, "rev-parse", "--is-inside-work-tree") == "false":
        raise InputError(f"{folder.absolute()} is git's own folder, and no place for files", hint="run it where the lists are")
    top = _git(folder, "rev-parse", "--show-toplevel")
    root = Path(top) if top else folder.absolute()
    origin = _NAME.search(_git(folder, "config", "--get", "remote.origin.url"))
    return Place(root, bool(top), origin[1] if origin else root.name)


def markdown_files(place: Place, max_size: int) -> Sequence[str]:
    """The Markdown files that a check without paths would read, relative to the top."""
    try:
        return [file.path for file in read_files((), max_size=max_size, folder=place.root)]
    except NothingToCheck:
        return []


def _git(folder: Path, *words: str) -> str:
    """What git answers in a line, "" where there is no git or no answer."""
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)  # noqa: S603, S607 - as the shell finds it
    except (OSError, subprocess.CalledProcessError):
        return ""
    return os.fsdecode(done.stdout).rstrip("\n")

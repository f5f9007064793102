"""Files and folders beside the documents: whether they are there, spelled as the link spells them."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Sequence
from functools import cache
from pathlib import Path

from linkbot.model.evidence import Answer, Evidence, File, Found, Gone, Question, SourceName, Unknown
from linkbot.parse.anchors import markdown_anchors
from linkbot.sources.answers import evidence_for

_MARKDOWN = (".md", ".markdown")

# What GitHub shows beside a repository's files: `../../issues` leads there from a README on the main branch.
_PAGES_OF_GITHUB = re.compile(
    r"^(?:\.\./)+(?:actions|blame|blob|branches|commits?|compare|discussions|edit|fork|graphs|issues|labels|milestones|network"
    r"|projects|pulls?|pulse|raw|releases|security|settings|stargazers|tags|tree|watchers|wiki)(?:/|$)"
)


class FileSource:
    """Answers "file" questions from the disk. Paths are relative to `root`; case counts, as it does on GitHub.

    A path that leaves the repository around `root` is not looked up. Where there is no repository, only a folder, it is.
    """

    requests = 0
    name: SourceName = "file"

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._repository = next((folder for folder in (self._root, *self._root.parents) if (folder / ".git").exists()), None)
        self._names = cache(_names)

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, in their order."""
        for question in questions:
            yield evidence_for(question, self._look_up(question.key))

    async def close(self) -> None:
        """Does nothing."""

    def _look_up(self, key: str) -> Answer:
        if "\0" in key:
            return Gone(reason="no path holds a null character")
        path = Path(os.path.normpath(self._root / key))
        if self._repository and not path.is_relative_to(self._repository):
            return Unknown(reason="unverifiable", detail="it leads out of the repository")
        try:
            problem = self._missing(path)
            if not problem:
                return Found(facts=_facts(key, path))
        except OSError as error:
            return Unknown(reason="unverifiable", detail=f"it cannot be read: {error.strerror}")
        if _PAGES_OF_GITHUB.match(key):
            return Unknown(reason="unverifiable", detail="it is a page of GitHub's about the repository")
        return Gone(reason=problem)

    def _missing(self, path: Path) -> str:
        """Which part of `path`, below what it shares with the root, is not there; "" where all are."""
        folder = Path(os.path.commonpath([self._root, path]))
        for part in path.relative_to(folder).parts:
            names = self._names(folder)
            if part not in names:
                other = next((name for name in names if name.lower() == part.lower()), "")
                return f"there is {other!r} but no {part!r}" if other else f"there is no {part!r}"
            folder /= part
        return ""


def _names(folder: Path) -> frozenset[str]:
    """The names in a folder, as they are spelled there; none where it is a file."""
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def _facts(key: str, path: Path) -> File:
    """The facts of what is at `path`. A folder has the anchors of the README that GitHub shows below it."""
    is_folder = path.is_dir()
    page = next((entry for entry in sorted(path.iterdir()) if entry.name.lower() == "readme.md"), None) if is_folder else path
    anchors = None
    if page and page.suffix.lower() in _MARKDOWN and page.is_file():
        anchors = tuple(sorted(markdown_anchors(page.read_bytes())))
    return File(path=key, is_folder=is_folder, anchors=anchors)

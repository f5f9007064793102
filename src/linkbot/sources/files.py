"""Files and folders beside the documents: whether they are there, spelled as the link spells them."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import cache
from pathlib import Path

from linkbot.model.evidence import Answer, Evidence, File, Found, Gone, Question, SourceName, Unknown
from linkbot.parse.anchors import markdown_anchors
from linkbot.sources.answers import evidence_for
from linkbot.sources.page import PageText

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn")
_HTML = (".html", ".htm", ".xhtml")
_SHOWN = ("readme.md", "index.html")
_LARGEST_PAGE = 2_000_000  # bytes

# What GitHub shows beside a repository's files: `../../issues` leads there from a README on the main branch.
_PAGES_OF_GITHUB = re.compile(
    r"^(?:\.\./)+(?:actions|blame|blob|branches|commits?|compare|discussions|edit|fork|graphs|issues|labels|milestones|network"
    r"|projects|pulls?|pulse|raw|releases|security|settings|stargazers|tags|tree|watchers|wiki)(?:/|$)"
)


class FileSource:
    """Answers "file" questions from the disk. Paths are relative to `root`; case counts, as it does on GitHub.

    A path that begins with two slashes is looked up from the top of the repository that holds the documents (`folders` are
    theirs). One that leaves their repositories is not looked up. Where there is no repository, only folders, it is.
    """

    requests = 0
    name: SourceName = "file"

    def __init__(self, root: Path, folders: Iterable[Path] = ()) -> None:
        self._root = root.absolute()
        places = {Path(os.path.normpath(self._root / folder)) for folder in folders} or {self._root}
        self._repositories = {_repository(place) for place in places}
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
        tops = [repository for repository in self._repositories if repository]
        if key.startswith("//"):
            if len(self._repositories) != 1 or not tops:
                return Unknown(reason="unverifiable", detail="it starts at the top of a repository, and there is not just one")
            path = Path(os.path.normpath(tops[0] / key.lstrip("/")))
        else:
            path = Path(os.path.normpath(self._root / key))
        if tops and None not in self._repositories and not any(path.is_relative_to(top) for top in tops):
            return Unknown(reason="unverifiable", detail="it leads out of the repository")
        try:
            problem = self._missing(path)
            if not problem:
                return Found(facts=_facts(key, path))
        except OSError as error:
            return Unknown(reason="unverifiable", detail=f"it cannot be read: {error.strerror}")
        if _PAGES_OF_GITHUB.match(key):
            return Unknown(reason="unverifiable", detail="it is a page of GitHub's about the repository")
        return Gone(reason=problem, instead=self._respelled(key, path))

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

    def _respelled(self, key: str, path: Path) -> str:
        """`key` as it is spelled on the disk, but for its case the same; "" where nothing, or more than one thing, is."""
        folder = Path(os.path.commonpath([self._root, path]))
        written = path.relative_to(folder).parts
        spelled: list[str] = []
        for part in written:
            names = self._names(folder)
            alike = [part] if part in names else [name for name in names if name.lower() == part.lower()]
            if len(alike) != 1:
                return ""
            spelled.append(alike[0])
            folder /= alike[0]
        parts = key.split("/")
        return "/".join([*parts[: len(parts) - len(written)], *spelled]) if len(written) <= len(parts) else ""


def _names(folder: Path) -> frozenset[str]:
    """The names in a folder, as they are spelled there; none where it is a file."""
    try:
        return frozenset(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()


def _facts(key: str, path: Path) -> File:
    """The facts of what is at `path`. A folder has the anchors of its README, which GitHub shows, and of its front page."""
    is_folder = path.is_dir()
    shown = sorted(entry for entry in path.iterdir() if is_shown(entry.name)) if is_folder else [path]
    known = [anchors for page in shown if page.is_file() and (anchors := _anchors(page)) is not None]
    anchors = tuple(sorted(set().union(*known))) if known else None
    return File(path=key.removeprefix("//"), is_folder=is_folder, anchors=anchors)


def is_shown(name: str) -> bool:
    """Whether a file of that name is the page of its folder."""
    return name.lower() in _SHOWN


def has_anchors(name: str) -> bool:
    """Whether a file of that name is one whose anchors are read: Markdown, or a web page."""
    return name.lower().endswith((*_MARKDOWN, *_HTML))


def anchors_of(name: str, data: bytes) -> Iterable[str] | None:
    """The anchors of a Markdown file or a web page of these bytes; None of anything else, and of a page that is too large."""
    if name.lower().endswith(_MARKDOWN):
        return markdown_anchors(data)
    if name.lower().endswith(_HTML) and len(data) <= _LARGEST_PAGE:
        return PageText.decode(data, {}).anchors()
    return None


def _anchors(page: Path) -> Iterable[str] | None:
    is_readable = page.suffix.lower() in _MARKDOWN or page.stat().st_size <= _LARGEST_PAGE
    return anchors_of(page.name, page.read_bytes()) if has_anchors(page.name) and is_readable else None


def _repository(folder: Path) -> Path | None:
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)

"""The Markdown that GitHub shows for a path: the file itself or a folder's README, and the anchors in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from linkbot.parse.anchors import markdown_anchors
from linkbot.sources.github_target import RepositoryPath, Split

# https://docs.github.com/repositories: the README of a repository is the first that is found in these folders.
_FOLDERS = (".github", "", "docs")
# The spellings that nearly all have. A README of another name is seen in its folder, and its anchors are not known.
_NAMES = ("README.md", "readme.md", "Readme.md", "README.MD")
_NAMES_ELSEWHERE = _NAMES[:2]
_README = re.compile(r"readme(?:\.[a-z]{1,9})?", re.IGNORECASE)
_MARKDOWN = re.compile(r".*\.(?:md|mkdn?|mdwn|mdown|markdown)", re.IGNORECASE | re.DOTALL)
_PATH = re.compile(r"[^\s#]{1,1000}")  # "../docs/README.md", without a new line


def texts_to_ask(path: RepositoryPath | None) -> Iterator[Split]:
    """The files that may be shown for `path` (None: for the repository), by the names that READMEs mostly have."""
    if path and path.word == "blob":
        yield from (split for split in path.splits if split.path)
        return
    for folder in folders_to_ask(path):
        names = _NAMES_ELSEWHERE if folder.path in (".github", "docs") else _NAMES
        yield from (Split(folder.ref, _below(folder, name)) for name in names)


def folders_to_ask(path: RepositoryPath | None) -> Iterator[Split]:
    """The folders whose README may be shown for `path`; what is in them tells which one it is."""
    if path is None:
        yield from _folders(Split("HEAD", ""))
    elif path.word == "tree":
        yield from (folder for split in path.splits for folder in _folders(split))


def readme_in(reading: Split, names_in: Callable[[Split], Sequence[str]]) -> Split | None:
    """The README that GitHub shows for a folder, or for the root of a branch; None where there is none in Markdown."""
    for folder in _folders(reading):
        if readmes := sorted(name for name in names_in(folder) if _README.fullmatch(name)):
            return next((Split(folder.ref, _below(folder, name)) for name in readmes if is_markdown(name)), None)
    return None


def is_markdown(path: str) -> bool:
    """Whether GitHub shows a file of this name as Markdown (github/markup's endings, without those for code)."""
    return _MARKDOWN.fullmatch(path) is not None


def anchors_in(text: str) -> tuple[str, ...] | None:
    """The fragments that a link to a Markdown text may name, sorted; None where the text is that of a symbolic link.

    GitHub shows the file that a link leads to, and gives us the path of it.
    """
    return None if _PATH.fullmatch(text) else tuple(sorted(markdown_anchors(text.encode())))


def _folders(reading: Split) -> Sequence[Split]:
    return [reading] if reading.path else [Split(reading.ref, folder) for folder in _FOLDERS]


def _below(folder: Split, name: str) -> str:
    return f"{folder.path}/{name}" if folder.path else name

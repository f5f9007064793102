"""What was asked for -> the files to check: paths, folders, globs, standard input, or a repository's tracked Markdown."""

from __future__ import annotations

import difflib
import glob
import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from linkbot.errors import InputError, NothingToCheck

ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
STDIN = "stdin.md"
_GLOB = frozenset("*?[")
_NAMED = 3
"""How many files an error names."""


@dataclass(frozen=True, slots=True)
class File:
    """One file to check: its path as a person would give it, and its bytes; `problem` says why there are none."""

    path: str
    data: bytes
    problem: str = ""


def read_files(
    inputs: Sequence[str],
    *,
    stdin: bytes | None = None,
    exclude: Sequence[str] = (),
    max_size: int,
    folder: Path | None = None,
    with_new: bool = False,
) -> tuple[File, ...]:
    """The files that `inputs` name, each once, in the order given; those of a folder by name.

    No input means the tracked Markdown files below `folder` (the working directory by default), or all Markdown files below
    it where there is no repository; `with_new` adds those that are not tracked yet, and not ignored either. `exclude` are glob
    patterns of paths to leave out of folders and globs; `max_size` is in bytes. Raises InputError for a path that is not there,
    NothingToCheck where no Markdown file was found.
    """
    base = folder or Path.cwd()
    paths = dict.fromkeys(_expand(inputs, base, exclude, with_new=with_new))
    if not paths:
        if not inputs and (new := list(_kept(_tracked(base, with_new=True), exclude))):
            raise _unknown_to_git(new)
        where = ", ".join(inputs) or str(base)
        raise NothingToCheck(
            f"no Markdown file in {where}",
            hint=f"linkbot looks for {', '.join(ENDINGS)}; name a file to check it whatever its ending",
        )
    return tuple(_standard_input(stdin or b"", max_size) if path == "-" else _read(path, base, max_size) for path in paths)


def _expand(inputs: Sequence[str], base: Path, exclude: Sequence[str], *, with_new: bool) -> Iterator[str]:
    if not inputs:
        yield from _kept(_tracked(base, with_new=with_new), exclude)
    for given in inputs:
        path = base / given
        if path.is_dir():
            yield from _kept((_join(given, name) for name in _below(path)), exclude)
        elif given == "-" or path.exists():  # a pipe, as in <(command), is as good as a file
            yield given
        elif _GLOB & set(given):
            matches = sorted(glob.glob(given, root_dir=base, recursive=True))  # noqa: PTH207 - an absolute pattern is one too
            if not matches:
                raise InputError(f"{given}: no file matches", hint="quote the pattern, so that the shell leaves it to linkbot")
            yield from _kept((match for match in matches if (base / match).is_file()), exclude)
        else:
            raise InputError(f"{given}: no such file or folder", hint=_nearest(given, base))


def _kept(paths: Iterable[str], exclude: Sequence[str]) -> Iterator[str]:
    return (path for path in paths if not any(fnmatch(path, pattern) or fnmatch(Path(path).name, pattern) for pattern in exclude))


def _tracked(base: Path, *, with_new: bool) -> list[str]:
    patterns = [f"*{ending}" for ending in ENDINGS]
    new = ["--others", "--exclude-standard"] if with_new else []
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["git", "ls-files", "-z", "--cached", *new, "--", *patterns],  # noqa: S607 - git is found as the user's shell finds it
            cwd=base,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return _below(base)
    names = sorted(set(os.fsdecode(done.stdout).split("\0")))
    return [name for name in names if name and (base / name).is_file()]


def _unknown_to_git(new: Sequence[str]) -> NothingToCheck:
    """The error where all Markdown files of a repository are `new` to git."""
    number = "1 Markdown file is" if len(new) == 1 else f"{len(new):,} Markdown files are"
    words = " ".join(map(shlex.quote, new)) if len(new) <= _NAMED else "FILE"
    return NothingToCheck(
        f"{number} not known to git: {', '.join(new[:_NAMED])}{', ...' if len(new) > _NAMED else ''}",
        hint=f"git add {words}, or name what to check: linkbot check {words}",
    )


def _below(folder: Path) -> list[str]:
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "node_modules"]
        found += [Path(parent, name).relative_to(folder).as_posix() for name in names if name.lower().endswith(ENDINGS)]
    return sorted(found)


def _join(given: str, name: str) -> str:
    return name if given in (".", "./") else f"{given.rstrip('/')}/{name}"


def _standard_input(data: bytes, max_size: int) -> File:
    return File(STDIN, data) if len(data) <= max_size else File(STDIN, b"", _too_large(len(data), max_size))


def _read(path: str, base: Path, max_size: int) -> File:
    try:
        with (base / path).open("rb") as file:
            data = file.read(max_size + 1)
            size = max(len(data), os.fstat(file.fileno()).st_size)
    except OSError as error:
        return File(path, b"", f"it cannot be read: {error.strerror}")
    return File(path, data) if size <= max_size else File(path, b"", _too_large(size, max_size))


def _too_large(size: int, max_size: int) -> str:
    return f"it is {size:,} bytes long, and the limit is {max_size:,} (max_file_size)"


def _nearest(given: str, base: Path) -> str:
    parent = (base / given).parent
    names = [entry.name for entry in parent.iterdir() if entry.exists()] if parent.is_dir() else []
    near = difflib.get_close_matches(Path(given).name, names, n=1)
    return f"did you mean {(Path(given).parent / near[0]).as_posix()}?" if near else "paths are relative to the working directory"

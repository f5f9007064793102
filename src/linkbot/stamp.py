"""Whether files have changed since they were last looked at, told by their names, sizes and times."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path


def stamp(paths: Iterable[Path]) -> str:
    """64 hexadecimal digits that stay as long as each of `paths` is what it was.

    What counts is the kind, the size, when the content was written, and when anything about the file was; a folder's content
    is the names in it. Of what is not there counts how else its name is spelled. No file is opened.
    """
    seen = sha256()
    for path in paths:
        seen.update(f"{path}\0{_state(path)}\n".encode(errors="surrogatepass"))
    return seen.hexdigest()


def changed_since(moment: datetime, paths: Iterable[Path]) -> bool:
    """Whether anything about one of `paths` that are there was changed at `moment` or later."""
    return any(_changed_at(path) >= moment.timestamp() for path in paths)


def files_below(folder: Path, ending: str) -> list[Path]:
    """The files below `folder` whose names end so, sorted."""
    return sorted(Path(parent, name) for parent, _, names in os.walk(folder) for name in names if name.endswith(ending))


def _state(path: Path) -> str:
    try:
        if not path.exists():
            return f"none, but {_spelled_otherwise(path)}"
        status = path.stat()
    except OSError as error:
        return type(error).__name__
    return f"{status.st_mode} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _spelled_otherwise(path: Path) -> list[str]:
    """The names that differ in case alone from the first part of `path` that is not there."""
    part, folder = path, path.parent
    while not folder.exists():
        part, folder = folder, folder.parent
    return sorted(entry.name for entry in folder.iterdir() if entry.name.lower() == part.name.lower()) if folder.is_dir() else []


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_ctime
    except (OSError, ValueError):
        return 0.0

"""Files that `linkbot init` makes: what there is already is never changed unless somebody agrees."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from linkbot.errors import WriteError
from linkbot.fix.write import write


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that is wanted: its path from the top of the repository, its text, and in a sentence what it is for."""

    path: str
    text: str
    purpose: str


class Outcome(Enum):
    """What became of a planned file."""

    WRITTEN = "written"
    REPLACED = "replaced"
    SAME = "there already, just like this"
    KEPT = "left as it is"


def put(planned: Planned, root: Path, agree: Callable[[str, bytes, bytes], bool]) -> Outcome:
    """Makes a planned file below `root`; where there is another one, `agree` decides.

    `agree` is given the path, what the file holds, and what it would hold. Raises WriteError.
    """
    file, after = root / planned.path, planned.text.encode()
    if not os.path.lexists(file):
        _create(file, after)
        return Outcome.WRITTEN
    try:
        before = file.read_bytes()
    except OSError as error:
        raise WriteError(f"{planned.path}: cannot be read: {error.strerror}", hint="move it out of the way") from error
    if before == after:
        return Outcome.SAME
    if not agree(planned.path, before, after):
        return Outcome.KEPT
    write(file, before, after)
    return Outcome.REPLACED


def look(planned: Planned, root: Path) -> None:
    """Raises WriteError where a planned file could not be made below `root`, whatever stands in the way of it."""
    file = root / planned.path
    way = next(parent for parent in file.parents if os.path.lexists(parent))
    if not way.is_dir():
        raise WriteError(
            f"{way.relative_to(root)}: it is no folder, so that {planned.path} cannot be made",
            hint="give it another name, and run it again; nothing was written",
        )
    if os.path.lexists(file) and not file.is_file():
        raise WriteError(
            f"{planned.path}: cannot be read: it is no file", hint="move it out of the way, and run it again; nothing was written"
        )
    if not os.path.lexists(file) and not os.access(way, os.W_OK | os.X_OK):
        raise WriteError(
            f"{planned.path}: cannot be made: {way} is not yours to write to",
            hint="make the folder writable, and run it again; nothing was written",
        )


def _create(file: Path, data: bytes) -> None:
    """Makes a file that is not there yet, whole or not at all. Raises WriteError, also where somebody else is quicker."""
    part = file.with_name(f".linkbot-{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.link(part, file)  # fails where a file of this name came to be in the meantime; a rename would replace it
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(
            f"{file}: cannot be made: {error.strerror}", hint="make the folder writable, and run it again"
        ) from error

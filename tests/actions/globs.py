"""Patterns of files as GitHub's own actions read them (@actions/glob): for hashFiles, caches and artifacts."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_MAGIC = re.compile(r"[*?\[]")
# One piece of a segment: "**" never stands here, "[a-z]" is a set, all else is itself.
_PIECE = re.compile(r"\*|\?|\[!?[^\]]+\]|.", re.DOTALL)


@dataclass(frozen=True)
class Pattern:
    """One line: a path with `*`, `?`, `[...]` and `**`; with `!` before it, it takes files away again."""

    path: str
    takes_away: bool

    @property
    def search_path(self) -> Path:
        """The part before the first star: where the search begins."""
        parts = Path(self.path).parts
        plain = next((number for number, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
        return Path(*parts[:plain])

    def matches(self, path: Path) -> bool:
        """Whether the pattern means the path or a folder that it is in."""
        return any(self._expression.fullmatch(each.as_posix()) for each in (path, *path.parents))

    @property
    def _expression(self) -> re.Pattern[str]:
        segments = Path(self.path).as_posix().strip("/").split("/")
        return re.compile("".join(_segment(segment) for segment in segments))


def patterns(text: str, root: Path, home: Path) -> list[Pattern]:
    """The patterns of an input, one a line; relative ones begin at `root`, `~` is the home folder, `#` begins a remark."""
    lines = [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]
    return [Pattern(os.path.normpath(root / _at_home(line.removeprefix("!"), home)), line.startswith("!")) for line in lines]


def files(wanted: Sequence[Pattern], *, hidden: bool = True) -> list[Path]:
    """The files that the patterns mean, in the order of their paths. Without `hidden` none whose name, or that of a folder on
    the way from the search path, begins with a dot."""
    found = {
        path
        for pattern in wanted
        if not pattern.takes_away
        for path in _below(pattern.search_path, hidden=hidden)
        if pattern.matches(path)
    }
    return sorted(path for path in found if not any(pattern.takes_away and pattern.matches(path) for pattern in wanted))


def hash_files(workspace: Path, lines: Sequence[str]) -> str:
    """What hashFiles() gives: SHA-256 of the SHA-256 of each file, in hexadecimal; the empty text where nothing is meant."""
    found = [path for path in files(patterns("\n".join(lines), workspace, Path.home())) if path.is_relative_to(workspace)]
    if not found:
        return ""
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in found)).hexdigest()


def _at_home(path: str, home: Path) -> str:
    return str(home) + path[1:] if path == "~" or path.startswith("~/") else path


def _below(start: Path, *, hidden: bool) -> Iterator[Path]:
    if not os.path.lexists(start) or (not hidden and start.name.startswith(".")):
        return
    if not start.is_dir():
        yield start
        return
    for child in start.iterdir():
        yield from _below(child, hidden=hidden)


def _segment(segment: str) -> str:
    return "(?:/[^/]+)*" if segment == "**" else "/" + "".join(map(_piece, _PIECE.findall(segment)))


def _piece(piece: str) -> str:
    if piece == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("[") and len(piece) > 1:
        return "[" + ("^" + piece[2:-1] if piece[1] == "!" else piece[1:-1]).replace("\\", "\\\\") + "]"
    return re.escape(piece)

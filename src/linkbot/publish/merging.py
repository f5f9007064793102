"""What merging a branch would make of the files, so that a pull request is left alone while it still does what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from linkbot.account import git_blob
from linkbot.line_diff import Hunk, hunks
from linkbot.publish.facts import File, Files


@dataclass(frozen=True, slots=True)
class Sides:
    """The files that a merge is made of: as they were where the branches parted, on the branch, and in its base."""

    old: Files
    ours: Files
    base: Files

    def of(self, path: str) -> tuple[str, str, str]:
        """The object ids of one file, "" where it is not there."""
        old, ours, base = (files[path].sha if path in files else "" for files in (self.old, self.ours, self.base))
        return old, ours, base


def makes(sides: Sides, wanted: Mapping[str, File], blob: Callable[[str], bytes | None]) -> bool:
    """Whether merging makes of the base just what is `wanted`: these files, and nothing else. `blob` reads a file by its id."""
    for path in {*sides.old, *sides.ours, *wanted}:
        old, ours, base = sides.of(path)
        want = git_blob(wanted[path].data) if path in wanted else base
        if (ours == old and want == base) or (ours == want and base == old):
            continue
        versions = [blob(sha) if sha else None for sha in (old, ours, base)]
        if path not in wanted or None in versions:
            return False
        if merged(*(version or b"" for version in versions)) != wanted[path].data:
            return False
    return True


def merged(old: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """The file with what both sides have changed since `old`; None where their changes touch, which git calls a conflict."""
    before, one, other = (_lines(data) for data in (old, ours, theirs))
    mine, yours = hunks(before, one), hunks(before, other)
    if any(_touch(hunk, another) for hunk in mine for another in yours):
        return None
    edits = [(hunk.old, one[slice(*hunk.new)]) for hunk in mine] + [(hunk.old, other[slice(*hunk.new)]) for hunk in yours]
    made: list[bytes] = []
    at = 0
    for (start, end), lines in sorted(edits, key=lambda edit: edit[0]):
        made += [*before[at:start], *lines]
        at = end
    return b"".join([*made, *before[at:]])


def _touch(hunk: Hunk, other: Hunk) -> bool:
    """Whether no unchanged line stands between two changes."""
    return hunk.old[0] <= other.old[1] and other.old[0] <= hunk.old[1]


def _lines(data: bytes) -> list[bytes]:
    """The lines with their ends, LF alone, as git counts them."""
    lines = data.split(b"\n")
    return [*(line + b"\n" for line in lines[:-1]), *filter(None, lines[-1:])]

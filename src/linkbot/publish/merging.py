"""What merging a branch would make of a file, so that a pull request is left alone while it still does what it is for."""

from __future__ import annotations

from linkbot.line_diff import Hunk, hunks


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

"""A unified diff as a person reads it on a terminal: coloured, harmless, and cut where a line is endless."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rapidfuzz.distance import Prefix

from linkbot.report.style import PATH, Line, print_lines
from linkbot.report.text import neutral, visible
from linkbot.report.view import View
from linkbot.secrets import redact

_STYLES = {"-": "red", "+": "green", "@": "cyan"}
_CHANGED = "-+\\"
"""How lines begin that are removed, or added, or say that the line before has no end."""
_LONG = 2_000
"""How many characters of a line are shown at most: of a changed one, those around the change."""
_MORE = "…"


def render(diff: bytes, encoding: str, view: View) -> str:
    """The diff of one file, whose text is in `encoding`, for reading: it can no longer be applied.

    Removed lines are red, added ones green, places cyan. Secrets in URLs are hidden, control characters are left out.
    """
    lines = [neutral(visible(redact(line))) for line in diff.decode(encoding, "replace").split("\n")[:-1]]
    page: list[Line] = [[(line, PATH)] for line in lines[:2]]
    for is_change, group in groupby(lines[2:], lambda line: line[:1] in _CHANGED):
        block = list(group)
        start = _change(block) if is_change else 0
        page += [[(_cut(line, start), _STYLES.get(line[:1], ""))] for line in block]
    return print_lines(page, view)


def _change(block: Sequence[str]) -> int:
    """The character from which on a long line is shown that another one replaces, 0 where there are several."""
    removed, added = ([line[1:] for line in block if line.startswith(mark)] for mark in "-+")
    if len(removed) != 1 or len(added) != 1:
        return 0
    return max(0, Prefix.similarity(removed[0], added[0]) - _LONG // 4)


def _cut(line: str, start: int) -> str:
    if len(line) <= _LONG:
        return line
    mark, text = line[:1], line[1:]
    return mark + (_MORE if start else "") + text[start : start + _LONG] + (_MORE if start + _LONG < len(text) else "")

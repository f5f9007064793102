"""Which lines of a text are those of an earlier one, and which are new."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"
_MOST_PAIRS = 50_000
"""How many pairs of equal lines are weighed against each other at most; beyond, a stretch counts as new."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """The lines `old` of the earlier text have become the lines `new`: counted from 0, ends exclusive; one may be none."""

    old: tuple[int, int]
    new: tuple[int, int]


def lines_of(data: bytes) -> list[bytes]:
    r"""The lines of a file as `model.text.line_starts` counts them, without their ends: `\n` and `\r\n` make no difference.

    Nor does a byte order mark.
    """
    return _LINE_END.split(data.removeprefix(_BOM))


def hunks(old: Sequence[bytes], new: Sequence[bytes]) -> list[Hunk]:
    """Where two texts differ, in their order; what stands between two hunks is the same in both.

    Lines that both texts have once hold the rest in place (patience diff, as in `git diff --patience`), so that a line that is
    common in lists, such as an empty one, is no reason to call two places the same.
    """
    return sorted(_differences(old, new), key=lambda hunk: hunk.new)


def unchanged(found: Sequence[Hunk], count: int) -> dict[int, int]:
    """Each line of a text of `count` lines that no hunk changed, with its number in the earlier text; both counted from 0."""
    same: dict[int, int] = {}
    at_old = at_new = 0
    for hunk in found:
        same |= zip(range(at_new, hunk.new[0]), range(at_old, hunk.old[0]), strict=True)
        at_old, at_new = hunk.old[1], hunk.new[1]
    return same | {number: number - at_new + at_old for number in range(at_new, count)}


def _differences(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[Hunk]:
    waiting = [((0, len(old)), (0, len(new)))]
    while waiting:
        (old_start, old_end), (new_start, new_end) = waiting.pop()
        while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
            old_start, new_start = old_start + 1, new_start + 1
        while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
            old_end, new_end = old_end - 1, new_end - 1
        if old_start == old_end or new_start == new_end:
            if old_start < old_end or new_start < new_end:
                yield Hunk((old_start, old_end), (new_start, new_end))
            continue
        fixed = _held_in_place(old, new, range(old_start, old_end), range(new_start, new_end))
        if not fixed:
            yield from _weighed(old, new, (old_start, old_end), (new_start, new_end))
            continue
        for old_at, new_at in fixed:
            waiting.append(((old_start, old_at), (new_start, new_at)))
            old_start, new_start = old_at + 1, new_at + 1
        waiting.append(((old_start, old_end), (new_start, new_end)))


def _held_in_place(old: Sequence[bytes], new: Sequence[bytes], in_old: range, in_new: range) -> list[tuple[int, int]]:
    """The longest run, in the order of both, of lines that stand once in either stretch."""
    places = {old[at]: at for at, count in _once(old, in_old) if count == 1}
    pairs = [(places[new[at]], at) for at, count in _once(new, in_new) if count == 1 and new[at] in places]
    ends: list[int] = []  # the smallest last place of a run of each length
    last: list[int] = []  # its pair
    before: list[int] = []  # for each pair the one before it in its run
    for number, (place, _) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place], [number]
    run = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _once(lines: Sequence[bytes], places: range) -> Iterator[tuple[int, int]]:
    """The places, each with how often its line stands among them."""
    counts = Counter(lines[at] for at in places)
    return ((at, counts[lines[at]]) for at in places)


def _weighed(old: Sequence[bytes], new: Sequence[bytes], in_old: tuple[int, int], in_new: tuple[int, int]) -> Iterator[Hunk]:
    """The differences of two stretches that have no line of their own in common."""
    some, others = old[slice(*in_old)], new[slice(*in_new)]
    counts, other_counts = Counter(some), Counter(others)
    if sum(count * other_counts[line] for line, count in counts.items()) > _MOST_PAIRS:
        yield Hunk(in_old, in_new)
        return
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, some, others, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk((in_old[0] + old_start, in_old[0] + old_end), (in_new[0] + new_start, in_new[0] + new_end))

"""Edits -> bytes, in one pass; and where what stood before the edits stands after them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from linkbot.model.finding import Edit


def apply(data: bytes, edits: Sequence[Edit], encoding: str) -> bytes:
    """`data` with the bytes of each edit's span replaced; `edits` are sorted and disjoint, their texts are encodable."""
    parts, last = [], 0
    for edit in edits:
        parts += [data[last : edit.span.start], edit.text.encode(encoding)]
        last = edit.span.end
    return b"".join([*parts, data[last:]])


class Shift:
    """Where the offsets of a file lie after `edits`, which are sorted and disjoint."""

    def __init__(self, edits: Sequence[Edit], encoding: str) -> None:
        self._starts = [edit.span.start for edit in edits]
        self._ends = [edit.span.end for edit in edits]
        grown = (len(edit.text.encode(encoding)) - len(edit.span) for edit in edits)
        self._grown = [0, *accumulate(grown)]

    def start(self, offset: int) -> int:
        """Where what started at `offset` starts now; an insertion there belongs to it."""
        return offset + self._grown[min(bisect_right(self._ends, offset), bisect_left(self._starts, offset))]

    def end(self, offset: int) -> int:
        """Where what ended at `offset` ends now; an insertion there belongs to it."""
        return offset + self._grown[bisect_right(self._ends, offset)]

    def touches(self, start: int, end: int) -> bool:
        """Whether an edit lies, in part or whole, within the bytes from `start` to `end`, borders included for insertions."""
        first = bisect_left(self._ends, start)
        for number in range(first, len(self._starts)):
            if self._starts[number] > end:
                return False
            is_insertion = self._starts[number] == self._ends[number]
            if is_insertion or (self._starts[number] < end and self._ends[number] > start):
                return True
        return False

    def removes(self, start: int, end: int) -> bool:
        """Whether one edit covers all the bytes from `start` to `end`."""
        number = bisect_right(self._starts, start) - 1
        return number >= 0 and end > start and self._ends[number] >= end

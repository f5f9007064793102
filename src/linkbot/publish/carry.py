"""Findings of a file as it was checked -> the same findings in the file as it is in the base branch now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import accumulate

from linkbot.line_diff import Hunk, hunks
from linkbot.model.report import ByteRange, EditRow, FindingRow, RelatedRow


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are the same in both versions: their bytes in the old one, and how far bytes and lines have moved."""

    span: ByteRange
    by_bytes: int
    by_lines: int


def carried(
    rows: Iterable[FindingRow], old: bytes, new: bytes, untouched: Callable[[str], bool]
) -> tuple[list[FindingRow], list[FindingRow]]:
    """The `rows` that hold in `new` as they did in `old`, with their places in `new`, and the others.

    A finding holds where no line that it stands on, that its fix edits or that it relates to has changed; `untouched` says
    whether another file that it relates to is what it was.
    """
    shift = _Shift(blocks(old, new))
    kept: list[FindingRow] = []
    lost: list[FindingRow] = []
    for row in rows:
        moved = shift.row(row, untouched)
        (kept if moved else lost).append(moved or row)
    return kept, lost


def blocks(old: bytes, new: bytes) -> list[Block]:
    """The lines that both versions have, in order. A line ends with LF; where nothing ends so, the file is one line."""
    before, after = _lines(old), _lines(new)
    old_starts, new_starts = _starts(before), _starts(after)
    end = Hunk((len(before), len(before)), (len(after), len(after)))
    same: list[Block] = []
    at_old = at_new = 0
    for hunk in [*hunks(before, after), end]:
        if at_old < hunk.old[0]:
            start, stop = old_starts[at_old], old_starts[hunk.old[0]]
            same.append(Block((start, stop), new_starts[at_new] - start, at_new - at_old))
        at_old, at_new = hunk.old[1], hunk.new[1]
    return same


class _Shift:
    def __init__(self, same: list[Block]) -> None:
        self.blocks = same
        self.starts = [block.span[0] for block in same]

    def row(self, row: FindingRow, untouched: Callable[[str], bool]) -> FindingRow | None:
        span, home = self.span(row.span)
        if span is None or home is None:
            return None
        related = [self.related(each, row.path, untouched) for each in row.related]
        edits = [(self.span(edit.span)[0], edit.text) for edit in row.fix.edits] if row.fix else []
        moved_related = [each for each in related if each]
        moved_edits = [EditRow(span=place, text=text) for place, text in edits if place]
        if len(moved_related) < len(related) or len(moved_edits) < len(edits):
            return None
        fix = row.fix.model_copy(update={"edits": moved_edits}) if row.fix else None
        return row.model_copy(update={"span": span, "line": row.line + home.by_lines, "related": moved_related, "fix": fix})

    def related(self, each: RelatedRow, path: str, untouched: Callable[[str], bool]) -> RelatedRow | None:
        if each.path != path:
            return each if untouched(each.path) else None
        span, home = self.span(each.span)
        return each.model_copy(update={"span": span, "line": each.line + home.by_lines}) if span and home else None

    def span(self, span: ByteRange) -> tuple[ByteRange | None, Block | None]:
        at = bisect_right(self.starts, span[0]) - 1
        if at < 0:
            return None, None
        block = self.blocks[at]
        if not block.span[0] <= span[0] <= span[1] <= block.span[1]:
            return None, None
        return (span[0] + block.by_bytes, span[1] + block.by_bytes), block


def _lines(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _starts(lines: Collection[bytes]) -> list[int]:
    return [0, *accumulate(len(line) for line in lines)]

"""Where something stands in a file: byte spans, and the lines and columns derived from them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of bytes of a file as it lies on disk (a BOM counts), end exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether `other` lies inside this span, borders included."""
        return self.start <= other.start and other.end <= self.end

    def slice(self, data: bytes) -> bytes:
        """The bytes of `data` that this span names."""
        return data[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file as a person counts it: line and column from 1, columns in characters."""

    line: int
    column: int


def line_starts(data: bytes) -> tuple[int, ...]:
    r"""The byte offset at which each line starts; lines end at `\n`, `\r\n` or `\r`, and nowhere else."""
    return (0, *(match.end() for match in _LINE_END.finditer(data)))


def line_number(starts: tuple[int, ...], offset: int) -> int:
    """The line, counted from 1, that holds the byte at `offset`."""
    return bisect_right(starts, offset)

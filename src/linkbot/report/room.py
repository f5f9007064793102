"""Sections of a text that has a longest length: which of their rows are told, and how many are only counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Size = Callable[[str], int]
_COUNTED = 120
"""Room for the line that counts the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first line, and the lines below it, which are left out before the row itself is."""

    line: str
    below: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join((self.line, *(f"  {line}" for line in self.below)))


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading, the most important first.

    `elsewhere` says where the rest can be read: ", in the job summary". `beyond` counts rows that were not even written, because
    so many never have room. `number` is what the rows are about, where not each of them is one thing.
    """

    heading: str
    rows: Sequence[Row]
    note: str = ""
    is_folded: bool = False
    elsewhere: str = ""
    beyond: int = 0
    number: int = 0

    def __len__(self) -> int:
        """How many rows there are in all."""
        return len(self.rows) + self.beyond


def rendered(sections: Sequence[Section], room: int, size: Size) -> str:
    """All sections that have rows, in Markdown that is at most `room` long by `size`: each has its fair share."""
    told = [section for section in sections if section.rows]
    parts = [_frame(section, [], 0) for section in told]
    fixed = [size(part) + _COUNTED for part in parts]
    needs = [sum(size(str(row)) + 1 for row in section.rows) for section in told]
    given = shares(needs, room - sum(fixed))
    return "".join(
        _frame(section, kept, len(section) - len(kept))
        for section, share in zip(told, given, strict=True)
        for kept in [fitting(section.rows, share, size)]
    )


def fitting(rows: Sequence[Row], room: int, size: Size) -> list[str]:
    """As many of the `rows` as have room, from the first on; then as many of their lower lines."""
    kept: list[Row] = []
    for row in rows:
        if (needed := size(row.line) + 1) <= room:
            kept.append(row)
            room -= needed
    told: list[str] = []
    for row in kept:
        whole = str(row)
        more = size(whole) - size(row.line)
        told.append(whole if more <= room else row.line)
        room -= more if more <= room else 0
    return told


def shares(needs: Sequence[int], room: int) -> list[int]:
    """How much of `room` each has that needs so much: all it needs, or as much as any other, so that no one pushes others out."""
    given = [0] * len(needs)
    waiting = sorted(range(len(needs)), key=lambda place: needs[place])
    for done, place in enumerate(waiting):
        given[place] = min(needs[place], max(0, room) // (len(waiting) - done))
        room -= given[place]
    return given


def _frame(section: Section, rows: Sequence[str], missing: int) -> str:
    title = f"{section.heading}: {section.number or len(section):,}"
    rest = [f"- and {missing:,} more{section.elsewhere}"] if missing else []
    body = "\n".join([*rows, *rest])
    note = f"{section.note}\n\n" if section.note else ""
    if section.is_folded:
        return f"<details><summary><b>{title}</b></summary>\n\n{note}{body}\n\n</details>\n\n"
    return f"### {title}\n\n{note}{body}\n\n"

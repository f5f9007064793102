"""Numbers in English: what is counted, and lists of counts."""

from __future__ import annotations

from collections.abc import Mapping


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 link`, `1,204 links`, `2 entries` (with `plural` given)."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def itemised(counts: Mapping[str, int]) -> str:
    """`mail 3, excluded 1`: the counts that are not zero, in their order."""
    return ", ".join(f"{name} {number:,}" for name, number in counts.items() if number)

"""How a report is looked at: the width of the page and whether it has colours, decided by whoever prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """`width` is in terminal cells. Nothing is said by colour alone, so `color` never changes the words."""

    width: int = 120
    color: bool = False

"""Annotations: errors, warnings and notices with their places, and how many of them GitHub shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Level = Literal["error", "warning", "notice"]

PER_STEP = 10
"""Annotations of one level that GitHub shows of one step."""
PER_JOB = 50
"""Annotations that GitHub shows of one job, of all levels together."""
MESSAGE_LIMIT = 4096
"""Characters of a message that the runner sends on (ExecutionContext.cs, _maxIssueMessageLength)."""


@dataclass(frozen=True)
class Annotation:
    """One line of a job's page; lines and columns count from 1."""

    level: Level
    message: str
    title: str | None = None
    file: str | None = None
    line: int | None = None
    end_line: int | None = None
    column: int | None = None
    end_column: int | None = None


def annotation(level: Level, message: str, properties: Mapping[str, str], workspace: Path) -> Annotation:
    """What the runner makes of a command `::error file=...::`: a path of the workspace is made relative, places must fit."""
    file = properties.get("file") or None
    if file and Path(file).is_absolute() and Path(file).is_relative_to(workspace):
        file = Path(file).relative_to(workspace).as_posix()
    place = _place({name: int(text) for name in _PLACES if (text := properties.get(name, "")).isdecimal()})
    return Annotation(
        level,
        message[:MESSAGE_LIMIT],
        title=properties.get("title") or None,
        file=file,
        line=place.get("line"),
        end_line=place.get("endline"),
        column=place.get("col"),
        end_column=place.get("endcolumn"),
    )


def shown_of_step(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Those of one step that GitHub shows: the first of each level, in the order in which they came."""
    left = dict.fromkeys(get_args(Level), PER_STEP)
    shown = []
    for each in annotations:
        left[each.level] -= 1
        if left[each.level] >= 0:
            shown.append(each)
    return shown


def shown_of_job(steps: Iterable[Iterable[Annotation]]) -> list[Annotation]:
    """Those of one job that GitHub shows, step by step."""
    return [each for step in steps for each in shown_of_step(step)][:PER_JOB]


_PLACES = ("line", "endline", "col", "endcolumn")


def _place(place: dict[str, int]) -> dict[str, int]:
    """The place as ActionCommandManager.ValidateLinesAndColumns mends it: an end without a start is a start, and so on."""
    place = dict(place)
    if "endline" in place:
        place.setdefault("line", place["endline"])
    if "endcolumn" in place:
        place.setdefault("col", place["endcolumn"])
    several_lines = "endline" in place and place["endline"] != place["line"]
    backwards = "endcolumn" in place and place["endcolumn"] < place["col"]
    if "line" not in place or several_lines or backwards:
        place.pop("col", None)
        place.pop("endcolumn", None)
    if "endline" in place and place["endline"] < place["line"]:
        place.pop("line")
        place.pop("endline")
    return place

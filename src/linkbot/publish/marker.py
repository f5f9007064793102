"""What a pull request or issue of ours says of itself: the hidden marker, and the boxes that a person ticks.

A body is `text of a person`, our region, `text of a person`. Our region begins with BEGIN and ends with the marker. Only the last
region is believed, and only in what our own account wrote: anybody can write a comment that looks like a marker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_serializer, field_validator

BEGIN = "<!-- linkbot:begin -->"
STAMP = "<!-- lb:stamp -->"
"""Ends the line that changes from night to night; bodies that differ in it alone are the same."""
LARGEST = 40_000
"""The longest marker that is read, in characters."""
MEMORY = 1_000
"""How many refusals one marker holds; older ones are forgotten."""

Name = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
"""A thing, by the beginning of a digest."""
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
_END = re.compile(r"<!-- linkbot:v1 (\{[^\n]*\}) -->")
_MARK = re.compile(r"<!-- lb:((?:undo:)?[0-9a-f]{16}|cmd:[a-z]{1,20}) -->")
# a box stands for all that its line ends with: one thing in several places has one box
_COMMIT = re.compile(r"/blob/[0-9a-f]{40}/")
# a line with its box, and the lines below that belong to it; the stamp
_OURS = re.compile(r"^(?:[-*+] \[[ xX]\] .*<!-- lb:[^\n]*(?:\n {2,}\S.*)*|.*<!-- lb:stamp -->.*)$\n?", re.MULTILINE)
_BOX = re.compile(rf"^[ \t]*[-*+] \[([ xX])\] .*?((?:[ \t]{_MARK.pattern})+)[ \t]*\r?$")


class _Marker(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    refused: list[Fingerprint] = Field(default_factory=list)
    """Fixes that a person would not have, the oldest first."""
    closed: bool = False
    """linkbot closed it; else a person did."""

    @field_validator("*", mode="before")
    @classmethod
    def _apart(cls, value: object, info: object) -> object:
        name = getattr(info, "field_name", "")
        return value.split() if name in ("refused", "fixes", "about", "files") and isinstance(value, str) else value

    @field_serializer("refused", "fixes", "about", "files", check_fields=False)
    def _joined(self, value: list[str]) -> str:
        return " ".join(value)


class PullMarker(_Marker):
    """The marker of a pull request."""

    kind: Literal["pull"] = "pull"
    group: str
    title: str = ""
    """The title that linkbot gave it: another one is a person's, and stays."""
    of: str = ""
    """What it was made of, as a digest."""
    tip: str = ""
    """The commit that linkbot left the branch at; with `others`, that of somebody else at which it was left alone."""
    base: str = ""
    """The commit of the base branch that its tip was built on, where that is known."""
    fixes: list[Fingerprint] = Field(default_factory=list)
    about: list[Name] = Field(default_factory=list)
    """What each of `fixes` is about (see `settled`)."""
    files: list[Name] = Field(default_factory=list)
    """The lists that they are in, by the beginnings of digests of their paths."""
    others: bool = False
    """The body says that somebody else's commits are on the branch."""


class DashboardMarker(_Marker):
    """The marker of the dashboard, which is also linkbot's memory."""

    kind: Literal["dashboard"] = "dashboard"
    seen: dict[str, int] = Field(default_factory=dict)
    """By group, the number of the last closed pull request whose refusals are in `refused`."""
    open: dict[str, int] = Field(default_factory=dict)
    """By group, the number of the pull request that was open."""
    files: list[Name] = Field(default_factory=list)
    """The lists that the report told of, by the beginnings of digests of their paths."""
    surplus: bool = False
    """It was one too many: it is no dashboard any more."""


_Kind = TypeVar("_Kind", PullMarker, DashboardMarker)


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of a body by what they stand for: a fingerprint, `undo:` and a fingerprint, or `cmd:` and a word."""

    ticked: frozenset[str]
    unticked: frozenset[str]


def written(marker: PullMarker | DashboardMarker) -> str:
    """The marker as the last line of our region."""
    kept = marker.model_copy(update={"refused": marker.refused[-MEMORY:]})
    told = {name: value for name, value in kept.model_dump(mode="json", exclude_defaults=True).items() if value}
    text = json.dumps({"kind": marker.kind, **told}, separators=(",", ":"))
    for character in "-<>&@#":  # nothing that ends a comment, and nothing that anybody could be pinged by
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f"<!-- linkbot:v1 {text} -->"


def read(body: str, kind: type[_Kind]) -> _Kind | None:
    """The marker of a body that our own account wrote, None where there is none of that kind."""
    found = next(reversed(list(_END.finditer(body))), None)
    if found is None or len(found[1]) > LARGEST:
        return None
    try:
        return kind.model_validate_json(found[1])
    except ValidationError:
        return None


def boxes(body: str) -> Boxes:
    """The boxes of our region, or of all that a person left of it. One that stands there several times counts as it is last."""
    state = dict(_boxes(_split(body)[1] or body))
    return Boxes(
        frozenset(name for name, ticked in state.items() if ticked),
        frozenset(name for name, ticked in state.items() if not ticked),
    )


def _boxes(region: str) -> Iterator[tuple[str, bool]]:
    for line in region.split("\n"):
        if match := _BOX.fullmatch(line):
            yield from ((name, match[1] != " ") for name in _MARK.findall(match[2]))


def renewed(body: str, region: str) -> str:
    """`body` with our region replaced: what a person wrote before and after it stays.

    Where a person deleted our BEGIN, only the lines that are ours for sure give way: what else stands above may be theirs.
    """
    before, old, after = _split(body)
    if not old.startswith(BEGIN):
        theirs = _OURS.sub("", _END.sub("", f"{before}{old}")).rstrip()
        before = f"{theirs}\n\n" if theirs else ""
    return f"{before}{region}{after}"


def annotated(body: str, notice: str, marker: str) -> str:
    """`body` with `notice` at the head of our region and another marker; all else in it stays, boxes too."""
    before, old, after = _split(body)
    text = _END.sub("", old).removeprefix(BEGIN).strip("\r\n")
    return f"{before}{BEGIN}\n{notice}\n\n{text}\n{marker}{after}"


def is_same(body: str, region: str) -> bool:
    """Whether our region of `body` tells what `region` tells, but for the stamp, and for the commit that lines are shown in.

    A link to the same line of an older commit still shows what it is to show.
    """
    return _stable(_split(body)[1]) == _stable(region)


def _stable(region: str) -> str:
    lines = (line.rstrip() for line in _COMMIT.sub("/blob/-/", region.replace("\r\n", "\n")).split("\n"))
    return "\n".join(line for line in lines if not line.endswith(STAMP)).strip()


def _split(body: str) -> tuple[str, str, str]:
    """What stands before our region, the region, and what stands after it; no region where none can be told.

    Where a person deleted the marker, the stamp above it still says where our region ends.
    """
    ends = [match.end() for match in _END.finditer(body)]
    if not ends and BEGIN in body:
        stamp = body.find(STAMP, body.rfind(BEGIN))
        ends = [stamp + len(STAMP)] if stamp >= 0 else []
    if not ends:
        return body, "", ""
    start = body.rfind(BEGIN, 0, ends[-1])
    start = max(start, 0)
    return body[:start], body[start : ends[-1]], body[ends[-1] :]

"""Reads the commands that a program prints for the runner: `::error file=a.md,line=3::text` and `##[error]text`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tests.actions.values import WHITESPACE

COMMANDS = frozenset(
    {
        "add-mask",
        "add-matcher",
        "add-path",
        "debug",
        "echo",
        "endgroup",
        "error",
        "group",
        "notice",
        "remove-matcher",
        "save-state",
        "set-env",
        "set-output",
        "stop-commands",
        "warning",
    }
)
"""What actions/runner registers at the start of a step."""

# In the order in which the runner undoes them: "%25" comes last, so that "%250A" is the text "%0A".
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
_LEGACY = (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%"))


@dataclass(frozen=True)
class Command:
    """A command: its name as it was printed, its properties by their names in small letters, its data."""

    name: str
    properties: dict[str, str]
    data: str


def parse(line: str, registered: Collection[str]) -> Command | None:
    """The command that a printed line is, None where it is text.

    `registered`: the names that count, in small letters. `::name::` counts at the start of a line after white space alone,
    the older `##[name]` wherever it stands (actions/runner, ActionCommand.cs).
    """
    return _modern(line, registered) or _legacy(line, registered)


def _modern(line: str, registered: Collection[str]) -> Command | None:
    line = line.lstrip(WHITESPACE)
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, properties = line[2:end].partition(" ")
    if name.lower() not in registered:
        return None
    return Command(name, _properties(properties.strip(WHITESPACE), ",", _PROPERTY), _unescaped(line[end + 2 :], _DATA))


def _legacy(line: str, registered: Collection[str]) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, properties = line[start + 3 : end].partition(" ")
    if name.lower() not in registered:
        return None
    return Command(name, _properties(properties, ";", _LEGACY), _unescaped(line[end + 1 :], _LEGACY))


def _properties(text: str, separator: str, escapes: tuple[tuple[str, str], ...]) -> dict[str, str]:
    properties = {}
    for pair in text.split(separator):
        # .NET drops empty pieces: "=a==b" is a name and a value, "a=" is nothing.
        name, _, value = pair.lstrip("=").partition("=")
        value = value.lstrip("=")
        if name and value:
            properties[name.lower()] = _unescaped(value, escapes)
    return properties


def _unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for written, meant in escapes:
        text = text.replace(written, meant)
    return text

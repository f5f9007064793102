"""The github format: findings as commands to the runner of a GitHub workflow, which shows them beside the lines they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkbot.report.order import in_order
from linkbot.report.text import clean
from linkbot.report.view import View
from linkbot.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from linkbot.model.report import FindingRow, Report

LIMIT = 10
"""How many annotations of one level GitHub shows of a step; it drops the others without a word."""
LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
"""The runner's name of each severity, worst first."""
_OFFERS = {"safe": "fix", "unsafe": "fix, to be read first", "display": "idea"}
_CONFIDENCE = ("high", "medium", "low")


def render(report: Report, view: View) -> str:  # noqa: ARG001 - every format is called alike
    """`::error file=…,line=…::message` for the worst findings of each level, and last a line that counts the others."""
    lines: list[str] = []
    left: dict[str, int] = {}
    rows = in_order(report)
    for severity, level in LEVELS.items():
        found = sorted((row for row in rows if row.severity == severity), key=lambda row: _CONFIDENCE.index(row.confidence))
        lines += [annotation(level, _message(row), _place(row)) for row in found[:LIMIT]]
        left[level] = max(0, len(found) - LIMIT)
    return "".join(f"{line}\n" for line in [*lines, *_rest(left)])


def annotation(level: str, message: str, properties: Mapping[str, str | int]) -> str:
    """One command, in which `message` and the values of `properties` are only text, whatever they hold.

    They are escaped as actions/toolkit does it (packages/core/src/command.ts); an empty property is left out.
    """
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if str(value))
    return f"::{level}{' ' if told else ''}{told}::{_data(message)}"


def _place(row: FindingRow) -> dict[str, str | int]:
    return {
        "file": clean(row.path),
        "line": row.line,
        "endLine": row.line,
        "col": row.column,
        "endColumn": row.end_column,
        "title": clean(f"{row.code} {row.name}"),
    }


def _message(row: FindingRow) -> str:
    """What is wrong, and on a line of its own the way out."""
    way_out = f"{_OFFERS[row.fix.applicability.value]}: {row.fix.title}" if row.fix else row.hint
    return "\n".join(clean(line) for line in (row.message, way_out) if line)


def _rest(left: Mapping[str, int]) -> Iterator[str]:
    """A line for a person, which is no command: what was left out of each level."""
    told = [counted(number, level) for level, number in left.items() if number]
    if told:
        yield f"Not shown beside the lines: {', '.join(told)} more; the log and the job's summary have them all."


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""What a step of the Action leaves to the steps after it: its outputs, and its part of the job's summary."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from linkbot.model.finding import Severity
from linkbot.report.words import counted, itemised

if TYPE_CHECKING:
    from linkbot.model.report import Report

OUTPUTS = (
    "exit-code",
    "report",
    "findings",
    "broken",
    "fixable",
    "summary",
    "pull-request-numbers",
    "pull-requests",
    "issue-number",
)
"""Every output. All are written by every run; "" says that a run did not find out."""
SUMMARY_LIMIT = 1024 * 1024
"""The most that GitHub shows as the summary of a step, in bytes; of a larger one it shows nothing at all."""
_TOO_LONG = "\nlinkbot's summary does not fit here any more; the log and the report have all of it.\n"
_DEAD = ("broken", "gone")


class _Made(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int = 0
    """0 where there is none."""
    url: str = ""
    operation: str


class _Pull(_Made):
    group: str

    @property
    def is_open(self) -> bool:
        """Whether there is a pull request, and it waits for somebody."""
        return self.number > 0 and self.operation != "closed"


class _Trouble(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    message: str
    hint: str = ""


class Delivered(BaseModel):
    """What `linkbot publish --output FILE` tells: the pull requests, and the issue, as they are now, and what GitHub refused."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pulls: list[_Pull] = Field(default_factory=list)
    issue: _Made | None = None
    troubles: list[_Trouble] = Field(default_factory=list)

    def outputs(self) -> dict[str, str]:
        """The outputs that tell of it: lists as JSON."""
        return {
            "pull-request-numbers": json.dumps([pull.number for pull in self.pulls if pull.is_open]),
            "pull-requests": json.dumps([pull.model_dump() for pull in self.pulls]),
            "issue-number": str(self.issue.number) if self.issue and self.issue.number else "",
        }


def outputs_of(report: Report) -> dict[str, str]:
    """The outputs that tell what was found: numbers, and words of our own. Nothing in them was written by a list."""
    accepted = {(row.finding.path, row.finding.url) for row in report.suppressed}
    dead = [link for link in report.links if link.verdict in _DEAD and (link.path, link.url) not in accepted]
    fixable = [row for row in report.findings if row.fix and row.fix.applicability != "display"]
    severities = {f"{severity}s": sum(row.severity == severity for row in report.findings) for severity in reversed(Severity)}
    found = f": {itemised(severities)}" if report.findings else ""
    return {
        "findings": str(len(report.findings)),
        "broken": str(len(dead)),
        "fixable": str(len(fixable)),
        "summary": f"{counted(len(report.findings), 'finding')} in {counted(report.statistics.links, 'link')}{found}",
    }


def write_outputs(file: Path, outputs: Mapping[str, str]) -> None:
    """Adds all of OUTPUTS to the file that GITHUB_OUTPUT names; those not in `outputs` are empty.

    Each value stands between two lines that nobody can guess, so that no value can end itself and begin another output.
    """
    with file.open("a", encoding="utf-8", newline="\n") as stream:
        for name in OUTPUTS:
            end = f"end-{secrets.token_hex(16)}"
            stream.write(f"{name}<<{end}\n{outputs.get(name, '')}\n{end}\n")


def add_summary(file: Path, text: str) -> None:
    """Adds `text` to the job's summary in the file that GITHUB_STEP_SUMMARY names, unless GitHub would then show nothing."""
    before = file.stat().st_size if file.exists() else 0
    left = SUMMARY_LIMIT - before
    added = next((part for part in (text, _TOO_LONG) if len(part.encode()) <= left), "")
    with file.open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(added)

"""What the texts of pull requests and of the dashboard are made from: plain values, so that texts can be tested offline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linkbot.model.report import FindingRow, Report


@dataclass(frozen=True, slots=True)
class Place:
    """Where permanent links lead: the repository's page, and the commit that the lines are counted in."""

    repository: str
    """Its page: https://github.com/owner/name."""
    branch: str
    commit: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a text was made, by which version, and in which run: the only part of it that changes from night to night."""

    day: date
    linkbot: str
    run_url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A fix that is in a pull request: its finding, with the line it has in the base branch, and each text with what replaces it.

    A replacement is "" where the text goes (a repeated line). The texts are the list's own: hostile until made neutral.
    """

    row: FindingRow
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A fix that could have been in a pull request and is not: why, in half a sentence."""

    row: FindingRow
    reason: str


@dataclass(frozen=True, slots=True)
class PullView:
    """What a pull request tells. `changes` stand in the order of the files and their lines."""

    group: str
    place: Place
    stamp: Stamp
    changes: tuple[Change, ...]
    left: tuple[Left, ...] = ()
    waiting: int = 0
    """How many fixes wait for the next pull request of this group, beyond the limit."""
    refused: tuple[FindingRow, ...] = ()
    """Fixes of this group that a person has refused and that could be brought back."""
    links_checked: int = 0
    dashboard: str = ""
    """The dashboard's URL, "" where there is none."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A pull request of ours that is open (`url`), or one that GitHub would not let us open (`branch_url`, or neither)."""

    group: str
    changes: tuple[Change, ...]
    number: int = 0
    url: str = ""
    branch_url: str = ""
    """Where a person can open the pull request in one click: .../compare/main...linkbot/links?expand=1."""
    trouble: str = ""
    """Why GitHub would not, in one sentence, with the setting to change."""
    waiting: int = 0
    """How many fixes of this group come when it is merged."""


@dataclass(frozen=True, slots=True)
class DashboardView:
    """What the dashboard tells: everything of the report that is not in a pull request and not refused."""

    place: Place
    stamp: Stamp
    report: Report
    offered: tuple[Offered, ...] = ()
    refused: tuple[FindingRow, ...] = ()
    """Findings of the report that a person refused or accepted: shown with a box that brings them back."""
    troubles: tuple[str, ...] = ()
    """What GitHub would not do, one line each."""

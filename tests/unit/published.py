"""Builders of what pull requests and the dashboard are made from: what a test does not name has a plain value."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.unit.reports import a_finding, a_fix, a_report

from linkbot.model.report import FindingRow
from linkbot.publish.views import Change, DashboardView, Place, PullView, Stamp

PLACE = Place("https://github.com/acme/papers", "main", "4f1c9e2b" * 5)
STAMP = Stamp(date(2026, 11, 21), "0.5.0", "https://github.com/acme/papers/actions/runs/7")
DASHBOARD = "https://github.com/acme/papers/issues/9"


def fingerprint(number: int) -> str:
    """A fingerprint of its own for each number."""
    return f"{number:016x}"


def a_fixable(number: int = 1, **fields: Any) -> FindingRow:
    """A finding with a safe fix, on a line of its own."""
    return a_finding(**{"line": number, "fingerprint": fingerprint(number), "fix": a_fix("Attention"), **fields})


def a_change(number: int = 1, *pairs: tuple[str, str], **fields: Any) -> Change:
    """A change of one word, or of `pairs`."""
    return Change(a_fixable(number, **fields), pairs or (("Atention", "Attention"),))


def a_pull(*changes: Change, **fields: Any) -> PullView:
    """A pull request of the group `metadata` with `changes`, or with one."""
    plain: dict[str, Any] = {"group": "metadata", "place": PLACE, "stamp": STAMP, "links_checked": 412, "dashboard": DASHBOARD}
    return PullView(**{**plain, "changes": changes or (a_change(),), **fields})


def a_dashboard(*findings: FindingRow, **fields: Any) -> DashboardView:
    """A dashboard of a report of `findings`."""
    return DashboardView(**{"place": PLACE, "stamp": STAMP, "report": a_report(*findings), **fields})

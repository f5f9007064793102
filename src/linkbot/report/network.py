"""Whether a report tells of links or of the network that was missing: our own trouble is never a link's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkbot.model.report import LinkRow, Report

_UNSETTLED = frozenset({"unknown", "flaky", "blocked", "unverifiable"})
_SILENCE = frozenset({"dns", "connection", "timeout", "offline"})
FEWEST = 5
"""How many targets must all be out of reach before the network is suspected and not the targets."""


def unsettled(report: Report) -> list[LinkRow]:
    """The occurrences of links that could not be verified, in the order of the report."""
    return [row for row in report.links if row.verdict in _UNSETTLED]


def reason_of(row: LinkRow) -> str:
    """The class of a link's reason: `rate-limited` of `rate-limited: 429 from github.com`."""
    return row.reason.partition(":")[0]


def no_network(report: Report) -> bool:
    """Whether nothing at all answered, though linkbot was free to ask."""
    statistics = report.statistics
    silent = sum(number for reason, number in statistics.unverified.items() if reason in _SILENCE)
    heard = statistics.asked + sum(statistics.unverified.values()) - silent
    return not report.run.offline and heard == 0 and silent >= FEWEST

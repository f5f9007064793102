"""What this night could not tell: a finding that is not there because nobody could be asked is not done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from linkbot.model.report import FindingRow, Report

_UNSETTLED = frozenset({"unknown", "flaky", "blocked", "unverifiable"})
NOTHING = "0" * 8
"""What a finding is about that follows from the file alone."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a report says of the things that its lists link to. Things are named by the beginning of a digest."""

    identities: Mapping[str, str]
    unsettled: frozenset[str]
    is_blind: bool
    """More links could not be verified than could, and not because nobody was to be asked: our own network may be down."""

    @classmethod
    def of(cls, report: Report) -> Sight:
        """What `report` could see."""
        unverified = sum(report.statistics.unverified.values())
        return cls(
            {row.url: row.identity for row in report.links},
            frozenset(named(row.identity) for row in report.links if row.verdict in _UNSETTLED),
            not report.run.offline and 2 * unverified > report.statistics.unique > 0,
        )

    def about(self, row: FindingRow) -> str:
        """The thing that a finding is about."""
        identity = self.identities.get(row.url) or (row.subject if ":" in row.subject else "")
        return named(identity) if identity else NOTHING

    def cannot_tell(self, things: Iterable[str]) -> bool:
        """Whether this night does not know how it stands with one of them."""
        return not self.unsettled.isdisjoint(things)


def named(thing: str) -> str:
    """A thing by the beginning of a digest, 8 hexadecimal digits."""
    return sha256(thing.encode(errors="backslashreplace")).hexdigest()[:8]

"""Which fixes are offered together in one pull request, and which of them first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from linkbot.errors import RulebookError
from linkbot.model.finding import Applicability
from linkbot.model.publishing import PublishSettings
from linkbot.model.report import FindingRow
from linkbot.rulebook import Rulebook

ALL = "fixes"
"""The group of all fixes, where `publish.groups` is "one"."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: Mapping[str, tuple[str, ...]]
    dashboard_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """rules/conventions/publish.yaml, as the settings want it."""

    prefixes: Mapping[str, str]
    """From the beginning of a code to its group, "" for none."""
    names: tuple[str, ...]

    @classmethod
    def of(cls, rulebook: Rulebook, settings: PublishSettings) -> Grouping:
        """Raises RulebookError for data that cannot be used."""
        try:
            data = _Data.model_validate(rulebook.conventions["publish"])
        except ValidationError as error:
            raise RulebookError(f"conventions/publish.yaml: {error.errors()[0]['msg']}") from error
        one = settings.groups == "one"
        prefixes = {prefix: ALL if one else name for name, starts in data.groups.items() for prefix in starts}
        return cls(prefixes | dict.fromkeys(data.dashboard_only, ""), (ALL,) if one else tuple(data.groups))

    def group_of(self, code: str) -> str:
        """The group that fixes of this rule belong to, "" for none."""
        best = max((prefix for prefix in self.prefixes if code.startswith(prefix)), key=len, default="")
        return self.prefixes.get(best, "")


def offered(
    rows: Iterable[FindingRow], group: str, grouping: Grouping, settings: PublishSettings, refused: Collection[str]
) -> list[FindingRow]:
    """The findings whose fixes may be in the pull request of `group`."""
    wanted = {Applicability.SAFE} if settings.fixes == "safe" else {Applicability.SAFE, Applicability.UNSAFE}
    return [
        row
        for row in rows
        if row.fix and row.fix.applicability in wanted and row.fingerprint not in refused and grouping.group_of(row.code) == group
    ]


def limited(rows: Iterable[FindingRow], limit: int, before: Collection[str]) -> tuple[list[FindingRow], int]:
    """At most `limit` of `rows`, and how many wait. What was offered `before` (fingerprints) stays; then the surest go first."""

    def precedence(row: FindingRow) -> tuple[object, ...]:
        safe = row.fix is not None and row.fix.applicability is Applicability.SAFE
        return (row.fingerprint not in before, not safe, -row.severity.rank, row.path, row.span, row.code)

    ordered = sorted(rows, key=precedence)
    return sorted(ordered[:limit], key=lambda row: (row.path, row.span, row.code)), max(0, len(ordered) - limit)

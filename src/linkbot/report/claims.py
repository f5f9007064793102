"""What an entry says of its work, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linkbot.model.report import EntryRow


def claimed(row: EntryRow, kind: str) -> list[str]:
    """The values of the entry's first claim of that kind: each of its authors, its one venue; none where it says nothing."""
    claim = next((claim for claim in row.claims if claim.kind == kind), None)
    if claim is None:
        return []
    if isinstance(claim.value, list):
        return claim.value
    return [claim.value or claim.text]

"""Entries that break the order of dates that their list or table keeps otherwise."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.convention import LEAST_CLAIMS
from linkbot.checks.date_text import rewrite
from linkbot.checks.kind import Kind, Known
from linkbot.model.document import Claim, DateValue, Document, Entry
from linkbot.model.finding import Applicability, Edit, Finding, Fix

Key = tuple[int, int, int]

_LEAST_DIFFERENT = 4
"""Fewer different dates make no order."""


class OrderParams(BaseModel):
    """`share`: how much of a list must be in order for the rest to be out of it; one entry alone may always be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: float = Field(default=0.95, gt=0.5, le=1)


class OutOfOrder(Kind):
    """An entry whose date does not fit where it stands, in a list that is sorted by date but for it.

    bad:  January 2025, March 2023, March 2025 in a table of thirty rows that are sorted otherwise
    good: a list that is not sorted; two neighbours the wrong way round, of which either may be right; an odd one among
          fewer than twenty that no other year would put in order

    Fields of the message: `written`, `around` (the dates above and below), `rows` (how many are compared).
    """

    Params = OrderParams
    params: OrderParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each entry that no ordered reading of its list can hold."""
        for entries in _groups(document):
            keys = [value.sort_key for _, _, value in entries]
            for index in misplaced(keys, self.params.share):
                entry, claim, value = entries[index]
                around = [entries[near][2] for near in (index - 1, index + 1) if 0 <= near < len(entries)]
                year = _other_year(value, around)
                if year is None and (len(entries) - 1) < self.params.share * len(entries):
                    continue  # so few may stand in order by chance; a wrong year explains itself
                yield self.finding(
                    document,
                    claim.span,
                    subject=str(entry.main_link.identity) if entry.main_link else entry.title,
                    claim=f"order {value}",
                    url=entry.main_link.url if entry.main_link else "",
                    fix=_fix(document, claim, value, year, known) if year else None,
                    written=claim.text.strip(),
                    around=" and ".join(map(str, around)),
                    rows=len(entries),
                )


def misplaced(keys: Sequence[Key], share: float = 0.95) -> list[int]:
    """The places that no longest ordered run of `keys` goes through.

    Such a run must hold at least `share` of them, or all but one. Empty for fewer than eight keys, fewer than four different
    ones, and where it cannot be said which key is out of place.
    """
    if len(keys) < LEAST_CLAIMS or len(set(keys)) < _LEAST_DIFFERENT:
        return []
    rising = _runs_through(keys)
    falling = _runs_through([(-year, -month, -day) for year, month, day in keys])
    runs = max(rising, falling, key=max)
    longest = max(runs)
    if max(rising) == max(falling) or (longest < share * len(keys) and longest < len(keys) - 1):
        return []
    outside = [index for index, run in enumerate(runs) if run < longest]
    return outside if len(outside) == len(keys) - longest else []


def _runs_through(keys: Sequence[Key]) -> list[int]:
    """For each place the length of the longest non-decreasing run through it."""
    up = _runs_to(keys)
    down = _runs_to([(-year, -month, -day) for year, month, day in reversed(keys)])
    return [before + after - 1 for before, after in zip(up, reversed(down), strict=True)]


def _runs_to(keys: Sequence[Key]) -> list[int]:
    ends: list[Key] = []
    lengths = []
    for key in keys:
        place = bisect_right(ends, key)
        ends[place : place + 1] = [key]
        lengths.append(place + 1)
    return lengths


def _groups(document: Document) -> Iterator[list[tuple[Entry, Claim, DateValue]]]:
    groups: dict[int, list[tuple[Entry, Claim, DateValue]]] = {}
    for entry in document.entries:
        claim = entry.claim("date")
        # A date that stands in the heading above is the section's, not the entry's.
        if claim and isinstance(claim.value, DateValue) and entry.span.contains(claim.span):
            groups.setdefault(entry.group, []).append((entry, claim, claim.value))
    for entries in groups.values():
        precision, _ = Counter(value.precision for _, _, value in entries).most_common(1)[0]
        yield [item for item in entries if item[2].precision == precision]


def _other_year(value: DateValue, around: list[DateValue]) -> int | None:
    """The one year in which the same month and day would fit between the neighbours; None where none does, or several do."""
    low, high = min(near.sort_key for near in around), max(near.sort_key for near in around)
    years = [year for year in range(low[0], high[0] + 1) if low <= (year, value.month or 0, value.day or 0) <= high]
    return years[0] if len(around) == 2 and len(years) == 1 and value.month else None


def _fix(document: Document, claim: Claim, value: DateValue, year: int, known: Known) -> Fix | None:
    if (value.month, value.day) == (2, 29) or document.text(claim.span) != claim.text:
        return None
    text = rewrite(claim.text, value, date(year, value.month or 1, value.day or 1), known.rulebook)
    return Fix(f"Write {text.strip()}", Applicability.UNSAFE, (Edit(claim.span, text),)) if text else None

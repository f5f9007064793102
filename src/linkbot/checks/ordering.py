"""Entries that break the order of dates that their list or table keeps otherwise."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.convention import LEAST_CLAIMS, DatedCitation, dated_citations, fault, habit_of, is_version
from linkbot.checks.date_edit import date_fix, date_written
from linkbot.checks.kind import Kind, Known
from linkbot.checks.month_slip import belief
from linkbot.checks.possible_date import impossible, is_in_the_future, lead_of, was_printed_then
from linkbot.model.document import Claim, DateValue, Document, Entry
from linkbot.model.finding import Applicability, Finding, Fix

Key = tuple[int, int, int]

_LEAST_DIFFERENT = 4
"""Fewer different dates make no order."""
_LONGEST_LEAD = 12
"""How many months before its paper a release may be at most: no rule lets an entry be dated earlier."""


class OrderParams(BaseModel):
    """`share`: how much of a list must be in order for the rest to be out of it; one entry alone may always be.

    `widest_gap`: how many months the dates above and below may be apart at most for a fix to be offered. The month of an entry
    that only stands in the wrong place fits into so narrow a gap by chance alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: float = Field(default=0.95, gt=0.5, le=1)
    widest_gap: int = Field(default=3, ge=0)


class OutOfOrder(Kind):
    """An entry whose date does not fit where it stands, in a list that is sorted by date but for it.

    bad:  January 2025, March 2023, March 2025 in a table of thirty rows that are sorted otherwise
    good: a list that is not sorted; two neighbours the wrong way round, of which either may be right; an odd one among
          fewer than twenty that no other year would put in order; a date that the paper's record refutes (WrongDate's)

    Fields of the message: `written`, `around` (the dates above and below), `rows` (how many are compared).
    """

    Params = OrderParams
    params: OrderParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each entry that no ordered reading of its list can hold."""
        cited = {dated.claim.span: dated for dated in dated_citations(document, known)}
        for entries in _groups(document):
            keys = [value.sort_key for _, _, value in entries]
            outside = dict.fromkeys(misplaced(keys, self.params.share))
            for index in outside:
                entry, claim, value = entries[index]
                dated = cited.get(claim.span)
                if (dated and _is_refuted(dated, document, known)) or belief(claim, document, known) == "doubtful":
                    continue
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
                    fix=_fix(document, claim, year, _in_order(index, keys, outside), dated, known, self.params.widest_gap),
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


def _in_order(index: int, keys: Sequence[Key], outside: Collection[int]) -> tuple[Key, Key] | None:
    """The nearest dates above and below that are in order, the earlier one first; None where one is missing."""
    above = next((keys[near] for near in range(index - 1, -1, -1) if near not in outside), None)
    below = next((keys[near] for near in range(index + 1, len(keys)) if near not in outside), None)
    return (min(above, below), max(above, below)) if above and below else None


def _fix(
    document: Document,
    claim: Claim,
    year: int | None,
    around: tuple[Key, Key] | None,
    dated: DatedCitation | None,
    known: Known,
    widest_gap: int,
) -> Fix | None:
    """Writes the one year that puts the entry in order; None where a month would too, or where the paper may be of neither."""
    value = claim.value
    if year is None or around is None or not isinstance(value, DateValue) or not value.month:
        return None
    low, high = around
    if 12 * (high[0] - low[0]) + high[1] - low[1] > widest_gap:
        return None
    if any(low <= (value.year, month, value.day or 0) <= high for month in range(1, 13)):
        return None
    if (value.month, value.day) == (2, 29):
        return None
    right = DateValue(year, value.month, value.day)
    if not low <= right.sort_key <= high or is_in_the_future(right, known.today) or (dated and not _may_be(right, dated, known)):
        return None
    text = date_written(claim, right, document, known)
    names = " and ".join("-".join(f"{part:02d}" for part in key if part) for key in around)
    proof = f"the nearest dates in order, {names}, leave no other year for it, and no other month of {value.year}"
    return date_fix(document, claim, text, Applicability.UNSAFE, proof)


def _is_refuted(dated: DatedCitation, document: Document, known: Known) -> bool:
    """Whether the paper's record leaves no doubt that the date is wrong: the slip is told by another rule."""
    if dated.dates is None or was_printed_then(dated, known):
        return False
    lead = lead_of(dated, known, _LONGEST_LEAD)
    return fault(dated.value, dated.dates, habit_of(dated, document, known), lead) is not None


def _may_be(right: DateValue, dated: DatedCitation, known: Known) -> bool:
    """Whether nothing that is known of the paper speaks for the date that is written, or against the other."""
    if was_printed_then(dated, known) or impossible(right, dated.citation.id, known.today, 0):
        return False
    return dated.dates is None or (is_version(right, dated.dates) and not is_version(dated.value, dated.dates))

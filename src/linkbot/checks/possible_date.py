"""Whether a date can be that of an entry: how early it may be, and what refutes it."""

from __future__ import annotations

from datetime import date

from linkbot.checks.arxiv_id import announced
from linkbot.checks.citation import closest
from linkbot.checks.convention import DatedCitation, fault, habit_of, venue_with_year
from linkbot.checks.kind import Known
from linkbot.checks.title_relation import label_kind
from linkbot.checks.wording import wording_of
from linkbot.model.document import DateValue, Document

_TITLE_WORDS = 3
_VENUE_MONTHS = 12


def lead_of(dated: DatedCitation, known: Known, lead_months: int) -> int:
    """How many months early an entry may be: `lead_months` for a name, which a release may have borne before the paper.

    A year where its date is a venue's, which may have printed the paper before its authors brought it to arXiv.
    """
    if venue_with_year(dated.citation.entry, known):
        return _VENUE_MONTHS
    citation, wording = dated.citation, wording_of(known.rulebook)
    relation = closest(citation.label, citation.id, known, wording)
    is_title = relation is not None and relation.kind in ("exact", "abbrev") and len(citation.label.split()) >= _TITLE_WORDS
    is_name = label_kind(citation.label, wording) in ("short", "generic", "non-english")
    return lead_months if is_name and not is_title else 0


def impossible(value: DateValue, paper_id: str, today: date, lead_months: int) -> str:
    """Why a paper of that arXiv id cannot be of that date, "" where it can; `lead_months` as `lead_of` tells them."""
    if is_in_the_future(value, today):
        return f"it is in the future (today is {today})"
    month = announced(paper_id)
    if month is None:
        return ""
    written = 12 * value.year + (value.month or 12)
    # One id in 25 carries the month after the submission, hence one month of grace.
    if written < 12 * month.year + month.month - 1 - lead_months:
        return f"the id {paper_id} was given in {month:%Y-%m}"
    return ""


def is_in_the_future(value: DateValue, today: date) -> bool:
    """Whether a date is later than `today`, as far as it is written."""
    return value.sort_key > (today.year, today.month if value.month else 0, today.day if value.day else 0)


def is_wrong(dated: DatedCitation, document: Document, known: Known, lead_months: int) -> bool:
    """Whether an entry's date cannot be, or is refuted by the record of its paper."""
    lead = lead_of(dated, known, lead_months)
    if impossible(dated.value, dated.citation.id, known.today, lead):
        return True
    return dated.dates is not None and fault(dated.value, dated.dates, habit_of(dated, document, known), lead) is not None

"""Whether a date can be that of an entry: how early it may be, and what refutes it."""

from __future__ import annotations

import re
from datetime import date

from linkbot.checks.arxiv_id import announced
from linkbot.checks.citation import closest
from linkbot.checks.convention import DatedCitation, fault, habit_of, venue_of, venue_with_year
from linkbot.checks.kind import Known
from linkbot.checks.title_relation import label_kind
from linkbot.checks.wording import wording_of
from linkbot.model.document import DateValue, Document

_TITLE_WORDS = 3
_VENUE_MONTHS = 12
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


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


def was_printed_then(dated: DatedCitation, known: Known) -> bool:
    """Whether the record tells of a journal that printed the paper in the year that is written, which is before arXiv had it."""
    paper = known.paper(dated.citation.id)
    if paper is None or dated.dates is None or dated.value.year >= dated.dates.first.year:
        return False
    return str(dated.value.year) in _YEAR.findall(f"{paper.journal} {paper.doi}")


def doubt(dated: DatedCitation, known: Known, classic_years: int) -> str:
    """What may explain a date that is none of the paper's, "" where nothing does.

    A venue has dates of its own, and a classic may have come to arXiv more than `classic_years` after it was printed; but where
    the month is right, one wrong digit in the year is a slip.
    """
    if venue := venue_of(dated.citation.entry, known):
        return f"the date may be that of {venue}"
    month = announced(dated.citation.id)
    days = dated.dates.versions if dated.dates else (month,) if month else ()
    years = min((day.year for day in days), default=dated.value.year) - dated.value.year
    if years <= classic_years or any(_is_one_digit_off(dated.value, day) for day in days):
        return ""
    return f"arXiv has the paper {years} years later, and it may have been printed before"


def is_wrong(dated: DatedCitation, document: Document, known: Known, lead_months: int) -> bool:
    """Whether an entry's date cannot be, or is refuted by the record of its paper."""
    if was_printed_then(dated, known):
        return False
    lead = lead_of(dated, known, lead_months)
    if impossible(dated.value, dated.citation.id, known.today, lead):
        return True
    return dated.dates is not None and fault(dated.value, dated.dates, habit_of(dated, document, known), lead) is not None


def _is_one_digit_off(value: DateValue, day: date) -> bool:
    """Whether a date has the month of `day`, and its year but for one digit."""
    return value.month == day.month and sum(one != other for one, other in zip(str(value.year), str(day.year), strict=True)) == 1

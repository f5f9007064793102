"""Dates that no version of the paper has, that cannot be, or that are not written as dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.arxiv_id import announced
from linkbot.checks.citation import closest, version_questions
from linkbot.checks.convention import (
    LEAST_CLAIMS,
    DatedCitation,
    best_date,
    dated_citations,
    fault,
    habit_of,
    needs_versions,
    venue_with_year,
)
from linkbot.checks.date_text import precise, rewrite
from linkbot.checks.kind import Kind, Known
from linkbot.checks.title_relation import label_kind
from linkbot.checks.wording import wording_of
from linkbot.model.document import Claim, DateValue, Document
from linkbot.model.evidence import Question
from linkbot.model.finding import Applicability, Edit, Finding, Fix, Severity
from linkbot.parse.dates import read_dates

_TITLE_WORDS = 3
_VENUE_MONTHS = 12

_WHY = {
    "early": "before its first version",
    "late": "after its latest version",
    "between": "a time in which no version appeared",
}
_HABITS = {
    "first": "this list gives the first version's date",
    "latest": "this list gives the latest version's date",
    "any": "this list gives a version's date",
}


class DateParams(BaseModel):
    """`lead_months`: how long before the paper an entry of a short name, a model or a tool, may be dated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lead_months: int = Field(default=6, ge=0)


class WrongDate(Kind):
    """A date that is none of the paper's, under the convention that the list keeps.

    bad:  June 2023 for a paper whose only version is of July 2023
    good: the month of any version; the year of the venue; a date between two versions that are not all known

    Fields of the message: `written`, `why`, `first`, `latest`, `habit`.
    """

    Params = DateParams
    params: DateParams

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every dated paper; the versions between the first and the latest where one of them might explain the date."""
        for dated in dated_citations(document, known):
            yield dated.citation.question
            if dated.dates and needs_versions(dated.value, dated.dates):
                yield from version_questions(dated.citation.id, known)

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding for an entry; none where ImpossibleDate can prove it from the id alone."""
        for dated in dated_citations(document, known):
            lead = _lead(dated, known, self.params.lead_months)
            if dated.dates is None or _impossible(dated, known.today, lead):
                continue
            habit = habit_of(dated, document, known)
            why = fault(dated.value, dated.dates, habit, lead)
            if why is None:
                continue
            found = self.finding(
                document,
                dated.claim.span,
                subject=str(dated.citation.link.identity.thing),
                claim=str(dated.value),
                url=dated.citation.link.url,
                evidence=(dated.citation.question,),
                fix=_closest_version(dated, document, known) if why != "between" else None,
                written=dated.claim.text.strip(),
                why=_WHY[why],
                first=precise(dated.value, dated.dates.first),
                latest=precise(dated.value, dated.dates.latest),
                habit=_HABITS.get(habit.convention, "no version of the paper is of that time"),
            )
            yield found if why == "early" else replace(found, confidence="medium")


class ImpossibleDate(Kind):
    """A date in the future, or one from long before the month that the arXiv id carries. Needs no network.

    bad:  March 2022 for arXiv 2205.05638; a month that is still to come
    good: December 2023 for arXiv 2401.00368, which was submitted on 31 December; "2024" for a model whose report came in 2025

    Fields of the message: `written`, `why`.
    """

    Params = DateParams
    params: DateParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding for an entry."""
        for dated in dated_citations(document, known):
            why = _impossible(dated, known.today, _lead(dated, known, self.params.lead_months))
            if why:
                yield self.finding(
                    document,
                    dated.claim.span,
                    subject=str(dated.citation.link.identity.thing),
                    claim=str(dated.value),
                    url=dated.citation.link.url,
                    fix=_closest_version(dated, document, known),
                    written=dated.claim.text.strip(),
                    why=why,
                )


class MalformedDate(Kind):
    """A date with a slip in it: a misspelt month, a year of five digits, a missing space where the file else writes one.

    bad:  Februray 2024; March 20222; Oct.2023 in a file that writes Sep. 2023, Nov. 2023, ...
    good: Oct. 2023; Oct.2023 in a file that writes all its dates so

    Fields of the message: `written`, `defect`, `repaired` (the text without its defect, "" where more than one is possible).
    """

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each date claim with a defect; slips of spacing are mild, and told where they are rare."""
        claims = [claim for entry in document.entries for claim in entry.claims if claim.kind == "date"]
        repairs = {claim.span: _repaired(claim, known) for claim in claims if claim.defect}
        spacing = [claim for claim in claims if claim.defect and _is_spacing(claim, repairs[claim.span])]
        spacing_is_rare = len(claims) >= LEAST_CLAIMS and len(spacing) <= 0.05 * len(claims)
        for claim in dict.fromkeys(claims):
            if claim.defect and (claim not in spacing or spacing_is_rare):
                repaired = repairs[claim.span]
                yield self.finding(
                    document,
                    claim.span,
                    subject=claim.text.strip(),
                    claim="date",
                    severity=Severity.INFO if claim in spacing else None,
                    fix=_replace(document, claim, repaired or None, Applicability.SAFE),
                    written=claim.text.strip(),
                    defect=claim.defect,
                    repaired=repaired,
                )


def _impossible(dated: DatedCitation, today: date, lead_months: int) -> str:
    value = dated.value
    if value.sort_key > (today.year, today.month if value.month else 0, today.day if value.day else 0):
        return f"it is in the future (today is {today})"
    month = announced(dated.citation.id)
    if month is None:
        return ""
    written = 12 * value.year + (value.month or 12)
    # One id in 25 carries the month after the submission, hence one month of grace.
    if written < 12 * month.year + month.month - 1 - lead_months:
        return f"the id {dated.citation.id} was given in {month:%Y-%m}"
    return ""


def _closest_version(dated: DatedCitation, document: Document, known: Known) -> Fix | None:
    """Writes the date of the version that shares most with what is written; None where the paper is not known."""
    if dated.dates is None:
        return None
    best = best_date(dated.value, dated.dates, habit_of(dated, document, known))
    written = rewrite(dated.claim.text, dated.value, best, known.rulebook)
    return _replace(document, dated.claim, written, Applicability.UNSAFE)


def _lead(dated: DatedCitation, known: Known, lead_months: int) -> int:
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


def _repaired(claim: Claim, known: Known) -> str:
    readings = read_dates(claim.text, known.rulebook)
    if len(readings) != 1 or not readings[0].repaired:
        return ""
    return claim.text[: readings[0].start] + readings[0].repaired + claim.text[readings[0].end :]


def _is_spacing(claim: Claim, repaired: str) -> bool:
    return isinstance(claim.value, DateValue) and "".join(repaired.split()) == "".join(claim.text.split())


def _replace(document: Document, claim: Claim, text: str | None, applicability: Applicability) -> Fix | None:
    if text is None or text == claim.text or document.text(claim.span) != claim.text:
        return None
    return Fix(f"Write {text.strip()}", applicability, (Edit(claim.span, text),))

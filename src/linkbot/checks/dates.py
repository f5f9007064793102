"""Dates that no version of the paper has, or that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from linkbot.checks.citation import version_questions
from linkbot.checks.convention import DatedCitation, dated_citations, fault, habit_of, needs_versions
from linkbot.checks.date_proposal import DateParams, proposal
from linkbot.checks.date_text import precise
from linkbot.checks.kind import Kind, Known
from linkbot.checks.month_slip import belief
from linkbot.checks.possible_date import doubt, impossible, is_in_the_future, is_wrong, lead_of, was_printed_then
from linkbot.checks.right_date import is_settled
from linkbot.model.document import Document
from linkbot.model.evidence import Question
from linkbot.model.finding import Finding, Severity

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


class WrongDate(Kind):
    """A date that is none of the paper's, under the convention that the list keeps.

    bad:  June 2023 for a paper whose only version is of July 2023
    good: the month of any version; the year of the venue; a date between two versions that are not all known

    Fields of the message: `written`, `why`, `first`, `latest`, `habit`.
    """

    Params = DateParams
    params: DateParams

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every dated paper; the versions between the first and the latest where one might explain the date, or be meant."""
        for dated in dated_citations(document, known):
            yield dated.citation.question
            if dated.dates and (needs_versions(dated.value, dated.dates) or self._may_mean_another(dated, document, known)):
                yield from version_questions(dated.citation.id, known)

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding for an entry; none where ImpossibleDate can prove it from the id alone."""
        for dated in dated_citations(document, known):
            lead = lead_of(dated, known, self.params.lead_months)
            if (
                dated.dates is None
                or _is_explained(dated, document, known)
                or impossible(dated.value, dated.citation.id, known.today, lead)
            ):
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
                fix=proposal(dated, document, known, self.params),
                written=dated.claim.text.strip(),
                why=_WHY[why],
                first=precise(dated.value, dated.dates.first),
                latest=precise(dated.value, dated.dates.latest),
                habit=_HABITS.get(habit.convention, "no version of the paper is of that time"),
            )
            if doubt(dated, known, self.params.classic_years):
                yield replace(found, confidence="low")
            else:
                yield found if why == "early" else replace(found, confidence="medium")

    def _may_mean_another(self, dated: DatedCitation, document: Document, known: Known) -> bool:
        """Whether the date is wrong, and may be meant for a version of which nothing is known yet."""
        if dated.dates is None or dated.dates.open_ended or is_settled(dated.value, dated.dates):
            return False
        return is_wrong(dated, document, known, self.params.lead_months)


class ImpossibleDate(Kind):
    """A date in the future, or one from long before the month that the arXiv id carries. Needs no network.

    bad:  March 2022 for arXiv 2205.05638; a month that is still to come
    good: December 2023 for arXiv 2401.00368, which was submitted on 31 December; "2024" for a model whose report came in 2025

    Fields of the message: `written`, `verdict` ("cannot be" or "can hardly be"), `why`.
    """

    Params = DateParams
    params: DateParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding for an entry."""
        for dated in dated_citations(document, known):
            lead = lead_of(dated, known, self.params.lead_months)
            why = impossible(dated.value, dated.citation.id, known.today, lead)
            if why and not _is_explained(dated, document, known):
                doubted = not is_in_the_future(dated.value, known.today) and doubt(dated, known, self.params.classic_years)
                yield self.finding(
                    document,
                    dated.claim.span,
                    subject=str(dated.citation.link.identity.thing),
                    claim=str(dated.value),
                    url=dated.citation.link.url,
                    severity=Severity.INFO if doubted else None,
                    confidence="low" if doubted else None,
                    evidence=(dated.citation.question,) if dated.dates else (),
                    fix=proposal(dated, document, known, self.params),
                    written=dated.claim.text.strip(),
                    verdict="can hardly be" if doubted else "cannot be",
                    why=why,
                )


def _is_explained(dated: DatedCitation, document: Document, known: Known) -> bool:
    """Whether what is written is no wrong date: a journal's, or a name that only looks like a month."""
    return was_printed_then(dated, known) or belief(dated.claim, document, known) == "doubtful"

"""Links whose target is not what a reader expects: gone, missing, or a page that says so itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.archive import archive_fix, archive_questions
from linkbot.checks.hosts import control_question
from linkbot.checks.kind import Kind, Known
from linkbot.checks.paths import path_fix
from linkbot.checks.questions import deciding_question, evidence_of, first_questions, page_instead
from linkbot.checks.soft import asks_sibling, sibling_question
from linkbot.checks.verdict import LinkVerdict, verdict_on
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Evidence, Gone, Question, SourceName, Unknown, UnknownReason
from linkbot.model.finding import Finding, Fix
from linkbot.model.report import Verdict


class LinkStateParams(BaseModel):
    """Which links are looked at, and which states of their target are reported."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[SourceName, ...] = Field(description="The sources of truth whose word counts.")
    verdicts: tuple[Verdict, ...] = Field(default=(), description="The verdicts that are reported.")
    unknown: tuple[UnknownReason, ...] = Field(default=(), description="The reasons for not knowing that are reported.")


class LinkState(Kind):
    """A link to something in a state that is worth telling; the parameters say which source and which states.

    bad:  a link to a page that answers 404 to two GETs
    good: a link to a page that could not be reached

    A rule that may offer a fix offers a copy in the Wayback Machine for a page whose death is confirmed, and for a missing file
    the one that is plainly meant.

    Fields of the message: `text` (the link's), `proof` (the source's words).
    """

    Params = LinkStateParams
    params: LinkStateParams

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """What the chosen sources know of every link; of a page in doubt, what its host does otherwise; of a dead one, a copy."""
        for link, question in first_questions(document, self.params.sources, known):
            yield question
            if "web" in self.params.sources and (page := page_instead(link, question, known)):
                yield page
            yield from _doubts(deciding_question(link, question, known), known)
            if self.rule.fix != "none":
                yield from archive_questions(link, known)

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence of a link whose target is in one of the states."""
        for link, first in first_questions(document, self.params.sources, known):
            question = deciding_question(link, first, known)
            evidence = evidence_of(question, known)
            judged = verdict_on(question, known) if evidence else None
            if evidence and judged and (judged.verdict in self.params.verdicts or judged.cause in self.params.unknown):
                yield self.finding(
                    document,
                    link.span,
                    subject=str(link.identity.thing),
                    url=link.url,
                    evidence=(evidence.question,),
                    confidence=None if judged.is_confirmed or judged.cause else "medium",
                    fix=self._fix(document, link, known),
                    text=link.text,
                    proof=_proof(evidence, judged),
                )

    def _fix(self, document: Document, link: Link, known: Known) -> Fix | None:
        if self.rule.fix == "none":
            return None
        return path_fix(document, link, known) or archive_fix(document, link, known)


def _doubts(question: Question, known: Known) -> Iterator[Question]:
    evidence = evidence_of(question, known)
    if evidence is None or question.source != "web":
        return
    if isinstance(evidence.answer, Gone) and verdict_on(question, known).asks_control and (root := control_question(evidence)):
        yield root
    elif asks_sibling(evidence, known):
        yield sibling_question(question)


def _proof(evidence: Evidence, judged: LinkVerdict) -> str:
    """The source's own words; those of the verdict where the answer alone did not say it."""
    match evidence.answer:
        case Gone(reason=reason):
            return reason if judged.is_confirmed else f"{reason} (unconfirmed)"
        case Unknown(reason=reason, detail=detail):
            return detail or reason
        case _:
            return judged.reason.partition(": ")[2] or judged.reason

"""Links whose target is not what a reader expects: gone, missing, or a page that says so itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import evidence_of, questions_of
from linkbot.checks.verdict import verdict_on
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Gone, Question, SourceName, Unknown, UnknownReason
from linkbot.model.finding import Finding
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

    Fields of the message: `text` (the link's), `proof` (the source's words).
    """

    Params = LinkStateParams
    params: LinkStateParams

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """What the chosen sources know of every link."""
        return (question for link in document.links for question in self._questions(link, known))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence of a link whose target is in one of the states."""
        for link in document.links:
            for question in self._questions(link, known):
                if proof := self._proof(question, known):
                    subject = str(link.identity.thing)
                    yield self.finding(
                        document, link.span, subject=subject, url=link.url, evidence=(question,), text=link.text, proof=proof
                    )

    def _questions(self, link: Link, known: Known) -> list[Question]:
        return [question for question in questions_of(link, known)[:1] if question.source in self.params.sources]

    def _proof(self, question: Question, known: Known) -> str:
        evidence = evidence_of(question, known)
        if evidence is None:
            return ""
        told = verdict_on(question, known).verdict in self.params.verdicts
        match evidence.answer:
            case Gone(reason=reason) if told:
                return reason
            case Unknown(reason=reason, detail=detail) if told or reason in self.params.unknown:
                return detail or reason
            case _:
                return ""

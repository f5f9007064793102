"""Links that nobody could verify for a long time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.hosts import host_is_suspect
from linkbot.checks.kind import Kind, Known
from linkbot.checks.machine import SUSPECT
from linkbot.checks.past import unverified_since
from linkbot.checks.questions import evidence_of, questions_of
from linkbot.model.document import Document
from linkbot.model.evidence import Evidence, Question, SourceName, Unknown
from linkbot.model.finding import Finding


class UnverifiedParams(BaseModel):
    """How long is long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[SourceName, ...] = Field(default=("web",), description="The sources of truth whose silence is told.")
    runs: int = Field(default=5, ge=2, description="How many looks in a row must have told nothing.")
    days: int = Field(default=7, ge=1, description="How many days must lie between the first of them and the last.")


class Unverified(Kind):
    """A link that could not be verified for many runs: blocked, timing out, failing otherwise, or missing with half of its host.

    Needs the store's history.

    bad:  a page that answered 403 to every run of the last two weeks
    good: the same for one night; a page that was seen in between

    Fields of the message: `reason`, `runs`, `since` (a day).
    """

    Params = UnverifiedParams
    params: UnverifiedParams
    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """What the sources know of the links."""
        return (question for link in document.links for question in questions_of(link, known) if self._counts(question))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence."""
        for link in document.links:
            for question in questions_of(link, known):
                evidence = evidence_of(question, known) if self._counts(question) else None
                is_suspect = evidence is not None and host_is_suspect(evidence, known)
                if not evidence or not (is_suspect or isinstance(evidence.answer, Unknown)):
                    continue
                answers = unverified_since(evidence.question, known, gone_tells=not is_suspect)
                if len(answers) >= self.params.runs and (answers[-1].asked_at - answers[0].asked_at).days >= self.params.days:
                    yield self.finding(
                        document,
                        link.span,
                        subject=str(link.identity.thing),
                        url=link.url,
                        evidence=(evidence.question,),
                        reason=SUSPECT if is_suspect else _reason(answers[-1]),
                        runs=len(answers),
                        since=answers[0].asked_at.date(),
                    )

    def _counts(self, question: Question) -> bool:
        return question.source in self.params.sources


def _reason(evidence: Evidence) -> str:
    return evidence.answer.reason if isinstance(evidence.answer, Unknown) else evidence.answer.answer

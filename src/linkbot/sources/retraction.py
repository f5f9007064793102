"""Retractions: what Crossref, which holds Retraction Watch's data too, says of works that are known by their DOIs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from linkbot.config import Settings
from linkbot.model.evidence import Evidence, Found, Question, SourceName, Unknown
from linkbot.sources.answers import WEEK, evidence_for
from linkbot.sources.crossref import Crossref, Record
from linkbot.sources.net import Net


class RetractionSource:
    """Answers "retraction" questions: Found with the work, `withdrawn` or not, and the notice as its comment.

    A work that Crossref has no record of is unknown, for as long as others are believed not to be retracted.
    """

    requests = 0
    name: SourceName = "retraction"

    def __init__(self, settings: Settings, net: Net) -> None:
        self._crossref = Crossref(settings, net)

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come."""
        by_doi = {question.key: question for question in questions}
        async for doi, record in self._crossref.look_up(tuple(by_doi)):
            yield _evidence(by_doi[doi], record)

    async def close(self) -> None:
        """Does nothing: the network belongs to the run."""


def _evidence(question: Question, record: Record) -> Evidence:
    if record.failure:
        return evidence_for(question, record.failure, trace=record.trace)
    if record.paper:
        return evidence_for(question, Found(facts=record.paper), trace=record.trace)
    unknown = evidence_for(question, Unknown(reason="unverifiable", detail="Crossref has no record of it"), trace=record.trace)
    return unknown.model_copy(update={"expires_at": unknown.asked_at + WEEK})

"""DOIs: whether they are registered, and the registry's record of the work, never the publisher's page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Page, Question, SourceName, Unknown
from linkbot.sources.answers import DAY, JSON, WEEK, each, evidence_for, json_object, unknown_from
from linkbot.sources.crossref import Crossref
from linkbot.sources.datacite import datacite_paper, datacite_records
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.records import objects

_MAX_BODY = 1_000_000
"""Bytes: a handle may have many values."""

_BATCH = 50

# Prefixes whose DOIs DataCite keeps: arXiv, Zenodo, figshare, OSF, Dataverse, Dryad, Hugging Face, Kaggle.
_DATACITE = ("10.48550/", "10.5281/", "10.6084/", "10.17605/", "10.7910/", "10.5061/", "10.57967/", "10.34740/")
# The Handle System's response codes: https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation
_EXISTS, _UNKNOWN_HANDLE = 1, 100


class DoiSource:
    """Answers "doi" questions: 50 a request by the registry that keeps them, and one each where it has no record.

    A DOI that is registered, and whose record could not be had, is Found with the page that it leads to, for a day. What a
    publisher answers behind it says nothing, and is never asked.
    """

    requests = 0
    name: SourceName = "doi"

    def __init__(self, settings: Settings, net: Net) -> None:
        self._net = net
        self._crossref = Crossref(settings, net)
        self._datacite = settings.datacite_url.rstrip("/")
        self._resolver = settings.doi_url.rstrip("/")

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come."""
        by_doi = {_doi(question): question for question in questions}
        rest: dict[Question, tuple[Attempt, ...]] = {}
        unrecorded: set[Question] = set()
        async for doi, record in self._crossref.look_up([doi for doi in by_doi if not doi.startswith(_DATACITE)]):
            question = by_doi[doi]
            if record.paper:
                yield evidence_for(question, Found(facts=record.paper), trace=record.trace)
            else:
                rest[question] = record.trace
                unrecorded |= set() if record.failure else {question}
        async for question, answer, trace in self._by_datacite([by_doi[doi] for doi in by_doi if doi.startswith(_DATACITE)]):
            if answer:
                yield evidence_for(question, answer, trace=trace)
            else:
                rest[question] = trace

        async def by_handle(question: Question) -> Evidence:
            url = f"{self._resolver}/api/handles/{quote(_doi(question), safe='/')}"
            handle = await self._net.get(url, headers=JSON, max_body=_MAX_BODY)
            found_for = WEEK if question in unrecorded else DAY
            trace = (*rest[question], *handle.attempts)
            return evidence_for(question, _handle_answer(handle, _doi(question)), found_for=found_for, trace=trace)

        async for evidence in each(list(rest), by_handle):
            yield evidence

    async def close(self) -> None:
        """Does nothing: the network belongs to the run."""

    async def _by_datacite(
        self, questions: Sequence[Question]
    ) -> AsyncIterator[tuple[Question, Found | None, tuple[Attempt, ...]]]:
        """Each question with its record, None where there is none, or none could be had."""
        has_failed = False
        for start in range(0, len(questions), _BATCH):
            batch = questions[start : start + _BATCH]
            if has_failed:
                for question in batch:
                    yield question, None, ()
                continue
            answered = await datacite_records(self._net, self._datacite, [_doi(question) for question in batch])
            has_failed = answered.has_failed
            for question in batch:
                record = answered.records.get(_doi(question))
                paper = datacite_paper(_doi(question), record) if record else None
                yield question, Found(facts=paper) if paper else None, answered.trace(self._datacite, _doi(question))


def _doi(question: Question) -> str:
    """The DOI as the registries know it: an identity keeps `%23`, `%25` and `%3f` escaped, which mean something else in a URL."""
    return unquote(question.key)


def _handle_answer(fetched: Fetched, doi: str) -> Answer:
    """What the Handle System says of `doi`; an answer about another handle says nothing."""
    data = None if fetched.failure else json_object(fetched)
    code = data.get("responseCode") if data and str(data.get("handle")).lower() == doi else None
    if data and fetched.status == 404 and code == _UNKNOWN_HANDLE:
        return Gone(reason="doi.org does not know this DOI")
    if data and fetched.status == 200 and code == _EXISTS:
        return Found(facts=Page(status=fetched.status, url=_target(data)))
    if fetched.failure or fetched.status not in (200, 404):
        return unknown_from(fetched)
    return Unknown(reason="protocol", detail="doi.org's answer is not that of the Handle System")


def _target(data: Mapping[str, Any]) -> str:
    """The URL that a handle leads to, "" where its record names none."""
    for value in objects(data.get("values")):
        content = value.get("data")
        if value.get("type") == "URL" and isinstance(content, dict):
            return str(content.get("value", ""))
    return ""

"""DOIs: whether they are registered, and the registry's record of the work, never the publisher's page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Evidence, Found, Gone, Page, Paper, Question, SourceName, Unknown
from linkbot.sources.answers import DAY, JSON, WEEK, each, evidence_for, json_object, unknown_from
from linkbot.sources.datacite import datacite_paper
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.records import day, first, objects, text

_MAX_BODY = 4_000_000
"""Bytes: a record carries the work's references."""

# Prefixes whose DOIs DataCite keeps: arXiv, Zenodo, figshare, OSF, Dataverse, Dryad, Hugging Face, Kaggle.
_DATACITE = ("10.48550/", "10.5281/", "10.6084/", "10.17605/", "10.7910/", "10.5061/", "10.57967/", "10.34740/")
# The Handle System's response codes: https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation
_EXISTS, _UNKNOWN_HANDLE = 1, 100
_WITHDRAWALS = frozenset({"retraction", "withdrawal", "removal"})


class DoiSource:
    """Answers "doi" questions in one request, or two where the first registry has no record.

    A DOI that is registered, and whose record could not be had, is Found with the page that it leads to, for a day.
    """

    requests = 0
    name: SourceName = "doi"

    def __init__(self, settings: Settings, net: Net) -> None:
        self._net = net
        self._crossref = settings.crossref_url.rstrip("/")
        self._datacite = settings.datacite_url.rstrip("/")
        self._resolver = settings.doi_url.rstrip("/")

    def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come."""
        return each(questions, self._ask)

    async def close(self) -> None:
        """Does nothing: the network belongs to the run."""

    async def _ask(self, question: Question) -> Evidence:
        doi = question.key
        if doi.startswith(_DATACITE):
            record = await self._net.get(f"{self._datacite}/dois/{quote(doi, safe='/')}", headers=JSON, max_body=_MAX_BODY)
            paper = datacite_paper(doi, _part(record, "data", "attributes"))
        else:
            record = await self._net.get(f"{self._crossref}/works/{quote(doi, safe='')}", headers=JSON, max_body=_MAX_BODY)
            paper = _crossref_paper(doi, _part(record, "message"))
        if paper:
            return evidence_for(question, Found(facts=paper), trace=record.attempts)
        handle = await self._net.get(f"{self._resolver}/api/handles/{quote(doi, safe='/')}", headers=JSON, max_body=_MAX_BODY)
        found_for = WEEK if record.status == 404 and not record.failure else DAY
        return evidence_for(question, _handle_answer(handle), found_for=found_for, trace=(*record.attempts, *handle.attempts))


def _part(fetched: Fetched, *path: str) -> Mapping[str, Any]:
    """What lies at `path` of a JSON answer, empty where nothing does."""
    part: Any = json_object(fetched) if fetched.status == 200 and not fetched.failure else None
    for name in path:
        part = part.get(name) if isinstance(part, dict) else None
    return part if isinstance(part, dict) else {}


def _crossref_paper(doi: str, record: Mapping[str, Any]) -> Paper | None:
    """The paper of a record of https://api.crossref.org/works; its title is what title and subtitle make together."""
    title = text(first(record.get("title")))
    if not title:
        return None
    subtitle = text(first(record.get("subtitle")))
    whole = f"{title}: {subtitle}" if subtitle and subtitle.lower() not in title.lower() else title
    return Paper(
        id=doi,
        title=whole,
        titles=(whole, title) if whole != title else (whole,),
        authors=tuple(filter(None, (_crossref_author(author) for author in objects(record.get("author"))))),
        published=_day_of_parts(record.get("issued")) or _day_of_parts(record.get("published")),
        abstract=text(record.get("abstract")),
        journal=text(first(record.get("container-title"))),
        withdrawn=any(update.get("type") in _WITHDRAWALS for update in objects(record.get("updated-by"))),
    )


def _handle_answer(fetched: Fetched) -> Answer:
    data = None if fetched.failure else json_object(fetched)
    code = data.get("responseCode") if data else None
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


def _crossref_author(author: Mapping[str, Any]) -> str:
    given, family = text(author.get("given")), text(author.get("family"))
    return f"{given} {family}".strip() or text(author.get("name"))


def _day_of_parts(value: Any) -> date | None:
    """The day of `{"date-parts": [[2016, 6, 27]]}`, None where it is less precise than a day."""
    parts = first(value.get("date-parts")) if isinstance(value, dict) else None
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, int) for part in parts):
        return None
    return day(f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}")

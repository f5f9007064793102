"""DataCite's records, of any DOIs and of arXiv's papers, by the hundred."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from linkbot.model.evidence import Attempt, Paper
from linkbot.sources.answers import JSON, about_one, json_object
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.records import day, journal_doi, objects, text
from linkbot.sources.withdrawal import is_withdrawal

ARXIV_PREFIX = "10.48550/arxiv."
"""What arXiv's DOIs start with, in lower case."""

_MAX_BODY = 16_000_000
"""Bytes: a hundred records with their abstracts."""

_VERSION = re.compile(r"v(\d{1,4})")
_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Records:
    """Papers by their ids, and the requests that brought them. What is missing says nothing, whether or not `has_failed`."""

    papers: Mapping[str, Paper] = field(default_factory=dict)
    traces: Mapping[str, tuple[Attempt, ...]] = field(default_factory=dict)
    has_failed: bool = False

    def and_also(self, more: Records) -> Records:
        """These records and `more`."""
        return Records({**self.papers, **more.papers}, {**self.traces, **more.traces}, self.has_failed or more.has_failed)


async def arxiv_papers(net: Net, base_url: str, ids: Sequence[str]) -> Records:
    """The records of those of up to a hundred arXiv ids (without versions) that DataCite knows.

    What is missing says nothing: DataCite lacks some papers, and may not be well.
    """
    found = await datacite_records(net, base_url, [ARXIV_PREFIX + arxiv_id.lower() for arxiv_id in ids])
    papers = {}
    for arxiv_id in ids:
        record = found.records.get(ARXIV_PREFIX + arxiv_id.lower())
        if record and (paper := datacite_paper(arxiv_id, record)):
            papers[arxiv_id] = _of_arxiv(paper, record)
    traces = {arxiv_id: found.trace(base_url, ARXIV_PREFIX + arxiv_id.lower()) for arxiv_id in papers}
    return Records(papers, traces, found.has_failed)


async def arxiv_search(
    net: Net, base_url: str, phrases: Sequence[str], most: int
) -> tuple[list[Paper] | None, tuple[Attempt, ...]]:
    """Up to `most` of arXiv's papers with one of `phrases` (words alone) in their titles, None where DataCite did not answer."""
    words = " OR ".join(f'"{phrase}"' for phrase in phrases)
    query = {"query": f"titles.title:({words})", "client-id": "arxiv.content", "page[size]": str(most)}
    fetched = await net.get(f"{base_url.rstrip('/')}/dois?{urlencode(query)}", headers=JSON, max_body=_MAX_BODY)
    records = _records(fetched)
    if records is None:
        return None, fetched.attempts
    found = ((doi.removeprefix(ARXIV_PREFIX), record) for doi, record in records.items() if doi.startswith(ARXIV_PREFIX))
    papers = (_of_arxiv(paper, record) for arxiv_id, record in found if (paper := datacite_paper(arxiv_id, record)))
    return list(papers), fetched.attempts


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of DataCite's: the attributes of each DOI in lower case that it knows, and how the request went."""

    records: Mapping[str, Mapping[str, Any]]
    fetched: Fetched
    has_failed: bool

    def trace(self, base_url: str, doi: str) -> tuple[Attempt, ...]:
        """The request as one for `doi` alone."""
        return about_one(self.fetched.attempts, f"{base_url.rstrip('/')}/dois/{quote(doi, safe='/')}")


async def datacite_records(net: Net, base_url: str, dois: Sequence[str]) -> Answered:
    """The records of those of up to a hundred DOIs, in lower case and without commas, that DataCite knows."""
    asked = quote(",".join(dois), safe="/,")
    url = f"{base_url.rstrip('/')}/dois?ids={asked}&page%5Bsize%5D={len(dois)}"
    fetched = await net.get(url, headers=JSON, max_body=_MAX_BODY)
    records = _records(fetched)
    known = {doi: record for doi, record in (records or {}).items() if doi in dois}
    return Answered(known, fetched, has_failed=records is None)


def datacite_paper(name: str, record: Mapping[str, Any]) -> Paper | None:
    """The paper of a record of https://api.datacite.org/dois: versions are dated by their submission (arXiv's `v1` ...)."""
    titles = [(text(title.get("title")), title.get("titleType")) for title in objects(record.get("titles"))]
    title = next((text for text, kind in titles if text and not kind), "")
    if not title:
        return None
    subtitle = next((text for text, kind in titles if kind == "Subtitle"), "")
    whole = f"{title}: {subtitle}" if subtitle else title
    versions = _days(record, "Submitted")
    number = _NUMBER.fullmatch(str(record.get("version", "")))
    version = int(number[0]) if number else max(versions, default=None)
    if version and version not in versions:
        # When a version was made public, a day or two after its submission: better than nothing.
        versions |= {made: when for made, when in _days(record, "Updated").items() if made == version}
    issued = next((when for when in map(_issued, objects(record.get("dates"))) if when), None)
    published = versions.get(1) or issued
    return Paper(
        id=name,
        title=whole,
        titles=(whole, title) if whole != title else (whole,),
        authors=tuple(filter(None, (_author(author) for author in objects(record.get("creators"))))),
        published=published,
        updated=versions.get(version or 1) or published,
        version=version,
        versions=versions,
        abstract=_description(record, "Abstract"),
    )


def _records(fetched: Fetched) -> dict[str, Mapping[str, Any]] | None:
    """The attributes of the records in an answer by their DOIs, None where it is no list of records."""
    data = json_object(fetched) if fetched.status == 200 and not fetched.failure else None
    items = data.get("data") if data else None
    if not isinstance(items, list):
        return None
    read = ((str(item.get("id", "")).lower(), item.get("attributes")) for item in objects(items))
    return {doi: attributes for doi, attributes in read if isinstance(attributes, dict)}


def _of_arxiv(paper: Paper, record: Mapping[str, Any]) -> Paper:
    """`paper` with what arXiv alone writes into its records: the comment, and the DOI of what a journal printed."""
    comment = _description(record, "Other")
    related = objects(record.get("relatedIdentifiers"))
    printed = (journal_doi(entry.get("relatedIdentifier")) for entry in related if entry.get("relationType") == "IsVersionOf")
    return paper.model_copy(
        update={
            "comment": comment,
            "doi": next(filter(None, printed), ""),
            "withdrawn": is_withdrawal(comment, paper.abstract),
        }
    )


def _days(record: Mapping[str, Any], kind: str) -> dict[int, date]:
    """The days of that kind by version, from `{"date": ..., "dateType": kind, "dateInformation": "v1"}`."""
    days = {}
    for entry in objects(record.get("dates")):
        version, when = _VERSION.fullmatch(str(entry.get("dateInformation"))), day(entry.get("date"))
        if entry.get("dateType") == kind and version and when:
            days[int(version[1])] = when
    return days


def _issued(entry: Mapping[str, Any]) -> date | None:
    return day(entry.get("date")) if entry.get("dateType") in ("Issued", "Available") else None


def _description(record: Mapping[str, Any], kind: str) -> str:
    entries = (entry for entry in objects(record.get("descriptions")) if entry.get("descriptionType") == kind)
    return next((text(entry.get("description")) for entry in entries), "")


def _author(author: Mapping[str, Any]) -> str:
    given, family = text(author.get("givenName")), text(author.get("familyName"))
    if family:
        return f"{given} {family}".strip()
    last, _, first = text(author.get("name")).partition(", ")
    return f"{first} {last}".strip()

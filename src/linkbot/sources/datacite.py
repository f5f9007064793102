"""DataCite's records: of single DOIs, and of arXiv's papers by the hundred."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from linkbot.model.evidence import Attempt, Paper
from linkbot.sources.answers import JSON, json_object
from linkbot.sources.net import Net
from linkbot.sources.records import day, objects, text

ARXIV_PREFIX = "10.48550/arxiv."
"""What arXiv's DOIs start with, in lower case."""

_MAX_BODY = 16_000_000
"""Bytes: a hundred records with their abstracts."""

_VERSION = re.compile(r"v(\d{1,4})")


async def arxiv_papers(net: Net, base_url: str, keys: Sequence[str]) -> tuple[dict[str, Paper], tuple[Attempt, ...]]:
    """The records of those of up to a hundred arXiv ids (without versions) that DataCite knows, and the request made.

    What is missing says nothing: DataCite lacks some papers, and may not be well.
    """
    dois = quote(",".join(ARXIV_PREFIX + key for key in keys), safe="/,")
    fetched = await net.get(
        f"{base_url.rstrip('/')}/dois?ids={dois}&page%5Bsize%5D={len(keys)}", headers=JSON, max_body=_MAX_BODY
    )
    data = json_object(fetched) if fetched.status == 200 and not fetched.failure else None
    papers = {}
    for record in objects(data.get("data")) if data else []:
        key = str(record.get("id", "")).lower().removeprefix(ARXIV_PREFIX)
        attributes = record.get("attributes")
        paper = datacite_paper(key, attributes) if isinstance(attributes, dict) else None
        if paper and key in keys:
            papers[key] = paper
    return papers, fetched.attempts


def datacite_paper(name: str, record: Mapping[str, Any]) -> Paper | None:
    """The paper of a record of https://api.datacite.org/dois: versions are dated by their submission (arXiv's `v1` ...)."""
    titles = [(text(title.get("title")), title.get("titleType")) for title in objects(record.get("titles"))]
    title = next((text for text, kind in titles if text and not kind), "")
    if not title:
        return None
    subtitle = next((text for text, kind in titles if kind == "Subtitle"), "")
    whole = f"{title}: {subtitle}" if subtitle else title
    versions = _days(record, "Submitted")
    number = str(record.get("version", ""))
    version = int(number) if number.isdecimal() else max(versions, default=None)
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
        abstract=next(
            (text(entry.get("description")) for entry in objects(record.get("descriptions")) if _is_abstract(entry)), ""
        ),
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


def _is_abstract(entry: Mapping[str, Any]) -> bool:
    return entry.get("descriptionType") == "Abstract"


def _author(author: Mapping[str, Any]) -> str:
    given, family = text(author.get("givenName")), text(author.get("familyName"))
    if family:
        return f"{given} {family}".strip()
    last, _, first = text(author.get("name")).partition(", ")
    return f"{first} {last}".strip()

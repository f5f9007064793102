"""Crossref's records of works, by the batch, and what they say of retractions."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from linkbot.config import Settings
from linkbot.model.evidence import Attempt, Paper, Unknown
from linkbot.sources.answers import JSON, about_one, json_object, unknown_from
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.records import day, first, objects, text

_BATCH = 50
"""DOIs a call: the URL stays below 4 kB."""

_FIELDS = "DOI,title,subtitle,author,issued,container-title,abstract,updated-by,update-to"
_MAX_BODY = 8_000_000
"""Bytes: a record on its own carries the work's references."""

_MOST_FAILURES = 2
"""In a row: who cannot be asked twice is not asked for the rest, and who does not answer at all not once more."""

# A filter is split at commas and colons, and names plain DOIs only; 10.1002/(sici)1097-4636(199823)43:4<338::aid> goes alone.
_PLAIN = re.compile(r"10\.\d{4,9}/[a-z0-9._/()-]+", re.ASCII)
_MAIL = re.compile(r"(?:mailto:)?([^\s@:/]+@[^\s@:/]+\.[^\s@:/]+)")
_NOT_UNDERSTOOD = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_URI_TOO_LONG})

# Crossref's types of updates that take a whole work back: https://www.crossref.org/documentation/crossmark/version-control-corrections-and-retractions/
# Corrections, errata, expressions of concern and partial retractions do not.
_WITHDRAWALS = frozenset({"retraction", "withdrawal", "removal"})
_REINSTATEMENT = "reinstatement"
_DATABASES = {"publisher": "the publisher", "retraction-watch": "Retraction Watch"}
# "RETRACTED: Ileal ...", "RETRACTED ARTICLE: Effects ...", "[RETRACTED] A study ...", "WITHDRAWN: A trial ...". In capitals,
# before a title that is not: works are written about withdrawn drugs, too.
_MARK = re.compile(r"\W{0,3}(?:RETRACTED|WITHDRAWN)(?: (?:ARTICLE|PAPER|CHAPTER|MANUSCRIPT))?\s?[:\]\)]\s*[-–—:]?\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Record:
    """What Crossref has of one DOI: `paper`, None where it has no record of it, or where `failure` says why that is not known."""

    paper: Paper | None = None
    failure: Unknown | None = None
    trace: tuple[Attempt, ...] = ()


class Crossref:
    """Asks Crossref for works: 50 plain DOIs a call, the others alone.

    Says who asks where `settings.contact` is an address: https://www.crossref.org/documentation/retrieve-metadata/rest-api/
    """

    def __init__(self, settings: Settings, net: Net) -> None:
        self._net = net
        self._url = f"{settings.crossref_url.rstrip('/')}/works"
        mail = _MAIL.fullmatch(settings.contact)
        self._polite = {"mailto": mail[1]} if mail else {}

    async def look_up(self, dois: Sequence[str]) -> AsyncIterator[tuple[str, Record]]:
        """What Crossref has of each of `dois`, in lower case, as it comes.

        One bad DOI does not lose its batch; where a second batch is not understood either, no DOI is the reason.
        """
        failures, may_split = 0, True
        failure: Unknown | None = None
        waiting = list(_batches(dois))
        while waiting:
            batch = waiting.pop(0)
            if failure and failures >= _MOST_FAILURES:
                for doi in batch:
                    yield doi, Record(failure=failure)
                continue
            found, fetched = await (self._one(batch[0]) if len(batch) == 1 else self._several(batch))
            if found is None and may_split and len(batch) > 1 and fetched.status in _NOT_UNDERSTOOD:
                may_split = False
                waiting[:0] = [[doi] for doi in batch]
                continue
            failure = _failure(fetched) if found is None else None
            failures = failures + (_MOST_FAILURES if fetched.failure else 1) if failure else 0
            for doi in batch:
                record = found.get(doi) if found else None
                paper = crossref_paper(doi, record) if record else None
                yield doi, Record(paper, failure, about_one(fetched.attempts, self._address(doi)))

    async def _one(self, doi: str) -> tuple[dict[str, Mapping[str, Any]] | None, Fetched]:
        """The record of one DOI, none of it where Crossref does not know it; None where it did not answer."""
        fetched = await self._get(self._address(doi), self._polite)
        if not fetched.failure and fetched.status == HTTPStatus.NOT_FOUND:
            return {}, fetched
        message = _message(fetched)
        return {doi: message} if message and _doi(message) == doi else None, fetched

    async def _several(self, dois: Sequence[str]) -> tuple[dict[str, Mapping[str, Any]] | None, Fetched]:
        wanted = ",".join(f"doi:{doi}" for doi in dois)
        fetched = await self._get(self._url, {"filter": wanted, "rows": str(len(dois)), "select": _FIELDS, **self._polite})
        message = _message(fetched)
        items = message.get("items") if message else None
        return {_doi(item): item for item in objects(items)} if isinstance(items, list) else None, fetched

    def _address(self, doi: str) -> str:
        return f"{self._url}/{quote(doi, safe='')}"

    async def _get(self, url: str, query: Mapping[str, str]) -> Fetched:
        address = f"{url}?{urlencode(query, safe=':,/()')}" if query else url
        return await self._net.get(address, headers=JSON, max_body=_MAX_BODY)


def crossref_paper(doi: str, record: Mapping[str, Any]) -> Paper | None:
    """The paper of a record of https://api.crossref.org/works; its title is what title and subtitle make together."""
    title = text(first(record.get("title")))
    if not title:
        return None
    subtitle = text(first(record.get("subtitle")))
    whole = f"{title}: {subtitle}" if subtitle and subtitle.lower() not in title.lower() else title
    notice = retraction(record)
    own = tuple(_MARK.sub("", name, count=1) for name in (whole, title) if _MARK.match(name))
    return Paper(
        id=doi,
        title=whole,
        titles=tuple(dict.fromkeys((whole, title, *own))),
        authors=tuple(filter(None, (_author(author) for author in objects(record.get("author"))))),
        published=_day_of_parts(record.get("issued")) or _day_of_parts(record.get("published")),
        abstract=text(record.get("abstract")),
        comment=notice,
        journal=text(first(record.get("container-title"))),
        withdrawn=bool(notice),
    )


def retraction(record: Mapping[str, Any]) -> str:
    """The notice by which a work was taken back, in words; "" where Crossref does not plainly say that it was."""
    updates = [update for update in objects(record.get("updated-by")) if update.get("type") in (*_WITHDRAWALS, _REINSTATEMENT)]
    updates.sort(key=_time, reverse=True)
    if updates:
        return "" if updates[0].get("type") == _REINSTATEMENT else _notice(updates[0])
    title = text(first(record.get("title")))
    mark = _MARK.match(title)
    is_notice = bool(objects(record.get("update-to")))
    if mark and not is_notice and not title[mark.end() :].isupper():
        return f"its title begins with “{mark[0].strip()}”"
    return ""


def _notice(update: Mapping[str, Any]) -> str:
    """`retraction 10.1016/s0140-6736(10)60175-4 of 2010-02-06, says Retraction Watch`."""
    day_of = day(_time(update))
    source = _DATABASES.get(str(update.get("source")), "Crossref")
    return f"{update['type']} {text(update.get('DOI'))}{f' of {day_of}' if day_of else ''}, says {source}"


def _time(update: Mapping[str, Any]) -> str:
    """When an update was made, as ISO text that sorts; "" where it does not say."""
    updated = update.get("updated")
    if not isinstance(updated, dict):
        return ""
    moment = updated.get("date-time")
    return moment if isinstance(moment, str) else str(_day_of_parts(updated) or "")


def _failure(fetched: Fetched) -> Unknown:
    if fetched.failure or fetched.status != HTTPStatus.OK:
        return unknown_from(fetched)
    return Unknown(reason="protocol", detail="Crossref answered with something that is no record")


def _message(fetched: Fetched) -> Mapping[str, Any] | None:
    data = json_object(fetched) if fetched.status == HTTPStatus.OK and not fetched.failure else None
    message = data.get("message") if data else None
    return message if isinstance(message, dict) else None


def _doi(record: Mapping[str, Any]) -> str:
    return str(record.get("DOI", "")).lower()


def _batches(dois: Sequence[str]) -> Iterator[list[str]]:
    plain = [doi for doi in dict.fromkeys(dois) if _PLAIN.fullmatch(doi)]
    for start in range(0, len(plain), _BATCH):
        yield plain[start : start + _BATCH]
    yield from ([doi] for doi in dict.fromkeys(dois) if not _PLAIN.fullmatch(doi))


def _author(author: Mapping[str, Any]) -> str:
    given, family = text(author.get("given")), text(author.get("family"))
    return f"{given} {family}".strip() or text(author.get("name"))


def _day_of_parts(value: Any) -> date | None:
    """The day of `{"date-parts": [[2016, 6, 27]]}`, None where it is less precise than a day."""
    parts = first(value.get("date-parts")) if isinstance(value, dict) else None
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, int) for part in parts):
        return None
    return day(f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}")

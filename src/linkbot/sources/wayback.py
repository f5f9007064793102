"""The Wayback Machine: the last copy of a page that was made while it was still there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Evidence, Found, Page, Question, SourceName, Unknown
from linkbot.sources.answers import JSON, evidence_for, json_list, unknown_from
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.source import Say

_SNAPSHOTS = "https://web.archive.org/web"
_FIELDS = ("timestamp", "original", "statuscode", "mimetype", "digest")
_ROWS = 20
"""Copies around a day, the nearest first: enough to reach beyond those that a parked domain is given day by day."""

_MOST = 40
"""Pages a run: less than three minutes at the archive's pace."""

_MONTH = timedelta(days=30)
_YEAR = timedelta(days=365)
_MAX_BODY = 200_000
_TIMESTAMP = re.compile(r"\d{14}", re.ASCII)
_EXCLUDED = (b"AdministrativeAccessControlException", b"Blocked Site Error", b"RobotAccessControlException")
"""What a 403 says that speaks of the site that was asked about, not of who asks."""


class WaybackSource:
    """Answers "wayback" questions: a URL, and (`want`) the day before which it was still there.

    Found with the copy, which lies at the page's `url`; that there is none is unknown, and no word against the page. One request
    each, one after the other: the archive takes some 24 a minute, and bans who goes on. When it does not answer it is left alone
    for the run.
    """

    requests = 0
    name: SourceName = "wayback"

    def __init__(self, settings: Settings, net: Net, say: Say) -> None:
        self._net = net
        self._say = say
        self._url = f"{settings.wayback_url.rstrip('/')}/cdx/search/cdx"
        self._left = _MOST
        self._failure: Unknown | None = None

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come."""
        if len(questions) > 1 and not self._failure:
            self._say(f"Wayback Machine: {min(len(questions), self._left)} pages, one at a time")
        for question in questions:
            yield await self._ask(question)

    async def close(self) -> None:
        """Does nothing: the network belongs to the run."""

    async def _ask(self, question: Question) -> Evidence:
        before = _timestamp_before(question.want)
        if not before:
            return evidence_for(question, Unknown(reason="unsupported", detail=f"not a day: {question.want!r}"))
        if self._failure or self._left <= 0:
            detail = self._failure.detail if self._failure else f"the Wayback Machine is asked for {_MOST} pages a run"
            return evidence_for(question, Unknown(reason="not-asked", detail=detail))
        self._left -= 1
        query = {
            "url": question.key,
            "output": "json",
            "fl": ",".join(_FIELDS),
            "filter": "statuscode:200",
            "closest": before,
            "sort": "closest",
            "limit": str(_ROWS),
        }
        fetched = await self._net.get(f"{self._url}?{urlencode(query, safe=':,')}", headers=JSON, max_body=_MAX_BODY, retry=False)
        answer = _answer(fetched, question.key, before)
        if isinstance(answer, Unknown) and answer.reason != "unverifiable":
            self._failure = answer
            self._say(f"the Wayback Machine does not answer ({answer.detail or answer.reason}): it is left alone")
        evidence = evidence_for(question, answer, found_for=_YEAR, trace=fetched.attempts)
        is_settled = isinstance(answer, Unknown) and answer.reason == "unverifiable"
        return evidence.model_copy(update={"expires_at": evidence.asked_at + _MONTH}) if is_settled else evidence


def _answer(fetched: Fetched, url: str, before: str) -> Answer:
    if fetched.status == HTTPStatus.FORBIDDEN and any(sign in fetched.body for sign in _EXCLUDED):
        return Unknown(reason="unverifiable", detail="the archive keeps no copies of this site")
    if fetched.failure or fetched.status != HTTPStatus.OK:
        return unknown_from(fetched)
    rows = json_list(fetched)
    if rows is None or not all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows):
        return Unknown(reason="protocol", detail="the Wayback Machine answered with something that is no list of copies")
    copies = [copy for copy in map(_copy, rows) if copy["statuscode"] == "200" and copy["timestamp"] < before]
    if not copies:
        return Unknown(reason="unverifiable", detail="the Wayback Machine has no copy of it")
    last = max(copies, key=lambda copy: copy["timestamp"])
    # Made of the URL that was asked for: what the archive calls the original is a stranger's text.
    return Found(facts=Page(status=200, url=f"{_SNAPSHOTS}/{last['timestamp']}/{url}", content_type=last["mimetype"]))


def _copy(row: list[Any]) -> dict[str, str]:
    """A row by the names of its fields; no status where it is the head of the table, or no row of ours."""
    if len(row) != len(_FIELDS) or not _TIMESTAMP.fullmatch(row[0]):
        return {"statuscode": "", "timestamp": ""}
    return dict(zip(_FIELDS, row, strict=True))


def _timestamp_before(day: str) -> str:
    """The archive's name for the beginning of a day, `20261120000000`; "" for anything that is no day."""
    try:
        return f"{date.fromisoformat(day):%Y%m%d}000000"
    except ValueError:
        return ""

"""Questions and answers on Stack Exchange, a hundred of one site in a call; the page has the last word on what is missing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from linkbot.model.evidence import Answer, Evidence, Found, Page, Question, SourceName, Unknown
from linkbot.model.source_rule import SourceRule
from linkbot.sources.answers import each, json_object, unknown_from
from linkbot.sources.api import fetch, read, told
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.records import objects, text
from linkbot.sources.source import Say

_KEY = re.compile(r"(?P<site>[a-z\d.-]+)/(?P<view>[qa])/(?P<id>\d{1,9})")
_METHODS = {"q": ("questions", "question_id"), "a": ("answers", "answer_id")}
_THROTTLED = 502  # the API's own number for "too many requests", whatever the status of HTTP
_SECONDS = re.compile(r"\bin (\d{1,6}) seconds")  # "too many requests from this IP, more requests available in 80000 seconds"
_DAY = 86_400.0  # seconds
_PATIENCE = 60.0  # seconds: an API that wants a longer rest is not asked any more in this run


class StackExchangeSource:
    """Answers "stackexchange" questions: `stackoverflow.com/q/123`, `math.stackexchange.com/a/456`.

    A question that is missing from a complete answer was deleted, or moved to another site, whose redirect outlives its record:
    only its page can tell, and is asked.
    """

    requests = 0
    name: SourceName = "stackexchange"

    def __init__(self, rule: SourceRule, net: Net, say: Say) -> None:
        self._rule = rule
        self._net = net
        self._say = say
        self._not_before = 0.0

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come: one call after the other, with the rests that the API asks for."""
        strange = [question for question in questions if not _KEY.fullmatch(question.key)]
        for question in strange:
            yield told(self._rule, question, Unknown(reason="unsupported", detail="no question and no answer of a site"), ())
        absent: list[Question] = []
        refusal: Unknown | None = None
        for call in _calls(questions, self._rule.batch):
            if refusal:
                for question in call.questions:
                    yield told(self._rule, question, refusal, ())
                continue
            await self._rest()
            fetched = await fetch(self._net, self._rule, self._rule.asks[0], call.parts)
            data = json_object(fetched) or {}
            refusal = _throttled(data)
            found = call.answers(data)
            otherwise = None if _is_complete(fetched, data) else refusal or _unread(fetched)
            for question in call.questions:
                if answer := found.get(question) or otherwise:
                    yield told(self._rule, question, answer, fetched.attempts)
                else:
                    absent.append(question)
            refusal = refusal or self._note(data)
        async for evidence in each(absent, self._look):
            yield evidence

    async def close(self) -> None:
        """Does nothing: the network belongs to the run."""

    def _note(self, data: Mapping[str, Any]) -> Unknown | None:
        """Keeps the rest that an answer asks for; why the API is not asked any more, where that is too long or none is left."""
        if data.get("quota_remaining") == 0:
            return Unknown(reason="rate-limited", detail="Stack Exchange's quota of the day is used up")
        seconds = data.get("backoff")
        if not isinstance(seconds, int | float):
            return None
        if seconds > _PATIENCE:
            return _refusal("Stack Exchange wants a long rest", seconds)
        self._not_before = asyncio.get_running_loop().time() + seconds
        return None

    async def _rest(self) -> None:
        seconds = self._not_before - asyncio.get_running_loop().time()
        if seconds > 0:
            self._say(f"Stack Exchange: {seconds:.0f} s of rest, as its API asks")
            await asyncio.sleep(seconds)

    async def _look(self, question: Question) -> Evidence:
        """What the page says of a key that the API does not have."""
        page = self._rule.asks[1]
        fetched = await fetch(self._net, self._rule, page, {"path": question.key})
        return told(self._rule, question, read(self._rule, page, question.key, fetched) or _unread(fetched), fetched.attempts)


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of a method: at most a hundred questions of one site."""

    site: str
    view: str
    questions: tuple[Question, ...]

    @property
    def parts(self) -> dict[str, str]:
        """What the URL template names."""
        ids = dict.fromkeys(str(_id(question)) for question in self.questions)
        return {"site": self.site, "method": _METHODS[self.view][0], "ids": ";".join(ids)}

    def answers(self, data: Mapping[str, Any]) -> dict[Question, Answer]:
        """The questions of the call that the answer's items are about."""
        items = {
            number: item for item in objects(data.get("items")) if isinstance(number := item.get(_METHODS[self.view][1]), int)
        }
        return {question: _found(question, items[_id(question)]) for question in self.questions if _id(question) in items}


def _calls(questions: Sequence[Question], batch: int) -> Iterator[_Call]:
    groups: dict[tuple[str, str], list[Question]] = {}
    for question in questions:
        if key := _KEY.fullmatch(question.key):
            groups.setdefault((key["site"], key["view"]), []).append(question)
    for (site, view), group in groups.items():
        for start in range(0, len(group), batch):
            yield _Call(site, view, tuple(group[start : start + batch]))


def _id(question: Question) -> int:
    return int(question.key.rpartition("/")[2])


def _found(question: Question, item: Mapping[str, Any]) -> Answer:
    return Found(facts=Page(status=200, url=f"https://{question.key}", title=text(item.get("title"))))


def _throttled(data: Mapping[str, Any]) -> Unknown | None:
    """The API's refusal of a call, which says in words when it will take calls again."""
    if data.get("error_id") != _THROTTLED:
        return None
    said = text(data.get("error_message"))[:200]
    seconds = _SECONDS.search(said)
    return _refusal(f"Stack Exchange: {said}", float(seconds[1]) if seconds else 0.0)


def _refusal(detail: str, seconds: float) -> Unknown:
    again = datetime.now(UTC) + timedelta(seconds=min(seconds, _DAY)) if seconds else None
    return Unknown(reason="rate-limited", detail=detail, retry_at=again)


def _is_complete(fetched: Fetched, data: Mapping[str, Any]) -> bool:
    """Whether what is missing from the items is missing from the site."""
    return fetched.status == 200 and isinstance(data.get("items"), list) and data.get("has_more") is False


def _unread(fetched: Fetched) -> Unknown:
    if fetched.failure or fetched.status != 200:
        return unknown_from(fetched)
    return Unknown(reason="protocol", detail="Stack Exchange's answer is not what its manual says")

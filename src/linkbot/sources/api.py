"""Asks a source of truth by its API as its file in rules/sources says: one question, one GET, read by the file's meanings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from linkbot.model.evidence import (
    Answer,
    Attempt,
    Evidence,
    Found,
    Gone,
    Moved,
    Page,
    Question,
    Repository,
    SourceName,
    Unknown,
    UnknownReason,
)
from linkbot.model.source_rule import Ask, Meaning, SourceRule
from linkbot.sources.answers import JSON, each, evidence_for, json_object, unknown_from
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net

_LASTING: frozenset[UnknownReason] = frozenset({"unverifiable", "blocked"})
_LONGEST_TITLE = 300  # characters, as of a page
_IN_A_KEY = "@~"  # characters of a key that every API takes as they are: @scope%2Fname


class ApiSource:
    """Answers the questions of one source: one request each, and a second one only where the first cannot settle it."""

    requests = 0

    def __init__(self, rule: SourceRule, net: Net) -> None:
        self.name: SourceName = rule.source
        self._rule = rule
        self._net = net

    def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come."""
        return each(questions, self._ask)

    async def close(self) -> None:
        """Does nothing: the network belongs to the run."""

    async def _ask(self, question: Question) -> Evidence:
        parts = {"key": quote(question.key, safe=_IN_A_KEY), "path": quote(question.key, safe=f"{_IN_A_KEY}/")}
        trace: tuple[Attempt, ...] = ()
        answer: Answer | None = None
        asks = iter(self._rule.asks)
        while answer is None:
            ask = next(asks)  # the last one decides
            fetched = await fetch(self._net, self._rule, ask, parts)
            trace += fetched.attempts
            answer = read(self._rule, ask, question.key, fetched)
        return told(self._rule, question, answer, trace)


async def fetch(net: Net, rule: SourceRule, ask: Ask, parts: Mapping[str, str]) -> Fetched:
    """What comes of one ask, its template filled with `parts`, which are percent-encoded."""
    url = ask.url.format_map({**rule.bases, **parts})
    return await (net.get(url, headers=JSON, max_body=rule.max_body) if ask.wants_json else net.get(url))


def read(rule: SourceRule, ask: Ask, key: str, fetched: Fetched) -> Answer | None:
    """What an answer says about `key`, None where the next ask decides."""
    if fetched.failure:
        return unknown_from(fetched)
    data = json_object(fetched) or {}
    meaning = next((meaning for meaning in ask.meanings if _fits(meaning, fetched.status, data)), None)
    match meaning:
        case Meaning(means="next"):
            return None
        case Meaning(means="gone", says=words):
            return Gone(reason=words)
        case Meaning(means="found"):
            return _found(rule, ask, key, data, fetched)
        case Meaning(means=reason, says=words):
            return Unknown.model_validate({"reason": reason, "detail": words})
    return _found(rule, ask, key, data, fetched) if fetched.status == 200 else unknown_from(fetched)


def told(rule: SourceRule, question: Question, answer: Answer, trace: tuple[Attempt, ...]) -> Evidence:
    """The answer with its proof, believed for as long as the source's file says."""
    evidence = evidence_for(question, answer, found_for=timedelta(days=rule.found_days), trace=trace)
    if isinstance(answer, Unknown) and answer.reason in _LASTING:
        until = evidence.asked_at + timedelta(days=rule.unsettled_days)
        return evidence.model_copy(update={"expires_at": max(until, evidence.expires_at)})
    return evidence


def at(data: Any, place: str) -> Any:
    """What stands in JSON `data` at a place such as `notes.0.content.title`, None where nothing does."""
    for name in place.split("."):
        if isinstance(data, list) and name.isdecimal():
            data = data[int(name)] if int(name) < len(data) else None
        else:
            data = data.get(name) if isinstance(data, dict) else None
    return data


def _fits(meaning: Meaning, status: int, data: Mapping[str, Any]) -> bool:
    if meaning.status and status not in meaning.status:
        return False
    if not meaning.at:
        return True
    value = at(data, meaning.at)
    if meaning.values:
        return isinstance(value, int | str) and value in meaning.values
    return value not in (None, "", [], {})


def _found(rule: SourceRule, ask: Ask, key: str, data: Mapping[str, Any], fetched: Fetched) -> Answer:
    facts = {field: value for field, place in ask.fields.items() if (value := at(data, place)) is not None}
    name = facts.get("name" if rule.facts == "repository" else "title")
    if not isinstance(name, str) or not name:
        return Unknown(reason="protocol", detail=f"{rule.name}'s answer is not what its manual says")
    if rule.facts == "page":
        return Found(facts=Page(status=fetched.status, url=fetched.url, title=name[:_LONGEST_TITLE]))
    try:
        repository = Repository.model_validate({**facts, "id": str(facts.get("id", ""))})
    except ValidationError as error:
        return Unknown(reason="protocol", detail=f"{rule.name}'s answer is not what its manual says: {error.errors()[0]['msg']}")
    if name.lower() == key.lower():
        return Found(facts=repository)
    return Moved(to=name, permanent=True, facts=repository)

"""From what an HTTP API answered to evidence: what a failure means, and how long an answer may be believed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from linkbot.model.evidence import Answer, Attempt, Evidence, Gone, Question, Unknown, UnknownReason
from linkbot.sources.fetched import Fetched

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_UNTIL_NEXT_NIGHT = timedelta(hours=20)
JSON = {"Accept": "application/json"}
"""The headers that ask for JSON."""

_REASONS: dict[int, UnknownReason] = {
    HTTPStatus.UNAUTHORIZED: "blocked",
    HTTPStatus.FORBIDDEN: "blocked",
    HTTPStatus.NOT_ACCEPTABLE: "blocked",
    HTTPStatus.TOO_MANY_REQUESTS: "rate-limited",
    HTTPStatus.SERVICE_UNAVAILABLE: "rate-limited",
}
_BY_CHANCE: frozenset[UnknownReason] = frozenset({"timeout", "dns", "connection", "tls", "server-error", "protocol"})
_SERVER_ERROR = 500


async def each(questions: Sequence[Question], ask: Callable[[Question], Awaitable[Evidence]]) -> AsyncIterator[Evidence]:
    """One task a question, their evidence as it comes. When the iteration ends, so do the tasks."""
    tasks = [asyncio.ensure_future(ask(question)) for question in questions]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def evidence_for(question: Question, answer: Answer, *, found_for: timedelta = WEEK, trace: tuple[Attempt, ...] = ()) -> Evidence:
    """The answer with its proof.

    What was found may be believed for `found_for`, what is gone for most of a day, so that a nightly run looks again. What failed
    by chance holds for an hour, so that the same command run twice does not ask twice; a refusal until the time that it named.
    """
    now = datetime.now(UTC)
    match answer:
        case Gone():
            expires_at = now + _UNTIL_NEXT_NIGHT
        case Unknown(reason=reason, retry_at=retry_at):
            expires_at = max(retry_at or now, now + _HOUR if reason in _BY_CHANCE else now)
        case _:
            expires_at = now + found_for
    return Evidence(question=question, answer=answer, asked_at=now, expires_at=expires_at, trace=trace)


def about_one(attempts: Iterable[Attempt], url: str) -> tuple[Attempt, ...]:
    """The requests for a batch, reduced to the one thing that evidence is about, at its own `url`: what a reader would try."""
    return tuple(attempt.model_copy(update={"url": url}) for attempt in attempts)


def unknown_from(fetched: Fetched) -> Unknown:
    """Why an API's answer, or its silence, says nothing about what was asked."""
    if fetched.failure or fetched.status == 0:
        # That the API's own name is not found speaks of our network, never of what was asked.
        reason = "dns" if fetched.failure == "nxdomain" else fetched.failure or "connection"
        return Unknown.model_validate({"reason": reason, "detail": fetched.detail, "retry_at": fetched.retry_at})
    return unknown_status(fetched.status, "the API")


def unknown_status(status: int, who: str) -> Unknown:
    """Why a status other than success says nothing about what was asked of `who`."""
    reason = _REASONS.get(status, "server-error" if status >= _SERVER_ERROR else "protocol")
    return Unknown(reason=reason, detail=f"{who} answered {status}")


def json_object(fetched: Fetched) -> dict[str, Any] | None:
    """The JSON object of a body, None where it is something else or not all of it came."""
    data = _json(fetched)
    return data if isinstance(data, dict) else None


def json_list(fetched: Fetched) -> list[Any] | None:
    """The JSON array of a body, None where it is something else or not all of it came."""
    data = _json(fetched)
    return data if isinstance(data, list) else None


def _json(fetched: Fetched) -> Any:
    if fetched.truncated:
        return None
    try:
        return json.loads(fetched.body)
    except (ValueError, RecursionError):  # the latter for a hundred thousand brackets
        return None

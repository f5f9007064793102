"""From what an HTTP API answered to evidence: what a failure means, and how long an answer may be believed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from linkbot.model.evidence import Answer, Attempt, Evidence, Gone, Question, Unknown, UnknownReason
from linkbot.sources.fetched import Fetched

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
JSON = {"Accept": "application/json"}
"""The headers that ask for JSON."""

_REASONS: dict[int, UnknownReason] = {
    HTTPStatus.UNAUTHORIZED: "blocked",
    HTTPStatus.FORBIDDEN: "blocked",
    HTTPStatus.NOT_ACCEPTABLE: "blocked",
    HTTPStatus.TOO_MANY_REQUESTS: "rate-limited",
    HTTPStatus.SERVICE_UNAVAILABLE: "rate-limited",
}
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
    """The answer with its proof. What was found may be believed for `found_for`, what is gone for a day, what is unknown
    not at all.
    """
    now = datetime.now(UTC)
    keep = DAY if isinstance(answer, Gone) else timedelta(0) if isinstance(answer, Unknown) else found_for
    return Evidence(question=question, answer=answer, asked_at=now, expires_at=now + keep, trace=trace)


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
    if fetched.truncated:
        return None
    try:
        data = json.loads(fetched.body)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None

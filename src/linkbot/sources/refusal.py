"""A refusal that outlives its run: until when an API is left alone, and what it had said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from linkbot.model.evidence import Unknown
from linkbot.sources.source import Memo

REST = timedelta(minutes=30)
"""How long a refusal is remembered: who asks on while he is throttled is throttled for longer."""
_LONGEST = timedelta(days=2)
"""A refusal that seems to stand for longer was dated by a clock that jumped."""


class Refusal:
    """What `who` last said when it would not answer, kept under `key` between runs."""

    def __init__(self, key: str, who: str, memo: Memo, clock: Callable[[], datetime]) -> None:
        self._key = key
        self._who = who
        self._memo = memo
        self._clock = clock

    def standing(self) -> Unknown | None:
        """The refusal that still stands, in words for the user; None where there is none."""
        text = self._memo.recall(self._key)
        try:
            refusal = Unknown.model_validate_json(text) if text else None
        except ValidationError:  # another version of linkbot wrote it
            return None
        now = self._clock()
        return refusal if refusal and refusal.retry_at and now < refusal.retry_at <= now + _LONGEST else None

    def remember(self, unknown: Unknown) -> Unknown:
        """Keeps a refusal for half an hour, or for as long as the API asked for; returns it with its times."""
        now = self._clock()
        until = max(now + REST, unknown.retry_at or now)
        told = (
            f"{self._who} refused us at {_time(now)} ({unknown.detail or unknown.reason}) and is asked again from {_time(until)}"
        )
        refusal = Unknown(reason=unknown.reason, detail=told, retry_at=until)
        self._memo.remember(self._key, refusal.model_dump_json(), until)
        return refusal


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%H:%M} UTC"

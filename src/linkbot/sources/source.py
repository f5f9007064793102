"""What every source of truth is: a name, and a batch of questions answered one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from linkbot.model.evidence import Evidence, Question, SourceName


class Source(Protocol):
    """Answers questions of one kind, in the source's own batch form, at the pace that the source wants.

    `ask` yields one `Evidence` for each question, as they come, in any order. What fails is an `Unknown` with a reason: it
    never raises for one question and never loses a batch for one bad key. `close` frees connections.
    """

    name: SourceName

    @property
    def requests(self) -> int:
        """How many requests were made by a client of its own, not by the shared `Net`."""
        ...

    def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come."""
        ...

    async def close(self) -> None:
        """Frees connections and threads."""
        ...


class Memo(Protocol):
    """What a source wants to know in its next run that is no answer to a question: a refusal, a host's robots.txt."""

    def recall(self, key: str) -> str | None:
        """What was remembered under `key`, None where nothing was or its time is over."""
        ...

    def remember(self, key: str, text: str, until: datetime) -> None:
        """Keeps `text` under `key` until then."""
        ...


class Forgetful:
    """A memo for one run alone."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def recall(self, key: str) -> str | None:
        """What was remembered under `key` in this run."""
        return self._kept.get(key)

    def remember(self, key: str, text: str, until: datetime) -> None:  # noqa: ARG002 - a run is shorter than any time
        """Keeps `text` until the run ends."""
        self._kept[key] = text


Past = Callable[[Iterable[Question]], Iterable[Evidence]]
"""The latest answers to questions, however old, from the store."""

Say = Callable[[str], None]
"""Tells a waiting person what is being waited for ("arXiv: 3 s between calls")."""


def silent(message: str) -> None:
    """Says nothing."""

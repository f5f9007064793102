"""What every source of truth is: a name, and a batch of questions answered one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
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


Say = Callable[[str], None]
"""Tells a waiting person what is being waited for ("arXiv: 3 s between calls")."""


def silent(message: str) -> None:
    """Says nothing."""

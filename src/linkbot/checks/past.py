"""What the answers of earlier runs add to today's: whether a page is gone for good, and since when it has not been seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Literal

from linkbot.checks.kind import Known
from linkbot.model.evidence import Evidence, Found, Gone, Moved, Question, Unknown

# DESIGN 5: no single night proves that a page is gone; sites come back.
OBSERVATIONS = 3
DAYS = 3
SPAN = timedelta(hours=72)
TWICE_APART = timedelta(hours=24)

_NOT_LOOKED = frozenset({"offline", "not-asked", "rate-limited", "unsupported"})


def confirmation(question: Question, known: Known) -> Literal["", "broken", "gone"]:
    """What the history of a page that is gone today proves: "" (too early), "broken", or "gone" (410 Gone, said twice).

    Broken: seen missing three times, on three days, 72 hours from the first to the last, and never alive in between. Gone: 410
    twice, 24 hours apart.
    """
    missing = [evidence for evidence in since_last_seen(question, known) if isinstance(evidence.answer, Gone)]
    said = [evidence for evidence in missing if evidence.trace and evidence.trace[-1].status == HTTPStatus.GONE]
    if _lasted(said) >= TWICE_APART:
        return "gone"
    days = {evidence.asked_at.date() for evidence in missing}
    return "broken" if len(missing) >= OBSERVATIONS and len(days) >= DAYS and _lasted(missing) >= SPAN else ""


def unverified_since(question: Question, known: Known) -> Sequence[Evidence]:
    """The answers, oldest first, since the target was last seen or known to be gone, when all that looked could not tell."""
    answers = since_last_seen(question, known)
    looked = [answer for answer in answers if not isinstance(answer.answer, Unknown) or answer.answer.reason not in _NOT_LOOKED]
    return looked if all(isinstance(answer.answer, Unknown) for answer in looked) else ()


def since_last_seen(question: Question, known: Known) -> list[Evidence]:
    """The answers to a question after the last that found it, oldest first."""
    answers: list[Evidence] = []
    for evidence in known.history.get(question, ()):
        if isinstance(evidence.answer, Found | Moved):
            answers.clear()
        else:
            answers.append(evidence)
    return answers


def _lasted(answers: Sequence[Evidence]) -> timedelta:
    return answers[-1].asked_at - answers[0].asked_at if answers else timedelta(0)

"""For how long an answer about a page is believed: longer with each look that finds it, hardly at all where chance had a hand."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from linkbot.model.evidence import Answer, Evidence, Found, Gone, Moved, Question, Unknown, UnknownReason
from linkbot.sources.signs import Fresh

_LASTING: frozenset[UnknownReason] = frozenset({"blocked", "unverifiable", "soft-404", "redirect-loop"})
_AT_ONCE: frozenset[UnknownReason] = frozenset({"offline", "not-asked", "rate-limited", "unsupported", "unsafe"})
"""What another run, or other settings, may tell at once."""


def holds(question: Question, answer: Answer, before: Evidence | None, fresh: Fresh) -> timedelta:
    """How long `answer` is believed, `before` being the answer that it replaces.

    A page that is found again is believed for the next longer time of `fresh.found`. All times vary by a share of
    `fresh.jitter` that follows from the question, so that what was asked in one run does not all expire in another.
    """
    days = _days(question, answer, before, fresh)
    digest = sha256(str(question).encode(errors="backslashreplace")).digest()
    share = int.from_bytes(digest[:4]) / 2**32  # 0 to 1, the same in every run
    return timedelta(days=days * (1 + fresh.jitter * (2 * share - 1)))


def _days(question: Question, answer: Answer, before: Evidence | None, fresh: Fresh) -> float:
    if question.want == "control":
        return fresh.gone
    match answer:
        case Unknown(reason=reason):
            return 0.0 if reason in _AT_ONCE else fresh.walled if reason in _LASTING else fresh.failed
        case _ if question.want == "sibling":
            return fresh.sibling
        case Gone():
            return fresh.gone
    held = _held(before) * (1 + fresh.jitter) if before and isinstance(before.answer, Found | Moved) else 0.0
    return next((days for days in fresh.found if days > held), fresh.found[-1])


def _held(before: Evidence) -> float:
    return (before.expires_at - before.asked_at) / timedelta(days=1)

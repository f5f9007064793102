"""What was seen of a target on earlier nights, and tonight, as the verdict machine reads it."""

from __future__ import annotations

from collections.abc import Sequence

from linkbot.checks.kind import Known
from linkbot.checks.machine import Observation, observe
from linkbot.model.evidence import Evidence, Question, Unknown

_NOT_LOOKED = frozenset({"offline", "not-asked", "rate-limited", "unsupported"})


def observations(evidence: Evidence, known: Known) -> list[Observation]:
    """Every look at what `evidence` answers for, in the order of the store, and `evidence` itself as the last one."""
    past = (earlier for earlier in known.history.get(evidence.question, ()) if earlier.asked_at != evidence.asked_at)
    return [*map(observe, past), observe(evidence)]


def unverified_since(question: Question, known: Known) -> Sequence[Evidence]:
    """The answers, oldest first, since the target was last seen or known to be gone, when all that looked could not tell."""
    since: list[Evidence] = []
    for evidence in known.history.get(question, ()):
        if observe(evidence).is_alive:
            since.clear()
        elif not _is_no_look(evidence):
            since.append(evidence)
    return since if all(isinstance(answer.answer, Unknown) for answer in since) else ()


def _is_no_look(evidence: Evidence) -> bool:
    return isinstance(evidence.answer, Unknown) and evidence.answer.reason in _NOT_LOOKED

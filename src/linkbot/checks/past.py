"""What was seen of a target on earlier nights, and tonight, as the verdict machine reads it."""

from __future__ import annotations

from collections.abc import Sequence

from linkbot.checks.kind import Known
from linkbot.checks.machine import Observation, observe
from linkbot.checks.questions import twin_of
from linkbot.model.evidence import Evidence, Question, Unknown

_NOT_LOOKED = frozenset({"offline", "not-asked", "rate-limited", "unsupported"})


def observations(evidence: Evidence, known: Known) -> list[Observation]:
    """Every look at what `evidence` answers for, in the order of the store, and `evidence` itself as the last one."""
    past = (earlier for earlier in _history(evidence.question, known) if earlier.asked_at != evidence.asked_at)
    return [*map(observe, past), observe(evidence)]


def unverified_since(question: Question, known: Known, *, gone_tells: bool = True) -> Sequence[Evidence]:
    """The answers, oldest first, of the looks that could not tell, since the target was last seen or known to be gone.

    Without `gone_tells`, a look that found it gone told nothing either: its host is the suspect.
    """
    since: list[Evidence] = []
    for evidence in _history(question, known):
        seen = observe(evidence)
        if seen.is_alive or (gone_tells and seen.is_death):
            since.clear()
        elif _was_looked_at(evidence):
            since.append(evidence)
    return since


def last_look(evidence: Evidence, known: Known) -> Evidence | None:
    """`evidence`, or where the run never came to look, the last answer from the store that tells of a look; None without one."""
    if _was_looked_at(evidence):
        return evidence
    return next((earlier for earlier in reversed(_history(evidence.question, known)) if _was_looked_at(earlier)), None)


def _was_looked_at(evidence: Evidence) -> bool:
    """Whether an answer comes of a look at the target, and not of a run that never came to it."""
    return not (isinstance(evidence.answer, Unknown) and evidence.answer.reason in _NOT_LOOKED)


def _history(question: Question, known: Known) -> Sequence[Evidence]:
    """All answers from the store, oldest first: a page has one history, whether its anchors were asked for or not."""
    own, twin = known.history.get(question, ()), twin_of(question)
    others = known.history.get(twin, ()) if twin else ()
    return sorted((*own, *others), key=lambda evidence: evidence.asked_at) if others else own

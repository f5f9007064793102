"""What is known of one link, in one word and a reason: the evidence of the run, put before the verdict machine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from linkbot.checks.beside import links_beside
from linkbot.checks.hosts import host_is_alive, host_is_suspect, host_was_suspect
from linkbot.checks.kind import Known
from linkbot.checks.machine import Surroundings, decide, thresholds
from linkbot.checks.past import observations
from linkbot.checks.questions import deciding_question, document_at, evidence_of, is_excluded, questions_of
from linkbot.checks.soft import second_sign
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Evidence, Gone, Question, Unknown, UnknownReason
from linkbot.model.report import Verdict

Anchors = frozenset[str] | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """A verdict, why, and the questions whose answers say so (none where nothing was asked).

    `cause` is why it could not be told, "" where it could. `is_confirmed` where it may be acted on without another look; else
    `lacks` says what is missing, and `asks_control` that it is only its host's front page.
    """

    verdict: Verdict
    reason: str = ""
    questions: tuple[Question, ...] = ()
    cause: UnknownReason | Literal[""] = ""
    is_confirmed: bool = False
    lacks: tuple[str, ...] = ()
    asks_control: bool = False


def verdict(link: Link, known: Known) -> LinkVerdict:
    """The verdict on one occurrence of a link.

    A link that stands on several answers (a paper and its version, a repository and a path in it) is as good as the worst
    of them. What was not asked, or could not be found out, is never evidence against the target.
    """
    identity = link.identity
    if identity.kind == "malformed":
        return LinkVerdict("ok", "local") if link in links_beside(known) else LinkVerdict("malformed", "not a URL")
    if is_excluded(link, known.settings):
        return LinkVerdict("skipped", "excluded by exclude_links")
    if identity.kind == "file" and (document := document_at(identity.key, known)) is not None:
        there = is_anchor(identity.fragment, document.anchors)
        return LinkVerdict("ok", "local" if there else f"local: no anchor #{identity.fragment}")
    questions = questions_of(link, known)
    if not questions:
        return LinkVerdict("skipped", "mail" if identity.kind == "mail" else "not a web address")
    judged = (verdict_on(deciding_question(link, question, known), known) for question in questions)
    return max(judged, key=lambda each: _WEIGHT[each.verdict])


def verdict_on(question: Question, known: Known) -> LinkVerdict:
    """What the answer to one question says about its target."""
    memory: dict[Question, LinkVerdict] = known.memory.setdefault("verdicts", {})
    if question not in memory:
        memory[question] = _verdict_on(question, known)
    return memory[question]


def _verdict_on(question: Question, known: Known) -> LinkVerdict:
    evidence = evidence_of(question, known)
    if evidence is None:
        return LinkVerdict("unknown", "offline" if known.settings.offline else "not-asked")
    if question.source == "file":
        if is_taken_out(question, known):
            return LinkVerdict("unverifiable", "alone: none of the relative paths exists here", (evidence.question,))
        if isinstance(evidence.answer, Gone):
            return LinkVerdict("broken", evidence.answer.reason, (evidence.question,), is_confirmed=True)
    second = second_sign(evidence, known)
    around = Surroundings(host_is_suspect(evidence, known), host_is_alive(evidence, known), second)
    seen = observations(evidence, known)
    seen = [*(look for look in seen[:-1] if not host_was_suspect(look, evidence, known)), seen[-1]]
    decision = decide(seen, around, thresholds(known.rulebook))
    return LinkVerdict(
        decision.verdict,
        decision.reason,
        (evidence.question,),
        "soft-404" if second else evidence.answer.reason if isinstance(evidence.answer, Unknown) else "",
        decision.is_confirmed,
        decision.lacks,
        decision.asks_control,
    )


def is_anchor(fragment: str, anchors: Anchors) -> bool:
    """Whether a page or file with these anchors has the place that `fragment` names, as GitHub and browsers find it.

    "" and "top" are the page's top (HTML, 7.4.6.3). Headings are found whatever the case of the link.
    """
    if fragment.lower() in ("", "top"):
        return True
    lowered = _lowered(anchors)
    return fragment.lower() in lowered or f"user-content-{fragment.lower()}" in lowered


def is_taken_out(question: Question, known: Known) -> bool:
    """Whether a list names at least four relative paths, this one among them, and none is there: it left its repository.

    What it says of its neighbours cannot be checked, as what a host says cannot when all its pages fail alike.
    """
    if "taken out" not in known.memory:
        limit = thresholds(known.rulebook).host_links
        paths = (_paths(document, known) for document in known.documents)
        alone = (asked for asked in paths if len(asked) >= limit and all(map(_is_gone, asked.values())))
        known.memory["taken out"] = frozenset(question for asked in alone for question in asked)
    taken_out: frozenset[Question] = known.memory["taken out"]
    return question in taken_out


def _paths(document: Document, known: Known) -> dict[Question, Evidence]:
    """What is known of the files and folders that a list links to."""
    asked = (question for link in document.links for question in questions_of(link, known) if question.source == "file")
    return {question: evidence for question in asked if (evidence := evidence_of(question, known))}


def _is_gone(evidence: Evidence) -> bool:
    return isinstance(evidence.answer, Gone)


@lru_cache(maxsize=64)
def _lowered(anchors: Anchors) -> frozenset[str]:
    """The anchors in lower case, once for all links to one target: a table of contents may be thousands of them."""
    return frozenset(anchor.lower() for anchor in anchors)


_WEIGHT: dict[Verdict, int] = {
    "ok": 0,
    "skipped": 0,
    "redirected": 1,
    "unknown": 2,
    "blocked": 2,
    "unverifiable": 2,
    "flaky": 2,
    "moved": 3,
    "unsafe": 4,
    "broken": 5,
    "gone": 6,
    "malformed": 7,
}

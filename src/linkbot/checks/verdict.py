"""What is known of one link, in one word and a reason: the only place that turns evidence into a verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from linkbot.checks.kind import Known
from linkbot.checks.past import confirmation
from linkbot.checks.questions import document_at, evidence_of, is_excluded, questions_of
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Answer, Evidence, Found, Gone, Moved, PathState, Question, Unknown, UnknownReason
from linkbot.model.report import Verdict

Anchors = frozenset[str] | tuple[str, ...]

HOST_CONTROL_LINKS = 4
"""From how many links on one host on, half of which fail alike, the host is the suspect (DESIGN 5)."""


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """A verdict, why, and the questions whose answers say so (none where nothing was asked)."""

    verdict: Verdict
    reason: str = ""
    questions: tuple[Question, ...] = ()


def verdict(link: Link, known: Known) -> LinkVerdict:
    """The verdict on one occurrence of a link.

    A link that stands on several answers (a paper and its version, a repository and a path in it) is as good as the worst
    of them. What was not asked, or could not be found out, is never evidence against the target.
    """
    identity = link.identity
    if identity.kind == "malformed":
        return LinkVerdict("malformed", "not a URL")
    if is_excluded(link, known.settings):
        return LinkVerdict("skipped", "excluded by exclude_links")
    if identity.kind == "file" and (document := document_at(identity.key, known)) is not None:
        there = is_anchor(identity.fragment, document.anchors)
        return LinkVerdict("ok", "local" if there else f"local: no anchor #{identity.fragment}")
    questions = questions_of(link, known)
    if not questions:
        return LinkVerdict("skipped", "mail" if identity.kind == "mail" else "not a web address")
    return max((verdict_on(question, known) for question in questions), key=lambda judged: _WEIGHT[judged.verdict])


def verdict_on(question: Question, known: Known) -> LinkVerdict:
    """What the answer to one question says about its target."""
    evidence = evidence_of(question, known)
    if evidence is None:
        return LinkVerdict("unknown", "offline" if known.settings.offline else "not-asked")
    if host_is_suspect(question, known):
        return LinkVerdict("flaky", "host: half of its links or more fail alike", (evidence.question,))
    if question.source == "file" and is_taken_out(question, known):
        return LinkVerdict("unverifiable", "alone: none of the relative paths exists here", (evidence.question,))
    word, reason = _read(evidence.answer, question)
    if question.source == "web" and isinstance(evidence.answer, Gone) and (proven := confirmation(evidence.question, known)):
        word, reason = proven, evidence.answer.reason
    return LinkVerdict(word, reason, (evidence.question,))


def is_anchor(fragment: str, anchors: Anchors) -> bool:
    """Whether a page or file with these anchors has the place that `fragment` names, as GitHub and browsers find it.

    "" and "top" are the page's top (HTML, 7.4.6.3). Headings are found whatever the case of the link.
    """
    if fragment.lower() in ("", "top"):
        return True
    lowered = _lowered(anchors)
    return fragment.lower() in lowered or f"user-content-{fragment.lower()}" in lowered


def host_is_suspect(question: Question, known: Known) -> bool:
    """Whether half or more of at least four pages asked of this page's host are gone for the same reason.

    Then the host has changed, or treats us so, and no single page of it counts as gone. A name that does not exist is no such
    case: there is one fact about all its pages, and it is confirmed.
    """
    if "hosts" not in known.memory:
        known.memory["hosts"] = _suspects(known)
    suspects: frozenset[tuple[str, str]] = known.memory["hosts"]
    evidence = evidence_of(question, known)
    return evidence is not None and isinstance(evidence.answer, Gone) and (_host(question), _how_gone(evidence)) in suspects


def is_taken_out(question: Question, known: Known) -> bool:
    """Whether a list names at least four relative paths, this one among them, and none is there: it left its repository.

    What it says of its neighbours cannot be checked, as what a host says cannot when all its pages fail alike.
    """
    if "taken out" not in known.memory:
        paths = (_paths(document, known) for document in known.documents)
        alone = (asked for asked in paths if len(asked) >= HOST_CONTROL_LINKS and all(map(_is_gone, asked.values())))
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


def _read(answer: Answer, question: Question) -> tuple[Verdict, str]:
    match answer:
        case Found(facts=PathState(exists=False, branch_exists=branch)):
            return "gone", "no such path in the repository" if branch else "no such branch in the repository"
        case Found():
            return "ok", ""
        case Moved(to=to, permanent=permanent):
            return "moved" if permanent else "redirected", f"to {to}"
        case Gone(reason=reason):
            if question.source == "file":
                return "broken", reason
            # One night proves little for a page.
            return ("broken", f"unconfirmed: {reason}") if question.source == "web" else ("gone", reason)
        case Unknown(reason=reason, detail=detail):
            return _UNKNOWN[reason], f"{reason}: {detail}" if detail else reason


def _suspects(known: Known) -> frozenset[tuple[str, str]]:
    pages = {
        evidence.question.key: evidence for evidence in known.evidence.values() if evidence.question.source == "web"
    }.values()
    asked = Counter(_host(evidence.question) for evidence in pages)
    gone = Counter(
        (_host(evidence.question), _how_gone(evidence))
        for evidence in pages
        if isinstance(evidence.answer, Gone) and not _is_no_such_host(evidence)
    )
    return frozenset(
        (host, reason) for (host, reason), count in gone.items() if asked[host] >= HOST_CONTROL_LINKS and 2 * count >= asked[host]
    )


def _how_gone(evidence: Evidence) -> str:
    """The status by which a page is gone: two pages that both answer 404 fail alike, however far apart they were asked."""
    if evidence.trace:
        return str(evidence.trace[-1].status)
    return evidence.answer.reason if isinstance(evidence.answer, Gone) else ""


def _is_no_such_host(evidence: Evidence) -> bool:
    return bool(evidence.trace) and evidence.trace[-1].status == 0


def _host(question: Question) -> str:
    return urlsplit(question.key).netloc.lower()


_UNKNOWN: dict[UnknownReason, Verdict] = {
    "offline": "unknown",
    "not-asked": "unknown",
    "rate-limited": "unknown",
    "unsupported": "unknown",
    "blocked": "blocked",
    "timeout": "flaky",
    "dns": "flaky",
    "connection": "flaky",
    "tls": "flaky",
    "server-error": "flaky",
    "protocol": "flaky",
    "redirect-loop": "unverifiable",
    "soft-404": "unverifiable",
    "unverifiable": "unverifiable",
    "unsafe": "unsafe",
}

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

"""What the other links of a run say of a host: whether it is alive today, and whether it is the suspect itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

from linkbot.checks.kind import Known
from linkbot.checks.machine import observe, thresholds
from linkbot.model.evidence import Evidence, Question


def host_is_suspect(evidence: Evidence, known: Known) -> bool:
    """Whether half or more of at least four pages asked of this page's host are gone for the same reason.

    Then the host has changed, or treats us so, and no single page of it counts as gone. A name that does not exist is no such
    case: there is one fact about all its pages, and it is confirmed.
    """
    if evidence.question.source != "web" or not observe(evidence).is_death:
        return False
    if "suspect hosts" not in known.memory:
        known.memory["suspect hosts"] = _suspects(known)
    suspects: frozenset[tuple[str, str]] = known.memory["suspect hosts"]
    return (_host(evidence.question), observe(evidence).signal) in suspects


def host_is_alive(evidence: Evidence, known: Known) -> bool:
    """Whether another page on the host of a page that is gone, or its front page, was seen alive about when it was not."""
    if evidence.question.source != "web" or not observe(evidence).is_death:
        return False
    if "live pages" not in known.memory:
        alive: dict[str, list[Evidence]] = {}
        for each in known.evidence.values():
            if each.question.source == "web" and each.question.want != "sibling" and observe(each).is_alive:
                alive.setdefault(_host(each.question), []).append(each)
        known.memory["live pages"] = alive
    pages: dict[str, list[Evidence]] = known.memory["live pages"]
    near = timedelta(hours=thresholds(known.rulebook).control_hours)
    return any(abs(page.asked_at - evidence.asked_at) <= near for page in pages.get(_host(evidence.question), ()))


def control_question(question: Question) -> Question | None:
    """The question for the front page of a page's host; None where the page is the front page."""
    parts = urlsplit(question.key)
    root = f"{parts.scheme}://{parts.netloc}/"
    return Question("web", root, "control") if question.key != root else None


def _suspects(known: Known) -> frozenset[tuple[str, str]]:
    pages = {
        evidence.question.key: evidence
        for evidence in known.evidence.values()
        if evidence.question.source == "web" and evidence.question.want in ("", "anchors")
    }.values()
    asked = Counter(_host(evidence.question) for evidence in pages)
    dead = Counter((_host(evidence.question), seen.signal) for evidence in pages if (seen := observe(evidence)).is_death)
    least = thresholds(known.rulebook).host_links
    return frozenset(
        (host, signal)
        for (host, signal), count in dead.items()
        if signal != "no-host" and asked[host] >= least and 2 * count >= asked[host]
    )


def _host(question: Question) -> str:
    return urlsplit(question.key).netloc.lower()

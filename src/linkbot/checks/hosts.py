"""What the other links of a run say of a host: whether it is alive today, and whether it is the suspect itself."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from linkbot.checks.kind import Known
from linkbot.checks.machine import observe, thresholds
from linkbot.checks.past import last_look
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
        alive: dict[str, list[datetime]] = {}
        for each in known.evidence.values():
            if each.question.source == "web" and each.question.want != "sibling" and observe(each).is_alive:
                alive.setdefault(_host(each.question), []).append(each.asked_at)
        known.memory["live pages"] = {host: sorted(times) for host, times in alive.items()}
    times: list[datetime] = known.memory["live pages"].get(_host(evidence.question), [])
    near = timedelta(hours=thresholds(known.rulebook).control_hours)
    first = bisect_left(times, evidence.asked_at - near)
    return first < len(times) and times[first] <= evidence.asked_at + near


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
    looks = [look for evidence in pages if (look := last_look(evidence, known))]
    asked = Counter(_host(look.question) for look in looks)
    dead = Counter((_host(look.question), seen.signal) for look in looks if (seen := observe(look)).is_death)
    least = thresholds(known.rulebook).host_links
    return frozenset(
        (host, signal)
        for (host, signal), count in dead.items()
        if signal != "no-host" and asked[host] >= least and 2 * count >= asked[host]
    )


def _host(question: Question) -> str:
    return urlsplit(question.key).netloc.lower()

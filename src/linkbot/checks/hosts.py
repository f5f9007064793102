"""What the other links of a run say of a host: whether it is alive today, and whether it is the suspect itself."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from linkbot.checks.kind import Known
from linkbot.checks.machine import Observation, Signal, observe, thresholds
from linkbot.checks.past import last_look
from linkbot.model.evidence import Evidence, Question

_SAME_NIGHT = timedelta(hours=6)  # one run may take so long
_MOST_PAGES = 200  # of one host, that are looked through for what it was like on earlier nights


def host_is_suspect(evidence: Evidence, known: Known) -> bool:
    """Whether half or more of at least four pages asked of this page's host are gone for the same reason.

    Then the host has changed, or treats us so, and no single page of it counts as gone. A name that does not exist is no such
    case: there is one fact about all its pages, and it is confirmed. An API of rules/sources that knows nothing of all that it is
    asked for is the suspect as well.
    """
    if not observe(evidence).is_death:
        return False
    if "suspect hosts" not in known.memory:
        known.memory["suspect hosts"] = _suspects(known)
    suspects: frozenset[tuple[str, str]] = known.memory["suspect hosts"]
    return (_place(evidence), observe(evidence).signal) in suspects


def host_was_suspect(look: Observation, evidence: Evidence, known: Known) -> bool:
    """Whether on the night of an earlier `look` at a page half or more of its host's pages, by their last look, were gone alike.

    What was seen on such a night proves nothing later either. Up to 200 of the host's pages are looked through.
    """
    if evidence.question.source != "web" or not look.is_death or look.signal == "no-host":
        return False
    night = look.at + _SAME_NIGHT
    key = ("suspect then", _place(evidence), look.signal, int(night.timestamp() // _SAME_NIGHT.total_seconds()))
    if key not in known.memory:
        last = [state for looks in _looks(known).get(_place(evidence), ()) if (state := _state(looks, night))]
        alike = sum(state == look.signal for state in last)
        known.memory[key] = len(last) >= thresholds(known.rulebook).host_links and 2 * alike >= len(last)
    was: bool = known.memory[key]
    return was


def neighbours(evidence: Mapping[Question, Evidence], history: Mapping[Question, Sequence[Evidence]]) -> set[Question]:
    """The pages whose history tells whether a host was the suspect on the nights on which a page of it was missing."""
    missed = {
        _place(each)
        for question, each in evidence.items()
        if question.source == "web" and len(history.get(question, ())) > 1 and observe(each).is_death
    }
    beside: dict[str, list[Question]] = {}
    for question, each in evidence.items() if missed else ():
        if question.source == "web" and question.want in ("", "anchors") and (place := _place(each)) in missed:
            beside.setdefault(place, []).append(question)
    return {question for pages in beside.values() for question in sorted(pages)[:_MOST_PAGES]}


def host_is_alive(evidence: Evidence, known: Known) -> bool:
    """Whether another page on the host that says that a page is gone, or its front page, was seen alive about when it was not.

    A host whose own file says that its 404 means what it says (GitHub Pages) needs nobody to vouch for it.
    """
    if evidence.question.source != "web" or not observe(evidence).is_death:
        return False
    if _is_certain(evidence, known):
        return True
    if "live pages" not in known.memory:
        alive: dict[str, list[datetime]] = {}
        for each in known.evidence.values():
            if each.question.source == "web" and each.question.want != "sibling" and observe(each).is_alive:
                for host in {_host(each.question.key), _host(_answered_by(each))}:
                    alive.setdefault(host, []).append(each.asked_at)
        known.memory["live pages"] = {host: sorted(times) for host, times in alive.items()}
    times: list[datetime] = known.memory["live pages"].get(_host(_answered_by(evidence)), [])
    near = timedelta(hours=thresholds(known.rulebook).control_hours)
    first = bisect_left(times, evidence.asked_at - near)
    return first < len(times) and times[first] <= evidence.asked_at + near


def control_question(evidence: Evidence) -> Question | None:
    """The question for the front page of the host that answered for a page; None where the front page itself did."""
    address = _answered_by(evidence)
    root = f"{address.partition('://')[0]}://{_host(address)}/"
    return Question("web", root, "control") if _host(address) and address != root else None


def _suspects(known: Known) -> frozenset[tuple[str, str]]:
    asked = {each.question.key: each for each in known.evidence.values() if each.question.want in ("", "anchors")}.values()
    looks = [look for each in asked if _counts(each, known) and (look := last_look(each, known))]
    all_of = Counter(map(_place, looks))
    dead = Counter((_place(look), seen.signal) for look in looks if (seen := observe(look)).is_death)
    least = thresholds(known.rulebook).host_links
    return frozenset(
        (place, signal)
        for (place, signal), count in dead.items()
        if signal != "no-host" and all_of[place] >= least and (2 if "." in place else 1) * count >= all_of[place]
    )


def _counts(evidence: Evidence, known: Known) -> bool:
    return evidence.question.source == "web" or evidence.question.source in known.rulebook.sources


def _place(evidence: Evidence) -> str:
    """The host that answered for a page; the name of the source for what an API knows, which has no dot."""
    return _host(_answered_by(evidence)) if evidence.question.source == "web" else evidence.question.source


def _is_certain(evidence: Evidence, known: Known) -> bool:
    """Whether the host's own file says that the status that it answered means that a page is gone."""
    status = evidence.trace[-1].status if evidence.trace else 0
    host = _host(_answered_by(evidence)).partition(":")[0]
    return any(
        profile.meaning.get(status) == "gone"
        and any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in profile.hosts)
        for profile in known.rulebook.hosts
    )


def _looks(known: Known) -> Mapping[str, list[list[tuple[datetime, Signal]]]]:
    """By host, for each of its pages the earlier looks at it: when, and what they showed."""
    if "looks" not in known.memory:
        by_host: dict[str, list[list[tuple[datetime, Signal]]]] = {}
        for question, answers in known.history.items():
            if question.source == "web" and question.want in ("", "anchors") and answers:
                seen = [(each.asked_at, observe(each).signal) for each in answers]
                by_host.setdefault(_place(answers[-1]), []).append(seen)
        known.memory["looks"] = by_host
    looks: Mapping[str, list[list[tuple[datetime, Signal]]]] = known.memory["looks"]
    return looks


def _state(looks: Sequence[tuple[datetime, Signal]], night: datetime) -> str:
    """What the last look up to a night showed, "" where there was none."""
    return next((signal for at, signal in reversed(looks) if at <= night), "")


def _answered_by(evidence: Evidence) -> str:
    """The address that answered: what a short link leads to may be gone, which says nothing of the host of the link."""
    hops = evidence.trace[-1].hops if evidence.trace else ()
    return hops[-1].url if hops else evidence.question.key


def _host(address: str) -> str:
    """The host and port of an address; "" where a redirect led to what is none."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""

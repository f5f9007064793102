"""What one night does not prove, and several do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from linkbot.checks.hosts import control_question, host_is_alive
from linkbot.checks.kind import Known
from linkbot.checks.past import observations, unverified_since
from linkbot.checks.verdict import verdict, verdict_on
from linkbot.config import Settings
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Hop, Page, Question, Unknown
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
URL_ROOT = "https://page.example.org/"
URL = f"{URL_ROOT}paper"
PAGE = Question("web", URL)
ANCHORS = Question("web", URL, "anchors")
MISSING = Gone(reason="HTTP 404 on two GETs")
THERE = Found(facts=Page(status=200, url=URL))
BLOCKED = Unknown(reason="blocked")


def seen(answer: Answer, hours_ago: float, status: int = 404) -> Evidence:
    at = NOW - timedelta(hours=hours_ago)
    trace = (Attempt(at=at, method="GET", url=URL, status=status),)
    return Evidence(question=PAGE, answer=answer, asked_at=at, expires_at=at, trace=trace)


def known_with(history: Sequence[Evidence]) -> Known:
    rulebook = load_rulebook()
    document = parse("README.md", f"[page]({URL})".encode(), rulebook)
    known = Known((document,), {PAGE: history[-1]}, rulebook, Settings(), NOW.date())
    return replace(known, history={PAGE: history})


def test_the_last_look_counts_once_whether_the_store_has_it_or_not() -> None:
    nights = [seen(MISSING, 72), seen(MISSING, 0)]
    with_it, without = known_with(nights), replace(known_with(nights), history={PAGE: nights[:1]})

    assert observations(nights[1], with_it) == observations(nights[1], without)


def test_a_page_that_nobody_could_verify_is_counted_from_when_it_was_last_seen() -> None:
    history = [seen(BLOCKED, 96, 403), seen(THERE, 72, 200), seen(BLOCKED, 48, 403), seen(BLOCKED, 0, 403)]

    assert len(unverified_since(PAGE, known_with(history))) == 2


def test_a_page_that_nobody_could_verify_is_counted_from_when_it_was_last_missing() -> None:
    history = [seen(BLOCKED, 96, 403), seen(MISSING, 72), seen(BLOCKED, 48, 403), seen(BLOCKED, 0, 403)]

    assert unverified_since(PAGE, known_with(history)) == history[2:]


def test_a_page_has_one_history_whether_its_anchors_were_asked_for_or_not() -> None:
    nights = [seen(MISSING, 96), seen(THERE, 72, 200), seen(MISSING, 24), seen(MISSING, 0)]
    known = known_with(nights)
    with_anchors = replace_question(nights[1], ANCHORS)
    split = replace(known, history={PAGE: [nights[0], *nights[2:]], ANCHORS: [with_anchors]}, memory={})

    assert observations(nights[-1], split) == observations(nights[-1], known)


def test_a_run_that_did_not_look_is_no_look() -> None:
    history = [seen(BLOCKED, 48, 403), seen(Unknown(reason="not-asked"), 24, 0), seen(BLOCKED, 0, 403)]

    assert len(unverified_since(PAGE, known_with(history))) == 2


def test_three_nights_and_a_host_that_is_alive_prove_that_a_page_is_broken() -> None:
    known = known_with([seen(MISSING, 72), seen(MISSING, 48), seen(MISSING, 0)])
    root = replace_question(seen(THERE, 0, 200), Question("web", URL_ROOT, "control"))

    alone = verdict(known.documents[0].links[0], known)
    controlled = verdict(known.documents[0].links[0], replace(known, evidence={**known.evidence, root.question: root}, memory={}))

    assert (alone.verdict, alone.asks_control, alone.is_confirmed) == ("broken", True, False)
    assert (controlled.verdict, controlled.reason, controlled.is_confirmed) == ("broken", "HTTP 404 on two GETs", True)


def replace_question(evidence: Evidence, question: Question) -> Evidence:
    return evidence.model_copy(update={"question": question})


def test_a_host_all_of_whose_pages_fail_that_were_looked_at_is_the_suspect_in_a_run_that_was_cut_short() -> None:
    pages = {number: Question("web", f"{URL_ROOT}{number}") for number in range(10)}
    missing = {pages[number]: replace_question(seen(MISSING, 0), pages[number]) for number in range(4)}
    unasked = {pages[number]: replace_question(seen(Unknown(reason="not-asked"), 0, 0), pages[number]) for number in range(4, 10)}
    known = replace(known_with([seen(MISSING, 0)]), evidence={**missing, **unasked})

    assert verdict_on(pages[0], known).verdict == "flaky"


def test_a_page_that_a_run_did_not_come_to_stands_for_what_it_last_showed() -> None:
    pages = {number: Question("web", f"{URL_ROOT}{number}") for number in range(10)}
    missing = {pages[number]: replace_question(seen(MISSING, 0), pages[number]) for number in range(4)}
    unasked = {pages[number]: replace_question(seen(Unknown(reason="not-asked"), 0, 0), pages[number]) for number in range(4, 10)}
    history = {pages[number]: [replace_question(seen(THERE, 100, 200), pages[number])] for number in range(4, 10)}
    known = replace(known_with([seen(MISSING, 0)]), evidence={**missing, **unasked}, history=history)

    assert verdict_on(pages[0], known).verdict == "broken"


@pytest.mark.parametrize(("hours_ago", "is_alive"), [(25, False), (24, True), (0, True), (-24, True), (-25, False)])
def test_a_host_is_alive_where_a_page_of_it_was_seen_within_a_day(hours_ago: float, is_alive: bool) -> None:
    gone, others = seen(MISSING, 0), [Question("web", f"{URL_ROOT}{name}") for name in ("long-ago", "lately", "to-come")]
    times = (1000, hours_ago, -1000)
    pages = {other: replace_question(seen(THERE, hours, 200), other) for other, hours in zip(others, times, strict=True)}

    assert host_is_alive(gone, replace(known_with([gone]), evidence={PAGE: gone, **pages})) is is_alive


def test_the_host_that_must_be_alive_is_the_one_that_answered_and_not_that_of_a_short_link() -> None:
    gone, elsewhere = sent_to("https://long.example.org/a", seen(MISSING, 0)), Question("web", "https://long.example.org/b")
    short = replace_question(seen(THERE, 0, 200), Question("web", URL_ROOT))
    page = replace_question(seen(THERE, 0, 200), elsewhere)
    known = known_with([gone])

    assert not host_is_alive(gone, replace(known, evidence={PAGE: gone, short.question: short}, memory={}))
    assert host_is_alive(gone, replace(known, evidence={PAGE: gone, page.question: page}, memory={}))
    assert control_question(gone) == Question("web", "https://long.example.org/", "control")


def test_a_host_whose_front_page_leads_elsewhere_is_alive_and_so_is_where_it_leads() -> None:
    root = sent_to("https://new.example.org/", replace_question(seen(THERE, 0, 200), Question("web", URL_ROOT)))
    here, there = seen(MISSING, 0), sent_to("https://new.example.org/paper", seen(MISSING, 0))
    known = replace(known_with([here]), evidence={root.question: root})

    assert host_is_alive(here, known)
    assert host_is_alive(there, known)


def test_a_front_page_that_is_gone_has_no_other_that_could_vouch_for_it() -> None:
    assert control_question(replace_question(seen(MISSING, 0), Question("web", URL_ROOT))) is None


def sent_to(address: str, evidence: Evidence) -> Evidence:
    """The same answer, after a redirect to `address`."""
    (attempt,) = evidence.trace
    return evidence.model_copy(update={"trace": (attempt.model_copy(update={"hops": (Hop(status=301, url=address),)}),)})

"""What one night does not prove, and several do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from linkbot.checks.kind import Known
from linkbot.checks.past import observations, unverified_since
from linkbot.checks.verdict import verdict
from linkbot.config import Settings
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Page, Question, Unknown
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
URL_ROOT = "https://page.example.org/"
URL = f"{URL_ROOT}paper"
PAGE = Question("web", URL)
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


def test_a_page_that_was_missing_once_is_not_merely_unverified() -> None:
    assert unverified_since(PAGE, known_with([seen(MISSING, 24), seen(BLOCKED, 0, 403)])) == ()


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

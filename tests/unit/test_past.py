"""What one night does not prove, and several do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from linkbot.checks.kind import Known
from linkbot.checks.past import confirmation, unverified_since
from linkbot.checks.verdict import verdict
from linkbot.config import Settings
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Page, Question, Unknown
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
URL = "https://page.example.org/"
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


def test_three_nights_over_three_days_prove_that_a_page_is_broken() -> None:
    known = known_with([seen(MISSING, 72), seen(MISSING, 48), seen(MISSING, 0)])

    judged = verdict(known.documents[0].links[0], known)

    assert (judged.verdict, judged.reason) == ("broken", "HTTP 404 on two GETs")


def test_two_nights_prove_nothing() -> None:
    assert confirmation(PAGE, known_with([seen(MISSING, 96), seen(MISSING, 0)])) == ""


def test_three_looks_within_three_days_prove_nothing() -> None:
    assert confirmation(PAGE, known_with([seen(MISSING, 71), seen(MISSING, 48), seen(MISSING, 0)])) == ""


def test_a_night_on_which_the_page_was_there_starts_the_count_anew() -> None:
    history = [seen(MISSING, 120), seen(MISSING, 96), seen(THERE, 72, 200), seen(MISSING, 48), seen(MISSING, 0)]

    assert confirmation(PAGE, known_with(history)) == ""


def test_a_night_that_told_nothing_neither_counts_nor_clears() -> None:
    history = [seen(MISSING, 96), seen(MISSING, 72), seen(BLOCKED, 24, 403), seen(MISSING, 0)]

    assert confirmation(PAGE, known_with(history)) == "broken"


def test_410_twice_a_day_apart_is_gone() -> None:
    history = [seen(Gone(reason="HTTP 410"), 24, 410), seen(Gone(reason="HTTP 410"), 0, 410)]

    assert verdict(known_with(history).documents[0].links[0], known_with(history)).verdict == "gone"


def test_410_twice_in_an_hour_is_not_gone_yet() -> None:
    assert confirmation(PAGE, known_with([seen(MISSING, 1, 410), seen(MISSING, 0, 410)])) == ""


def test_nights_without_a_network_do_not_count_as_looks() -> None:
    history = [seen(Unknown(reason="not-asked"), 48, 0), seen(BLOCKED, 24, 403), seen(BLOCKED, 0, 403)]

    assert len(unverified_since(PAGE, known_with(history))) == 2


def test_a_page_that_was_missing_once_is_not_merely_unverified() -> None:
    assert unverified_since(PAGE, known_with([seen(MISSING, 24), seen(BLOCKED, 0, 403)])) == ()

"""When a target counts as dead: never by one night, never without a proof, never after it was seen again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from linkbot.checks.machine import Decision, Observation, Signal, Surroundings, decide, observe, thresholds
from linkbot.model.evidence import Attempt, Evidence, Found, Gone, PathState, Question, Unknown
from linkbot.rulebook import load_rulebook

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
LIMITS = thresholds(load_rulebook())
ALIVE_HOST = Surroundings(host_is_alive=True)


def nights(*story: tuple[Signal, float]) -> list[Observation]:
    """Observations by what they showed and how many hours ago."""
    return [Observation(NOW - timedelta(hours=hours), signal, "HTTP 404 on two GETs") for signal, hours in story]


def decided(*story: tuple[Signal, float], around: Surroundings = ALIVE_HOST) -> Decision:
    return decide(nights(*story), around, LIMITS)


def test_three_days_and_72_hours_prove_that_a_page_is_broken() -> None:
    decision = decided(("missing", 72), ("missing", 48), ("missing", 0))

    assert (decision.verdict, decision.reason, decision.is_confirmed) == ("broken", "HTTP 404 on two GETs", True)


@pytest.mark.parametrize(
    ("story", "lacks"),
    [
        ([("missing", 0)], "1 of 3 observations"),
        ([("missing", 96), ("missing", 0)], "2 of 3 observations"),
        ([("missing", 71), ("missing", 48), ("missing", 0)], "71 of 72 hours from the first to the last"),
        ([("missing", 72), ("missing", 71), ("missing", 0)], "2 of 3 observations"),
        ([("missing", 120), ("ok", 96), ("missing", 48), ("missing", 0)], "2 of 3 observations"),
        ([("no-host", 72), ("no-host", 48), ("no-host", 0)], "3 of 4 observations"),
        ([("no-host", 96), ("no-host", 72), ("no-host", 48), ("no-host", 0)], "96 of 168 hours from the first to the last"),
        ([("absent", 0)], "1 of 2 observations"),
        ([("absent", 23), ("absent", 0)], "23 of 24 hours from the first to the last"),
    ],
)
def test_what_is_too_early_is_unconfirmed_and_says_what_is_missing(story: list[tuple[Signal, float]], lacks: str) -> None:
    decision = decided(*story)

    assert (decision.verdict, decision.is_confirmed) == ("broken", False)
    assert decision.reason.startswith("unconfirmed: ")
    assert lacks in decision.lacks


def test_a_night_that_told_nothing_neither_counts_nor_clears() -> None:
    assert decided(("missing", 72), ("timeout", 48), ("missing", 24), ("blocked", 12), ("missing", 0)).is_confirmed


def test_a_domain_is_dead_after_a_week_and_needs_no_control() -> None:
    decision = decided(("no-host", 168), ("no-host", 120), ("no-host", 48), ("no-host", 0), around=Surroundings())

    assert (decision.verdict, decision.is_confirmed) == ("broken", True)


@pytest.mark.parametrize("signal", ["gone", "absent"])
def test_a_source_that_says_so_twice_a_day_apart_is_believed(signal: Signal) -> None:
    assert decided((signal, 24), (signal, 0), around=Surroundings()) == Decision(
        "gone", "HTTP 404 on two GETs", is_confirmed=True
    )


def test_a_dead_page_waits_for_its_host_to_be_seen_and_asks_for_it_only_at_the_end() -> None:
    early = decided(("missing", 0), around=Surroundings())
    late = decided(("missing", 72), ("missing", 48), ("missing", 0), around=Surroundings())

    assert (early.is_confirmed, early.asks_control) == (False, False)
    assert (late.is_confirmed, late.asks_control, late.lacks) == (False, True, ("its host seen alive",))


def test_a_host_all_of_whose_pages_fail_is_the_suspect() -> None:
    story: list[tuple[Signal, float]] = [("missing", 72), ("missing", 48), ("missing", 0)]

    assert decided(*story, around=Surroundings(host_is_suspect=True, host_is_alive=True)).verdict == "flaky"


def test_any_success_clears() -> None:
    assert decided(("missing", 96), ("missing", 72), ("missing", 24), ("ok", 0)).verdict == "ok"


def test_a_clock_that_jumped_ahead_hastens_nothing() -> None:
    seen = [*nights(("missing", 1)), *nights(("missing", -1000), ("missing", 0))]

    assert not decide(seen, ALIVE_HOST, LIMITS).is_confirmed


def test_a_success_dated_by_a_clock_that_jumped_still_clears() -> None:
    seen = nights(("missing", 72), ("missing", 48), ("ok", -1000), ("missing", 0))

    assert not decide(seen, ALIVE_HOST, LIMITS).is_confirmed


def test_a_page_that_answers_and_says_it_is_not_there_is_not_ok() -> None:
    decision = decided(("ok", 0), around=Surroundings(second_sign="the title says so, and three links end there"))

    assert decision.verdict == "unverifiable"
    assert decision.reason.startswith("soft-404: ")


@pytest.mark.parametrize(
    ("answer", "status", "signal"),
    [
        (Gone(reason="HTTP 404"), 404, "missing"),
        (Gone(reason="HTTP 410"), 410, "gone"),
        (Gone(reason="no such domain"), 0, "no-host"),
        (Unknown(reason="blocked"), 403, "blocked"),
    ],
)
def test_each_answer_of_a_page_is_one_signal(answer: Gone | Unknown, status: int, signal: Signal) -> None:
    trace = (Attempt(at=NOW, method="GET", url="https://a.example/", status=status),)
    evidence = Evidence(question=Question("web", "https://a.example/"), answer=answer, asked_at=NOW, expires_at=NOW, trace=trace)

    assert observe(evidence).signal == signal


def test_a_path_that_its_repository_does_not_have_is_absent() -> None:
    question = Question("github", "o/r/tree/main/docs", "path")
    evidence = Evidence(question=question, answer=Found(facts=PathState(exists=False)), asked_at=NOW, expires_at=NOW)

    assert observe(evidence) == Observation(NOW, "absent", "no such path in the repository")


def test_nights_without_the_page_do_not_prove_that_its_name_is_gone() -> None:
    decision = decided(("missing", 200), ("missing", 120), ("missing", 48), ("no-host", 0), around=Surroundings())

    assert (decision.is_confirmed, decision.lacks[0]) == (False, "1 of 4 observations")

"""What no history, however it goes, can make the verdict machine say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from linkbot.checks.machine import Death, Observation, Signal, Surroundings, decide, thresholds
from linkbot.model.evidence import UnknownReason
from linkbot.rulebook import load_rulebook

LIMITS = thresholds(load_rulebook())
START = datetime(2026, 1, 1, tzinfo=UTC)
DEATHS: tuple[Signal, ...] = get_args(Death)
UNSETTLED: tuple[Signal, ...] = get_args(UnknownReason)
ALIVE: tuple[Signal, ...] = ("ok", "redirected", "moved")

surroundings = st.builds(Surroundings, st.booleans(), st.booleans(), st.sampled_from(["", "two signs"]))


def histories(*signals: Signal) -> st.SearchStrategy[list[Observation]]:
    looks = st.tuples(st.floats(0.0, 200.0), st.sampled_from(signals))
    return st.lists(looks, min_size=1, max_size=12).map(in_order)


def in_order(looks: list[tuple[float, Signal]]) -> list[Observation]:
    """Observations, each some hours after the one before."""
    at, seen = START, []
    for hours, signal in looks:
        at += timedelta(hours=hours)
        seen.append(Observation(at, signal, "words"))
    return seen


@given(histories(*UNSETTLED, *ALIVE), surroundings)
def test_no_death_without_a_proof_of_absence(seen: list[Observation], around: Surroundings) -> None:
    assert decide(seen, around, LIMITS).verdict not in ("broken", "gone")


@given(histories(*UNSETTLED), surroundings)
def test_what_could_not_be_told_never_ripens_into_anything(seen: list[Observation], around: Surroundings) -> None:
    assert decide(seen, around, LIMITS).verdict in ("unknown", "blocked", "flaky", "unverifiable", "unsafe")


@given(histories(*DEATHS, *UNSETTLED), surroundings, st.sampled_from(ALIVE))
def test_any_success_clears(seen: list[Observation], around: Surroundings, alive: Signal) -> None:
    found = Observation(seen[-1].at + timedelta(hours=1), alive)
    missing = Observation(found.at + timedelta(hours=1), "missing")

    assert decide([*seen, found], around, LIMITS).verdict not in ("broken", "gone", "flaky")
    assert decide([*seen, found, missing], around, LIMITS) == decide([missing], around, LIMITS)


@given(histories(*DEATHS, *UNSETTLED, *ALIVE), surroundings)
def test_no_death_is_confirmed_within_a_day(seen: list[Observation], around: Surroundings) -> None:
    decision = decide(seen, around, LIMITS)

    if decision.is_confirmed and decision.verdict in ("broken", "gone"):
        deaths = [each for each in seen if each.is_death]
        assert deaths[-1].at - deaths[0].at >= timedelta(hours=24)
        assert seen[-1].is_death


@given(histories(*DEATHS, *UNSETTLED, *ALIVE))
def test_a_suspect_host_has_no_dead_pages(seen: list[Observation]) -> None:
    decision = decide(seen, Surroundings(host_is_suspect=True, host_is_alive=True), LIMITS)

    assert not (decision.verdict in ("broken", "gone") and seen[-1].signal in ("missing", "gone"))


@given(histories(*ALIVE))
def test_a_page_that_says_it_is_not_there_is_never_ok(seen: list[Observation]) -> None:
    assert decide(seen, Surroundings(second_sign="two signs"), LIMITS).verdict == "unverifiable"


@given(histories(*DEATHS, *UNSETTLED, *ALIVE), surroundings, st.integers(-5000, 5000))
def test_a_look_dated_in_the_future_proves_nothing(seen: list[Observation], around: Surroundings, hours: int) -> None:
    stray = Observation(seen[-1].at + timedelta(hours=abs(hours) + 1), "missing", "words")

    assert decide([stray, *seen], around, LIMITS) == decide(seen, around, LIMITS)


@given(histories(*DEATHS, *UNSETTLED, *ALIVE), surroundings)
def test_what_is_not_confirmed_says_what_it_lacks(seen: list[Observation], around: Surroundings) -> None:
    decision = decide(seen, around, LIMITS)

    assert bool(decision.lacks) == (decision.verdict == "broken" and not decision.is_confirmed)

"""The verdict on one target from all that was ever seen of it: pure, and the only place where a death is pronounced.

Three things can never be: no death without a proof of absence, no wall or timeout that ripens into one, and no death that
outlives a success.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from linkbot.errors import RulebookError
from linkbot.model.evidence import Evidence, Found, Gone, Moved, PathState, Unknown, UnknownReason
from linkbot.model.report import Verdict
from linkbot.rulebook import Rulebook

Death = Literal["missing", "gone", "no-host", "absent"]
Signal = Literal["ok", "redirected", "moved"] | Death | UnknownReason
"""What one look showed: alive in one of three ways, absent in one of four, or why it could not tell."""

_ALIVE = frozenset({"ok", "redirected", "moved"})
_DEATHS = frozenset({"missing", "gone", "no-host", "absent"})
_PAGE_DEATHS = frozenset({"missing", "gone"})

SUSPECT = "host: half of its links or more fail alike"

_UNSETTLED: dict[str, Verdict] = {
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


@dataclass(frozen=True, slots=True)
class Observation:
    """One look at a target: when, what it showed, and the source's own words for it."""

    at: datetime
    signal: Signal
    words: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether the target was there."""
        return self.signal in _ALIVE

    @property
    def is_death(self) -> bool:
        """Whether somebody who must know said that the target is not there."""
        return self.signal in _DEATHS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else is known on the day of the last look.

    `host_is_suspect`: half of the host's links or more fail alike. `host_is_alive`: its front page, or another link on it,
    answered in the same run. `second_sign`: words for a second sign that the page is not there, where its answer held one.
    """

    host_is_suspect: bool = False
    host_is_alive: bool = False
    second_sign: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict. `is_confirmed` where it may be acted on without another look; else `lacks` says what is still missing.

    `asks_control`: the host's front page is worth a request, since nothing else is missing.
    """

    verdict: Verdict
    reason: str = ""
    is_confirmed: bool = False
    lacks: tuple[str, ...] = field(default=())
    asks_control: bool = False


class Proof(BaseModel):
    """How much must have been seen, and over how long: weights, counts, calendar days (UTC), hours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: float
    observations: int
    days: int
    hours: float
    apart: float


class Thresholds(BaseModel):
    """rules/conventions/verdicts.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[Death, float]
    broken: Proof
    no_host: Proof
    gone: Proof
    host_links: int
    control_hours: float


@cache
def thresholds(rulebook: Rulebook) -> Thresholds:
    """The rulebook's numbers. Raises RulebookError that names the field that cannot be used."""
    try:
        return Thresholds.model_validate(rulebook.conventions.get("verdicts", {}))
    except ValidationError as error:
        first = error.errors()[0]
        raise RulebookError(f"conventions/verdicts.yaml: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def observe(evidence: Evidence) -> Observation:
    """What one answer showed."""
    at, answer = evidence.asked_at, evidence.answer
    match answer:
        case Found(facts=PathState(exists=False, branch_exists=branch)):
            return Observation(at, "absent", "no such path in the repository" if branch else "no such branch in the repository")
        case Found():
            return Observation(at, "ok")
        case Moved(to=to, permanent=permanent):
            return Observation(at, "moved" if permanent else "redirected", f"to {to}")
        case Unknown(reason=reason, detail=detail):
            return Observation(at, reason, detail)
        case Gone(reason=words):
            return Observation(at, _death(evidence), words)


def decide(seen: Sequence[Observation], around: Surroundings, limits: Thresholds) -> Decision:
    """The verdict on a target by the observations of it, the last one today's; none is no verdict at all.

    The order of `seen` is that in which they were made. One that is dated after the last (a clock that jumped) does not count.
    """
    if not seen:
        return Decision("unknown", "not-asked")
    last = seen[-1]
    if last.is_alive:
        if around.second_sign:
            return Decision("unverifiable", f"soft-404: {around.second_sign}")
        return Decision(_word(last.signal), last.words, is_confirmed=True)
    if not last.is_death:
        return Decision(_UNSETTLED[last.signal], f"{last.signal}: {last.words}" if last.words else last.signal)
    if around.host_is_suspect and last.signal != "no-host":
        return Decision("flaky", SUSPECT)
    return _pronounced(since_alive(seen), around, limits)


def since_alive(seen: Sequence[Observation]) -> list[Observation]:
    """The observations after the last that found the target, without those that a jumping clock dated."""
    now = seen[-1].at if seen else None
    since: list[Observation] = []
    for each in seen:
        if each.is_alive:
            since.clear()  # whatever its date: a clock that jumped may delay a death, and never hastens one
        elif now is not None and each.at <= now and (not since or each.at >= since[-1].at):
            since.append(each)
    return since


def _pronounced(seen: Sequence[Observation], around: Surroundings, limits: Thresholds) -> Decision:
    last = seen[-1]
    deaths = [each for each in seen if each.is_death and (last.signal != "no-host" or each.signal == "no-host")]
    said_so = [each for each in deaths if each.signal in ("gone", "absent")]
    if last.signal in ("gone", "absent") and not _lacks(said_so, limits.gone, limits):
        return Decision("gone", last.words, is_confirmed=True)
    proof = limits.gone if last.signal == "absent" else limits.no_host if last.signal == "no-host" else limits.broken
    lacks = _lacks(said_so if last.signal == "absent" else deaths, proof, limits)
    needs_control = last.signal in _PAGE_DEATHS and not around.host_is_alive
    if not lacks and not needs_control:
        return Decision("broken", last.words, is_confirmed=True)
    if needs_control:
        return Decision("broken", f"unconfirmed: {last.words}", False, (*lacks, "its host seen alive"), not lacks)
    return Decision("broken", f"unconfirmed: {last.words}", lacks=lacks)


def _lacks(deaths: Sequence[Observation], proof: Proof, limits: Thresholds) -> tuple[str, ...]:
    """What is still missing to a proof, in words."""
    counted = _spaced(deaths, timedelta(hours=proof.apart))
    lacks: list[str] = []
    if len(counted) < proof.observations:
        lacks.append(f"{len(counted)} of {proof.observations} observations")
    elif round(sum(limits.weights[_death_of(each)] for each in counted), 3) < proof.weight:
        lacks.append("an observation more")
    days = len({each.at.date() for each in counted})
    if days < proof.days:
        lacks.append(f"{days} of {proof.days} days")
    lasted = (counted[-1].at - counted[0].at).total_seconds() / 3600 if counted else 0.0
    if lasted < proof.hours:
        lacks.append(f"{lasted:.0f} of {proof.hours:.0f} hours from the first to the last")
    return tuple(lacks)


def _spaced(deaths: Sequence[Observation], apart: timedelta) -> list[Observation]:
    """Those that count: each at least `apart` after the one that counted before it."""
    counted: list[Observation] = []
    for each in deaths:
        if not counted or each.at - counted[-1].at >= apart:
            counted.append(each)
    return counted


def _death(evidence: Evidence) -> Death:
    if evidence.question.source != "web":
        return "absent"
    attempt = evidence.trace[-1] if evidence.trace else None
    if attempt is None:
        return "missing"
    if attempt.status == HTTPStatus.GONE:
        return "gone"
    return "missing" if attempt.status else "no-host"


def _death_of(observation: Observation) -> Death:
    signal = observation.signal
    assert signal in ("missing", "gone", "no-host", "absent")
    return signal


def _word(signal: Signal) -> Verdict:
    assert signal in ("ok", "redirected", "moved")
    return signal

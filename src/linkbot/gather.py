"""Questions, the store and the sources -> evidence: what is fresh is taken from the store, the rest is asked, each once."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Protocol

from linkbot.duration import spelt
from linkbot.model.evidence import Evidence, Question, SourceName, Unknown, UnknownReason
from linkbot.sources.source import Source
from linkbot.store import Store

LAST_ANSWERS = 3.0
"""Seconds that are left to what is in flight when the budget is spent."""


class Observer(Protocol):
    """Is told how the gathering goes, for a person who waits."""

    def say(self, message: str) -> None:
        """What is being waited for."""
        ...

    def total(self, questions: int) -> None:
        """How many more questions are about to be asked."""
        ...

    def done(self, question: Question) -> None:
        """One question has its answer."""
        ...


class Unwatched:
    """An observer for nobody."""

    def say(self, message: str) -> None:
        """Does nothing."""

    def total(self, questions: int) -> None:
        """Does nothing."""

    def done(self, question: Question) -> None:
        """Does nothing."""


@dataclass
class Gathered:
    """Evidence as it comes in. `asked` are the questions that were put to a source in this run.

    Filled while gathering, so that what has come is there when the run is cut short. `failures` are sentences about sources
    that failed by a fault of linkbot's own.
    """

    evidence: dict[Question, Evidence] = field(default_factory=dict)
    asked: set[Question] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


class Opener(Protocol):
    """Where the sources come from, and whether there is a network to ask them over."""

    def open(self, names: Iterable[SourceName]) -> Mapping[SourceName, Source]:
        """The sources of those names, the same ones at every call."""
        ...

    async def askable(self, questions: Collection[Question]) -> Collection[Question]:
        """Those of `questions` that can be asked at all: all of them, where there is a network."""
        ...

    def stop(self, detail: str) -> None:
        """Puts no new question: what waits for its turn is Unknown("not-asked", detail), what is in flight goes on."""
        ...


Needs = Callable[[Mapping[Question, Evidence]], Iterable[Question]]


async def gather(
    needs: Needs,
    into: Gathered,
    *,
    store: Store,
    sources: Opener,
    clock: Callable[[], datetime],
    offline: bool = False,
    refresh: bool = False,
    budget: float | None = None,
    spent_before: float = 0.0,
    observer: Observer | None = None,
) -> None:
    """Answers what `needs` names into `into`, from the store where it is fresh, from the sources otherwise.

    `needs` is given the evidence so far, at the start and again whenever a source has answered its part, until it names
    nothing new: arXiv's suspects need not wait for the last slow page. Only the local files are asked when `offline`, or where
    there is no network, or when `budget` seconds have passed, `spent_before` among them. A question that got no answer is
    Unknown("not-asked"); it comes before all others when it is put again. Cancelling stops the asking; what has come stays in
    `into` and in the store.
    """
    observer = observer or Unwatched()
    spent = _Budget(budget, spent_before)
    running: dict[asyncio.Task[None], SourceName] = {}
    named: set[Question] = set()
    try:
        while True:
            # What a busy source is to be asked waits until it is done: by then more may be wanted, in the same call.
            busy = set(running.values())
            wanted = {question for question in needs(into.evidence) if question.source not in busy} - named
            named |= wanted
            if not refresh:
                for evidence in store.fresh((question for question in wanted if question.source != "file"), clock()):
                    into.evidence[evidence.question] = evidence
            unanswered = wanted - into.evidence.keys()
            abroad = [question for question in unanswered if question.source != "file"]
            if abroad:
                askable = () if offline or spent.is_over else await sources.askable(abroad)
                if spent.is_over and not offline:
                    into.evidence |= {question: _unanswered(question, "not-asked", clock(), spent.words) for question in abroad}
                detail = "" if offline else "no network"
                unasked = set(abroad).difference(askable, into.evidence)
                into.evidence |= {question: _unanswered(question, "offline", clock(), detail) for question in unasked}
            by_source = _by_source(unanswered - into.evidence.keys(), store, clock())
            observer.total(sum(map(len, by_source.values())))
            opened = sources.open(by_source)
            for name, batch in by_source.items():
                running[asyncio.create_task(_ask(opened[name], batch, into, store, clock, observer, spent))] = name
            if not running and not wanted:
                break
            if running:
                for task in await _some(running, spent, sources, observer):
                    del running[task]
                    task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class _Budget:
    """The time that a run may ask for, in seconds (None: as long as it takes), `spent` of them before, and whether it is over."""

    def __init__(self, seconds: float | None, spent: float) -> None:
        self._ends_at = None if seconds is None else monotonic() + seconds - spent
        self.words = "" if seconds is None else f"the budget of {spelt(seconds)} was spent"

    @property
    def left(self) -> float | None:
        """Seconds, None where there is no end."""
        return None if self._ends_at is None else max(0.0, self._ends_at - monotonic())

    @property
    def is_over(self) -> bool:
        """Whether no new question may be put."""
        return self.left == 0.0


async def _some(
    running: Collection[asyncio.Task[None]], spent: _Budget, sources: Opener, observer: Observer
) -> set[asyncio.Task[None]]:
    """Tasks that are done: the first ones, or all of them a few seconds after the budget was spent."""
    done, _ = await asyncio.wait(running, timeout=spent.left, return_when=asyncio.FIRST_COMPLETED)
    if done:
        return done
    observer.say(f"{spent.words}: waiting for the last answers")
    sources.stop(spent.words)
    _, asking = await asyncio.wait(running, timeout=LAST_ANSWERS)
    for task in asking:
        task.cancel()
    return (await asyncio.wait(running))[0]


def _by_source(questions: Collection[Question], store: Store, now: datetime) -> dict[SourceName, list[Question]]:
    """The batch of each source, in the order in which it is to be asked: what was never asked, then what was asked longest ago.

    So every link has its turn, however often a run ends before its last one.
    """
    asked = store.last_asked((question for question in questions if question.source != "file"), now)
    by_source: dict[SourceName, list[Question]] = {}
    for question in sorted(questions, key=lambda each: (asked.get(each, 0.0), each)):
        by_source.setdefault(question.source, []).append(question)
    return by_source


async def _ask(
    source: Source,
    batch: list[Question],
    into: Gathered,
    store: Store,
    clock: Callable[[], datetime],
    observer: Observer,
    spent: _Budget,
) -> None:
    into.asked.update(batch)
    try:
        async for evidence in source.ask(batch):
            into.evidence[evidence.question] = evidence
            if source.name != "file" and not _was_not_asked(evidence):
                store.put(evidence)
            observer.done(evidence.question)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one source must not cost the answers of the others
        fault = traceback.extract_tb(error.__traceback__)[-1]
        into.failures.append(
            f"the source {source.name} failed by linkbot's own fault, and what it had not answered is unknown: "
            f"{type(error).__name__}: {error} ({Path(fault.filename).name}:{fault.lineno}); please report it"
        )
    except asyncio.CancelledError:
        if not spent.is_over:
            raise
    for question in batch:
        if question not in into.evidence:
            into.evidence[question] = _unanswered(question, "not-asked", clock(), spent.words if spent.is_over else "")


def _was_not_asked(evidence: Evidence) -> bool:
    """Whether the source's turn for it never came: that is no look at the target, and nothing to remember."""
    return isinstance(evidence.answer, Unknown) and evidence.answer.reason == "not-asked"


def _unanswered(question: Question, reason: UnknownReason, now: datetime, detail: str = "") -> Evidence:
    return Evidence(question=question, answer=_no_answer(reason, detail), asked_at=now, expires_at=now)


@lru_cache(maxsize=64)
def _no_answer(reason: UnknownReason, detail: str) -> Unknown:
    """One value for the many questions that have no answer for the same reason: a long list offline has 100,000."""
    return Unknown(reason=reason, detail=detail)

"""Each question is asked once, fresh answers are not asked for again, and no answer is an answer too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from linkbot.gather import Gathered, Unwatched, gather
from linkbot.model.evidence import Evidence, File, Found, Page, Question, SourceName, Unknown
from linkbot.sources.source import Source
from linkbot.store import Store

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PAGE = Question("web", "https://example.org/")
OTHER = Question("web", "https://example.com/")
FILE = Question("file", "notes.md")


class Scripted:
    """A source that answers the questions it was given answers for, after `pause` seconds each."""

    def __init__(self, name: SourceName, *answers: Evidence, pause: float = 0, breaks: bool = False) -> None:
        self.name: SourceName = name
        self.requests = 0
        self.asked: list[Question] = []
        self._answers = {answer.question: answer for answer in answers}
        self._pause = pause
        self._breaks = breaks

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        self.asked += questions
        for question in questions:
            if question in self._answers:
                yield self._answers[question]
            await asyncio.sleep(self._pause)
        if self._breaks:
            raise ZeroDivisionError("by zero")

    async def close(self) -> None:
        """Has nothing to free."""


def an_answer(question: Question, *, asked_at: datetime = NOW, days: int = 7) -> Evidence:
    facts = File(path=question.key) if question.source == "file" else Page(status=200, url=question.key)
    return Evidence(question=question, answer=Found(facts=facts), asked_at=asked_at, expires_at=asked_at + timedelta(days=days))


class Opening:
    """The sources of a test, over a network that is there or not."""

    def __init__(self, *sources: Scripted, network: bool = True) -> None:
        self._sources: dict[SourceName, Source] = {source.name: source for source in sources}
        self._network = network
        self.stopped: list[str] = []

    def open(self, names: Iterable[SourceName]) -> Mapping[SourceName, Source]:
        return {name: self._sources[name] for name in names}

    async def askable(self, questions: Collection[Question]) -> Collection[Question]:
        return questions if self._network else ()

    def stop(self, detail: str) -> None:
        self.stopped.append(detail)


async def gathered(questions: Iterable[Question], store: Store, *sources: Scripted, **options: bool) -> Gathered:
    into = Gathered()
    await gather(lambda _: questions, into, store=store, sources=Opening(*sources), clock=lambda: NOW, **options)  # type: ignore[arg-type]
    return into


def test_what_is_fresh_in_the_store_is_not_asked_again() -> None:
    web = Scripted("web", an_answer(OTHER))
    with Store(None) as store:
        store.put(an_answer(PAGE))

        into = asyncio.run(gathered([PAGE, OTHER], store, web))

    assert web.asked == [OTHER]
    assert into.evidence == {PAGE: an_answer(PAGE), OTHER: an_answer(OTHER)}
    assert into.asked == {OTHER}


def test_refresh_asks_again() -> None:
    web = Scripted("web", an_answer(PAGE))
    with Store(None) as store:
        store.put(an_answer(PAGE))

        asyncio.run(gathered([PAGE], store, web, refresh=True))

    assert web.asked == [PAGE]


def test_what_was_asked_is_kept_for_the_next_run() -> None:
    with Store(None) as store:
        asyncio.run(gathered([PAGE], store, Scripted("web", an_answer(PAGE))))

        assert store.history(PAGE) == [an_answer(PAGE)]


def test_a_local_file_is_looked_at_every_time() -> None:
    files = Scripted("file", an_answer(FILE))
    with Store(None) as store:
        asyncio.run(gathered([FILE], store, files))

        assert store.history(FILE) == []


def test_offline_asks_only_the_disk() -> None:
    files = Scripted("file", an_answer(FILE))
    with Store(None) as store:
        into = asyncio.run(gathered([FILE, PAGE], store, files, offline=True))

    assert into.evidence[FILE] == an_answer(FILE)
    assert into.evidence[PAGE].answer == Unknown(reason="offline")
    assert into.asked == {FILE}


def test_without_a_network_nobody_is_asked_and_no_domain_is_dead() -> None:
    into = Gathered()
    with Store(None) as store:
        sources = Opening(Scripted("web"), Scripted("file", an_answer(FILE)), network=False)
        asyncio.run(gather(lambda _: [FILE, PAGE], into, store=store, sources=sources, clock=lambda: NOW))

        assert store.history(PAGE) == []
    assert into.evidence[PAGE].answer == Unknown(reason="offline", detail="no network")
    assert into.evidence[FILE] == an_answer(FILE)


def test_a_question_that_got_no_answer_is_unknown() -> None:
    with Store(None) as store:
        into = asyncio.run(gathered([PAGE], store, Scripted("web")))

    assert into.evidence[PAGE].answer == Unknown(reason="not-asked")


def test_what_an_answer_makes_necessary_is_asked_before_the_slow_source_is_done() -> None:
    suspect = Question("arxiv", "1706.03762")
    order: list[Question] = []

    class Watching(Unwatched):
        def done(self, question: Question) -> None:
            order.append(question)

    def needs(evidence: Mapping[Question, Evidence]) -> list[Question]:
        return [PAGE, OTHER, FILE, *([suspect] if FILE in evidence else [])]

    with Store(None) as store:
        slow = Scripted("web", an_answer(PAGE), an_answer(OTHER), pause=0.1)
        sources = Opening(slow, Scripted("file", an_answer(FILE)), Scripted("arxiv", an_answer(suspect)))
        asyncio.run(gather(needs, Gathered(), store=store, sources=sources, clock=lambda: NOW, observer=Watching()))

    assert order.index(suspect) < order.index(PAGE)


def test_a_source_that_breaks_is_told_and_costs_no_other_source_its_answers() -> None:
    with Store(None) as store:
        into = asyncio.run(gathered([PAGE, FILE], store, Scripted("web", breaks=True), Scripted("file", an_answer(FILE))))

    assert into.evidence[PAGE].answer == Unknown(reason="not-asked")
    assert into.evidence[FILE] == an_answer(FILE)
    assert "the source web failed by linkbot's own fault" in into.failures[0]
    assert "ZeroDivisionError: by zero (test_gather.py:" in into.failures[0]


def test_what_had_come_is_there_when_the_run_is_cut_short() -> None:
    async def cut_short(store: Store) -> Gathered:
        into = Gathered()
        web = Scripted("web", an_answer(OTHER), an_answer(PAGE), pause=60)
        task = asyncio.create_task(gather(lambda _: [OTHER, PAGE], into, store=store, sources=Opening(web), clock=lambda: NOW))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return into

    with Store(None) as store:
        into = asyncio.run(cut_short(store))

        assert list(into.evidence) == [OTHER]
        assert store.history(OTHER) == [an_answer(OTHER)]


# What a budget leaves out


def test_what_a_budget_leaves_out_is_unknown_and_says_so() -> None:
    into, web = Gathered(), Scripted("web", an_answer(PAGE), pause=60)
    sources = Opening(web)
    with Store(None) as store:
        asyncio.run(gather(lambda _: [PAGE, OTHER], into, store=store, sources=sources, clock=lambda: NOW, budget=0.05))

        assert store.history(OTHER) == []
    assert into.evidence[OTHER].answer == Unknown(reason="not-asked", detail="the budget of 0.05s was spent")
    assert sources.stopped == ["the budget of 0.05s was spent"]
    assert into.failures == []


def test_an_answer_in_flight_when_the_budget_is_spent_still_counts() -> None:
    into = Gathered()
    with Store(None) as store:
        sources = Opening(Scripted("web", an_answer(OTHER), an_answer(PAGE), pause=0.3))
        asyncio.run(gather(lambda _: [OTHER, PAGE], into, store=store, sources=sources, clock=lambda: NOW, budget=0.05))

        assert store.history(PAGE) == [an_answer(PAGE)]
    assert into.evidence[PAGE] == an_answer(PAGE)


def test_after_the_budget_only_the_disk_is_asked() -> None:
    suspect = Question("arxiv", "1706.03762")
    into, arxiv = Gathered(), Scripted("arxiv", an_answer(suspect))

    def needs(evidence: Mapping[Question, Evidence]) -> list[Question]:
        return [OTHER, *([suspect, FILE] if OTHER in evidence else [])]

    with Store(None) as store:
        sources = Opening(Scripted("web", an_answer(OTHER), pause=0.3), Scripted("file", an_answer(FILE)), arxiv)
        asyncio.run(gather(needs, into, store=store, sources=sources, clock=lambda: NOW, budget=0.05))

    assert arxiv.asked == []
    assert into.evidence[suspect].answer == Unknown(reason="not-asked", detail="the budget of 0.05s was spent")
    assert into.evidence[FILE] == an_answer(FILE)


def test_a_source_that_says_that_it_did_not_ask_is_not_remembered() -> None:
    unasked = Evidence(question=PAGE, answer=Unknown(reason="not-asked", detail="over"), asked_at=NOW, expires_at=NOW)
    with Store(None) as store:
        into = asyncio.run(gathered([PAGE], store, Scripted("web", unasked)))

        assert store.history(PAGE) == []
    assert into.evidence[PAGE] == unasked


def test_what_was_never_asked_comes_first_then_what_was_asked_longest_ago() -> None:
    questions = [Question("web", f"https://example.org/{name}") for name in "abcd"]
    lately, never, longest_ago, never_too = questions
    web = Scripted("web")
    with Store(None) as store:
        store.put(an_answer(lately, asked_at=NOW - timedelta(days=8)))
        store.put(an_answer(longest_ago, asked_at=NOW - timedelta(days=20)))

        asyncio.run(gathered(questions, store, web))

    assert web.asked == [never, never_too, longest_ago, lately]


# A clock that jumps


def test_a_clock_that_is_set_back_makes_no_answer_from_the_future_believed() -> None:
    web = Scripted("web", an_answer(PAGE))
    with Store(None) as store:
        store.put(an_answer(PAGE, asked_at=NOW + timedelta(days=400)))

        asyncio.run(gathered([PAGE], store, web))

    assert web.asked == [PAGE]


def test_a_clock_that_jumps_ahead_lets_every_answer_expire() -> None:
    web = Scripted("web", an_answer(PAGE))
    with Store(None) as store:
        store.put(an_answer(PAGE, asked_at=NOW - timedelta(days=4_000)))

        asyncio.run(gathered([PAGE], store, web))

    assert web.asked == [PAGE]


def test_a_clock_that_jumps_during_the_run_changes_no_answer_of_it() -> None:
    times = iter([NOW, NOW + timedelta(days=4_000), NOW - timedelta(days=4_000)])
    into = Gathered()

    def clock() -> datetime:
        return next(times, NOW)

    with Store(None) as store:
        sources = Opening(Scripted("web", an_answer(PAGE)), Scripted("file", an_answer(FILE)))
        asyncio.run(gather(lambda _: [PAGE, FILE], into, store=store, sources=sources, clock=clock))

    assert into.evidence == {PAGE: an_answer(PAGE), FILE: an_answer(FILE)}

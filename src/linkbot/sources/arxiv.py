"""arXiv's papers: by its API, 150 ids a call; when it refuses, from elsewhere."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import arxiv

from linkbot.config import Settings
from linkbot.model.evidence import (
    Attempt,
    Evidence,
    Found,
    Gone,
    Paper,
    Papers,
    Question,
    SourceName,
    Unknown,
    UnknownReason,
)
from linkbot.sources.answers import DAY, WEEK, evidence_for
from linkbot.sources.arxiv_client import ArxivClient, Refused
from linkbot.sources.arxiv_elsewhere import ONE_BY_ONE, Elsewhere
from linkbot.sources.arxiv_entries import by_key, papers_of
from linkbot.sources.arxiv_key import is_possible, split_key
from linkbot.sources.net import Net
from linkbot.sources.refusal import Refusal
from linkbot.sources.source import Memo, Say

_BATCH = 150
"""Ids a call; arXiv takes more, but answers slowly then, and the URL should stay well below 4 kB."""

_SEARCHES = 80
"""The most titles that are searched for in one round: half a minute."""

_TITLES = 8
"""Titles in one search; more would make a URL that servers refuse."""

_SEARCH_RESULTS = 10
"""Results for each title."""

_SEARCH_CHARACTERS = 300

_OF_ONE_CALL: frozenset[UnknownReason] = frozenset({"timeout", "protocol"})
"""The failures that say nothing about the next call; two in a row do."""

_REFUSALS: frozenset[UnknownReason] = frozenset({"rate-limited", "blocked", "timeout"})
"""The failures by which arXiv keeps us away, and is left alone by the next runs too."""

_YEAR = timedelta(days=365)
"""A version never changes; the latest may be followed by another."""

_NOT_A_WORD = re.compile(r"[^\w-]+")


class ArxivSource:
    """Answers "arxiv" questions: ids with or without a version, and titles (want "search").

    An id is Gone when it cannot exist, when two whole feeds that held other papers did not hold it, or when arXiv has no
    page for it. Whatever else keeps arXiv from answering is Unknown. Once its API has refused it is left alone, by the runs of
    the next half hour too: `memo` keeps that.
    """

    name: SourceName = "arxiv"

    def __init__(self, settings: Settings, net: Net, say: Say, *, memo: Memo, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._say = say
        self._client = ArxivClient(settings, say)
        self._elsewhere = Elsewhere(settings, net)
        self._refusal = Refusal("arxiv-api-refused", "arXiv's API", memo, clock)
        self._failure = Unknown(reason="rate-limited", detail="arXiv's API answered with nothing")
        self._failures = 0
        self._is_left_alone = False

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come; titles last."""
        searches, possible = [], []
        for question in questions:
            if question.want == "search":
                searches.append(question)
            elif is_possible(question.key):
                possible.append(question)
            else:
                yield evidence_for(question, Gone(reason="arXiv gives no ids of this form, or of this month"))
        if not self._is_left_alone and (refusal := self._refusal.standing()):
            self._leave_alone(refusal)
        calls = -(-len(possible) // _BATCH) - (-min(len(searches), _SEARCHES) // _TITLES)
        if calls > 1 and not self._is_left_alone:
            self._say(f"arXiv: {calls} calls, {self._settings.arxiv_delay:g} s between them")
        async for evidence in self._ask_papers(possible):
            yield evidence
        for batch in _batches(searches[:_SEARCHES], _TITLES):
            for evidence in await self._search(batch):
                yield evidence
        for question in searches[_SEARCHES:]:
            yield _not_asked(question)

    @property
    def requests(self) -> int:
        """Calls of the API so far; all others go over the shared network."""
        return self._client.requests

    async def close(self) -> None:
        """Closes the connection to the API; the network belongs to the run."""
        self._client.close()

    async def _ask_papers(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """By the API; what it left out once more, beside a paper that it is known to have; the rest elsewhere."""
        left_out: list[Question] = []
        unanswered: list[Question] = []
        witness = ""
        for batch in _batches(questions, _BATCH):
            found = await self._call(batch)
            for question in batch:
                if paper := found.get(question.key):
                    witness = question.key
                    yield self._found(question, paper)
                else:
                    (left_out if found else unanswered).append(question)
        for batch in _batches(left_out, _BATCH - 1):
            found = await self._call([*batch, Question("arxiv", witness)])
            for question in batch:
                if paper := found.get(question.key):
                    yield self._found(question, paper)
                elif witness in found:
                    yield evidence_for(question, Gone(reason="arXiv does not know this id"), trace=self._trace(question))
                else:
                    unanswered.append(question)
        async for evidence in self._elsewhere.ask(unanswered, self._failure):
            yield evidence

    async def _call(self, batch: Sequence[Question]) -> dict[str, Paper]:
        """The papers of one batch by the ids that were asked for. Empty when the API did not answer, or with nothing."""
        keys = [question.key for question in batch]
        results = await self._results(arxiv.Search(id_list=keys, max_results=None), _BATCH)
        return by_key(keys, papers_of(results or ()))

    async def _search(self, batch: Sequence[Question]) -> list[Evidence]:
        """Papers by title, several titles in one call. Each question gets the results that share most words with it first."""
        words = {question: _NOT_A_WORD.sub(" ", question.key)[:_SEARCH_CHARACTERS].strip() for question in batch}
        wordless = Unknown(reason="unverifiable", detail="a title without words")
        asked = [question for question in batch if words[question]]
        unasked = [evidence_for(question, wordless) for question in batch if not words[question]]
        if not asked:
            return unasked
        most = _SEARCH_RESULTS * len(asked)
        search = arxiv.Search(query=" OR ".join(f'ti:"{words[question]}"' for question in asked), max_results=most)
        results = await self._results(search, most)
        if results is not None:
            papers, is_whole = papers_of(results), len(results) < most
            return [*unasked, *(_searched(question, papers, is_whole=is_whole) for question in asked)]
        found, trace = await self._elsewhere.search([words[question] for question in asked], most)
        if found is None:
            return [*unasked, *(evidence_for(question, self._failure, trace=trace) for question in asked)]
        return [*unasked, *(_searched(question, found, is_whole=False, trace=trace) for question in asked)]

    async def _results(self, search: arxiv.Search, most: int) -> list[arxiv.Result] | None:
        """What one call found, None where the API did not answer or is left alone."""
        if self._is_left_alone:
            return None
        try:
            results = await self._client.call(search, page_size=most)
        except Refused as refused:
            self._note(refused.unknown)
            return None
        self._failures = 0
        return results

    def _note(self, unknown: Unknown) -> None:
        self._failures += 1
        self._failure = unknown
        if unknown.reason in _OF_ONE_CALL and self._failures == 1:
            self._say(f"arXiv's API did not answer one call ({_words(unknown)})")
        else:
            self._leave_alone(self._refusal.remember(unknown) if unknown.reason in _REFUSALS else unknown)

    def _leave_alone(self, unknown: Unknown) -> None:
        self._is_left_alone = True
        self._failure = unknown
        self._say(f"{_words(unknown)}: DataCite is asked instead, and arXiv for up to {ONE_BY_ONE} single papers")

    def _found(self, question: Question, paper: Paper) -> Evidence:
        keep = WEEK if split_key(question.key)[1] is None else _YEAR
        return evidence_for(question, Found(facts=paper), found_for=keep, trace=self._trace(question))

    def _trace(self, question: Question) -> tuple[Attempt, ...]:
        """The call, reduced to the one id that the evidence is about: what a reader would try."""
        url = f"{self._settings.arxiv_url}?id_list={question.key}"
        return (Attempt(at=datetime.now(UTC), method="GET", url=url, status=200),)


def _searched(question: Question, papers: Sequence[Paper], *, is_whole: bool, trace: tuple[Attempt, ...] = ()) -> Evidence:
    """What one title found among the results of a search for several; results that may not be all and miss it tell nothing."""
    wanted = set(_title_words(question.key))
    shared = {paper.id: len(wanted & set(_title_words(paper.title))) for paper in papers}
    best = sorted((paper for paper in papers if shared[paper.id]), key=lambda paper: -shared[paper.id])[:_SEARCH_RESULTS]
    if not best and not is_whole:
        return evidence_for(
            question, Unknown(reason="unverifiable", detail="the search did not find it for certain"), trace=trace
        )
    return evidence_for(question, Found(facts=Papers(papers=tuple(best))), found_for=WEEK if best else DAY, trace=trace)


def _title_words(title: str) -> list[str]:
    return _NOT_A_WORD.sub(" ", title.casefold()).split()


def _batches(questions: Sequence[Question], size: int) -> Iterator[Sequence[Question]]:
    for start in range(0, len(questions), size):
        yield questions[start : start + size]


def _not_asked(question: Question) -> Evidence:
    return evidence_for(question, Unknown(reason="not-asked", detail=f"arXiv is searched for {_SEARCHES} titles a round"))


def _words(unknown: Unknown) -> str:
    return unknown.detail or unknown.reason

"""arXiv's papers: by its API, 150 ids a call; when it refuses, by DataCite and a few of arXiv's pages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

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
)
from linkbot.sources.answers import DAY, WEEK, evidence_for
from linkbot.sources.arxiv_client import ArxivClient, Refused
from linkbot.sources.arxiv_pages import ask_page, is_withdrawal
from linkbot.sources.datacite import arxiv_papers
from linkbot.sources.net import Net
from linkbot.sources.source import Say

_BATCH = 150
"""Ids a call; arXiv takes more, but answers slowly then, and the URL should stay well below 4 kB."""

_DATACITE_BATCH = 100

_PAGES = 24
"""The most pages that are asked for when the API refuses; at arXiv's pace for pages they take a minute and a half."""

_SEARCHES = 80
"""The most titles that are searched for in one round: half a minute."""

_TITLES = 8
"""Titles in one search; more would make a URL that servers refuse."""

_SEARCH_RESULTS = 10
"""Results for each title."""

_SEARCH_CHARACTERS = 300

_OF_ONE_CALL = ("timeout", "protocol")
"""The failures that say nothing about the next call."""

_YEAR = timedelta(days=365)

# The ids that there can be: 2007-04 to 2014-12 with four digits (0704.0001), five since (1501.00001), and the old form from
# 1991 to 2007-03 (hep-th/9901001), each with a month. arXiv's API answers 400 to a whole batch for one that is not of its form.
_POSSIBLE = re.compile(
    r"""(?: (?:0[7-9]|1[0-4]) (?:0[1-9]|1[0-2]) \. \d{4}
        |   (?:1[5-9]|[2-9]\d) (?:0[1-9]|1[0-2]) \. \d{5}
        |   [a-z]+(?:-[a-z]+)? / (?:9[1-9]|0[0-7]) (?:0[1-9]|1[0-2]) \d{3} )
        (?: v[1-9]\d{0,3} )?""",
    re.VERBOSE,
)
# http://arxiv.org/abs/math.GT/0309136v1
_ENTRY_ID = re.compile(r"https?://arxiv\.org/abs/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})v(\d{1,4})")
_KEY = re.compile(r"(.+?)(?:v(\d+))?")
_NOT_A_WORD = re.compile(r"[^\w-]+")


class ArxivSource:
    """Answers "arxiv" questions: ids with or without a version, and titles (want "search").

    An id is Gone when it cannot exist, when two whole feeds that held other papers did not hold it, or when arXiv has no
    page for it. Whatever else keeps arXiv from answering is Unknown; once its API has refused, it is left alone for the run.
    """

    name: SourceName = "arxiv"

    def __init__(self, settings: Settings, net: Net, say: Say) -> None:
        self._settings = settings
        self._net = net
        self._say = say
        self._client = ArxivClient(settings, say)
        self._failure = Unknown(reason="rate-limited", detail="arXiv's API answered with nothing")
        self._is_refused = False
        self._pages_left = _PAGES

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come; titles last."""
        searches, possible = [], []
        for question in questions:
            if question.want == "search":
                searches.append(question)
            elif _POSSIBLE.fullmatch(question.key):
                possible.append(question)
            else:
                yield evidence_for(question, Gone(reason="arXiv gives no ids of this form, or of this month"))
        calls = -(-len(possible) // _BATCH) - (-min(len(searches), _SEARCHES) // _TITLES)
        if calls > 1:
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
        """Calls of the API so far; pages and DataCite go over the shared network."""
        return self._client.requests

    async def close(self) -> None:
        """Closes the connection to the API; the network belongs to the run."""
        self._client.close()

    async def _ask_papers(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """By the API; what it left out once more, beside a paper that it is known to have; the rest by other ways."""
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
        async for evidence in self._ask_others(unanswered):
            yield evidence

    async def _ask_others(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """What the API did not answer: by DataCite, which has the records of the latest versions, the rest by page."""
        rest = [question for question in questions if not _is_latest(question)]
        for batch in _batches([question for question in questions if _is_latest(question)], _DATACITE_BATCH):
            papers, trace = await arxiv_papers(self._net, self._settings.datacite_url, [question.key for question in batch])
            for question in batch:
                if paper := papers.get(question.key):
                    yield evidence_for(question, Found(facts=paper), found_for=DAY, trace=trace)
                else:
                    rest.append(question)
        for question in rest:
            yield await self._by_page(question)

    async def _call(self, batch: Sequence[Question]) -> dict[str, Paper]:
        """The papers of one batch by the ids that were asked for. Empty when the API did not answer, or with nothing."""
        if self._is_refused:
            return {}
        keys = [question.key for question in batch]
        try:
            results = await self._client.call(arxiv.Search(id_list=keys, max_results=None), page_size=_BATCH)
        except Refused as refused:
            self._note(refused)
            self._say(f"arXiv's API does not answer ({refused}): DataCite is asked, and up to {_PAGES} of arXiv's pages")
            return {}
        return _by_key(keys, filter(None, map(_paper, results)))

    async def _by_page(self, question: Question) -> Evidence:
        if self._pages_left <= 0:
            return evidence_for(question, self._failure)
        self._pages_left -= 1
        answer, trace = await ask_page(self._net, self._settings.arxiv_pages_url, question.key)
        if isinstance(answer, Unknown):
            self._pages_left = 0
        return evidence_for(question, answer, found_for=_keep(question), trace=trace)

    async def _search(self, batch: Sequence[Question]) -> list[Evidence]:
        """Papers by title, several titles in one call. Each question gets the results that share most words with it first."""
        words = {question: _NOT_A_WORD.sub(" ", question.key)[:_SEARCH_CHARACTERS].strip() for question in batch}
        wordless = Unknown(reason="unverifiable", detail="a title without words")
        asked = [question for question in batch if words[question]]
        unasked = [evidence_for(question, wordless) for question in batch if not words[question]]
        if not asked or self._is_refused:
            return [*unasked, *(evidence_for(question, self._failure) for question in asked)]
        most = _SEARCH_RESULTS * len(asked)
        search = arxiv.Search(query=" OR ".join(f'ti:"{words[question]}"' for question in asked), max_results=most)
        try:
            results = await self._client.call(search, page_size=most)
        except Refused as refused:
            self._note(refused)
            return [*unasked, *(evidence_for(question, refused.unknown) for question in asked)]
        papers = tuple(filter(None, map(_paper, results)))
        return [*unasked, *(_searched(question, papers, is_whole=len(results) < most) for question in asked)]

    def _note(self, refused: Refused) -> None:
        self._failure = refused.unknown
        self._is_refused = self._is_refused or refused.unknown.reason not in _OF_ONE_CALL

    def _found(self, question: Question, paper: Paper) -> Evidence:
        return evidence_for(question, Found(facts=paper), found_for=_keep(question), trace=self._trace(question))

    def _trace(self, question: Question) -> tuple[Attempt, ...]:
        """The call, reduced to the one id that the evidence is about: what a reader would try."""
        url = f"{self._settings.arxiv_url}?id_list={question.key}"
        return (Attempt(at=datetime.now(UTC), method="GET", url=url, status=200),)


def _searched(question: Question, papers: Sequence[Paper], *, is_whole: bool) -> Evidence:
    """What one title found among the results of a search for several; cut results that miss it tell nothing."""
    wanted = set(_words(question.key))
    shared = {paper.id: len(wanted & set(_words(paper.title))) for paper in papers}
    best = sorted((paper for paper in papers if shared[paper.id]), key=lambda paper: -shared[paper.id])[:_SEARCH_RESULTS]
    if not best and not is_whole:
        return evidence_for(question, Unknown(reason="unverifiable", detail="the search found too much"))
    return evidence_for(question, Found(facts=Papers(papers=tuple(best))), found_for=WEEK if best else DAY)


def _words(title: str) -> list[str]:
    return _NOT_A_WORD.sub(" ", title.casefold()).split()


def _batches(questions: Sequence[Question], size: int) -> Iterator[Sequence[Question]]:
    for start in range(0, len(questions), size):
        yield questions[start : start + size]


def _by_key(keys: Iterable[str], papers: Iterable[Paper]) -> dict[str, Paper]:
    """The papers by the keys that ask for them; a key without a version asks for the latest.

    They come in any order.
    """
    versions: dict[str, dict[int, Paper]] = {}
    for paper in papers:
        versions.setdefault(paper.id, {})[paper.version or 1] = paper
    found = {}
    for key in keys:
        match = _KEY.fullmatch(key)
        known = versions.get(match[1], {}) if match else {}
        if match and known:
            number = int(match[2]) if match[2] else max(known)
            if number in known:
                found[key] = known[number]
    return found


def _paper(result: arxiv.Result) -> Paper | None:
    """The facts of an entry, None where it is not one of a paper."""
    match = _ENTRY_ID.fullmatch(result.entry_id)
    if not match:
        return None
    archive, slash, number = match[1].rpartition("/")
    version, title = int(match[2]), " ".join(result.title.split())
    comment, abstract = " ".join((result.comment or "").split()), " ".join(result.summary.split())
    published, updated = _utc_day(result.published), _utc_day(result.updated)
    return Paper(
        id=archive.partition(".")[0] + slash + number,
        title=title,
        titles=(title,),
        authors=tuple(author.name for author in result.authors),
        published=published,
        updated=updated,
        version=version,
        versions={1: published, version: updated},
        abstract=abstract,
        comment=comment,
        journal=" ".join((result.journal_ref or "").split()),
        withdrawn=is_withdrawal(comment, abstract),
    )


def _utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _keep(question: Question) -> timedelta:
    """A version never changes; the latest may be followed by another."""
    return WEEK if _is_latest(question) else _YEAR


def _is_latest(question: Question) -> bool:
    match = _KEY.fullmatch(question.key)
    return match is not None and match[2] is None


def _not_asked(question: Question) -> Evidence:
    return evidence_for(question, Unknown(reason="not-asked", detail=f"arXiv is searched for {_SEARCHES} titles a round"))

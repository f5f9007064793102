"""arXiv's papers without its API: DataCite by the hundred, then one by one arXiv's OAI-PMH interface and its pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import timedelta

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Paper, Question, Unknown
from linkbot.sources.answers import DAY, evidence_for
from linkbot.sources.arxiv_key import split_key
from linkbot.sources.arxiv_pages import ask_page
from linkbot.sources.datacite import Records, arxiv_papers, arxiv_search
from linkbot.sources.net import Net
from linkbot.sources.oai import ask_oai

ONE_BY_ONE = 24
"""The most requests for single papers in one run: at arXiv's pace, 3 s between them, they take a minute and a half."""

_BATCH = 100
_PATIENCE = 30.0
"""Seconds for one of them: a host that wants to be waited for is not, while all others wait for its answer."""

_YEAR = timedelta(days=365)
"""A version never changes."""

Told = tuple[Answer, tuple[Attempt, ...]]


class Elsewhere:
    """What is asked when the API does not answer.

    DataCite has the records of the latest versions, with the days of all, and can be searched. What it lacks, and the titles of
    older versions, are asked for one by one, for as long as arXiv answers, and never more than a few.
    """

    def __init__(self, settings: Settings, net: Net) -> None:
        self._settings = settings
        self._net = net
        self._records = Records()
        self._looked_up: set[str] = set()
        self._left = ONE_BY_ONE
        self._oai_answers = True
        self._pages_answer = True

    async def ask(self, questions: Sequence[Question], failure: Unknown) -> AsyncIterator[Evidence]:
        """Answers to `questions`, ids with or without a version; `failure` where nobody answers."""
        await self._look_up(questions)
        rest: list[Question] = []
        for question in questions:
            arxiv_id, version = split_key(question.key)
            paper, trace = self._records.papers.get(arxiv_id), self._records.traces.get(arxiv_id, ())
            if paper and version in (None, paper.version):
                yield evidence_for(question, Found(facts=paper), found_for=_YEAR if version else DAY, trace=trace)
            else:
                rest.append(question)
        for question in sorted(rest, key=_version):
            yield await self._alone(question, failure)

    async def search(self, phrases: Sequence[str], most: int) -> tuple[list[Paper] | None, tuple[Attempt, ...]]:
        """Up to `most` papers with one of `phrases` in their titles, None where DataCite does not answer, now or before."""
        if self._records.has_failed:
            return None, ()
        papers, trace = await arxiv_search(self._net, self._settings.datacite_url, phrases, most)
        if papers is None:
            self._records = self._records.and_also(Records(has_failed=True))
        return papers, trace

    async def _look_up(self, questions: Sequence[Question]) -> None:
        """What DataCite has of the papers, each asked for once a run. When it has failed it is not asked for the rest."""
        asked = dict.fromkeys(split_key(question.key)[0] for question in questions)
        ids = [arxiv_id for arxiv_id in asked if arxiv_id not in self._looked_up]
        for start in range(0, len(ids), _BATCH):
            if self._records.has_failed:
                break
            batch = ids[start : start + _BATCH]
            self._looked_up.update(batch)
            self._records = self._records.and_also(await arxiv_papers(self._net, self._settings.datacite_url, batch))

    async def _alone(self, question: Question, failure: Unknown) -> Evidence:
        """By OAI-PMH where the latest version is meant, and by its page: of other versions only the page has the title.

        That OAI-PMH has no record is no proof alone: its records come a day after the papers.
        """
        trace: tuple[Attempt, ...] = ()
        arxiv_id, version = split_key(question.key)
        if version is None and self._oai_answers and self._left > 0:
            answer, trace = await self._patiently(ask_oai(self._net, self._settings.arxiv_oai_url, arxiv_id))
            self._oai_answers = not isinstance(answer, Unknown)
            if isinstance(answer, Found):
                return evidence_for(question, answer, found_for=DAY, trace=trace)
        if not self._pages_answer or self._left <= 0:
            return evidence_for(question, failure, trace=trace)
        answer, more = await self._patiently(ask_page(self._net, self._settings.arxiv_pages_url, question.key))
        self._pages_answer = not isinstance(answer, Unknown)
        keep = _YEAR if version and not isinstance(answer, Gone) else DAY
        return evidence_for(question, answer, found_for=keep, trace=(*trace, *more))

    async def _patiently(self, asking: Awaitable[Told]) -> Told:
        self._left -= 1
        try:
            async with asyncio.timeout(_PATIENCE):
                return await asking
        except TimeoutError:
            return Unknown(reason="timeout", detail=f"arXiv did not answer in {_PATIENCE:.0f} s"), ()


def _version(question: Question) -> int:
    """What is asked for first while there is room: papers, then their first versions, whose titles the most labels keep."""
    return split_key(question.key)[1] or 0

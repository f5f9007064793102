"""Answers what is known of a web page: one request for a link that works, a second one before a link is called gone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from yarl import URL

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Evidence, Found, Moved, Page, Question, SourceName, Unknown
from linkbot.rulebook import Host, Rulebook
from linkbot.secrets import is_sealed
from linkbot.sources.expiry import holds
from linkbot.sources.fetched import Fetched
from linkbot.sources.hosts import Hosts
from linkbot.sources.net import Net
from linkbot.sources.page import PageText, is_html
from linkbot.sources.robots import Robots
from linkbot.sources.signs import Signs
from linkbot.sources.source import Forgetful, Past
from linkbot.sources.verdict import judge, meaning_of

_WANTS = ("", "anchors", "control", "sibling")
_NOT_MODIFIED = 304
_PLAIN_HOST = re.compile(r"https?://([A-Za-z0-9.-]+)(?=[/?#:]|$)(?![^/?#]*@)")  # nearly all; a whole parse takes 20 times as long


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one URL showed."""

    answer: Answer
    fetched: Fetched


class WebSource:
    """Asks each URL once, however many questions there are about it.

    A question's want is "" or "anchors" (which takes a millisecond and more of parsing), "control" for a host's front page, or
    "sibling" for a page that cannot be there. A page that has not changed since `past` is not sent again (RFC 9110 13.1).
    """

    requests = 0
    name: SourceName = "web"

    def __init__(
        self,
        net: Net,
        rulebook: Rulebook,
        settings: Settings,
        *,
        robots: Robots | None = None,
        past: Past = lambda _: (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._net = net
        self._settings = settings
        self._robots = robots or Robots(net, settings, rulebook, Forgetful(), clock)
        self._past = past
        self._clock = clock
        self._hosts = Hosts(rulebook.hosts)
        self._parsing = asyncio.Semaphore(1)  # the tree of a hostile page takes 70 MB
        self._signs = Signs.of(rulebook)

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come. Stopping early cancels the requests."""
        asked = list(dict.fromkeys(questions))
        before = {evidence.question: evidence for evidence in self._past(asked)}
        urls: dict[tuple[str, bool], list[Question]] = {}
        for question in asked:
            urls.setdefault((question.key, question.want == "sibling"), []).append(question)
        self._robots.expect(url for url, _ in urls)
        tasks = [asyncio.create_task(self._see_whatever(url, group, _latest(group, before))) for (url, _), group in urls.items()]
        try:
            for task in asyncio.as_completed(tasks):
                for evidence in self._evidence(*(await task), before):
                    yield evidence
        finally:
            for unfinished in tasks:
                unfinished.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Nothing to free: the network is closed by who opened it."""

    async def _see_whatever(self, url: str, asked: list[Question], before: Evidence | None) -> tuple[list[Question], _Seen]:
        try:
            return asked, await self._see(url, asked, before)
        except Exception as error:  # noqa: BLE001 - the edge of one question: a fault of ours costs one link, and is told
            fault = f"linkbot's own fault, please report it: {type(error).__name__}: {error}"
            return asked, _Seen(Unknown(reason="protocol", detail=fault[:300]), Fetched(url))

    async def _see(self, url: str, asked: list[Question], before: Evidence | None) -> _Seen:
        if not url.lower().startswith(("http://", "https://")):
            return _Seen(Unknown(reason="unsupported", detail="not a web address"), Fetched(url))
        is_sibling = asked[0].want == "sibling"
        if is_sibling:
            url += uuid4().hex
        if disallowed := await self._robots.allows(url):
            return _Seen(Unknown(reason="unverifiable", detail=disallowed), Fetched(url))
        profile = self._profile(url)
        wants_anchors = any(question.want == "anchors" for question in asked)
        known = _revalidable(before, wants_anchors=wants_anchors)
        is_head_enough = profile.method == "HEAD" and not wants_anchors
        if is_sibling:
            fetched = await self._net.get(url)  # a 404 is what an honest host says, and needs no second one
        else:
            fetched = await self._fetch(url, _conditions(known) if known else {}, is_head_enough=is_head_enough)
        if known and fetched.status == _NOT_MODIFIED and not fetched.failure:
            if fetched.url == url:
                return _Seen(Found(facts=known), fetched)
            fetched = await self._fetch(url, {})  # another page than ours is as it was
        final = self._profile(fetched.url)
        page = PageText.decode(fetched.body, fetched.headers) if is_html(fetched.headers, fetched.body) else None
        answer = judge(url, fetched, page, final if fetched.status else profile, self._signs)
        if page and not fetched.truncated and final.anchors == "html" and wants_anchors:
            async with self._parsing:
                answer = _with_anchors(answer, await asyncio.to_thread(page.anchors, self._signs.fillers))
        return _Seen(answer, fetched)

    async def _fetch(self, url: str, conditions: dict[str, str], *, is_head_enough: bool = False) -> Fetched:
        """The answer to a GET; asked a second time when the first one is a death sign that could be chance."""
        if is_head_enough:
            head = await self._net.get(url, method="HEAD", retry=False)
            if not head.failure and head.status < 400:
                return head
        first = await self._net.get(url, headers=conditions)
        if first.failure or not self._wants_proof(first):
            return first
        await asyncio.sleep(self._settings.retry_delay - first.attempts[-1].milliseconds / 1000)
        second = await self._net.get(url, again=True)
        return replace(second, attempts=first.attempts + second.attempts)

    def _wants_proof(self, fetched: Fetched) -> bool:
        """Whether the status says gone, and not because this host's file says that it can be believed at once."""
        profile = self._profile(fetched.url)
        if meaning_of(fetched.status, profile, self._signs) != "gone" or fetched.status in profile.meaning:
            return False
        return not self._signs.wall(fetched.status, fetched.headers, None)

    def _profile(self, url: str) -> Host:
        plain = _PLAIN_HOST.match(url)
        try:
            return self._hosts.profile(plain[1] if plain else URL(url).host or "")
        except ValueError:
            return self._hosts.profile("")

    def _evidence(self, asked: list[Question], seen: _Seen, before: dict[Question, Evidence]) -> Iterator[Evidence]:
        now = self._clock()
        for question in asked:
            answer = seen.answer
            if question.want not in _WANTS:
                answer = Unknown(reason="unsupported", detail=f"a web page cannot be asked for {question.want!r}")
            expires_at = now + holds(question, answer, before.get(question), self._signs.fresh)
            if isinstance(answer, Unknown) and answer.retry_at:
                expires_at = max(expires_at, answer.retry_at)  # a host that named its time is not asked before
            yield Evidence(question=question, answer=answer, asked_at=now, expires_at=expires_at, trace=seen.fetched.attempts)


def _latest(group: list[Question], before: dict[Question, Evidence]) -> Evidence | None:
    known = [before[question] for question in group if question in before]
    return max(known, key=lambda evidence: evidence.asked_at, default=None)


def _revalidable(before: Evidence | None, *, wants_anchors: bool) -> Page | None:
    """The page as it was seen, where a "not modified" would say all that is asked now."""
    page = before.answer.facts if before and isinstance(before.answer, Found) else None
    if not isinstance(page, Page) or page.sign or is_sealed(page.url) or (wants_anchors and page.anchors is None):
        return None
    if before and before.trace and before.trace[-1].status == _NOT_MODIFIED:
        return None  # a server that says so of whatever it is asked is found out by every second look
    return page if page.etag or page.modified else None


def _conditions(page: Page) -> dict[str, str]:
    etag = {"If-None-Match": page.etag} if page.etag else {}
    return {**etag, "If-Modified-Since": page.modified} if page.modified else etag


def _with_anchors(answer: Answer, anchors: tuple[str, ...] | None) -> Answer:
    if isinstance(answer, Found | Moved) and isinstance(answer.facts, Page):
        return answer.model_copy(update={"facts": answer.facts.model_copy(update={"anchors": anchors})})
    return answer

"""Answers what is known of a web page: one request for a link that works, a second one before a link is called gone."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from yarl import URL

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Evidence, Found, Gone, Moved, Page, Question, SourceName, Unknown, UnknownReason
from linkbot.rulebook import Host, Rulebook
from linkbot.sources.fetched import Fetched
from linkbot.sources.hosts import Hosts
from linkbot.sources.net import Net
from linkbot.sources.page import PageText, is_html
from linkbot.sources.signs import Fresh, Signs
from linkbot.sources.verdict import judge, meaning_of

_WANTS = ("", "anchors")
_LASTING: frozenset[UnknownReason] = frozenset({"blocked", "unverifiable", "soft-404", "redirect-loop"})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one URL showed; `sign` is one sign of a soft 404 that waits for a second one."""

    answer: Answer
    fetched: Fetched
    sign: str = ""


class WebSource:
    """Asks each URL once, however many questions there are about it.

    A question's want is "" or "anchors"; only the latter reads the anchors, which takes a millisecond and more of parsing.
    """

    requests = 0
    name: SourceName = "web"

    def __init__(self, net: Net, rulebook: Rulebook, settings: Settings) -> None:
        self._net = net
        self._settings = settings
        self._hosts = Hosts(rulebook.hosts)
        self._signs = Signs.of(rulebook)
        self._sinks: Counter[str] = Counter()

    async def ask(self, questions: Sequence[Question]) -> AsyncIterator[Evidence]:
        """Answers to `questions`, one each, as they come. Stopping early cancels the requests."""
        wants: dict[str, list[Question]] = {}
        for question in dict.fromkeys(questions):
            wants.setdefault(question.key, []).append(question)
        tasks = [asyncio.create_task(self._see_whatever(url, asked)) for url, asked in wants.items()]
        held: list[tuple[list[Question], _Seen]] = []
        try:
            for task in asyncio.as_completed(tasks):
                asked, seen = await task
                if seen.sign and isinstance(seen.answer, Moved):
                    held.append((asked, seen))  # until it is known who else ends there
                    continue
                for evidence in _evidence(asked, seen, self._signs.fresh):
                    yield evidence
            for asked, seen in held:
                for evidence in _evidence(asked, self._settled(seen), self._signs.fresh):
                    yield evidence
        finally:
            for unfinished in tasks:
                unfinished.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Nothing to free: the network is closed by who opened it."""

    async def _see_whatever(self, url: str, asked: list[Question]) -> tuple[list[Question], _Seen]:
        try:
            return await self._see(url, asked)
        except Exception as error:  # noqa: BLE001 - the edge of one question: a fault of ours costs one link, and is told
            fault = f"linkbot's own fault, please report it: {type(error).__name__}: {error}"
            return asked, _Seen(Unknown(reason="protocol", detail=fault[:300]), Fetched(url))

    async def _see(self, url: str, asked: list[Question]) -> tuple[list[Question], _Seen]:
        if not url.lower().startswith(("http://", "https://")):
            return asked, _Seen(Unknown(reason="unsupported", detail="not a web address"), Fetched(url))
        profile = self._profile(url)
        fetched = await self._fetch(url, profile)
        final = self._profile(fetched.url)
        page = PageText.decode(fetched.body, fetched.headers) if is_html(fetched.headers, fetched.body) else None
        verdict = judge(url, fetched, page, final if fetched.status else profile, self._signs)
        answer = verdict.answer
        if isinstance(answer, Moved):
            self._sinks[answer.to] += 1
        if page and not fetched.truncated and final.anchors == "html" and any(question.want == "anchors" for question in asked):
            answer = _with_anchors(answer, await asyncio.to_thread(page.anchors))
        return asked, _Seen(answer, fetched, verdict.sign)

    async def _fetch(self, url: str, profile: Host) -> Fetched:
        """The answer to a GET; asked a second time when the first one is a death sign that could be chance."""
        if profile.method == "HEAD":
            head = await self._net.get(url, method="HEAD", retry=False)
            if not head.failure and head.status < 400:
                return head
        first = await self._net.get(url)
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
        try:
            return self._hosts.profile(URL(url).host or "")
        except ValueError:
            return self._hosts.profile("")

    def _settled(self, seen: _Seen) -> _Seen:
        """One sign and a sink are two signs."""
        if isinstance(seen.answer, Moved) and (ends := self._sinks[seen.answer.to]) >= self._signs.sink:
            detail = f"{seen.sign}, and {ends} links end there"
            return replace(seen, answer=Unknown(reason="soft-404", detail=detail))
        return seen


def _with_anchors(answer: Answer, anchors: tuple[str, ...] | None) -> Answer:
    if isinstance(answer, Found | Moved) and isinstance(answer.facts, Page):
        return answer.model_copy(update={"facts": answer.facts.model_copy(update={"anchors": anchors})})
    return answer


def _evidence(asked: list[Question], seen: _Seen, fresh: Fresh) -> Iterator[Evidence]:
    now = datetime.now(UTC)
    for question in asked:
        answer = seen.answer
        if question.want not in _WANTS:
            answer = Unknown(reason="unsupported", detail=f"a web page cannot be asked for {question.want!r}")
        yield Evidence(
            question=question,
            answer=answer,
            asked_at=now,
            expires_at=now + timedelta(days=_days(answer, question.key, fresh)),
            trace=seen.fetched.attempts,
        )


def _days(answer: Answer, key: str, fresh: Fresh) -> float:
    match answer:
        case Unknown(reason=reason):
            days = fresh.walled if reason in _LASTING else 0.0
        case Gone():
            days = fresh.gone
        case _:
            days = fresh.found
    share = int.from_bytes(sha256(key.encode(errors="backslashreplace")).digest()[:4]) / 2**32  # 0 to 1, the same in every run
    return days * (1 + fresh.jitter * (2 * share - 1))

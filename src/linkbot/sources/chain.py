"""One URL followed to its end: every hop in its own host group's turn, vetted, counted against one deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urljoin

from aiohttp import CookieJar
from yarl import URL

from linkbot.config import Settings
from linkbot.model.evidence import Attempt, Hop
from linkbot.rulebook import Host
from linkbot.sources.fetched import Fetched
from linkbot.sources.guard import Unsafe, vetted
from linkbot.sources.hosts import Hosts
from linkbot.sources.page import PageText
from linkbot.sources.schedule import Closed, Lane, Schedule
from linkbot.sources.signs import Signs
from linkbot.sources.wire import Exchange, Failure, Wire

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_PUSH_BACKS = 6  # of one URL; with the waits between them that is a minute and more
_LONGEST_RETRY_AFTER = 86_400.0  # seconds
_LEAST_SECONDS = 0.05
_ASKS_AGAIN = {503: 2}  # "come back later" says that it will pass; other 5xx deserve one more ask


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask. `headers` go to the host of `url` alone; `max_body` (bytes) says that the whole body is wanted.

    `again` says that it was asked before: it need not queue behind those that were not.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    max_body: int | None = None
    follow: bool = True
    again: bool = False


@dataclass(frozen=True, slots=True)
class Road:
    """What every chain travels on."""

    wire: Wire
    schedule: Schedule
    hosts: Hosts
    signs: Signs
    settings: Settings


class Chain:
    """One request and the redirects that it meets. Run it once."""

    def __init__(self, road: Road, request: Request) -> None:
        self._road = road
        self._request = request
        self._seconds = road.settings.timeout
        self._hops: list[Hop] = []
        self._attempts: list[Attempt] = []
        self._cookies: CookieJar | None = None
        self._retry_at: datetime | None = None
        self._asks_again = 0
        self._at = request.url
        self._begun = datetime.now(UTC)
        self._clock = monotonic()

    async def run(self) -> tuple[Fetched, int]:
        """What came of it, and how often more asking may help. Redirects are followed as far as the settings allow."""
        seen: set[tuple[URL, str]] = set()
        answer: Exchange | None = None
        while True:
            try:
                url = vetted(self._at, self._road.settings.allow_ports, self._road.settings.allow_network)
            except Unsafe as error:
                return self._end(answer, Failure("unsafe", f"leads to {error}" if self._hops else str(error)))
            except ValueError as error:
                return self._end(answer, Failure("protocol", f"not a URL that can be asked: {error}"[:200]))
            profile = self._road.hosts.profile(url.host or "")
            if profile.method == "none":
                return self._end(answer, Failure("unverifiable", profile.unverifiable or profile.reason))
            state = (url, self._cookie_header(url))
            if state in seen or len(self._hops) > self._road.settings.max_redirects:
                turns = "leads back to itself" if state in seen else f"more than {self._road.settings.max_redirects} redirects"
                return self._end(answer, Failure("redirect-loop", turns))
            seen.add(state)
            outcome = await self._ask(url, profile)
            if isinstance(outcome, Failure):
                return self._end(None, outcome)
            answer = outcome
            location = answer.headers.get("location", "").strip()
            if not (self._request.follow and answer.status in _REDIRECTS and location):
                return self._end(answer, None)
            self._step(url, answer, location)

    def _step(self, url: URL, answer: Exchange, location: str) -> None:
        if answer.cookies:
            self._cookies = self._cookies or CookieJar(unsafe=True)
            self._cookies.update_cookies(answer.cookies, url)
        try:
            self._at = str(URL(urljoin(str(url), location)))
        except ValueError:
            self._at = location  # which the vetting of the next hop refuses, in words
        self._hops.append(Hop(status=answer.status, url=self._at))

    async def _ask(self, url: URL, profile: Host) -> Exchange | Failure:
        """One hop, repeated for as long as the host pushes back."""
        lane = self._road.schedule.lane(self._road.hosts.group(url.host or ""), profile.per_second, profile.connections)
        headers = {**({"Accept": profile.accept} if profile.accept else {}), **self._headers(url)}
        for push_backs in range(_MOST_PUSH_BACKS + 1):
            try:
                await lane.enter(at_front=bool(self._hops or push_backs or self._request.again))
            except Closed as closed:
                if closed.seconds:
                    self._retry_at = datetime.now(UTC) + timedelta(seconds=closed.seconds)
                return Failure(closed.reason, closed.detail)
            sent_at = monotonic()
            if not self._hops:
                self._begun, self._clock = datetime.now(UTC), sent_at
            try:
                outcome = await self._road.wire.exchange(
                    self._request.method,
                    url,
                    headers=headers,
                    max_body=self._request.max_body,
                    seconds=max(self._seconds, _LEAST_SECONDS),
                )
                self._seconds -= monotonic() - sent_at
                if isinstance(outcome, Failure):
                    self._asks_again = outcome.asks_again
                    return outcome
                if not self._pushes_back(lane, outcome, sent_at, profile):
                    return outcome
            finally:
                lane.leave()
            self._record(outcome.status, "the host pushed back")
        return Failure("rate-limited", f"the host pushed back {_MOST_PUSH_BACKS + 1} times")

    def _pushes_back(self, lane: Lane, answer: Exchange, sent_at: float, profile: Host) -> bool:
        """Tells the lane what came. A wall for bots is an answer, and no matter of waiting, whatever its status."""
        self._asks_again = 0
        page = PageText.decode(answer.body.data, answer.headers) if answer.status >= 400 or answer.status == 202 else None
        if self._road.signs.wall(answer.status, answer.headers, page):
            lane.challenge()
            return False
        rest = answer.headers.get("retry-after", "")
        if profile.meaning.get(answer.status, "rate-limited") != "rate-limited":
            lane.accept()
            return False
        if answer.status == 429 or (answer.status in (403, 503) and rest):
            lane.push_back(sent_at, retry_after(rest, datetime.now(UTC)))
            return True
        lane.accept()
        self._asks_again = _ASKS_AGAIN.get(answer.status, 1) if 500 <= answer.status <= 599 and answer.status != 501 else 0
        return False

    def _headers(self, url: URL) -> dict[str, str]:
        """The caller's headers where they belong: never at another origin. And the cookies of this chain."""
        own = dict(self._request.headers) if url.origin() == URL(self._request.url).origin() else {}
        return {**own, "Cookie": cookies} if (cookies := self._cookie_header(url)) else own

    def _cookie_header(self, url: URL) -> str:
        if self._cookies is None:
            return ""
        return "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in self._cookies.filter_cookies(url).values())

    def _record(self, status: int, error: str) -> None:
        now = monotonic()
        self._attempts.append(
            Attempt(
                at=self._begun,
                method=self._request.method,
                url=self._request.url,
                status=status,
                hops=tuple(self._hops),
                error=error,
                milliseconds=round((now - self._clock) * 1000),
            )
        )
        self._begun, self._clock = datetime.now(UTC), now

    def _end(self, answer: Exchange | None, failure: Failure | None) -> tuple[Fetched, int]:
        self._record(answer.status if answer else 0, failure.detail if failure else "")
        fetched = Fetched(
            url=self._at,
            status=answer.status if answer else 0,
            headers=answer.headers if answer else {},
            body=answer.body.data if answer else b"",
            truncated=not answer.body.is_complete if answer else False,
            failure=failure.reason if failure else "",
            detail=failure.detail if failure else "",
            attempts=tuple(self._attempts),
            retry_at=self._retry_at,
        )
        return fetched, self._asks_again


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, 0 to a day; None where it is absent or says nothing (RFC 9110 10.2.3)."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), _LONGEST_RETRY_AFTER)
    try:
        told = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for a year, or a zone, of a thousand million
        return None
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return min(max((told - now).total_seconds(), 0.0), _LONGEST_RETRY_AFTER)

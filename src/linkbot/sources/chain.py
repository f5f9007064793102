"""One URL followed to its end: every hop in its own host group's turn, vetted, counted against one deadline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin

from aiohttp import CookieJar
from yarl import URL

from linkbot.config import Settings
from linkbot.model.evidence import Attempt, Hop
from linkbot.rulebook import Host
from linkbot.sources.fetched import Fetched
from linkbot.sources.guard import Unsafe, vetted
from linkbot.sources.hosts import Hosts
from linkbot.sources.lanes import Lanes
from linkbot.sources.limits import quota, retry_after
from linkbot.sources.page import PageText
from linkbot.sources.schedule import Closed, Lane, Schedule
from linkbot.sources.signs import Signs
from linkbot.sources.wire import REDIRECTS, Exchange, Failure, Wire

_MOST_PUSH_BACKS = 6  # of one URL; with the waits between them that is a minute and more
_LEAST_SECONDS = 0.05
# Nobody else waits for this host: a thousand open connections with TLS are worth 300 MB, and each costs its server some too.
_LAST = {"Connection": "close"}
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
    """What every chain travels on. `clock` gives the time of day, with its zone."""

    wire: Wire
    schedule: Schedule
    lanes: Lanes
    hosts: Hosts
    signs: Signs
    settings: Settings
    clock: Callable[[], datetime]


class Chain:
    """One request and the redirects that it meets. Run it once."""

    def __init__(self, road: Road, request: Request) -> None:
        self._road = road
        self._request = request
        self._seconds = road.settings.timeout if request.max_body is None else road.settings.api_timeout
        self._hops: list[Hop] = []
        self._attempts: list[Attempt] = []
        self._cookies: CookieJar | None = None
        self._retry_at: datetime | None = None
        self._asks_again = 0
        self._at = request.url
        self._begun = road.clock()
        self._sent_at = road.schedule.clock()

    async def run(self) -> tuple[Fetched, int]:
        """What came of it, and how often more asking may help. Redirects are followed as far as the settings allow."""
        seen: set[tuple[URL, str]] = set()
        answer: Exchange | None = None
        settings = self._road.settings
        while True:
            try:
                url = vetted(self._at, settings.allow_ports, settings.allow_network)
            except Unsafe as error:
                return self._end(answer, Failure("unsafe", f"leads to {error}" if self._hops else str(error)))
            except ValueError as error:
                return self._end(answer, Failure("protocol", f"not a URL that can be asked: {error}"[:200]))
            profile = self._road.hosts.profile(url.host or "")
            if profile.method == "none":
                return self._end(answer, Failure("unverifiable", profile.unverifiable or profile.reason))
            cookies = self._cookie_header(url)
            if self._hops and (url, cookies) in seen:
                return self._end(answer, Failure("redirect-loop", "leads back to itself"))
            if len(self._hops) > settings.max_redirects:
                return self._end(answer, Failure("redirect-loop", f"more than {settings.max_redirects} redirects"))
            seen.add((url, cookies))
            outcome = await self._ask(url, profile, self._headers(url, profile, cookies))
            if isinstance(outcome, Failure):
                return self._end(None, outcome)
            answer = outcome
            location = answer.headers.get("location", "").strip()
            if not (self._request.follow and answer.status in REDIRECTS and location):
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

    async def _ask(self, url: URL, profile: Host, headers: Mapping[str, str]) -> Exchange | Failure:
        """One hop, repeated for as long as the host pushes back."""
        lane = self._road.lanes.of(url.host or "")
        clock = self._road.schedule.clock
        for push_backs in range(_MOST_PUSH_BACKS + 1):
            try:
                await lane.enter(at_front=bool(self._hops or push_backs or self._request.again))
            except Closed as closed:
                if closed.seconds:
                    self._retry_at = self._road.clock() + timedelta(seconds=closed.seconds)
                return Failure(closed.reason, closed.detail)
            sent_at = clock()
            if not self._hops:
                self._begun, self._sent_at = self._road.clock(), sent_at
            try:
                outcome = await self._road.wire.exchange(
                    self._request.method,
                    url,
                    headers=headers if lane.queue else {**headers, **_LAST},
                    max_body=self._request.max_body,
                    seconds=max(self._seconds, _LEAST_SECONDS),
                )
                self._seconds -= clock() - sent_at
                if isinstance(outcome, Failure):
                    self._asks_again = outcome.asks_again
                    return outcome
                if not self._pushes_back(lane, url.host or "", outcome, sent_at, profile):
                    return outcome
            finally:
                lane.leave()
            self._record(outcome.status, "the host pushed back", "rate-limited")
            self._begun, self._sent_at = self._road.clock(), clock()
        return Failure("rate-limited", f"the host pushed back {_MOST_PUSH_BACKS + 1} times")

    def _pushes_back(self, lane: Lane, host: str, answer: Exchange, sent_at: float, profile: Host) -> bool:
        """Tells the lane what came. A wall for bots is an answer, and no matter of waiting, whatever its status."""
        self._asks_again = 0
        page = PageText.decode(answer.body.data, answer.headers) if answer.status >= 400 or answer.status == 202 else None
        if self._road.signs.wall(answer.status, answer.headers, page):
            lane.challenge()
            return False
        rest = answer.headers.get("retry-after", "")
        left = quota(answer.headers, self._road.clock())
        is_told = profile.meaning.get(answer.status, "rate-limited") != "rate-limited"
        if not is_told and (answer.status == 429 or (answer.status in (403, 503) and rest)):
            wanted = retry_after(rest, self._road.clock())
            if wanted is None and left and not left.remaining:
                wanted = left.seconds
            if seconds := lane.push_back(sent_at, wanted):
                self._road.lanes.close(host, seconds)
            return True
        lane.accept()
        if left:
            lane.limit(left)
        if not is_told and 500 <= answer.status <= 599 and answer.status != 501:
            self._asks_again = _ASKS_AGAIN.get(answer.status, 1)
        return False

    def _headers(self, url: URL, profile: Host, cookies: str) -> dict[str, str]:
        """The caller's headers where they belong: never at another origin. And the cookies of this chain."""
        headers = {"Accept": profile.accept} if profile.accept else {}
        if self._request.headers and url.origin() == URL(self._request.url).origin():
            headers |= self._request.headers
        if cookies:
            headers["Cookie"] = cookies
        return headers

    def _cookie_header(self, url: URL) -> str:
        if self._cookies is None:
            return ""
        return "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in self._cookies.filter_cookies(url).values())

    def _record(self, status: int, error: str, failure: str) -> None:
        self._attempts.append(
            Attempt(
                at=self._begun,
                method=self._request.method,
                url=self._request.url,
                status=status,
                hops=tuple(self._hops),
                error=error,
                failure=failure,
                milliseconds=round((self._road.schedule.clock() - self._sent_at) * 1000),
            )
        )

    def _end(self, answer: Exchange | None, failure: Failure | None) -> tuple[Fetched, int]:
        reason, detail = (failure.reason, failure.detail) if failure else ("", "")
        self._record(answer.status if answer else 0, detail, reason)
        fetched = Fetched(
            url=self._at,
            status=answer.status if answer else 0,
            headers=answer.headers if answer else {},
            body=answer.body.data if answer else b"",
            truncated=not answer.body.is_complete if answer else False,
            failure=reason,
            detail=detail,
            attempts=tuple(self._attempts),
            retry_at=self._retry_at,
        )
        return fetched, self._asks_again

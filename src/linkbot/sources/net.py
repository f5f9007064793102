"""The one way out: every HTTP request of every source, guarded, paced by host group, asked again when that may help."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from aiohttp.abc import AbstractResolver

from linkbot.config import Settings
from linkbot.model.evidence import Attempt
from linkbot.rulebook import Rulebook
from linkbot.sources.chain import Chain, Request, Road
from linkbot.sources.fetched import Fetched
from linkbot.sources.hosts import Hosts
from linkbot.sources.lanes import Lanes
from linkbot.sources.schedule import Schedule
from linkbot.sources.signs import Signs
from linkbot.sources.source import Forgetful, Memo
from linkbot.sources.wire import Wire

__all__ = ["Fetched", "Net"]


class Net:
    """One session, one connector with the address guard, one schedule of host groups.

    Opened at the first request, inside the running loop; `close` it in the same loop. `memo` keeps from run to run which hosts
    asked for a rest; `clock` gives the time of day, with its zone.
    """

    def __init__(
        self,
        settings: Settings,
        rulebook: Rulebook,
        *,
        resolver: AbstractResolver | None = None,
        memo: Memo | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._rulebook = rulebook
        self._resolver = resolver
        self._memo = memo or Forgetful()
        self._clock = clock
        self._road: Road | None = None

    @property
    def requests(self) -> int:
        """How many HTTP requests were sent so far, redirects and repetitions included."""
        return self._road.wire.requests if self._road else 0

    async def sees_network(self, hosts: Iterable[str], patience: float) -> bool:
        """Whether any of `hosts` is found within `patience` seconds. Behind a proxy only the proxy can tell: True."""
        if self._settings.proxy:
            return True
        road = self._road = self._road or self._open()
        lookups = [asyncio.ensure_future(road.wire.finds(host)) for host in dict.fromkeys(hosts)]
        try:
            async with asyncio.timeout(patience):
                for lookup in asyncio.as_completed(lookups):
                    if await lookup:
                        return True
        except TimeoutError:
            pass  # a name service that says nothing is one that is not there
        finally:
            for lookup in lookups:
                lookup.cancel()
        return False

    async def get(
        self,
        url: str,
        *,
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
        max_body: int | None = None,
        follow: bool = True,
        retry: bool = True,
        again: bool = False,
    ) -> Fetched:
        """What is at `url`; waits for the host group's turn and never raises for what a server or a network does.

        `method` is "GET" (the default) or "HEAD". `headers` are sent to no other origin than that of `url`. `max_body` (bytes,
        `settings.max_body` by default) also says that the body matters: it is then read until the link's deadline, whatever
        its type, not only for the three seconds that a page gets. `follow` redirects, up to `settings.max_redirects`. `retry`
        asks once or twice more, each `settings.retry_delay` seconds after the ask before, where a 5xx or no answer came. A
        host that pushes back (429, or 403 and 503 with Retry-After) is waited for in any case. `again` says that this is the
        second ask of a link: it comes before those that were not asked yet.
        """
        return await self._ask(Request(url, method or "GET", headers or {}, max_body, follow, again), retry=retry)

    def slow_down(self, host: str, seconds: float) -> None:
        """Asks the group of `host` no more than once in `seconds`, 30 at most, from here."""
        road = self._road = self._road or self._open()
        road.lanes.of(host).slow_down(seconds)

    def stop(self, detail: str) -> None:
        """Begins no new request: what waits for its turn fails as "not-asked", with `detail`. What is in flight goes on."""
        self._road = self._road or self._open()
        self._road.schedule.stop(detail)

    async def close(self) -> None:
        """Closes the session and its connections."""
        if self._road:
            await self._road.wire.close()

    async def _ask(self, request: Request, *, retry: bool) -> Fetched:
        """Asks until an answer can be read or more asking is no use. Nothing is held while it waits to ask again."""
        road = self._road = self._road or self._open()
        attempts: tuple[Attempt, ...] = ()
        asked = 0
        while True:
            fetched, asks_again = await Chain(road, request).run()
            asked += 1
            if attempts:
                fetched = replace(fetched, attempts=attempts + fetched.attempts)
            if not retry or asked > asks_again:
                return fetched
            attempts = fetched.attempts
            request = replace(request, again=True)
            await asyncio.sleep(self._settings.retry_delay - fetched.attempts[-1].milliseconds / 1000)

    def _open(self) -> Road:
        signs = Signs.of(self._rulebook)
        schedule, hosts = Schedule(self._settings.max_connections), Hosts(self._rulebook.hosts)
        return Road(
            Wire(self._settings, self._resolver),
            schedule,
            Lanes(schedule, hosts, self._settings.pace, self._memo, self._clock),
            hosts,
            signs,
            self._settings,
            self._clock,
        )

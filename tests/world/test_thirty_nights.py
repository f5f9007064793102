"""Thirty nights over one list on a real server: pages die, come back, hide and stumble, and only the dead are called dead.

The clock is the test's; the pages, the glitches (one request in twenty, on any page) and the server are the same in every run.
"""

from __future__ import annotations

import asyncio
import random
import socket
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.abc import ResolveResult

from linkbot import pipeline
from linkbot.config import Settings
from linkbot.model.report import Report
from tests.unit.loopback import HOME, Asked, Behaviour, Names, Server, reply, reset

pytestmark = pytest.mark.long

LINKS, HOSTS, NIGHTS = 1_000, 200, 30
GLITCHES = 0.05
FIRST_NIGHT = datetime(2026, 9, 1, 3, tzinfo=UTC)
FINE, MISSING, GONE, WALL, DOWN = (reply(status, f"<title>{status}</title>") for status in (200, 404, 410, 403, 503))
STUMBLES: tuple[Behaviour, ...] = (DOWN, WALL, MISSING, reply(500), reply(429, Retry_After="0"), reset)

# A death is confirmed on the fourth night that saw it at the earliest (72 hours), a domain's on the eighth (a week); a page that
# was found before may be believed for 14 days and a fifth; glitches of the dead page itself cost a few nights more.
LATEST = {"missing": 17 + 4 + 3, "gone": 17 + 2 + 3, "no-host": 17 + 8 + 1}


@dataclass
class Fate:
    """What becomes of a page: `after` from the night `since` on, and `until` that night again as before."""

    after: Behaviour
    since: int
    until: int = 10**6

    def holds(self, night: int) -> bool:
        return self.since <= night < self.until


@dataclass
class Fates(Server):
    """Pages that have fates, and one glitch in twenty requests."""

    fates: Mapping[str, Fate] = field(default_factory=dict)
    night: int = 0
    looks: Counter[str] = field(default_factory=Counter)

    def _behaviour(self, asked: Asked) -> Behaviour:
        page = asked.host + asked.path
        self.looks[page] += 1
        chance = random.Random(f"{page} {self.looks[page]}")  # whatever order the requests come in
        if chance.random() < GLITCHES:
            return chance.choice(STUMBLES)
        fate = self.fates.get(page)
        return fate.after if fate and fate.holds(self.night) else FINE


class Lapsing(Names):
    """Names that stop to exist on a night."""

    def __init__(self, server: Fates, lapses: Mapping[str, int]) -> None:
        super().__init__(server)
        self._fates = server
        self._lapses = lapses

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        if self._fates.night >= self._lapses.get(host, 10**6):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return await super().resolve(host, port, family)


@dataclass
class Diary:
    """What was said: for each night the dead by their pages, and the requests that it took."""

    dead: list[set[str]] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    def told(self, page: str) -> int:
        """The first night on which a page was called dead."""
        return next(night for night, dead in enumerate(self.dead) if page in dead)


def page(number: int) -> str:
    return f"h{number % HOSTS}.example/p/{number}"


DEAD = {page(number): Fate(MISSING, since=number) for number in range(5)}
DEAD_FROM_THE_FIRST = {page(number): Fate(MISSING, since=0) for number in range(20, 30)}
SAID_SO = {page(number): Fate(GONE, since=2) for number in range(40, 45)}
BACK_AGAIN = {page(number): Fate(MISSING, since=1, until=10) for number in range(60, 70)}
BACK_BEFORE_THE_TIME = {page(number): Fate(MISSING, since=0, until=3) for number in range(70, 80)}
WALLED = {page(number): Fate(WALL, since=3) for number in range(80, 90)}
DOWN_FOR_EVER = {page(number): Fate(DOWN, since=4) for number in range(100, 110)}
LAPSED = {f"h{number}.example": 1 for number in range(150, 153)}
ON_LAPSED = {page(number) for number in range(LINKS) if f"h{number % HOSTS}.example" in LAPSED}


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Diary:
    folder = tmp_path_factory.mktemp("nights")
    (folder / "list.md").write_text("".join(f"- [Page {number}](http://{page(number)})\n" for number in range(LINKS)))
    rules = folder / "rules" / "hosts"
    rules.mkdir(parents=True)
    (rules / "fast.yaml").write_text(
        'hosts: ["*.example"]\nper_second: 1000\nconnections: 10\nreason: a test\nchecked: "2026-11-20"\n'
    )
    return asyncio.run(lived(folder))


async def lived(folder: Path) -> Diary:
    settings = Settings(
        select=("LB101", "LB107"),
        store=folder / "store.sqlite3",
        rules_dir=folder / "rules",
        allow_network=(f"{HOME}/32",),
        wayback_url="http://archive.example",
        retry_delay=0,
        timeout=10,
    )
    fates = {**DEAD, **DEAD_FROM_THE_FIRST, **SAID_SO, **BACK_AGAIN, **BACK_BEFORE_THE_TIME, **WALLED, **DOWN_FOR_EVER}
    diary = Diary()
    async with Fates({}, fates=fates).running() as server:
        assert isinstance(server, Fates)
        for night in range(NIGHTS):
            server.night = night
            before = len(server.asked)
            now = FIRST_NIGHT + timedelta(days=night, minutes=(night * 7) % 23)
            report = await pipeline.check(
                [str(folder / "list.md")],
                settings,
                resolver=Lapsing(server, LAPSED),
                clock=lambda now=now: now,  # type: ignore[misc]
            )
            diary.requests.append(len(server.asked) - before)
            diary.reports.append(report)
            sure = (found for found in report.findings if found.code == "LB101" and found.confidence == "high")
            diary.dead.append({found.url.removeprefix("http://") for found in sure})
    return diary


def test_nobody_is_called_dead_who_is_not(diary: Diary) -> None:
    really = {**DEAD, **DEAD_FROM_THE_FIRST, **SAID_SO, **BACK_AGAIN}

    false = [
        (night, dead)
        for night, told in enumerate(diary.dead)
        for dead in told
        if not (dead in really and really[dead].holds(night)) and not (dead in ON_LAPSED and night >= 8)
    ]

    assert false == []


@pytest.mark.parametrize(
    ("pages", "kind"),
    [(tuple(DEAD), "missing"), (tuple(DEAD_FROM_THE_FIRST), "missing"), (tuple(SAID_SO), "gone"), (tuple(ON_LAPSED), "no-host")],
)
def test_each_death_is_told_within_its_threshold(diary: Diary, pages: tuple[str, ...], kind: str) -> None:
    since = {
        **{name: fate.since for name, fate in {**DEAD, **DEAD_FROM_THE_FIRST, **SAID_SO}.items()},
        **dict.fromkeys(ON_LAPSED, 1),
    }

    waited = {name: diary.told(name) - since[name] for name in pages}

    assert max(waited.values()) <= LATEST[kind]


def test_no_death_is_told_before_three_days(diary: Diary) -> None:
    assert diary.dead[:2] == [set(), set()]
    assert not {name for dead in diary.dead[:3] for name in dead if name not in SAID_SO}


def test_who_comes_back_leaves_the_dead_at_once(diary: Diary) -> None:
    came_back = [(name, night) for name in BACK_AGAIN for night in range(10 + 3, NIGHTS) if name in diary.dead[night]]

    assert came_back == []
    assert not any(name in dead for name in BACK_BEFORE_THE_TIME for dead in diary.dead)


def test_walls_and_servers_that_are_down_are_told_as_such(diary: Diary) -> None:
    last = {found.url.removeprefix("http://") for found in diary.reports[-1].findings if found.code == "LB107"}

    assert set(WALLED) | set(DOWN_FOR_EVER) <= last


def test_a_missing_page_tells_of_the_same_day_every_night(diary: Diary) -> None:
    missing = [found for report in diary.reports for found in report.findings if found.code == "LB101"]

    told = {(found.url, found.evidence[0].since) for found in missing if found.url.removeprefix("http://") in DEAD_FROM_THE_FIRST}

    assert len({url for url, _ in told}) == len(told) == len(DEAD_FROM_THE_FIRST)
    assert {since for _, since in told} <= {(FIRST_NIGHT + timedelta(days=night)).date() for night in range(3)}


def test_a_quiet_night_asks_little(diary: Diary) -> None:
    assert sum(diary.requests) < NIGHTS * LINKS / 3

"""What a site asks of robots in its robots.txt (RFC 9309): what of it is obeyed, and when it is fetched at all."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from protego import Protego
from pydantic import BaseModel, ConfigDict, Field
from yarl import URL

from linkbot.config import Settings
from linkbot.rulebook import Rulebook
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.source import Memo

_NAME = "linkbot"  # our product token, which a robots.txt calls us by
_SITE = re.compile(r"https?://(?![^/?#]*@)[^/?#\s]+", re.IGNORECASE)
_SOMEBODY = "somebody-else"
# User-agent: linkbot/1.0
_AGENT = re.compile(r"\s*user[-\s]?agent(?:\s*:|\s)\s*(?:([a-z_-]+|\*)(?![\w-]))?", re.ASCII | re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class _Convention(BaseModel):
    """`robots` of rules/conventions/network.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    links: int = Field(default=10, gt=0)
    hours: float = Field(default=24, gt=0)
    bytes: int = Field(default=512_000, gt=0)


class Robots:
    """Reads the robots.txt of each site at most once a run, and remembers it for a day.

    `settings.robots` says whose groups are obeyed: "own" those that name linkbot, since a list's links are visited once a week
    and not crawled; "strict" those for everybody too; "off" none. Unless strict, only sites that many links lead to are asked.
    A robots.txt that cannot be had allows everything.
    """

    def __init__(self, net: Net, settings: Settings, rulebook: Rulebook, memo: Memo, clock: Callable[[], datetime]) -> None:
        self._net = net
        self._policy = settings.robots
        self._convention = _Convention.model_validate(rulebook.conventions.get("network", {}).get("robots", {}))
        self._memo = memo
        self._clock = clock
        self._expected: Counter[str] = Counter()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._rules: dict[str, Protego] = {}

    def expect(self, urls: Iterable[str]) -> None:
        """Says that `urls` are about to be asked: how many there are of a site decides whether its robots.txt is read."""
        if self._policy == "own":
            self._expected.update(site for url in urls if (site := _site(url)))

    async def allows(self, url: str) -> str:
        """Why `url` must not be asked, in words; "" where it may. A Crawl-delay slows the host down from here."""
        site = _site(url)
        if not site or self._policy == "off":
            return ""
        if self._policy == "own" and self._expected[site] < self._convention.links:
            return ""
        async with self._turns[site]:
            if site not in self._rules:
                self._rules[site] = rules = Protego.parse(await self._text(site))
                if delay := rules.crawl_delay(_NAME):
                    self._net.slow_down(URL(site).host or "", delay)
        return "" if self._rules[site].can_fetch(url, _NAME) else f"the robots.txt of {site.partition('://')[2]} disallows it"

    async def _text(self, site: str) -> str:
        """What concerns us of a site's robots.txt; "" where there is nothing."""
        key = f"robots {self._policy} {site}"
        if (kept := self._memo.recall(key)) is not None:
            return kept
        fetched = await self._net.get(f"{site}/robots.txt", max_body=self._convention.bytes, retry=False)
        if fetched.failure or not 200 <= fetched.status <= 499:
            return ""  # for this run: the next one may find it
        text = _ours(_lines(fetched), {_NAME, "*"} if self._policy == "strict" else {_NAME}) if fetched.status <= 299 else ""
        self._memo.remember(key, text, self._clock() + timedelta(hours=self._convention.hours))
        return text


def _site(url: str) -> str:
    """`https://example.org` of a URL, "" where it has none: which the network refuses, in words."""
    site = _SITE.match(url)
    return site[0].lower() if site else ""


def _lines(fetched: Fetched) -> list[str]:
    """The lines that came as a whole. Without its zeros a UTF-16 that has no mark is read as what it means."""
    encoding = "utf-16" if fetched.body.startswith(_UTF_16) else "utf-8-sig"
    lines = fetched.body.decode(encoding, "replace").replace("\0", "").splitlines()
    return lines[:-1] if fetched.truncated else lines


def _ours(lines: Iterable[str], obeyed: Collection[str]) -> str:
    """The file with every group under a name that protego takes for what it is; "" where no group is obeyed.

    protego looks for the beginning of a name, so that `User-agent: link` would be us, and `linkbot/1.0` somebody else; RFC 9309
    section 2.2.1 compares product tokens as a whole, without their case.
    """
    told, concerns = [], False
    for line in lines:
        agent = _AGENT.match(line)
        name = (agent[1] or "").lower() if agent else ""
        concerns = concerns or name in obeyed
        told.append(line if not agent else f"User-agent: {name if name in obeyed else _SOMEBODY}")
    return "\n".join(told) if concerns else ""

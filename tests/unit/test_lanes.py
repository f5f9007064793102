"""Each host is asked as its profile, the settings, its own words and the last run say."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tests.unit.loopback import Names as ToServer
from tests.unit.loopback import Server, a_net, a_rulebook, redirect, reply, some_settings

from linkbot.rulebook import Host
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.source import Forgetful, Memo

SITE = "http://site.example"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def a_host(*names: str, per_second: float = 1000, connections: int = 10, group: str = "") -> Host:
    return Host(
        hosts=names or ("site.example",),
        group=group,
        per_second=per_second,
        connections=connections,
        reason="a test",
        checked="2026-11-20",
    )


class Notebook(Forgetful):
    """A memo that shows how long it was told to keep what."""

    def __init__(self) -> None:
        super().__init__()
        self.until: dict[str, datetime] = {}

    def remember(self, key: str, text: str, until: datetime) -> None:
        super().remember(key, text, until)
        self.until[key] = until


def runs(
    memo: Memo, pages: dict[str, object], *urls: str, at: datetime = NOW, hosts: tuple[Host, ...] = (a_host(),)
) -> tuple[list[Fetched], Server]:
    """What one run that begins at `at` gets."""

    async def story() -> tuple[list[Fetched], Server]:
        async with Server(pages).running() as server:
            net = Net(some_settings(), a_rulebook(*hosts), resolver=ToServer(server), memo=memo, clock=lambda: at)
            try:
                return [await net.get(url) for url in urls], server
            finally:
                await net.close()

    return asyncio.run(story())


def took(per_second: float, pace: float) -> float:
    """The seconds from the first of five requests to the last."""

    async def story() -> Server:
        pages = {f"/{number}": reply(200) for number in range(5)}
        async with Server(pages).running() as server, a_net(server, a_host(per_second=per_second), pace=pace) as net:
            await asyncio.gather(*(net.get(f"{SITE}/{number}") for number in range(5)))
            return server

    asked = asyncio.run(story()).asked
    return asked[-1].at - asked[0].at


class TestPace:
    """`pace` multiplies what a host's profile allows."""

    def test_at_half_the_pace_a_host_is_asked_half_as_often(self) -> None:
        assert took(per_second=10, pace=0.5) >= 0.75

    def test_at_many_times_the_pace_a_slow_host_is_asked_fast(self) -> None:
        assert took(per_second=0.5, pace=50.0) < 4


class TestQuota:
    """A server that tells what is left need not push back."""

    @pytest.mark.parametrize(
        "told",
        [
            {"RateLimit": '"default";r=0;t=1'},
            {"RateLimit_Remaining": "0", "RateLimit_Reset": "1"},
            {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(NOW.timestamp()) + 1)},
        ],
    )
    def test_an_empty_quota_is_waited_out(self, told: dict[str, str]) -> None:
        pages = {"/a": reply(200, **told), "/b": reply(200)}

        answers, server = runs(Forgetful(), pages, f"{SITE}/a", f"{SITE}/b")

        assert [answer.status for answer in answers] == [200, 200]
        assert server.asked[1].at - server.asked[0].at >= 0.9

    def test_a_refusal_that_tells_when_the_quota_is_renewed_is_believed(self) -> None:
        refusal = reply(429, "later", X_RateLimit_Remaining="0", X_RateLimit_Reset=str(int(NOW.timestamp()) + 600))

        (answer,), server = runs(Forgetful(), {"/a": refusal}, f"{SITE}/a")

        assert (answer.failure, answer.retry_at) == ("rate-limited", NOW + timedelta(minutes=10))
        assert len(server.asked) == 1

    def test_nonsense_changes_nothing(self) -> None:
        pages = {"/a": reply(200, RateLimit="r=-1;t=1e99", X_RateLimit_Remaining="0", X_RateLimit_Reset="9" * 30), "/b": reply()}

        _, server = runs(Forgetful(), pages, f"{SITE}/a", f"{SITE}/b")

        assert server.asked[1].at - server.asked[0].at < 5


class TestRest:
    """A host that wants a long rest is not asked before its time, by this run or the next."""

    WANTS = {"/a": reply(429, "later", Retry_After="1800")}

    def test_the_next_run_leaves_it_alone_until_then(self) -> None:
        memo = Notebook()
        runs(memo, self.WANTS, f"{SITE}/a")

        (answer,), server = runs(memo, self.WANTS, f"{SITE}/b", at=NOW + timedelta(minutes=20))

        assert (answer.failure, server.asked) == ("rate-limited", [])
        assert answer.retry_at == NOW + timedelta(minutes=30)

    def test_a_date_is_a_rest_too(self) -> None:
        memo = Notebook()
        until = format_datetime(NOW + timedelta(minutes=30), usegmt=True)

        (answer,), _ = runs(memo, {"/a": reply(429, "later", Retry_After=until)}, f"{SITE}/a")

        assert answer.retry_at == NOW + timedelta(minutes=30)
        assert list(memo.until.values()) == [NOW + timedelta(minutes=30)]

    def test_after_its_rest_it_is_asked(self) -> None:
        memo = Notebook()
        memo.remember("rest site.example", NOW.isoformat(), NOW)

        (answer,), _ = runs(memo, {"/b": reply(200)}, f"{SITE}/b", at=NOW + timedelta(minutes=1))

        assert answer.status == 200

    def test_one_host_speaks_for_its_group_for_an_hour_and_no_longer(self) -> None:
        memo, farm = Notebook(), a_host("*.farm.example", group="farm")

        runs(memo, {"/a": reply(429, "no", Retry_After="86400")}, "http://one.farm.example/a", hosts=(farm,))
        (other,), server = runs(memo, {}, "http://two.farm.example/b", hosts=(farm,))

        assert (other.failure, server.asked) == ("rate-limited", [])
        assert memo.until == {"rest farm": NOW + timedelta(hours=1)}

    def test_a_short_rest_is_waited_for_and_not_remembered(self) -> None:
        memo = Notebook()

        (answer,), _ = runs(memo, {"/a": [reply(429, "later", Retry_After="1"), reply(200)]}, f"{SITE}/a")

        assert (answer.status, memo.until) == (200, {})


class TestAttempts:
    """Each attempt says what became of it."""

    def test_the_class_of_a_failure_is_kept_with_its_attempt(self) -> None:
        pages = {"/a": redirect("http://127.0.0.1/"), "/b": b"HELLO\r\n\r\n", "/c": [reply(429, "", Retry_After="0"), reply(200)]}

        (unsafe, protocol, pushed), _ = runs(Forgetful(), pages, *(f"{SITE}/{page}" for page in "abc"))

        assert [attempt.failure for attempt in unsafe.attempts] == ["unsafe"]
        assert {attempt.failure for attempt in protocol.attempts} == {"protocol"}
        assert [(attempt.status, attempt.failure) for attempt in pushed.attempts] == [(429, "rate-limited"), (200, "")]

    def test_the_time_of_day_is_that_of_the_clock_that_was_given(self) -> None:
        (answer,), _ = runs(Forgetful(), {"/a": reply(200)}, f"{SITE}/a")

        assert [attempt.at for attempt in answer.attempts] == [NOW]

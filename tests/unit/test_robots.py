"""A robots.txt that names linkbot is obeyed, is read only where that is worth a request, and never does harm."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.loopback import Asked, Server, a_net, a_rulebook, hang, redirect, reply, some_settings

from linkbot.rulebook import Host
from linkbot.sources.robots import Robots
from linkbot.sources.source import Forgetful, Memo

SITE = "http://site.example"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
FOR_ALL = "User-agent: *\nDisallow: /\n"
FOR_US = "User-agent: linkbot\nDisallow: /private\n"
MANY = tuple(f"{SITE}/{number}" for number in range(10))


class Notebook:
    """A memo that shows for how long it was told to keep a thing."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, datetime]] = {}

    def recall(self, key: str) -> str | None:
        return self.kept[key][0] if key in self.kept else None

    def remember(self, key: str, text: str, until: datetime) -> None:
        self.kept[key] = text, until


def ask(
    file: object,
    *urls: str,
    expected: Sequence[str] = MANY,
    memo: Memo | None = None,
    **settings: object,
) -> tuple[list[str], Server]:
    """What is said of `urls` where the site's robots.txt answers like that, and the server, for what it was asked."""

    async def story() -> tuple[list[str], Server]:
        async with Server({"/robots.txt": file}).running() as server, a_net(server, **settings) as net:
            robots = Robots(net, some_settings(**settings), a_rulebook(), memo or Forgetful(), lambda: NOW)
            robots.expect(expected)
            return [await robots.allows(url) for url in urls], server

    return asyncio.run(story())


def said(text: str | bytes, **settings: object) -> list[bool]:
    """Whether /private and /public may be asked."""
    answers, _ = ask(reply(200, text), f"{SITE}/private/x", f"{SITE}/public", **settings)
    return [answer == "" for answer in answers]


class TestGroups:
    """Whose group is ours."""

    @pytest.mark.parametrize(
        "named",
        [
            "User-agent: linkbot",
            "user-agent:LinkBot",
            "USER-AGENT : Linkbot/1.0",
            "User-agent: other\nUser-agent: linkbot",
            "User-agent: linkbot # you\nUser-agent: other",
            "Useragent: linkbot",
        ],
    )
    def test_a_group_that_names_us_is_obeyed(self, named: str) -> None:
        assert said(f"{FOR_ALL}\n{named}\nDisallow: /private") == [False, True]

    @pytest.mark.parametrize(
        "other", ["*", "link", "l", "linkbot-images", "linkbot2", "mylinkbot", "bot", "somebody-else", "link*", ""]
    )
    def test_a_group_of_somebody_else_is_not_ours(self, other: str) -> None:
        assert said(f"User-agent: {other}\nDisallow: /") == [True, True]

    def test_the_longest_rule_decides(self) -> None:
        text = "User-agent: linkbot\nDisallow: /\nAllow: /public\nAllow: /private/x$\n"

        assert said(text) == [True, True]

    def test_two_groups_that_name_us_are_one(self) -> None:
        assert said(f"{FOR_US}\nUser-agent: other\nDisallow: /\n\nUser-agent: linkbot\nDisallow: /pub") == [False, False]

    def test_strict_obeys_what_is_said_to_everybody(self) -> None:
        assert said(FOR_ALL, robots="strict") == [False, False]

    def test_strict_prefers_what_is_said_to_us(self) -> None:
        assert said(f"{FOR_ALL}\n{FOR_US}", robots="strict") == [False, True]

    def test_why_not_is_said_in_words(self) -> None:
        (answer,), _ = ask(reply(200, FOR_US), f"{SITE}/private")

        assert answer == "the robots.txt of site.example disallows it"


class TestRequests:
    """How often a robots.txt is asked for."""

    def test_it_is_read_once_for_all_links_of_a_site(self) -> None:
        async def story() -> Server:
            async with Server({"/robots.txt": reply(200, FOR_US)}).running() as server, a_net(server) as net:
                robots = Robots(net, some_settings(), a_rulebook(), Forgetful(), lambda: NOW)
                robots.expect(MANY)
                await asyncio.gather(*map(robots.allows, MANY))
                return server

        assert asyncio.run(story()).times("/robots.txt") == 1

    def test_it_is_not_read_for_a_few_links(self) -> None:
        (answer,), server = ask(reply(200, FOR_US), f"{SITE}/private", expected=MANY[:9])

        assert (answer, server.asked) == ("", [])

    def test_another_port_or_scheme_is_another_site(self) -> None:
        (answer,), server = ask(reply(200, FOR_US), "https://site.example/private")

        assert (answer, server.asked) == ("", [])

    def test_strict_reads_it_for_every_site(self) -> None:
        (answer,), server = ask(reply(200, FOR_ALL), f"{SITE}/a", expected=(), robots="strict")

        assert (answer != "", server.times("/robots.txt")) == (True, 1)

    def test_off_never_reads_it(self) -> None:
        (answer,), server = ask(reply(200, FOR_US), f"{SITE}/private", robots="off")

        assert (answer, server.asked) == ("", [])

    def test_what_is_no_url_is_left_to_the_network(self) -> None:
        answers, server = ask(reply(200, FOR_US), "http://", "http://[::1", "no url", "http://a:99999/", robots="strict")

        assert (answers, server.asked) == (["", "", "", ""], [])

    def test_it_is_remembered_for_a_day(self) -> None:
        memo = Notebook()

        first, _ = ask(reply(200, FOR_US), f"{SITE}/private", memo=memo)
        second, server = ask(reply(200, FOR_US), f"{SITE}/private", memo=memo)

        assert (first, second, server.asked) == (["the robots.txt of site.example disallows it"], first, [])
        assert [until for _, until in memo.kept.values()] == [NOW + timedelta(hours=24)]

    def test_a_file_that_says_nothing_to_us_takes_no_space(self) -> None:
        memo = Notebook()

        ask(reply(200, FOR_ALL * 1000), f"{SITE}/a", memo=memo)

        assert [text for text, _ in memo.kept.values()] == [""]

    def test_what_was_remembered_under_another_policy_is_not_believed(self) -> None:
        memo = Notebook()

        ask(reply(200, FOR_ALL), f"{SITE}/a", memo=memo)
        (answer,), _ = ask(reply(200, FOR_ALL), f"{SITE}/a", memo=memo, robots="strict")

        assert answer != ""


class TestNoAnswer:
    """A robots.txt that cannot be had allows everything."""

    @pytest.mark.parametrize("behaviour", [reply(404), reply(403), reply(500), b"HELLO\r\n\r\n", redirect("/robots.txt"), hang])
    def test_what_cannot_be_had_allows_everything(self, behaviour: object) -> None:
        (answer,), _ = ask(behaviour, f"{SITE}/private", timeout=0.5)

        assert answer == ""

    def test_a_missing_file_is_remembered_and_a_broken_server_is_asked_again_by_the_next_run(self) -> None:
        missing, broken = Notebook(), Notebook()

        ask(reply(404), f"{SITE}/a", memo=missing)
        ask(reply(500), f"{SITE}/a", memo=broken)

        assert (len(missing.kept), len(broken.kept)) == (1, 0)

    def test_it_never_leads_into_this_machine(self) -> None:
        (answer,), server = ask(redirect("http://127.0.0.1/robots.txt"), f"{SITE}/private")

        assert (answer, len(server.asked)) == ("", 1)


class TestHostileFiles:
    """Whatever a server calls its robots.txt."""

    @pytest.mark.parametrize(
        "text",
        [
            FOR_US.replace("\n", "\r\n").encode(),
            FOR_US.replace("\n", "\r").encode(),
            FOR_US.rstrip().encode(),
            FOR_US.encode("utf-8-sig"),
            FOR_US.encode("utf-16"),
            FOR_US.encode("utf-16-le"),
            b"\0".join(bytes([letter]) for letter in FOR_US.encode()),
            b"\xf0\xf1garbage\n" + FOR_US.encode(),
        ],
    )
    def test_odd_bytes_are_read_for_what_they_mean(self, text: bytes) -> None:
        assert said(text) == [False, True]

    def test_of_a_large_file_the_beginning_counts(self) -> None:
        text = FOR_US.encode() + b"Disallow: /a\n" * 80_000 + b"Disallow: /public\n"

        assert said(text) == [False, True]

    def test_a_rule_that_was_cut_in_two_is_none(self) -> None:
        begun = FOR_US.encode()
        filled = begun + b"#" * (512_000 - len(begun) - len(b"\nDisallow: /")) + b"\nDisallow: /public-not\n"

        assert said(filled) == [False, True]

    def test_rules_without_end_are_worked_through(self) -> None:
        rules = "".join(f"Disallow: /*{number}*a*a*a*b$\n" for number in range(15_000))

        assert said(f"User-agent: linkbot\n{rules}Disallow: /private\n") == [False, True]

    @pytest.mark.parametrize(
        "text", [b"", b"\0" * 1000, b"User-agent: linkbot", b"Disallow: /", b"<html>404</html>", b"\xff\xfe"]
    )
    def test_what_says_nothing_allows_everything(self, text: bytes) -> None:
        assert said(text) == [True, True]


class TestDelay:
    """A Crawl-delay slows its host down, no further than to half a minute."""

    @pytest.mark.parametrize(
        ("delay", "seconds"), [("0.4", 0.4), ("nonsense", 0.0), ("-5", 0.0), ("nan", 0.0), ("inf", 0.0), ("0", 0.0)]
    )
    def test_it_is_kept_between_two_requests(self, delay: str, seconds: float) -> None:
        text = f"User-agent: linkbot\nCrawl-delay: {delay}\n"
        fast = Host(hosts=("site.example",), per_second=1000, connections=4, reason="a test", checked="2026-11-20")

        async def story() -> list[Asked]:
            pages = {"/robots.txt": reply(200, text), "/a": reply(200), "/b": reply(200)}
            async with Server(pages).running() as server, a_net(server, fast) as net:
                robots = Robots(net, some_settings(), a_rulebook(), Forgetful(), lambda: NOW)
                robots.expect(MANY)
                await robots.allows(f"{SITE}/a")
                await net.get(f"{SITE}/a")
                await net.get(f"{SITE}/b")
                return server.asked

        _, first, second = asyncio.run(story())

        assert second.at - first.at >= seconds - 0.1

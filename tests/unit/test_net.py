"""Whatever a server does, the network gives an answer in time, keeps its manners, and goes nowhere it must not."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
import trustme
from aiohttp.abc import ResolveResult
from dnslib import RR, A, DNSRecord
from tests.unit.loopback import HOME, Asked, Names, Server, a_net, a_rulebook, fetch, hang, redirect, reply, reset, some_settings

from linkbot.config import Settings
from linkbot.rulebook import Host
from linkbot.sources.fetched import Fetched
from linkbot.sources.limits import retry_after
from linkbot.sources.net import Net

OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = "<html><title>Fine</title>" + "x" * 3000
SITE = "http://site.example"
NO_DATES = [("Fri, 20 Nov 99999999999 12:00:30 GMT", None), ("Fri, 20 Nov 2026 12:00:30 +99999999999999", None)]


async def drip_headers(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for letter in b"X-Slow: " + b"y" * 600:
        writer.write(bytes([letter]))
        await asyncio.sleep(0.05)


async def drip_body(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(OK_HEAD + b"Content-Length: 100000\r\n\r\n<title>Slow</title>")
    for _ in range(600):
        writer.write(b"x")
        await asyncio.sleep(0.05)


async def endless_body(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()


async def reset_in_body(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(OK_HEAD + b"Content-Length: 100000\r\n\r\n<title>Cut</title>")
    await writer.drain()
    await asyncio.sleep(0.05)
    await reset(asked, writer)


def in_a_story(
    pages: dict[str, object], *urls: str, hosts: tuple[Host, ...] = (), **settings: object
) -> tuple[list[Fetched], Server]:
    async def story() -> tuple[list[Fetched], Server]:
        async with Server(pages).running() as server, a_net(server, *hosts, **settings) as net:
            return await asyncio.gather(*map(net.get, urls)), server

    return asyncio.run(story())


class TestAlive:
    """A status of 200 is alive, whatever becomes of the body."""

    def test_a_page_comes_whole_with_its_headers(self) -> None:
        page, server = fetch({"/a": reply(200, PAGE, X_Some="thing")}, f"{SITE}/a")

        assert (page.status, page.failure, page.url, page.truncated) == (200, "", f"{SITE}/a", False)
        assert page.body.decode() == PAGE
        assert page.headers["x-some"] == "thing"
        assert [(attempt.method, attempt.status, attempt.error) for attempt in page.attempts] == [("GET", 200, "")]
        assert server.asked[0].headers["user-agent"].startswith("linkbot/")

    @pytest.mark.parametrize("behaviour", [drip_body, endless_body, reset_in_body])
    def test_a_body_that_does_not_end_well_is_a_page_all_the_same(self, behaviour: object) -> None:
        begun = time.monotonic()

        page, _ = fetch({"/a": behaviour}, f"{SITE}/a", timeout=1.0)

        assert (page.status, page.failure, page.truncated) == (200, "", True)
        assert time.monotonic() - begun < 8

    def test_a_gzip_bomb_stays_small(self) -> None:
        squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
        bomb = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(64)) + squeeze.flush()

        page, _ = fetch({"/a": reply(200, bomb, Content_Encoding="gzip")}, f"{SITE}/a", max_body=10_000)

        assert (page.status, len(page.body), page.truncated) == (200, 10_000, True)

    def test_a_compressed_page_is_read(self) -> None:
        page, _ = fetch({"/a": reply(200, gzip.compress(PAGE.encode()), Content_Encoding="gzip")}, f"{SITE}/a")

        assert (page.body.decode(), page.truncated) == (PAGE, False)

    def test_a_page_of_several_gzip_members_is_read_to_its_end(self) -> None:
        members = gzip.compress(PAGE.encode()) + gzip.compress(b"<h1>The end</h1>") + bytes(8)

        page, _ = fetch({"/a": reply(200, members, Content_Encoding="gzip")}, f"{SITE}/a")

        assert (page.body.decode(), page.truncated) == (PAGE + "<h1>The end</h1>", False)

    def test_gzip_members_without_end_are_given_up(self) -> None:
        members = gzip.compress(b"x") * 5000

        page, _ = fetch({"/a": reply(200, members, Content_Encoding="gzip")}, f"{SITE}/a", max_body=1_000_000)

        assert page.truncated
        assert len(page.body) < 5000

    @pytest.mark.parametrize(("coding", "body"), [("gzip", b"\x1f\x8b\x08\0garbage"), ("br", b"brotli"), ("gzip", b"plain")])
    def test_a_body_that_cannot_be_decompressed_is_alive_and_unread(self, coding: str, body: bytes) -> None:
        page, _ = fetch({"/a": reply(200, body, Content_Encoding=coding)}, f"{SITE}/a")

        assert (page.status, page.failure, page.truncated) == (200, "", True)

    def test_an_answer_of_http_1_0_without_a_length_is_read(self) -> None:
        async def old(asked: Asked, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Old</title>")
            await writer.drain()

        page, _ = fetch({"/a": old}, f"{SITE}/a")

        assert (page.status, page.body, page.truncated) == (200, b"<title>Old</title>", False)

    def test_a_large_file_is_only_begun(self) -> None:
        page, _ = fetch({"/a": reply(200, b"\0" * 200_000, Content_Type="application/pdf")}, f"{SITE}/a")

        assert (page.status, page.truncated) == (200, True)
        assert len(page.body) < 20_000


class TestFailures:
    """What did not work is said, and is asked again late, once or twice."""

    @pytest.mark.parametrize("behaviour", [hang, drip_headers])
    def test_no_status_in_time_is_a_timeout(self, behaviour: object) -> None:
        begun = time.monotonic()

        page, server = fetch({"/a": behaviour}, f"{SITE}/a", timeout=0.4)

        assert (page.status, page.failure, len(page.attempts)) == (0, "timeout", 2)
        assert server.times("/a") == 2
        assert time.monotonic() - begun < 5

    def test_a_reset_is_asked_again_once(self) -> None:
        page, _ = fetch({"/a": reset}, f"{SITE}/a")

        assert (page.status, page.failure, len(page.attempts)) == (0, "connection", 2)

    def test_a_reset_that_passes_is_forgotten(self) -> None:
        page, _ = fetch({"/a": [reset, reply(200, PAGE)]}, f"{SITE}/a")

        assert (page.status, page.failure) == (200, "")

    def test_a_server_error_that_passes_is_forgotten_and_the_second_ask_comes_late(self) -> None:
        page, server = fetch({"/a": [reply(503), reply(503), reply(200, PAGE)]}, f"{SITE}/a", retry_delay=0.3)

        assert [attempt.status for attempt in page.attempts] == [503, 503, 200]
        assert server.asked[1].at - server.asked[0].at >= 0.25  # the first may have been long on its way

    def test_a_server_error_that_stays_is_reported_as_its_status(self) -> None:
        page, server = fetch({"/a": reply(500)}, f"{SITE}/a")

        assert (page.status, page.failure, server.times("/a")) == (500, "", 2)

    def test_waiting_to_ask_again_holds_up_nobody(self) -> None:
        begun = time.monotonic()

        pages, _ = in_a_story(
            {"/bad": reply(500), "/good": reply(200)},
            f"{SITE}/bad",
            *(f"{SITE}/good?{n}" for n in range(3)),
            hosts=(Host(hosts=("site.example",), per_second=1000, connections=1, reason="a test", checked="2026-11-20"),),
            retry_delay=0.4,
        )

        assert pages[0].status == 500
        assert time.monotonic() - begun < 1.2

    def test_a_refused_connection_is_no_answer(self) -> None:
        with socket.socket() as unused:
            unused.bind((HOME, 0))
            port = unused.getsockname()[1]

            async def story() -> Fetched:
                server = Server({}, port=port)
                async with a_net(server) as net:
                    return await net.get(f"{SITE}/a")

            page = asyncio.run(story())

        assert (page.failure, len(page.attempts)) == ("connection", 2)

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nX-Big: " + b"a" * 100_000 + b"\r\n\r\n",
            b"HELLO\r\n\r\n",
            b"HTTP/1.1 abc OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
        ],
    )
    def test_what_is_not_http_is_a_protocol_failure(self, answer: bytes) -> None:
        page, _ = fetch({"/a": answer}, f"{SITE}/a")

        assert (page.status, page.failure) == (0, "protocol")

    @pytest.mark.parametrize("url", ["http://", "http:///x", "http://[::1", "no url at all", "http://site.example:99999/"])
    def test_what_is_no_url_is_not_asked(self, url: str) -> None:
        page, server = fetch({}, url)

        assert page.failure in ("protocol", "unsafe")
        assert not server.asked


class TestRedirects:
    """Followed by hand, each hop seen, each hop vetted."""

    def test_every_hop_is_recorded(self) -> None:
        page, _ = fetch(
            {"/a": redirect("/b", 301), "/b": redirect("http://other.example/c", 302), "/c": reply(200, PAGE)}, f"{SITE}/a"
        )

        assert (page.status, page.url) == (200, "http://other.example/c")
        assert [(hop.status, hop.url) for hop in page.attempts[-1].hops] == [
            (301, f"{SITE}/b"),
            (302, "http://other.example/c"),
        ]

    def test_a_loop_is_seen_at_once(self) -> None:
        page, server = fetch({"/a": redirect("/b"), "/b": redirect("/a")}, f"{SITE}/a")

        assert (page.status, page.failure, len(server.asked)) == (302, "redirect-loop", 2)

    def test_a_long_chain_is_given_up(self) -> None:
        page, server = fetch({f"/{n}": redirect(f"/{n + 1}") for n in range(20)}, f"{SITE}/0", max_redirects=3)

        assert (page.failure, len(server.asked)) == ("redirect-loop", 4)

    def test_a_gate_that_wants_its_cookie_back_is_passed(self) -> None:
        def gate(asked: Asked, writer: asyncio.StreamWriter) -> object:
            seen = "seen=1" in asked.headers.get("cookie", "")
            return writer.write(reply(200, PAGE) if seen else redirect("/a", Set_Cookie="seen=1; Path=/"))

        async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
            gate(asked, writer)
            await writer.drain()

        page, server = fetch({"/a": answer}, f"{SITE}/a")

        assert (page.status, page.url, server.times("/a")) == (200, f"{SITE}/a", 2)

    def test_cookies_of_one_chain_are_not_taken_into_another(self) -> None:
        pages = {"/a": redirect("/b", Set_Cookie="seen=1; Path=/"), "/b": reply(200), "/c": reply(200)}

        _, server = in_a_story(pages, f"{SITE}/a", f"{SITE}/c")

        assert [asked.headers.get("cookie", "") for asked in server.asked if asked.path == "/c"] == [""]

    def test_a_secret_header_stays_with_its_host(self) -> None:
        async def story() -> Server:
            pages = {"/a": redirect("/b"), "/b": redirect("http://other.example/c"), "/c": reply(200)}
            async with Server(pages).running() as server, a_net(server) as net:
                await net.get(f"{SITE}/a", headers={"Authorization": "Bearer secret"})
                return server

        server = asyncio.run(story())

        assert [asked.headers.get("authorization") for asked in server.asked] == ["Bearer secret", "Bearer secret", None]

    @pytest.mark.parametrize(
        "to",
        [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "http://169.254.169.254/latest/meta-data",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://site.example:22/",
            "http://user:secret@site.example/",
        ],
    )
    def test_a_redirect_to_where_nobody_goes_is_unsafe(self, to: str) -> None:
        page, server = fetch({"/a": redirect(to)}, f"{SITE}/a")

        assert (page.failure, len(server.asked)) == ("unsafe", 1)
        assert "secret" not in page.detail

    def test_a_redirect_without_a_target_is_the_answer(self) -> None:
        page, _ = fetch({"/a": reply(302)}, f"{SITE}/a")

        assert (page.status, page.failure) == (302, "")

    def test_a_target_in_latin_1_is_followed(self) -> None:
        page, server = fetch(
            {"/a": reply(302, "").replace(b"\r\n\r\n", b"\r\nLocation: /caf\xe9\r\n\r\n"), "/caf%C3%A9": reply()}, f"{SITE}/a"
        )

        assert (page.status, server.asked[-1].path) == (200, "/caf%C3%A9")


class TestGuard:
    """A server on 127.0.0.1, beside the network that is allowed, must never be asked."""

    @pytest.mark.parametrize("decoy", ["http://127.0.0.1:{port}/", "http://2130706433:{port}/", "http://inside.example/"])
    def test_a_redirect_into_this_machine_is_never_followed(self, decoy: str) -> None:
        canary, server = Server({"/": reply(200, "secret")}), Server({})

        async def story() -> Fetched:
            async with canary.running("127.0.0.1"), server.running():
                server.pages = {"/a": redirect(decoy.format(port=canary.port))}
                names = {"inside.example": [("127.0.0.1", canary.port)], "2130706433": [("127.0.0.1", canary.port)]}
                async with a_net(server, names=names, allow_ports=(80, 443, canary.port)) as net:
                    return await net.get(f"{SITE}/a")

        page = asyncio.run(story())

        assert page.failure == "unsafe"
        assert canary.asked == []

    def test_a_name_with_only_private_addresses_is_unsafe(self) -> None:
        class Inwards(Names):
            async def resolve(self, host: str, port: int = 0, family: object = None) -> list[ResolveResult]:
                return [
                    ResolveResult(hostname=host, host="::1", port=port, family=socket.AF_INET6, proto=0, flags=0),
                    ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0),
                ]

        async def story() -> Fetched:
            net = Net(some_settings(), a_rulebook(), resolver=Inwards(Server({})))
            page = await net.get("http://localhost.example/")
            await net.close()
            return page

        assert asyncio.run(story()).failure == "unsafe"

    def test_a_name_that_turns_inwards_is_not_followed(self) -> None:
        canary, server = Server({"/a": reply(200, "secret")}), Server({"/a": reply(200, "public")})

        async def story() -> tuple[Fetched, Fetched]:
            async with canary.running("127.0.0.1"), server.running():
                names = Names(server, {"site.example": [(HOME, server.port), ("127.0.0.1", canary.port)]})
                before, after = (Net(some_settings(), a_rulebook(), resolver=names) for _ in range(2))
                answers = await before.get(f"{SITE}/a"), await after.get(f"{SITE}/a")
                await before.close()
                await after.close()
                return answers

        before, after = asyncio.run(story())

        assert (before.body, after.failure) == (b"public", "unsafe")
        assert canary.asked == []


class TestManners:
    """A host that pushes back is left alone for as long as it says, and no link is blamed for it."""

    @pytest.mark.parametrize("rest", ["1", "date", ""])
    def test_a_host_that_pushes_back_is_asked_again_after_its_rest(self, rest: str) -> None:
        told = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if rest == "date" else rest
        refusal = reply(429, "slow down", **({"Retry_After": told} if told else {}))
        urls = [f"{SITE}/{n}" for n in range(12)]
        pages = {"/0": [refusal, reply(200)], **{f"/{n}": reply(200) for n in range(1, 12)}}

        answers, server = in_a_story(pages, *urls)

        assert [answer.status for answer in answers] == [200] * 12
        assert len(server.asked) == 13
        assert server.asked[-1].at - server.asked[0].at >= 0.5

    def test_a_host_that_only_pushes_back_is_given_up_without_blame(self) -> None:
        refusal = reply(429, "no", Retry_After="0")
        fast = Host(hosts=("site.example",), per_second=1e5, reason="a test", checked="2026-11-20")

        (page, *others), server = in_a_story(
            {f"/{n}": refusal for n in range(4)}, *(f"{SITE}/{n}" for n in range(4)), hosts=(fast,)
        )

        assert (page.status, page.failure) == (0, "rate-limited")
        assert {other.failure for other in others} == {"rate-limited"}
        assert len(server.asked) <= 12

    def test_a_host_that_wants_a_day_of_rest_is_not_waited_for(self) -> None:
        (page,), server = in_a_story({"/a": reply(429, "no", Retry_After="99999999999")}, f"{SITE}/a")

        assert (page.failure, len(server.asked)) == ("rate-limited", 1)
        assert page.retry_at is not None

    def test_a_wall_with_a_429_is_not_waited_for(self) -> None:
        page, server = fetch({"/a": reply(429, "", cf_mitigated="challenge", Retry_After="5")}, f"{SITE}/a")

        assert (page.status, page.failure, len(server.asked)) == (429, "", 1)

    def test_after_three_walls_the_rest_of_a_host_is_not_asked(self) -> None:
        one = Host(hosts=("site.example",), per_second=1000, connections=1, reason="a test", checked="2026-11-20")
        wall = reply(403, "", cf_mitigated="challenge")

        answers, server = in_a_story({f"/{n}": wall for n in range(9)}, *(f"{SITE}/{n}" for n in range(9)), hosts=(one,))

        assert len(server.asked) == 3
        assert [answer.failure for answer in answers] == [""] * 3 + ["blocked"] * 6

    def test_a_host_is_asked_no_faster_than_its_pace(self) -> None:
        slow = Host(hosts=("site.example",), per_second=20, connections=2, reason="a test", checked="2026-11-20")

        _, server = in_a_story({f"/{n}": reply(200) for n in range(8)}, *(f"{SITE}/{n}" for n in range(8)), hosts=(slow,))

        assert server.asked[-1].at - server.asked[0].at >= 0.33
        assert server.most_in_flight <= 2

    def test_a_slow_host_does_not_delay_the_others(self) -> None:
        slow = Host(hosts=("slow.example",), per_second=10, connections=1, reason="a test", checked="2026-11-20")
        urls = [*(f"http://slow.example/{n}" for n in range(8)), *(f"http://host{n}.example/0" for n in range(20))]

        _, server = in_a_story({f"/{n}": reply(200) for n in range(8)}, *urls, hosts=(slow,), max_connections=4)

        last_of_others = max(asked.at for asked in server.asked if asked.host != "slow.example")
        assert last_of_others - server.asked[0].at < 0.4

    def test_a_host_that_cannot_tell_is_not_asked(self) -> None:
        wall = Host(hosts=("wall.example",), method="none", unverifiable="a login for all", reason="a test", checked="2026-11-20")

        (page, behind), server = in_a_story(
            {"/a": redirect("http://wall.example/x")}, "http://wall.example/x", f"{SITE}/a", hosts=(wall,)
        )

        assert (page.failure, page.detail) == ("unverifiable", "a login for all")
        assert behind.failure == "unverifiable"
        assert len(server.asked) == 1

    @pytest.mark.parametrize(
        ("value", "seconds"),
        [("5", 5.0), ("0", 0.0), ("99999999999", 86400.0), ("soon", None), ("", None), ("-3", None), ("²", None), *NO_DATES],
    )
    def test_retry_after_is_read_within_reason(self, value: str, seconds: float | None) -> None:
        assert retry_after(value, datetime(2026, 11, 20, tzinfo=UTC)) == seconds

    def test_retry_after_may_be_a_date(self) -> None:
        now = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)

        assert retry_after("Fri, 20 Nov 2026 12:00:30 GMT", now) == 30.0
        assert retry_after("Fri, 20 Nov 2026 11:00:00 GMT", now) == 0.0

    def test_requests_are_counted(self) -> None:
        async def story() -> int:
            async with Server({"/a": redirect("/b"), "/b": reply(200)}).running() as server, a_net(server) as net:
                await net.get(f"{SITE}/a")
                await net.get(f"{SITE}/b", method="HEAD")
                return net.requests

        assert asyncio.run(story()) == 3


class TestTls:
    """A certificate that is not right is a failure with its reason; a right one is trusted."""

    @pytest.mark.parametrize(
        ("case", "failure", "words"),
        [("good", "", ""), ("expired", "tls", "expired"), ("wrong-host", "tls", "mismatch"), ("unknown-issuer", "tls", "issuer")],
    )
    def test_a_certificate_is_verified(
        self, case: str, failure: str, words: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        authority, stranger = trustme.CA(), trustme.CA()
        name = "other.example" if case == "wrong-host" else "site.example"
        ends = datetime.now(UTC) - timedelta(days=1) if case == "expired" else None
        issuer = stranger if case == "unknown-issuer" else authority
        certificate = issuer.issue_cert(name, not_after=ends)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(tls)
        authority.cert_pem.write_to_path(f"{tmp_path}/ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", f"{tmp_path}/ca.pem")

        async def story() -> Fetched:
            async with Server({"/a": reply(200, PAGE)}).running(tls=tls) as server, a_net(server) as net:
                return await net.get("https://site.example/a")

        page = asyncio.run(story())

        assert page.failure == failure
        assert words in page.detail

    def test_a_server_that_speaks_no_tls_is_no_dead_link(self) -> None:
        async def story() -> Fetched:
            async with Server({}).running() as server, a_net(server, connect_timeout=0.3) as net:
                return await net.get("https://site.example/a")

        assert asyncio.run(story()).failure in ("tls", "connection", "timeout")


@pytest.fixture
def nameserver() -> Iterator[int]:
    """A DNS server that knows live.example, breaks on broken.example and denies all other names. Its port."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((HOME, 0))
    stop = threading.Event()
    server.settimeout(0.1)

    def serve() -> None:
        while not stop.is_set():
            try:
                data, client = server.recvfrom(4096)
            except TimeoutError:
                continue
            question = DNSRecord.parse(data)
            name = str(question.q.qname).rstrip(".")
            answer = question.reply()
            if name == "live.example" and question.q.qtype == 1:
                answer.add_answer(RR(question.q.qname, rdata=A(HOME), ttl=60))
            answer.header.rcode = {"live.example": 0, "broken.example": 2}.get(name, 3)
            server.sendto(answer.pack(), client)

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()[1]
    stop.set()
    thread.join()
    server.close()


@pytest.mark.parametrize(("name", "failure"), [("gone.example", "nxdomain"), ("broken.example", "dns")])
def test_a_name_that_does_not_exist_is_told_from_a_broken_name_server(name: str, failure: str, nameserver: int) -> None:
    async def story() -> Fetched:
        resolver = aiohttp.AsyncResolver(nameservers=[HOME], udp_port=nameserver, tcp_port=nameserver, timeout=0.3, tries=1)
        net = Net(Settings(retry_delay=0.05), a_rulebook(), resolver=resolver)
        page = await net.get(f"http://{name}/")
        await net.close()
        return page

    page = asyncio.run(story())

    assert (page.failure, len(page.attempts)) == (failure, 2)


def test_the_systems_resolver_tells_them_apart_too() -> None:
    async def story() -> Fetched:
        async with Server({}).running() as server, a_net(server, names={"gone.example": []}) as net:
            return await net.get("http://gone.example/")

    assert asyncio.run(story()).failure == "nxdomain"

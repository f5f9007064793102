"""A server that means harm costs one deadline and little memory, learns no secret, and leads nowhere."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib

import pytest
from tests.unit.loopback import HOME, Asked, Server, a_net, fetch, redirect, reply

from linkbot.sources.fetched import Fetched

SITE = "http://site.example"
CANARY = "127.0.0.1"  # beside the network that the tests may reach


async def flood(asked: Asked, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 100)
        await writer.drain()


async def header_without_end(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        writer.write(b"a" * 65_536)
        await writer.drain()


async def compressed_drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 100000\r\n\r\n")
    for byte in gzip.compress(bytes(range(256)) * 40):
        writer.write(bytes([byte]))
        await asyncio.sleep(0.02)


def bomb(megabytes: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(megabytes)) + squeeze.flush()


class TestDeadline:
    """One deadline for each link, whatever drips."""

    @pytest.mark.parametrize("behaviour", [flood, header_without_end])
    def test_headers_that_do_not_end_are_no_answer(self, behaviour: object) -> None:
        begun = time.monotonic()

        page, _ = fetch({"/a": behaviour}, f"{SITE}/a", timeout=0.5)

        assert (page.status, page.failure) in ((0, "timeout"), (0, "protocol"))
        assert time.monotonic() - begun < 8

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 200 OK\r\nX-Big: " + b"a" * 1_048_576 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(100_000)) + b"\r\n",
            b"HTTP/1.1 200 " + b"a" * 1_048_576 + b"\r\n\r\n",
        ],
        ids=["one of a megabyte", "a hundred thousand", "a status line of a megabyte"],
    )
    def test_too_much_of_headers_is_no_answer(self, answer: bytes) -> None:
        page, _ = fetch({"/a": answer}, f"{SITE}/a")

        assert (page.status, page.failure) == (0, "protocol")

    def test_a_compressed_body_that_drips_ends_with_the_link(self) -> None:
        begun = time.monotonic()

        page, _ = fetch({"/a": compressed_drip}, f"{SITE}/a", timeout=0.6)

        assert (page.status, page.truncated) == (200, True)
        assert time.monotonic() - begun < 5

    def test_a_body_that_is_wanted_as_a_whole_may_take_the_links_deadline_and_no_more(self) -> None:
        async def story() -> Fetched:
            async with Server({"/a": compressed_drip}).running() as server, a_net(server, timeout=0.6) as net:
                return await net.get(f"{SITE}/a", max_body=1_000_000)

        begun = time.monotonic()

        page = asyncio.run(story())

        assert (page.status, page.truncated) == (200, True)
        assert time.monotonic() - begun < 5

    def test_a_chain_of_slow_redirects_has_one_deadline_for_all(self) -> None:
        def slowly(to: str) -> object:
            async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
                await asyncio.sleep(0.25)
                writer.write(redirect(to))
                await writer.drain()

            return answer

        page, _ = fetch({f"/{number}": slowly(f"/{number + 1}") for number in range(9)}, f"{SITE}/0", timeout=0.6)

        assert (page.failure, page.status) == ("timeout", 0)
        assert len(page.attempts[0].hops) <= 3

    @pytest.mark.parametrize("coding", ["gzip", "deflate"])
    def test_what_unpacks_to_far_more_than_was_asked_for_is_not_unpacked(self, coding: str) -> None:
        async def story() -> Fetched:
            packed = bomb(64) if coding == "gzip" else zlib.compress(bytes(64 << 20), 9)
            async with Server({"/a": reply(200, packed, Content_Encoding=coding)}).running() as server, a_net(server) as net:
                return await net.get(f"{SITE}/a", max_body=1_000_000)

        page = asyncio.run(story())

        assert (page.status, len(page.body), page.truncated) == (200, 1_000_000, True)


class TestSecrets:
    """What is meant for one server reaches no other."""

    @pytest.mark.parametrize("to", ["http://other.example/b", "http://sub.site.example/b", "http://site.example:8080/b"])
    def test_a_secret_header_stays_at_its_origin(self, to: str) -> None:
        async def story() -> Server:
            async with Server({"/a": redirect(to), "/b": reply(200)}).running() as server:
                async with a_net(server, allow_ports=(80, 443, 8080)) as net:
                    await net.get(f"{SITE}/a", headers={"Authorization": "Bearer secret", "X-Api-Key": "secret"})
                return server

        first, second = asyncio.run(story()).asked

        assert (first.headers["authorization"], first.headers["x-api-key"]) == ("Bearer secret", "secret")
        assert "secret" not in str(second.headers)

    def test_a_cookie_stays_with_the_host_that_set_it(self) -> None:
        pages = {
            "site.example/a": redirect("http://other.example/b", Set_Cookie="session=secret; Path=/"),
            "other.example/b": redirect("http://site.example/c"),
            "site.example/c": reply(200),
        }

        _, server = fetch(pages, f"{SITE}/a")

        assert [asked.headers.get("cookie", "") for asked in server.asked] == ["", "", "session=secret"]

    def test_a_cookie_cannot_be_set_for_another_host(self) -> None:
        pages = {
            "site.example/a": redirect("http://other.example/b", Set_Cookie="evil=1; Domain=other.example; Path=/"),
            "other.example/b": reply(200),
        }

        _, server = fetch(pages, f"{SITE}/a")

        assert "cookie" not in server.asked[-1].headers


class TestCanary:
    """A server on this machine's own address, which nobody may reach, hears of no redirect."""

    @pytest.mark.parametrize(
        "where",
        [
            "http://127.0.0.1:{port}/",
            "http://127.0.0.1.:{port}/",
            "http://2130706433:{port}/",
            "http://0x7f000001:{port}/",
            "http://017700000001:{port}/",
            "http://0177.0.0.1:{port}/",
            "http://127.1:{port}/",
            "http://１２７.0.0.1:{port}/",
            "http://0.0.0.0:{port}/",
            "http://0:{port}/",
            "http://[::ffff:127.0.0.1]:{port}/",
            "http://[2002:7f00:1::]:{port}/",
            "http://[64:ff9b::7f00:1]:{port}/",
            "http://user:secret@127.0.0.1:{port}/",
            "//127.0.0.1:{port}/",
            "http:\\\\127.0.0.1:{port}\\",
            "http://site.example@127.0.0.1:{port}/",
            "ftp://127.0.0.1:{port}/",
            "http://inside.example:{port}/",
            "http://localhost:{port}/",
        ],
    )
    def test_no_redirect_leads_there(self, where: str) -> None:
        canary, server = Server({"/": reply(200, "secret")}), Server({})

        async def story() -> Fetched:
            async with canary.running(CANARY), server.running():
                server.pages = {"/a": redirect(where.format(port=canary.port).encode().decode("latin-1"))}
                inside = [(CANARY, canary.port)]
                names = dict.fromkeys(("inside.example", "localhost", "2130706433", "0", "127.0.0.1."), inside)
                async with a_net(server, names=names, allow_ports=(80, 443, canary.port)) as net:
                    return await net.get(f"{SITE}/a")

        page = asyncio.run(story())

        assert canary.asked == []
        assert page.body != b"secret"

    def test_a_name_that_turns_inwards_between_two_hops_is_not_followed(self) -> None:
        canary, server = Server({"/b": reply(200, "secret")}), Server({"/a": redirect("http://turning.example/b")})

        async def story() -> tuple[Fetched, Fetched]:
            async with canary.running(CANARY), server.running():
                names = {"turning.example": [(HOME, server.port), (CANARY, canary.port)]}
                async with a_net(server, names=names) as first:
                    before = await first.get("http://turning.example/a")
                async with a_net(server, names={"turning.example": [(CANARY, canary.port)]}) as second:
                    return before, await second.get(f"{SITE}/a")

        _, after = asyncio.run(story())

        assert (after.failure, canary.asked) == ("unsafe", [])

"""Bodies: a status has come, and what follows stalls, lies, or never ends. The link is alive by then."""

from __future__ import annotations

import asyncio
import gzip
import zlib

from tests.world.chaos.case import Act, Case, Visit, page, said
from tests.world.wire import gzip_bomb

_KEPT = {"Connection": "keep-alive"}
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_LONG = _HEAD + b"Content-Length: 100000\r\n\r\n<title>A page</title>"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def _then_for_ever(head: bytes, piece: bytes, pause: float) -> Act:
    async def act(visit: Visit) -> None:
        await visit.write(head)
        while True:
            await visit.write(piece)
            await asyncio.sleep(pause)

    return act


def _then(head: bytes, rest: bytes) -> Act:
    async def act(visit: Visit) -> None:
        await visit.write(head)
        await asyncio.sleep(1.5)  # so that a busy machine does not read both at once, which is another case
        if rest:
            await visit.write(rest)
        else:
            visit.reset()

    return act


async def _slowly(visit: Visit) -> None:
    await asyncio.sleep(1)
    await visit.write(said(200, page()))


async def _stall(visit: Visit) -> None:
    await visit.write(_LONG)
    await asyncio.sleep(60)


async def _bomb(visit: Visit) -> None:
    await visit.write(_coded("gzip", gzip_bomb()))


def _coded(coding: str, body: bytes) -> bytes:
    return said(200, body, {"Content-Encoding": coding})


def _alive(name: str, happens: str, answer: bytes | Act) -> Case:
    return Case(name=f"body-{name}", happens=happens, answers={"/page": answer}, verdict="ok")


def _alive_then(name: str, happens: str, head: bytes, rest: bytes = b"") -> Case:
    """A page of which one part comes, and the other after a pause; a reset where there is none."""
    return Case(name=f"body-{name}", happens=happens, answers={"/page": _then(head, rest)}, verdict="ok", timed=True)


def _anchored(name: str, happens: str, answer: bytes | Act) -> Case:
    """A link to a place in a page of which not all can be read: that the place is missing is not known."""
    return Case(
        name=f"body-{name}",
        happens=happens,
        links=(f"http://body-{name}.example/page#place",),
        answers={"/page": answer},
        verdict="ok",
    )


def _no_http(name: str, happens: str, answer: bytes) -> Case:
    """An answer that breaks HTTP so early that no status is read from it: no proof of anything."""
    return Case(name=f"body-{name}", happens=happens, answers={"/page": answer}, verdict="flaky", reason="protocol: not HTTP")


_ENDLESS = b"10000\r\n" + b"x" * 65_536 + b"\r\n"

CASES = (
    _alive("drip", "200, then a byte every 50 ms, without an end", _then_for_ever(_LONG, b"x", 0.05)),
    _alive("stall", "200 and the beginning of a page, then silence", _stall),
    _alive("endless", "200 and chunk after chunk, without an end", _then_for_ever(_CHUNKED, _ENDLESS, 0.0)),
    _alive("tiny-chunks", "200 and a chunk of one byte, ten thousand times", _CHUNKED + b"1\r\nx\r\n" * 10_000 + b"0\r\n\r\n"),
    _alive("gzip-bomb", "64 KB that decompress to 64 MB", _bomb),
    _alive("gzip-of-gzip", "gzip in gzip, of which one is told", _coded("gzip", gzip.compress(gzip.compress(page())))),
    _alive("gzip-members", "a gzip stream of ten thousand empty members", _coded("gzip", gzip.compress(b"") * 10_000)),
    _alive("bad-gzip", "Content-Encoding: gzip, and bytes that are none", _coded("gzip", b"\x1f\x8b\x08\0garbage, garbage")),
    _alive("cut-gzip", "a gzip stream without its end", _coded("gzip", gzip.compress(page())[:-20])),
    _alive("plain-gzip", "Content-Encoding: gzip, and a plain page", _coded("gzip", page())),
    _alive("deflate", "Content-Encoding: deflate without the header of zlib", _coded("deflate", zlib.compress(page())[2:-4])),
    _alive("brotli", "an encoding that was not asked for", _coded("br", b"\x0b\x02\x80brotli\x03")),
    _alive("unknown-coding", "an encoding that does not exist", _coded("rot13", page())),
    _alive("short", "fewer bytes than the length says", _LONG),
    _alive_then("long", "more bytes than the length says, after the page", said(200, page()), b"and something else" * 100),
    _alive_then("reset", "the connection is reset in the middle of the page", _LONG),
    _alive_then("bad-chunk", "a chunk whose size is no number, after a good one", _CHUNKED + b"5\r\nhello\r\n", b"ZZZ\r\nx\r\n"),
    _alive_then("bad-first-chunk", "a first chunk whose size is no number", _CHUNKED, b"ZZZ\r\nhello\r\n"),
    _alive_then("huge-chunk", "a chunk of more bytes than a number can hold", _CHUNKED, b"F" * 40 + b"\r\nhello\r\n"),
    _alive("empty", "200 and nothing", said(200)),
    _alive("huge-title", "a title of 200,000 letters", said(200, b"<title>" + b"a" * 200_000 + b"</title>")),
    _alive("no-end-of-title", "a title that never ends", said(200, b"<title>" + b"<" * 100_000)),
    _alive("deep", "elements in elements, forty thousand deep", said(200, b"<title>A page</title>" + b"<div>" * 40_000)),
    _alive("utf-16", "UTF-16, as the BOM says", said(200, page().decode().encode("utf-16"))),
    _alive("wrong-charset", "UTF-8, and a charset that says UTF-16", said(200, page(), kind="text/html; charset=utf-16")),
    _alive("odd-charset", "a charset that is no text encoding", said(200, page(), kind="text/html; charset=unicode_escape")),
    _alive("unknown-charset", "a charset that nobody knows", said(200, page(), kind="text/html; charset=klingon-8")),
    _alive("nul", "a page full of NUL bytes", said(200, b"<title>A page</title>" + b"\0" * 100_000)),
    _alive("no-type", "a page without a type", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + page()),
    _alive("odd-type", "a type that is none", said(200, page(), kind=";;;text//html")),
    _alive(
        "big-file",
        "a file of 20 MB, of which a kilobyte is read",
        _then_for_ever(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 20000000\r\n\r\n", b"\0" * 16_384, 0.0),
    ),
    _alive("gzip-twice", "gzip twice, as told", _coded("gzip, gzip", gzip.compress(gzip.compress(page())))),
    _alive("gzip-in-capitals", "Content-Encoding: GZIP", _coded("GZIP", gzip.compress(page()))),
    _alive("slow", "the page comes after a second", _slowly),
    Case(
        name="body-two-answers",
        happens="behind each page comes an answer, 404, that nobody asked for",
        links=tuple(f"http://body-two-answers.example/{number}" for number in (1, 2, 3)),
        answers={"/*": said(200, page(), _KEPT) + said(404, page("Oh"), _KEPT)},
        verdict="ok",
        requests=3,
    ),
    Case(
        name="body-deep-anchor",
        happens="a place in elements that are forty thousand deep",
        links=("http://body-deep-anchor.example/page#place",),
        answers={"/page": said(200, b"<title>A page</title>" + b"<div>" * 40_000 + b"<p id=place>Here")},
        verdict="ok",
    ),
    Case(
        name="body-deep-404",
        happens="the same, with a title that says that the page is not there",
        answers={"/page": said(200, b"<title>Page not found</title>" + b"<div>" * 40_000)},
        verdict="ok",
        requests=2,
    ),
    _anchored("anchor-in-bomb", "a place in a page that does not end", _then_for_ever(_CHUNKED, _ENDLESS, 0.0)),
    _anchored("anchor-in-brotli", "a place in a page that cannot be decoded", _coded("br", b"\x0b\x02\x80brotli\x03")),
    _no_http(
        "chunked-and-length",
        "chunks, and a Content-Length that contradicts them",
        _HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ),
    _no_http("long-at-once", "more bytes than the length says, in one packet", said(200, page()) + b"and something else" * 100),
    _no_http("bad-chunk-at-once", "a chunk whose size is no number, in one packet with the headers", _CHUNKED + b"ZZZ\r\nx\r\n"),
    Case(
        name="body-404-endless",
        happens="404 and a page without an end",
        answers={"/page": _then_for_ever(_CHUNKED.replace(b"200 OK", b"404 Not Found"), _ENDLESS, 0.0)},
        verdict="broken",
        reason="unconfirmed: HTTP 404 on two GETs",
        rule="LB101",
        requests=2,
    ),
)

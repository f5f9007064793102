"""Headers: slow, endless, huge, contradictory, or no HTTP at all."""

from __future__ import annotations

import asyncio

from tests.world.chaos.case import Case, Visit, page, said

_BODY = page()


async def _drip(visit: Visit) -> None:
    await visit.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        await visit.write(b"y")
        await asyncio.sleep(0.05)


async def _drip_status(visit: Visit) -> None:
    for letter in said(200, _BODY):
        await visit.write(bytes([letter]))
        await asyncio.sleep(0.5)


async def _hints_for_ever(visit: Visit) -> None:
    while True:
        await visit.write(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" * 100)
        await asyncio.sleep(0.005)


async def _names_for_ever(visit: Visit) -> None:
    await visit.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        await visit.write(b"X-More: y\r\n" * 1000)
        await asyncio.sleep(0.005)


def _raw(status_line: bytes, *headers: bytes, body: bytes = _BODY) -> bytes:
    return b"\r\n".join([status_line, b"Content-Type: text/html", *headers, b"", body])


def _length(body: bytes = _BODY) -> bytes:
    return b"Content-Length: %d" % len(body)


def _no_http(name: str, happens: str, answer: bytes, requests: int = 1) -> Case:
    return Case(
        name=name, happens=happens, answers={"/page": answer}, verdict="flaky", reason="protocol: not HTTP", requests=requests
    )


def _fine(name: str, happens: str, answer: bytes) -> Case:
    return Case(name=name, happens=happens, answers={"/page": answer}, verdict="ok")


CASES = (
    Case(
        name="headers-drip",
        timed=True,
        happens="one header, a letter every 50 ms, without an end",
        answers={"/page": _drip},
        verdict="flaky",
        reason="timeout: no answer",
        requests=2,
    ),
    Case(
        name="headers-drip-status",
        timed=True,
        happens="the status line comes a letter every half second",
        answers={"/page": _drip_status},
        verdict="flaky",
        reason="timeout: no answer",
        requests=2,
    ),
    Case(
        name="headers-1xx-flood",
        timed=True,
        happens="103 Early Hints, again and again, and never an answer",
        answers={"/page": _hints_for_ever},
        verdict="flaky",
        reason="timeout: no answer",
        requests=2,
    ),
    Case(
        name="headers-endless",
        happens="header after header, without an end",
        answers={"/page": _names_for_ever},
        verdict="flaky",
        reason="protocol: not HTTP",
    ),
    _fine("headers-1xx", "a few 1xx answers, then the answer", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 5 + said(200, _BODY)),
    _no_http("headers-1-mb", "one header of a megabyte", _raw(b"HTTP/1.1 200 OK", b"X-Big: " + b"a" * 1_048_576, _length())),
    _no_http(
        "headers-100k",
        "a hundred thousand headers",
        _raw(b"HTTP/1.1 200 OK", *(b"X-%d: y" % number for number in range(100_000)), _length()),
    ),
    _no_http(
        "headers-cookie-flood",
        "five thousand cookies",
        _raw(b"HTTP/1.1 200 OK", *(b"Set-Cookie: c%d=%s" % (number, b"v" * 100) for number in range(5_000)), _length()),
    ),
    _no_http("headers-two-lengths", "two different Content-Length", _raw(b"HTTP/1.1 200 OK", b"Content-Length: 5", _length())),
    _no_http("headers-junk-length", "a Content-Length that is no number", _raw(b"HTTP/1.1 200 OK", b"Content-Length: many")),
    _no_http("headers-negative-length", "a negative Content-Length", _raw(b"HTTP/1.1 200 OK", b"Content-Length: -1")),
    _no_http("headers-nul", "a NUL byte in a header", _raw(b"HTTP/1.1 200 OK", b"X-Nul: a\0b", _length())),
    _no_http("headers-no-colon", "a header without a colon", _raw(b"HTTP/1.1 200 OK", b"no colon here", _length())),
    _no_http("headers-garbage", "bytes that are not HTTP", b"\x16\x03\x01 this is not HTTP\r\n\r\n"),
    _no_http("headers-garbage-status", "a status that is no number", _raw(b"HTTP/1.1 ABC Weird", _length())),
    _no_http("headers-http-0.9".replace(".", "-"), "HTTP/0.9: the page, and no status", _BODY),
    _no_http("headers-other-protocol", "an SSH server's greeting", b"SSH-2.0-OpenSSH_9.6\r\n"),
    _no_http("headers-http-9", "a version of HTTP that does not exist", _raw(b"HTTP/9.9 200 OK", _length())),
    _fine("headers-http-1-0", "HTTP/1.0, and no length", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + _BODY),
    _fine("headers-no-reason", "a status line without a reason", _raw(b"HTTP/1.1 200", _length())),
    _fine("headers-latin-1", "a reason in Latin-1", _raw("HTTP/1.1 200 Très bien".encode("latin-1"), _length())),
    _fine("headers-utf-8", "a reason in Chinese", _raw("HTTP/1.1 200 好".encode(), _length())),
    _fine("headers-none", "a status line and no header at all", b"HTTP/1.1 200 OK\r\n\r\n" + _BODY),
)

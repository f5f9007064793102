"""Redirects that lead in circles, or nowhere, or take their time."""

from __future__ import annotations

import asyncio

from tests.world.chaos.case import PAGE, Case, Visit, led, page, said
from tests.world.chaos.redirects import leads


async def _only_with_cookie(visit: Visit) -> None:
    if "seen=1" in visit.headers.get("cookie", ""):
        await visit.write(PAGE)
    else:
        await visit.write(led("/page", headers={"Set-Cookie": "seen=1; Path=/"}))


async def _ever_another_cookie(visit: Visit) -> None:
    await visit.write(led("/page", headers={"Set-Cookie": f"n={visit.turn}; Path=/"}))


async def _endless(visit: Visit) -> None:
    await visit.write(b"HTTP/1.1 302 Found\r\nLocation: /guide\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await visit.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")


async def _drip(visit: Visit) -> None:
    await visit.write(b"HTTP/1.1 302 Found\r\nLocation: /guide\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    while True:
        await visit.write(b"x")
        await asyncio.sleep(0.05)


async def _chain(visit: Visit) -> None:
    left = int(visit.path.partition("?")[2] or 50)
    await visit.write(led(f"/page?{left - 1}") if left else PAGE)


CASES = (
    leads("loop", "to itself", "/page", "unverifiable", "redirect-loop: leads back to itself"),
    leads(
        "ping-pong",
        "to a page that leads back",
        "/there",
        "unverifiable",
        "redirect-loop",
        requests=2,
        more={"/there": led("/page")},
    ),
    Case(
        name="redirect-chain",
        happens="fifty redirects, of which eight are followed",
        answers={"/page": _chain},
        verdict="unverifiable",
        reason="redirect-loop: more than 8 redirects",
        requests=9,
    ),
    Case(
        name="redirect-cookie",
        happens="to itself, until a cookie comes back",
        answers={"/page": _only_with_cookie},
        verdict="ok",
        requests=2,
    ),
    Case(
        name="redirect-cookie-loop",
        happens="to itself, with another cookie each time",
        answers={"/page": _ever_another_cookie},
        verdict="unverifiable",
        reason="redirect-loop: more than 8 redirects",
        requests=9,
    ),
    Case(
        name="redirect-no-location",
        happens="302 without a Location",
        answers={"/page": said(302, page())},
        verdict="unverifiable",
        reason="unverifiable: HTTP 302",
    ),
    leads("empty", "an empty Location", "", "unverifiable", "unverifiable: HTTP 302"),
    Case(
        name="redirect-latin-1",
        happens="a Location in Latin-1",
        answers={"/page": led("/caf\xe9")},
        verdict="redirected",
        reason="to http://redirect-latin-1.example/caf%C3%A9",
        requests=2,
    ),
    Case(
        name="redirect-long",
        happens="a Location of 7 kB",
        answers={"/page": led("/guide?" + "a" * 7_000)},
        verdict="redirected",
        reason="to http://redirect-long.example/guide?aaaa",
        requests=2,
    ),
    Case(
        name="redirect-too-long",
        happens="a Location of 12 kB",
        answers={"/page": led("/guide?" + "a" * 12_000)},
        verdict="flaky",
        reason="protocol: not a URL that can be asked",
    ),
    Case(
        name="redirect-two-locations",
        happens="two different Location, of which the last one counts",
        answers={"/page": b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"},
        verdict="redirected",
        reason="to http://redirect-two-locations.example/b",
        requests=2,
    ),
    Case(
        name="redirect-endless",
        happens="302, a Location, and a page without an end",
        answers={"/page": _endless},
        verdict="redirected",
        reason="to http://redirect-endless.example/guide",
        requests=2,
    ),
    Case(
        name="redirect-drip",
        happens="302, a Location, and a page that comes a byte every 50 ms",
        answers={"/page": _drip},
        verdict="redirected",
        reason="to http://redirect-drip.example/guide",
        requests=2,
    ),
    leads("to-onion", "to a name of the Tor network", "http://redirect-to-onion.onion/", "unverifiable", "unverifiable"),
    Case(
        name="redirect-to-bad-tls",
        happens="to the same page over TLS, with a certificate that has expired",
        answers={"/page": led("https://redirect-to-bad-tls.example/page")},
        tls="expired",
        verdict="flaky",
        reason="tls: certificate has expired",
        rule="LB108",
    ),
    leads("malformed", "a Location that is no URL", "http://[::bad", "flaky", "protocol: not a URL that can be asked"),
    leads("bad-port", "a port that no host has", "http://redirect-bad-port.example:99999/", "flaky", "protocol"),
    leads("no-host", "a Location without a host", "http:///page", "unverifiable", "redirect-loop"),
)

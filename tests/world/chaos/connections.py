"""TCP and TLS: doors that do not open, and certificates that no browser takes."""

from __future__ import annotations

import asyncio

from tests.world.chaos.case import PAGE, Case, Visit


async def _hang(visit: Visit) -> None:
    await asyncio.sleep(60)


async def _reset(visit: Visit) -> None:
    visit.reset()


async def _reset_in_headers(visit: Visit) -> None:
    await visit.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/ht")
    await asyncio.sleep(0.05)
    visit.reset()


async def _close(visit: Visit) -> None:
    """Nothing is said; the connection is closed by who called."""


TCP = (
    Case(
        name="tcp-refused",
        happens="nothing listens",
        doors={"": "refused"},
        verdict="flaky",
        reason="connection",
        requests=0,
    ),
    Case(
        name="tcp-silent",
        timed=True,
        happens="the connection never opens",
        doors={"": "silent"},
        verdict="flaky",
        reason="timeout: no connection in time",
        requests=0,
    ),
    Case(
        name="tcp-reset-at-once",
        happens="the connection is reset before a byte",
        doors={"": "reset"},
        verdict="flaky",
        reason="connection",
        requests=0,
    ),
    Case(
        name="tcp-close-at-once",
        happens="the connection is closed before a byte",
        doors={"": "close"},
        verdict="flaky",
        reason="connection",
        requests=0,
    ),
    Case(
        name="tcp-mute",
        timed=True,
        happens="the connection opens, and no byte ever comes",
        doors={"": "mute"},
        verdict="flaky",
        reason="timeout: no answer",
        requests=0,
    ),
    Case(
        name="tcp-hang",
        timed=True,
        happens="the request is read, and no byte ever comes",
        answers={"/page": _hang},
        verdict="flaky",
        reason="timeout: no answer",
        requests=2,
    ),
    Case(
        name="tcp-reset",
        happens="the request is read, then the connection is reset",
        answers={"/page": _reset},
        verdict="flaky",
        reason="connection",
        requests=4,
    ),
    Case(
        name="tcp-close",
        happens="the request is read, then the connection is closed without an answer",
        answers={"/page": _close},
        verdict="flaky",
        reason="connection",
        requests=4,
    ),
    Case(
        name="tcp-reset-in-headers",
        happens="the connection is reset in the middle of a header",
        answers={"/page": _reset_in_headers},
        verdict="flaky",
        reason="connection",
        requests=4,
    ),
    Case(
        name="tcp-reset-once",
        happens="the connection is reset; the next one is answered",
        answers={"/page": (_reset, PAGE)},
        verdict="ok",
        requests=2,
    ),
    Case(
        name="tcp-hang-once",
        timed=True,
        happens="the first request is never answered, the second is",
        answers={"/page": (_hang, PAGE)},
        verdict="ok",
        requests=2,
    ),
)

TLS = (
    Case(name="tls-good", happens="nothing is wrong", links=("https://tls-good.example/page",), verdict="ok"),
    Case(
        name="tls-stranger",
        happens="the certificate is signed by an authority that nobody knows",
        links=("https://tls-stranger.example/page",),
        tls="strange",
        verdict="flaky",
        reason="tls: unable to get local issuer certificate",
        requests=0,
    ),
    Case(
        name="tls-self-signed",
        happens="the certificate is signed by nobody but its owner",
        links=("https://tls-self-signed.example/page",),
        tls="self-signed",
        verdict="flaky",
        reason="tls: self-signed certificate",
        rule="LB108",
        requests=0,
    ),
    Case(
        name="tls-expired",
        happens="the certificate expired years ago",
        links=("https://tls-expired.example/page",),
        tls="expired",
        verdict="flaky",
        reason="tls: certificate has expired",
        rule="LB108",
        requests=0,
    ),
    Case(
        name="tls-wrong-name",
        happens="the certificate is another host's",
        links=("https://tls-wrong-name.example/page",),
        tls="wrong-name",
        verdict="flaky",
        reason="tls: Hostname mismatch",
        rule="LB108",
        requests=0,
    ),
    Case(
        name="tls-stall",
        timed=True,
        happens="the handshake never ends",
        links=("https://tls-stall.example/page",),
        doors={"": "mute"},
        verdict="flaky",
        reason="timeout",
        requests=0,
    ),
    Case(
        name="tls-plain",
        happens="plain HTTP is spoken on the port of TLS",
        links=("https://tls-plain.example/page",),
        doors={"": "plain"},
        verdict="flaky",
        reason="tls",
        requests=0,
    ),
    Case(
        name="tls-alert",
        happens="the server refuses the handshake with an alert",
        links=("https://tls-alert.example/page",),
        doors={"": "alert"},
        verdict="flaky",
        reason="tls",
        requests=0,
    ),
    Case(
        name="tls-reset",
        happens="the connection is reset during the handshake",
        links=("https://tls-reset.example/page",),
        doors={"": "reset"},
        verdict="flaky",
        reason="connection",
        requests=0,
    ),
    Case(
        name="tls-close",
        happens="the connection is closed during the handshake",
        links=("https://tls-close.example/page",),
        doors={"": "close"},
        verdict="flaky",
        reason="connection",
        requests=0,
    ),
    Case(
        name="tls-refused",
        happens="there is no TLS, and plain HTTP is not asked instead",
        links=("https://tls-refused.example/page",),
        doors={"": "refused"},
        verdict="flaky",
        reason="connection",
        requests=0,
    ),
)

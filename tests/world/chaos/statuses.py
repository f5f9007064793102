"""Statuses, in and out of the book; hosts that ask for patience; hosts that refuse HEAD."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from linkbot.model.report import Verdict
from tests.world.chaos.case import PAGE, Answer, Case, Visit, page, said

_NO_BODY = {101, 204, 304}
_READ_AS: dict[int, tuple[Verdict, str, str, int]] = {
    # status: verdict, reason, rule, requests
    101: ("unverifiable", "unverifiable: HTTP 101", "", 1),
    201: ("ok", "", "", 1),
    203: ("ok", "", "", 1),
    204: ("ok", "", "", 1),
    206: ("ok", "", "", 1),
    226: ("ok", "", "", 1),
    299: ("ok", "", "", 1),
    300: ("unverifiable", "unverifiable: HTTP 300", "", 1),
    304: ("unverifiable", "unverifiable: HTTP 304", "", 1),
    400: ("unverifiable", "unverifiable: HTTP 400", "", 1),
    401: ("blocked", "blocked: HTTP 401", "", 1),
    402: ("unverifiable", "unverifiable: HTTP 402", "", 1),
    403: ("blocked", "blocked: HTTP 403", "", 1),
    404: ("broken", "unconfirmed: HTTP 404 on two GETs", "LB101", 2),
    405: ("unverifiable", "unverifiable: HTTP 405", "", 1),
    406: ("unverifiable", "unverifiable: HTTP 406", "", 1),
    407: ("blocked", "blocked: HTTP 407", "", 1),
    408: ("flaky", "server-error: HTTP 408", "", 1),
    410: ("broken", "unconfirmed: HTTP 410 on two GETs", "LB101", 2),
    418: ("blocked", "blocked: HTTP 418", "", 1),
    425: ("flaky", "server-error: HTTP 425", "", 1),
    451: ("blocked", "blocked: HTTP 451", "", 1),
    499: ("unverifiable", "unverifiable: HTTP 499", "", 1),
    500: ("flaky", "server-error: HTTP 500", "", 2),
    501: ("flaky", "server-error: HTTP 501", "", 1),
    502: ("flaky", "server-error: HTTP 502", "", 2),
    503: ("flaky", "server-error: HTTP 503", "", 3),
    504: ("flaky", "server-error: HTTP 504", "", 2),
    520: ("flaky", "server-error: HTTP 520", "", 2),
    521: ("flaky", "server-error: HTTP 521", "", 2),
    522: ("flaky", "server-error: HTTP 522", "", 2),
    523: ("flaky", "server-error: HTTP 523", "", 2),
    524: ("flaky", "server-error: HTTP 524", "", 2),
    525: ("flaky", "server-error: HTTP 525", "", 2),
    526: ("flaky", "server-error: HTTP 526", "", 2),
    530: ("flaky", "server-error: HTTP 530", "", 2),
    600: ("unverifiable", "unverifiable: HTTP 600", "", 1),
    999: ("blocked", "blocked: HTTP 999", "", 1),
}


def _status(status: int, verdict: Verdict, reason: str, rule: str, requests: int) -> Case:
    answer = said(status, b"" if status in _NO_BODY else page("A page"))
    return Case(
        name=f"status-{status}",
        happens=f"{status}, whenever it is asked",
        answers={"/page": answer},
        verdict=verdict,
        reason=reason,
        rule=rule,
        requests=requests,
    )


def _later(value: str, status: int = 429) -> bytes:
    return said(status, page("Slow down"), {"Retry-After": value})


async def _in_a_second(visit: Visit) -> None:
    now = datetime.now(UTC)
    await visit.write(_later(format_datetime(now + timedelta(seconds=2), usegmt=True)))


def _once(name: str, happens: str, answer: Answer, requests: int = 2) -> Case:
    """A host that pushes back once, and is asked again when it may be."""
    first = answer if isinstance(answer, tuple) else (answer,)
    return Case(name=f"limit-{name}", happens=happens, answers={"/page": (*first, PAGE)}, verdict="ok", requests=requests)


def _too_long(name: str, happens: str, answer: bytes) -> Case:
    """A host that wants to be left alone for longer than a run lasts."""
    return Case(
        name=f"limit-{name}", happens=happens, answers={"/page": answer}, verdict="unknown", reason="rate-limited", requests=1
    )


async def _hang_on_head(visit: Visit) -> None:
    if visit.method == "HEAD":
        await asyncio.sleep(60)
    await visit.write(PAGE)


def _to_head(status: int) -> Answer:
    async def act(visit: Visit) -> None:
        await visit.write(said(status) if visit.method == "HEAD" else PAGE)

    return act


async def _body_on_head(visit: Visit) -> None:
    await visit.write(PAGE)


HEAD_HOSTS = ("head-403.example", "head-404.example", "head-405.example", "head-hang.example", "head-body.example")
"""Hosts that a run is told to ask by HEAD."""

STATUSES = (
    *(_status(status, *told) for status, told in _READ_AS.items()),
    Case(name="status-500-once", happens="500, then the page", answers={"/page": (said(500), PAGE)}, verdict="ok", requests=2),
    Case(
        name="status-503-twice",
        happens="503 twice, then the page",
        answers={"/page": (said(503), said(503), PAGE)},
        verdict="ok",
        requests=3,
    ),
    Case(name="status-404-once", happens="404, then the page", answers={"/page": (said(404), PAGE)}, verdict="ok", requests=2),
    Case(
        name="status-404-all",
        happens="four pages of a host, and all of them 404: the host is the suspect",
        links=tuple(f"http://status-404-all.example/{number}" for number in (1, 2, 3, 4)),
        answers={"/*": said(404, page("Oh"))},
        verdict="flaky",
        reason="host: half of its links or more fail alike",
        requests=8,
    ),
    Case(
        name="status-404-then-500",
        happens="404, then 500: no proof",
        answers={"/page": (said(404), said(500))},
        verdict="flaky",
        reason="server-error: HTTP 500",
        requests=3,
    ),
)

LIMITS = (
    _once("seconds", "429 and Retry-After in seconds, then the page", _later("1")),
    _once("date", "429 and Retry-After as a date, then the page", _in_a_second),
    _once("past", "429 and a date that has passed, then the page", _later("Fri, 01 Jan 2021 00:00:00 GMT")),
    _once("absent", "429 without Retry-After, then the page", said(429, page("Slow down"))),
    _once("junk", "429 and a Retry-After that says nothing, then the page", _later("soon")),
    _once("negative", "429 and a Retry-After below zero, then the page", _later("-5")),
    _once("fraction", "429 and a Retry-After with a fraction, then the page", _later("0.5")),
    _once("twice", "429 twice, then the page", (_later("0"), _later("0")), requests=3),
    _once("503", "503 and Retry-After, then the page", _later("1", 503)),
    _once("403", "403 and Retry-After, then the page", _later("1", 403)),
    _too_long("huge", "429 and a Retry-After of three thousand years", _later("99999999999")),
    _too_long("day", "503 and a Retry-After of a day", _later("86400", 503)),
    _too_long("far-date", "429 and a date in the year 9999", _later("Fri, 31 Dec 9999 23:59:59 GMT")),
    Case(
        name="limit-nothing-left",
        happens="headers say that nothing is left for a second, with each page",
        links=tuple(f"http://limit-nothing-left.example/{number}" for number in (1, 2, 3)),
        answers={"/*": said(200, page(), {"RateLimit-Limit": "1", "RateLimit-Remaining": "0", "RateLimit-Reset": "1"})},
        verdict="ok",
        requests=3,
    ),
    Case(
        name="limit-headers",
        happens="RateLimit headers in three forms and none of them sane, with the page",
        answers={
            "/page": said(
                200,
                page(),
                {
                    "RateLimit": '"default";r=999999999999999999999;t=-1',
                    "RateLimit-Policy": '"default";q=junk;w=;;;',
                    "X-RateLimit-Remaining": "-1",
                    "X-RateLimit-Reset": "99999999999999999999",
                },
            )
        },
        verdict="ok",
    ),
)

HEADS = (
    Case(
        name="head-403", happens="HEAD is answered 403, GET is fine", answers={"/page": _to_head(403)}, verdict="ok", requests=2
    ),
    Case(
        name="head-404", happens="HEAD is answered 404, GET is fine", answers={"/page": _to_head(404)}, verdict="ok", requests=2
    ),
    Case(
        name="head-405", happens="HEAD is answered 405, GET is fine", answers={"/page": _to_head(405)}, verdict="ok", requests=2
    ),
    Case(
        name="head-hang",
        timed=True,
        happens="HEAD is never answered, GET is fine",
        answers={"/page": _hang_on_head},
        verdict="ok",
        requests=2,
    ),
    Case(name="head-body", happens="HEAD is answered with a body", answers={"/page": _body_on_head}, verdict="ok", requests=2),
)

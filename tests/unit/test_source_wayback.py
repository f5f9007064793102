"""The Wayback Machine: the last copy before a page was missed, and every way of having none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from tests.unit.asking import Asked, Handler, ask

from linkbot.config import Settings
from linkbot.model.evidence import Found, Page, Question, Unknown
from linkbot.sources.net import Net
from linkbot.sources.source import Say
from linkbot.sources.wayback import WaybackSource

PAGE = "https://example.org/guide?page=2&all=1"
HEAD = ["timestamp", "original", "statuscode", "mimetype", "digest"]


def a_row(timestamp: str, status: str = "200", original: str = PAGE) -> list[str]:
    return [timestamp, original, status, "text/html", "A" * 32]


def archive(*rows: Sequence[Any]) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response([HEAD, *rows] if rows else [])

    return handle


def answers(body: str, status: int = 200) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(text=body, status=status)

    return handle


def ask_for(handler: Handler, *urls: str, before: str = "2026-11-20", **settings: Any) -> Asked:
    def make(settings: Settings, net: Net, say: Say) -> WaybackSource:
        return WaybackSource(settings, net, say)

    return ask(make, handler, [Question("wayback", url, before) for url in urls or (PAGE,)], **settings)


def test_the_last_copy_before_the_page_was_missed_is_found() -> None:
    rows = [a_row("20261120000000"), a_row("20261123080000"), a_row("20240302120000"), a_row("20230101000000")]

    asked = ask_for(archive(*rows))

    copy = Page(status=200, url=f"https://web.archive.org/web/20240302120000/{PAGE}", content_type="text/html")
    assert asked.answers[PAGE] == Found(facts=copy)


def test_the_archive_is_asked_for_the_copies_around_that_day() -> None:
    asked = ask_for(archive(a_row("20240302120000")))

    (request,) = asked.requests
    assert request.startswith("/wayback/cdx/search/cdx?url=https://example.org/guide?page%3D2%26all%3D1&output=json")
    assert "filter=statuscode:200&closest=20261120000000&sort=closest&limit=20" in request


def test_a_copy_is_believed_for_a_year() -> None:
    evidence = ask_for(archive(a_row("20240302120000"))).evidence[PAGE]

    assert evidence.expires_at - evidence.asked_at == timedelta(days=365)


def test_the_address_of_a_copy_is_made_of_the_url_that_was_asked_for() -> None:
    asked = ask_for(archive(a_row("20240302120000", original="javascript:alert(1)")))

    assert asked.answers[PAGE].facts.url == f"https://web.archive.org/web/20240302120000/{PAGE}"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="none"),
        pytest.param([a_row("20261125000000")], id="only later ones"),
        pytest.param([a_row("20240302120000", "404"), a_row("20240302120000", "-")], id="none of the page"),
        pytest.param([a_row("2024030212"), ["20240302120000"], []], id="rows of another kind"),
    ],
)
def test_that_there_is_no_copy_is_no_word_against_the_page_and_settled_for_a_month(rows: list[list[str]]) -> None:
    evidence = ask_for(archive(*rows)).evidence[PAGE]

    assert evidence.answer == Unknown(reason="unverifiable", detail="the Wayback Machine has no copy of it")
    assert evidence.expires_at - evidence.asked_at == timedelta(days=30)


def test_a_site_that_wants_no_copies_is_no_refusal_of_ours() -> None:
    words = "org.archive.util.io.RuntimeIOException: AdministrativeAccessControlException: Blocked Site Error"

    asked = ask_for(answers(words, 403), PAGE, "https://example.org/other")

    assert {answer.reason for answer in asked.answers.values()} == {"unverifiable"}
    assert len(asked.requests) == 2


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("<html>maintenance</html>", 200, "protocol"),
        ('{"a": 1}', 200, "protocol"),
        ('[["20240302120000", 7]]', 200, "protocol"),
        ("[[" * 100_000, 200, "protocol"),
        (json.dumps([HEAD, a_row("20240302120000")])[:-9], 200, "protocol"),
        ("no", 403, "blocked"),
        ("oops", 500, "server-error"),
        ("not here", 404, "protocol"),
    ],
)
def test_an_archive_that_is_not_well_is_left_alone_for_the_run(body: str, status: int, reason: str) -> None:
    asked = ask_for(answers(body, status), PAGE, "https://example.org/other")

    assert [answer.reason for answer in asked.answers.values()] == [reason, "not-asked"]
    assert len(asked.requests) == 1
    assert all(evidence.expires_at - evidence.asked_at < timedelta(days=1) for evidence in asked.evidence.values())


def test_pages_are_asked_for_one_at_a_time_and_not_all_in_one_run() -> None:
    pages = [f"https://example.org/{number}" for number in range(45)]

    asked = ask_for(archive(a_row("20240302120000")), *pages, pace=50)

    assert len(asked.requests) == 40
    assert [answer.reason for answer in asked.answers.values() if isinstance(answer, Unknown)] == ["not-asked"] * 5
    assert asked.said == ["Wayback Machine: 40 pages, one at a time"]


def test_a_question_without_a_day_is_not_asked() -> None:
    asked = ask_for(archive(a_row("20240302120000")), before="")

    assert isinstance(asked.answers[PAGE], Unknown)
    assert asked.requests == []

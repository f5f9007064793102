"""Nights over a list that its people change in between: what was seen of a page stays seen, however its link is written."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linkbot import pipeline
from linkbot.config import Settings
from linkbot.model.report import FindingRow
from tests.unit.loopback import HOME, Names, Server, reply

pytestmark = pytest.mark.long

FIRST_NIGHT = datetime(2026, 9, 1, 3, tzinfo=UTC)
FINE, MISSING = reply(200, "<h2 id=part>Part</h2>"), reply(404, "<title>404</title>")


async def lived(folder: Path, *nights: tuple[str, bytes]) -> list[list[FindingRow]]:
    """What LB101 said on each night, by the list's link and what its page answered."""
    settings = Settings(
        select=("LB101", "LB103"), store=folder / "e.sqlite3", allow_network=(f"{HOME}/32",), retry_delay=0, timeout=10
    )
    told: list[list[FindingRow]] = []
    async with Server({"/": FINE}).running() as server:
        for night, (link, answer) in enumerate(nights):
            (folder / "list.md").write_text(f"- [Page]({link})\n")
            server.pages = {"/": FINE, "/page": answer}
            now = FIRST_NIGHT + timedelta(days=night)
            report = await pipeline.check(
                [str(folder / "list.md")],
                settings,
                resolver=Names(server),
                clock=lambda now=now: now,  # type: ignore[misc]
            )
            told.append([found for found in report.findings if found.code == "LB101"])
    return told


def test_a_page_that_was_seen_under_a_link_with_a_fragment_was_seen(tmp_path: Path) -> None:
    page, part = "http://site.example/page", "http://site.example/page#part"

    told = asyncio.run(lived(tmp_path, (page, MISSING), (part, FINE), (part, FINE), (page, MISSING), (page, MISSING)))

    assert [[found.confidence for found in night] for night in told] == [["medium"], [], [], ["medium"], ["medium"]]


def test_a_page_is_missed_under_either_link(tmp_path: Path) -> None:
    page, part = "http://site.example/page", "http://site.example/page#part"

    told = asyncio.run(lived(tmp_path, (page, MISSING), (part, MISSING), (part, MISSING), (page, MISSING)))

    assert [[found.confidence for found in night] for night in told] == [["medium"], ["medium"], ["medium"], ["high"]]

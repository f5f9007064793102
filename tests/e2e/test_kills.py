"""A kill loses no answer, and two runs share one store. `KILLS=20 pytest tests/e2e/test_kills.py` kills at more moments."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections import Counter

import pytest
from tests.e2e.running import Folder, ended

KILLS = int(os.environ.get("KILLS", "3"))
PAGES = 150
CONNECTIONS = 10


def kept(place: Folder) -> set[str]:
    """The paths of the site that the store holds an answer for. Raises sqlite3.DatabaseError for a damaged store."""
    database = sqlite3.connect(place.store)
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = database.execute("SELECT question FROM evidence").fetchall()
    finally:
        database.close()
    start = len(f"web:{place.site.url('')}")
    return {question[start:] for (question,) in rows}


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_kill_loses_nothing_but_what_was_in_flight(place: Folder, seed: int) -> None:
    place.site.delay = 0.05
    pages = set(place.write(f"/a/{page}" for page in range(PAGES)))
    process = place.start("check", "list.md")
    place.site.wait_for(asked=1)

    time.sleep(random.Random(seed).uniform(0.0, 0.05 * PAGES / CONNECTIONS))
    os.kill(process.pid, signal.SIGKILL)
    killed_at = time.monotonic()
    ended(process)

    lost = set(place.site.answered_by(killed_at)) - kept(place)
    again = place.check()
    asked = Counter(each.path for each in place.site.log)
    twice = [path for path, times in asked.items() if times > 1]
    assert again.code == 0
    assert kept(place) == set(asked) == pages
    assert len(lost) <= CONNECTIONS  # answered in the very moment
    assert len(twice) <= 2 * CONNECTIONS  # those, and what was in flight
    assert set(asked.values()) <= {1, 2}


def test_two_runs_at_once_share_one_store(place: Folder) -> None:
    place.site.delay = 0.02
    mine, theirs = (place.write((f"/{name}/{page}" for page in range(100)), f"{name}.md") for name in ("mine", "theirs"))
    both = [place.start("check", f"{name}.md", "--output", f"{name}.json") for name in ("mine", "theirs")]

    ends = [ended(process) for process in both]

    assert [(end.code, end.out) for end in ends] == [(0, ""), (0, "")]
    assert ["100 unique links in 1 file: 100 asked" in end.err for end in ends] == [True, True]
    assert [end.err.count("hint: the store") for end in ends] == [0, 0]
    assert kept(place) == {*mine, *theirs}


def test_many_runs_may_begin_one_store_at_once(place: Folder) -> None:
    place.write(["/a/page"])

    ends = [ended(process) for process in [place.start("check", "list.md") for _ in range(4)]]

    assert [(end.code, end.err.count("the store")) for end in ends] == [(0, 0)] * 4
    assert kept(place) == {"/a/page"}

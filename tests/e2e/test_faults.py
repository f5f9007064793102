"""Our own misfortunes (a damaged store, a full disk, a reader that left) cost a sentence, and never the report."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy

import pytest
from tests.e2e.running import A_USER, Ended, Folder, Site, ended

from linkbot.config import Settings
from linkbot.pipeline import check
from linkbot.store import Store

PAGE_SIZE = 4096
NARROW = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))"
"""No file may grow beyond 64 KB: to a program that is a disk with no room left."""
needs_rights = pytest.mark.skipif(os.geteuid() == 0 and not A_USER, reason="root may write everything")


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """A place whose list has been checked: 40 pages that are there, and one that is gone."""
    with Site().running() as site:
        place = Folder(tmp_path_factory.mktemp("yesterday"), site)
        place.write([*(f"/a/{page}" for page in range(40)), "/gone/page"])
        assert place.check().code == 1
        yield place


@pytest.fixture
def known(yesterday: Folder, tmp_path: Path) -> Iterator[Folder]:
    """The same list and the same store in a place of their own."""
    for name in ("list.md", "store.sqlite3"):
        copy(yesterday.path / name, tmp_path)
    yesterday.site.log.clear()
    place = Folder(tmp_path, yesterday.site)
    yield place
    place.end()


def is_as_usual(place: Folder, end: Ended) -> bool:
    """Whether the run found what it finds in good times."""
    found = [(row["code"], row["line"]) for row in place.report["findings"]]
    return end.code == 1 and found == [("LB101", 41)] and place.report["run"]["partial"] is False


def damaged(data: bytes, how: str) -> bytes:
    start, end = {"header": (0, 100), "schema": (100, PAGE_SIZE), "answers": (2 * PAGE_SIZE, 4 * PAGE_SIZE)}[how]
    return data[:start] + bytes(end - start) + data[end:]


@pytest.mark.parametrize("how", ["header", "schema", "answers"])
def test_a_damaged_store_is_set_aside_and_the_next_run_has_a_good_one(known: Folder, how: str) -> None:
    bad = damaged(known.store.read_bytes(), how)
    known.store.write_bytes(bad)

    first, second = known.check(), known.check()

    assert is_as_usual(known, first)
    assert f"hint: the store {known.store} was corrupt (" in first.err
    assert [file.read_bytes() for file in known.path.glob("*.corrupt-*")] == [bad]
    assert "was corrupt" not in second.err
    assert f"{known.report['statistics']['stored']} from the store" in second.err


def test_a_store_that_was_cut_off_is_set_aside(known: Folder) -> None:
    data = known.store.read_bytes()
    known.store.write_bytes(data[: len(data) // 2])

    end = known.check()

    assert is_as_usual(known, end)
    assert "was corrupt (" in end.err


def test_a_folder_in_place_of_the_store_costs_the_memory_of_the_run(known: Folder) -> None:
    known.store.unlink()
    known.store.mkdir()

    end = known.check()

    assert is_as_usual(known, end)
    assert f"hint: the store {known.store} cannot be used (it is not a file); the answers of this run are not kept" in end.err


def test_a_store_of_a_newer_linkbot_is_left_alone(known: Folder) -> None:
    database = sqlite3.connect(known.store)
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = known.store.read_bytes()

    end = known.check()

    assert is_as_usual(known, end)
    assert "cannot be used (it was written by another version of linkbot, schema 99)" in end.err
    assert known.store.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(known: Folder) -> None:
    known.store.unlink()
    database = sqlite3.connect(known.store)
    database.execute("CREATE TABLE places (url TEXT)")
    database.close()
    before = known.store.read_bytes()

    end = known.check()

    assert (end.code, end.out) == (2, "")
    assert end.err.startswith(f"error: {known.store}: not a store of linkbot's\nhint: name another file")
    assert known.store.read_bytes() == before


@needs_rights
def test_a_store_that_is_read_only_is_still_believed(known: Folder) -> None:
    known.write([*(f"/a/{page}" for page in range(40)), "/gone/page", "/b/new"])
    known.store.chmod(0o444)

    end = known.check()

    assert is_as_usual(known, end)
    assert {asked.path for asked in known.site.log} == {"/b/new"}
    assert f"hint: the store {known.store} cannot be written (attempt to write a readonly database)" in end.err


@needs_rights
def test_a_store_that_may_not_be_read_costs_the_memory_of_the_run(known: Folder) -> None:
    known.store.chmod(0)

    end = known.check()

    assert is_as_usual(known, end)
    assert "cannot be used (unable to open database file); the answers of this run are not kept" in end.err


@needs_rights
def test_a_folder_that_is_read_only_can_hold_no_new_store(known: Folder) -> None:
    shut = known.path / "shut"
    shut.mkdir(mode=0o555)

    ends = [known.check(store=shut / name) for name in ("store.sqlite3", "folder/store.sqlite3")]

    assert [is_as_usual(known, end) for end in ends] == [True, True]
    assert ["cannot be used (" in end.err for end in ends] == [True, True]


def test_a_full_disk_costs_only_the_memory_of_the_run(place: Folder) -> None:
    place.write([*(f"/a/{page}" for page in range(150)), "/gone/page"])

    first = place.run("check", "list.md", first=NARROW)
    place.site.log.clear()
    second = place.run("check", "list.md")

    assert (first.code, first.out) == (1, second.out)
    assert "151 asked" in first.err
    assert f"hint: the store {place.store} cannot be written (" in first.err
    assert 0 < len({asked.path for asked in place.site.log}) < 151  # what had been written by then was kept
    assert "hint: the store" not in second.err


def test_a_report_that_finds_no_room_leaves_no_half_and_costs_no_other(place: Folder) -> None:
    place.write([*(f"/a/{page}" for page in range(300)), "/gone/page"])
    (place.path / "report.json").write_text("the last report")

    end = place.run("check", "list.md", "--output", "report.json", "--output", "report.txt", first=NARROW)

    assert end.code == 2
    assert "list.md:301:3: LB101" in end.out
    assert "error: report.json: cannot be written: File too large\nhint: choose another file or folder\n" in end.err
    assert (place.path / "report.json").read_text() == "the last report"
    assert "LB101" in (place.path / "report.txt").read_text()
    assert [file.name for file in place.path.iterdir() if file.name.startswith(".")] == []


def test_a_reader_that_leaves_costs_nobody_else_the_report(known: Folder) -> None:
    process = known.start("check", "list.md", "--output", "report.json")
    assert process.stdout
    process.stdout.close()

    end = ended(process)

    assert is_as_usual(known, end)
    assert end.err.startswith("41 unique links in 1 file")


def test_nobody_has_to_hear_what_is_told(known: Folder) -> None:
    process = known.start("check", "list.md", "--output", "report.json")
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.stderr.close()

    end = ended(process)

    assert is_as_usual(known, end)


def test_what_a_store_no_longer_needs_to_remember_is_dropped_by_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "list.md").write_text("# A list\n")
    now = datetime.now(UTC)
    with Store(tmp_path / "store.sqlite3") as store:
        store.remember("over", b"1", now - timedelta(hours=1))
        store.remember("standing", b"1", now + timedelta(hours=1))

    asyncio.run(check([str(tmp_path / "list.md")], Settings(store=tmp_path / "store.sqlite3", offline=True)))

    with Store(tmp_path / "store.sqlite3") as store:
        assert store.recall("over", now - timedelta(hours=2)) is None
        assert store.recall("standing", now) == b"1"

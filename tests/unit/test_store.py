"""The store keeps every answer, believes the fresh ones, and never loses a file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linkbot.errors import ConfigError
from linkbot.model.evidence import Evidence, Found, Gone, Page, Question
from linkbot.store import Memos, Store

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PAGE = Question("web", "https://example.org/")


def an_answer(*, question: Question = PAGE, asked_at: datetime = NOW, days: float = 7, gone: bool = False) -> Evidence:
    answer = Gone(reason="HTTP 404 on two GETs") if gone else Found(facts=Page(status=200, url=question.key))
    return Evidence(question=question, answer=answer, asked_at=asked_at, expires_at=asked_at + timedelta(days=days))


def test_a_fresh_answer_comes_back_as_it_was_put(tmp_path: Path) -> None:
    answer = an_answer()
    with Store(tmp_path / "e.sqlite3") as store:
        store.put(answer)

    with Store(tmp_path / "e.sqlite3") as store:
        found = list(store.fresh([PAGE], NOW + timedelta(days=1)))

    assert found == [answer]


def test_an_expired_answer_is_history_and_not_fresh(tmp_path: Path) -> None:
    with Store(tmp_path / "e.sqlite3") as store:
        store.put(an_answer(days=1))

        assert list(store.fresh([PAGE], NOW + timedelta(days=2))) == []
        assert store.history(PAGE) == [an_answer(days=1)]


def test_an_answer_from_the_future_is_not_believed() -> None:
    with Store(None) as store:
        store.put(an_answer(asked_at=NOW + timedelta(days=3)))

        assert list(store.fresh([PAGE], NOW)) == []


def test_the_latest_answer_counts_and_the_earlier_one_is_kept() -> None:
    with Store(None) as store:
        store.put(an_answer(asked_at=NOW - timedelta(days=2)))
        store.put(an_answer(asked_at=NOW - timedelta(days=1), gone=True))

        assert list(store.fresh([PAGE], NOW)) == [an_answer(asked_at=NOW - timedelta(days=1), gone=True)]
        assert len(store.history(PAGE)) == 2


def test_a_later_answer_that_has_expired_hides_an_earlier_one_that_has_not() -> None:
    with Store(None) as store:
        store.put(an_answer(asked_at=NOW - timedelta(days=2), days=30))
        store.put(an_answer(asked_at=NOW - timedelta(days=1), days=0, gone=True))

        assert list(store.fresh([PAGE], NOW)) == []


def test_thousands_of_questions_are_looked_up_at_once() -> None:
    questions = [Question("web", f"https://example.org/{number}") for number in range(2_500)]
    with Store(None) as store:
        for question in questions:
            store.put(an_answer(question=question))

        assert len(list(store.fresh(questions, NOW + timedelta(seconds=1)))) == 2_500


def test_a_corrupt_store_is_set_aside_and_told(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    path.write_bytes(b"SQLite format 3\0" + b"and then something else" * 400)

    with Store(path) as store:
        store.put(an_answer())

        assert "was corrupt" in store.problem
        assert list(store.fresh([PAGE], NOW)) == [an_answer()]
    assert [kept.name[:21] for kept in tmp_path.glob("*.corrupt-*")] == ["e.sqlite3.corrupt-202"]


def test_a_file_that_is_no_store_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_text("- [A list](https://example.org/)\n" * 40)

    with pytest.raises(ConfigError, match="not a store of linkbot's"):
        Store(path)

    assert path.read_text().startswith("- [A list]")
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.md"]


def test_a_store_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()

    with Store(path) as store:
        store.put(an_answer())

        assert "another version of linkbot" in store.problem
    assert list(tmp_path.glob("*.corrupt-*")) == []


def test_a_store_that_cannot_be_made_is_said_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with Store(tmp_path / "file" / "e.sqlite3") as store:
        store.put(an_answer())

        assert "cannot be used" in store.problem
        assert list(store.fresh([PAGE], NOW)) == [an_answer()]


def test_a_row_of_another_version_counts_as_not_stored(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    with Store(path) as store:
        store.put(an_answer())
    database = sqlite3.connect(path)
    database.execute("UPDATE evidence SET evidence = ?", ('{"question": "of another shape"}',))
    database.commit()
    database.close()

    with Store(path) as store:
        assert list(store.fresh([PAGE], NOW)) == []
        assert store.history(PAGE) == []
        assert store.problem == ""


def test_a_page_of_the_store_that_is_damaged_ends_no_run(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    questions = [Question("web", f"https://example.org/{number}") for number in range(2_000)]
    with Store(path) as store:
        for question in questions:
            store.put(an_answer(question=question))
    data = bytearray(path.read_bytes())
    data[len(data) // 3 : len(data) // 3 * 2] = b"\xff" * (len(data) // 3 * 2 - len(data) // 3)
    path.write_bytes(data)

    with Store(path) as store:
        found = list(store.fresh(questions, NOW))
        store.put(an_answer())

        assert len(found) < 2_000
        assert store.problem
        assert list(store.fresh([PAGE], NOW)) == [an_answer()]


def test_two_runs_share_one_store(tmp_path: Path) -> None:
    with Store(tmp_path / "e.sqlite3") as one, Store(tmp_path / "e.sqlite3") as other:
        one.put(an_answer())
        other.put(an_answer(question=Question("arxiv", "1706.03762")))

        assert list(other.fresh([PAGE], NOW)) == [an_answer()]
        assert one.history(Question("arxiv", "1706.03762"))


_WRITER = """
import sys
from datetime import datetime, timedelta, UTC
from pathlib import Path
from linkbot.model.evidence import *
from linkbot.store import Memos, Store
now = datetime(2026, 11, 20, tzinfo=UTC)
with Store(Path(sys.argv[1])) as store:
    for number in range(10**9):
        question = Question("web", f"https://example.org/{number}")
        store.put(Evidence(question=question, answer=Gone(reason="x"), asked_at=now, expires_at=now + timedelta(days=1)))
        print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on this system")
def test_a_kill_loses_nothing_that_was_put(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    with subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        put = [int(writer.stdout.readline()) for _ in range(50)]
        os.kill(writer.pid, signal.SIGKILL)

    with Store(path) as store:
        kept = [store.history(Question("web", f"https://example.org/{number}")) for number in put]

    assert all(kept)


def test_damage_that_shows_late_costs_what_is_damaged_and_nothing_of_this_run(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    questions = [Question("web", f"https://example.org/{number:04}") for number in range(2_000)]
    with Store(path) as store:
        for question in questions:
            store.put(an_answer(question=question))
    data = bytearray(path.read_bytes())
    third = len(data) // 3
    data[-third:] = b"\xff" * third
    path.write_bytes(data)

    with Store(path) as store:
        list(store.fresh(questions, NOW))
        store.put(an_answer(asked_at=NOW + timedelta(hours=1)))
        assert "it was set aside as e.sqlite3.corrupt-" in store.problem

    with Store(path) as store:
        assert store.problem == ""
        assert store.history(PAGE) == [an_answer(asked_at=NOW + timedelta(hours=1))]
        assert 0 < len(list(store.fresh(questions, NOW))) < 2_000


def test_history_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "e.sqlite3"
    with Store(path) as store:
        store.put(an_answer())
        store._database.execute("PRAGMA query_only = 1")  # as a file is that became read-only

        store.put(an_answer(asked_at=NOW + timedelta(days=1), gone=True))

        assert "cannot be written" in store.problem
        assert store.history(PAGE) == [an_answer(), an_answer(asked_at=NOW + timedelta(days=1), gone=True)]
    with Store(path) as store:
        assert store.history(PAGE) == [an_answer()]


def test_history_begins_after_an_answer_that_cannot_be_read() -> None:
    with Store(None) as store:
        for days in (4, 3, 0):
            store.put(an_answer(asked_at=NOW - timedelta(days=days), gone=days != 3))
        store._database.execute(
            "UPDATE evidence SET evidence = json_insert(evidence, '$.answer.facts.new', 1) WHERE asked_at = ?",
            ((NOW - timedelta(days=3)).timestamp(),),
        )

        assert store.history(PAGE) == [an_answer(gone=True)]


def test_a_folder_is_no_store_and_stays_one(tmp_path: Path) -> None:
    (tmp_path / "e.sqlite3").mkdir()

    with Store(tmp_path / "e.sqlite3") as store:
        store.put(an_answer())

        assert "cannot be used (it is not a file)" in store.problem
        assert store.history(PAGE) == [an_answer()]
    assert list((tmp_path / "e.sqlite3").iterdir()) == []


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE places (url TEXT)")
    database.close()
    before = path.read_bytes()

    with pytest.raises(ConfigError, match="not a store of linkbot's"):
        Store(path)

    assert path.read_bytes() == before


def test_a_file_that_a_crash_left_as_zeroes_or_half_a_header_is_set_aside(tmp_path: Path) -> None:
    for number, data in enumerate((bytes(5_000), b"SQLite for")):
        path = tmp_path / f"{number}.sqlite3"
        path.write_bytes(data)

        with Store(path) as store:
            assert "was corrupt" in store.problem


def test_an_empty_file_is_a_new_store(tmp_path: Path) -> None:
    (tmp_path / "e.sqlite3").touch()

    with Store(tmp_path / "e.sqlite3") as store:
        assert store.problem == ""


def test_the_last_time_of_asking_is_known_for_what_was_asked(tmp_path: Path) -> None:
    other = Question("web", "https://example.com/")
    with Store(None) as store:
        for days in (1, 2, -1):
            store.put(an_answer(asked_at=NOW - timedelta(days=days)))

        assert store.last_asked([PAGE, other], NOW) == {PAGE: (NOW - timedelta(days=1)).timestamp()}
        assert list(store.latest([PAGE, other], NOW)) == [an_answer(asked_at=NOW - timedelta(days=1))]


def test_the_pages_of_a_host_are_found_by_how_their_questions_start() -> None:
    page, elsewhere = Question("web", "https://example.org/a"), Question("web", "https://example.org.evil.example/")
    with Store(None) as store:
        for question in (PAGE, page, elsewhere):
            store.put(an_answer(question=question))

        assert {each.question for each in store.starting("web:https://example.org/", NOW)} == {PAGE, page}


def test_the_newest_answer_dates_the_store() -> None:
    with Store(None) as store:
        assert store.changed_at() is None

        for days in (3, 1, 2):
            store.put(an_answer(asked_at=NOW - timedelta(days=days)))

        assert store.changed_at() == NOW - timedelta(days=1)


def test_what_is_remembered_is_recalled_until_its_time_is_over(tmp_path: Path) -> None:
    with Store(tmp_path / "e.sqlite3") as store:
        store.remember("a", b"old", NOW + timedelta(hours=1))
        store.remember("a", b"new", NOW + timedelta(hours=2))
        store.remember("b", b"short", NOW + timedelta(minutes=1))

    with Store(tmp_path / "e.sqlite3") as store:
        assert store.recall("a", NOW + timedelta(hours=1)) == b"new"
        assert store.recall("a", NOW + timedelta(hours=2)) is None
        assert store.recall("c", NOW) is None
        store.forget(NOW + timedelta(hours=1))
        assert store.recall("b", NOW) is None
        assert store.recall("a", NOW) == b"new"


def test_a_source_leaves_itself_a_note_as_text() -> None:
    with Store(None) as store:
        Memos(store, NOW).remember("arxiv/refusal", "caf\udce9", NOW + timedelta(minutes=30))

        assert Memos(store, NOW).recall("arxiv/refusal") == "caf\\udce9"
        assert Memos(store, NOW + timedelta(hours=1)).recall("arxiv/refusal") is None


def test_no_secret_of_an_address_reaches_the_file(tmp_path: Path) -> None:
    secret = Question("web", "https://user:s3cret@example.org/?token=hunter2")
    with Store(tmp_path / "e.sqlite3") as store:
        store.put(an_answer(question=secret))

        assert [each.question for each in store.fresh([secret], NOW)] == [secret]
    assert not [file for file in tmp_path.iterdir() if b"s3cret" in file.read_bytes() or b"hunter2" in file.read_bytes()]


def test_half_a_character_is_kept_as_well_as_it_can_be() -> None:
    question = Question("web", "https://example.org/caf\udce9")
    title = Evidence(
        question=question,
        answer=Found(facts=Page(status=200, url=question.key, title="\ud83d")),
        asked_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )
    with Store(None) as store:
        store.put(title)

        assert store.problem == ""
        assert len(store.history(question)) == 1
        assert list(store.last_asked([question], NOW)) == [question]

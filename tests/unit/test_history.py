"""`linkbot history` tells what was seen of a link, what follows from it, and what is still wanted; it asks nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkbot.cli.main import main
from linkbot.model.evidence import Answer, Attempt, Evidence, Found, Gone, Moved, Page, Unknown
from linkbot.store import Store

NOW = datetime.now(UTC)
URL = "https://example.org/blog/post"
MISSING = Gone(reason="HTTP 404 on two GETs, 10 s apart")
History = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def history(store: Path) -> History:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["history", *arguments, "--store", str(store), "--no-config"])

    return run


def look(
    answer: Answer, *, days_ago: float, key: str = URL, want: str = "", source: str = "web", status: int = 404, holds: float = 0.5
) -> Evidence:
    at = NOW - timedelta(days=days_ago)
    return Evidence.model_validate(
        {
            "question": {"source": source, "key": key, "want": want},
            "answer": answer,
            "asked_at": at,
            "expires_at": at + timedelta(days=holds),
            "trace": (Attempt(at=at, method="GET", url=key, status=status),),
        }
    )


def fine(key: str = URL, title: str = "") -> Found:
    return Found(facts=Page(status=200, url=key, title=title))


def keep(store: Path, *looks: Evidence) -> None:
    with Store(store) as opened:
        for each in looks:
            opened.put(each)


def on(days_ago: float) -> str:
    return f"{NOW - timedelta(days=days_ago):%Y-%m-%d %H:%M}"


def test_every_look_has_a_line_with_its_time_oldest_first(store: Path, history: History) -> None:
    timeout = Unknown(reason="timeout", detail="no answer in 20 s")
    moved = Moved(to="https://example.org/new", permanent=True)
    keep(store, look(moved, days_ago=7), look(fine(title="A post"), days_ago=9), look(timeout, days_ago=5, status=0))

    result = history(URL)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:7] == [
        URL,
        f"known as web:{URL}",
        f"asked as web:{URL}",
        "",
        f"{on(9)}  found: HTTP 200, titled “A post”",
        f"{on(7)}  moved for good to https://example.org/new",
        f"{on(5)}  unknown: timeout: no answer in 20 s",
    ]


def test_what_is_still_wanted_before_a_page_is_called_dead_is_told_with_the_day(store: Path, history: History) -> None:
    neighbour = "https://example.org/about"
    keep(
        store,
        look(MISSING, days_ago=2),
        look(MISSING, days_ago=1, holds=3),
        look(fine(neighbour), days_ago=1, key=neighbour, status=200),
    )

    result = history(URL)

    day, lacks = NOW + timedelta(days=1), "2 of 3 observations, 2 of 3 days, 24 of 72 hours from the first to the last"
    assert result.stdout.splitlines()[-3:] == [
        "broken: unconfirmed: HTTP 404 on two GETs, 10 s apart",
        f"Still wanted before it is called dead ({day:%Y-%m-%d} at the earliest): {lacks}.",
        f"The answer is believed until {on(-2)}; a run after that asks again.",
    ]


def test_a_host_that_nobody_saw_alive_is_wanted_too(store: Path, history: History) -> None:
    keep(store, *(look(MISSING, days_ago=days) for days in (5, 3, 1)))

    result = history(URL)

    assert "its host seen alive.\nThe next run asks again." in result.stdout


def test_a_page_that_is_dead_wants_nothing_more(store: Path, history: History) -> None:
    root = "https://example.org/"
    keep(
        store,
        *(look(MISSING, days_ago=days) for days in (5, 3, 1)),
        look(fine(root), days_ago=1, key=root, want="control", status=200),
    )

    result = history(URL)

    assert result.stdout.splitlines()[-2:] == ["broken: HTTP 404 on two GETs, 10 s apart", "The next run asks again."]


def test_a_page_asked_for_its_anchors_has_been_asked_for_itself(store: Path, history: History) -> None:
    keep(store, look(MISSING, days_ago=3), look(fine(), days_ago=1, want="anchors", status=200))

    result = history(f"{URL}#part")

    assert f"asked as web:{URL}\nasked as web/anchors:{URL}\n" in result.stdout
    assert f"{on(3)}  gone: HTTP 404 on two GETs, 10 s apart  (web:{URL})\n" in result.stdout
    assert f"{on(1)}  found: HTTP 200  (web/anchors:{URL})\n\nok\n" in result.stdout


def test_every_spelling_of_a_paper_has_its_history(store: Path, history: History) -> None:
    keep(store, look(Unknown(reason="rate-limited"), days_ago=1, source="arxiv", key="1706.03762"))

    result = history("https://www.alphaxiv.org/abs/1706.03762")

    assert "known as arxiv:1706.03762\nasked as arxiv:1706.03762\n" in result.stdout
    assert "unknown: rate-limited\n" in result.stdout


def test_what_the_web_said_is_harmless_and_no_password_is_shown(store: Path, history: History) -> None:
    url = "https://user:s3cret@example.org/"
    keep(store, look(fine(title="\x1b[31m::error::x"), days_ago=1, key=url, status=200))

    text, data = history(url), history(url, "--format", "json")

    assert "s3cret" not in text.stdout + data.stdout
    assert "\x1b" not in text.stdout + data.stdout
    assert "asked as web:https://***@example.org/\n" in text.stdout


def test_the_answers_are_data_as_well(store: Path, history: History) -> None:
    looks = [look(fine(), days_ago=2, status=200), look(MISSING, days_ago=1)]
    keep(store, *looks)

    result = history(URL, "--format", "json")

    assert [Evidence.model_validate(each) for each in json.loads(result.stdout)] == looks


def test_a_verdict_rests_on_no_answer_from_the_future(store: Path, history: History) -> None:
    keep(store, look(fine(), days_ago=1, status=200), look(MISSING, days_ago=-400))

    result = history(URL)

    assert result.stdout.splitlines()[-2] == "ok"


@pytest.mark.parametrize("url", [URL, "mailto:a@example.org", "notes.md", "not a url"])
def test_a_link_that_nothing_is_known_of_has_a_sentence_and_a_code(store: Path, history: History, url: str) -> None:
    keep(store, look(fine(), days_ago=1, key="https://example.com/"))

    result = history(url)

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(f"error: nothing is known of {url}: ")


def test_a_damaged_store_is_told(store: Path, history: History) -> None:
    store.write_bytes(bytes(8_192))

    result = history(URL)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"hint: the store {store} was corrupt (")


def test_without_a_store_none_is_made(store: Path, history: History) -> None:
    result = history(URL)

    assert (result.exit_code, result.stdout) == (3, "")
    assert f"there is no store {store}\nhint: `linkbot check` makes one\n" in result.stderr
    assert not store.exists()

"""A run that could find out nothing new tells what the last one told, and anything that could change it makes it run again."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from tests.unit.loopback import HOME, Server, reply

from linkbot.config import Settings
from linkbot.model.evidence import Evidence, File, Found, Page, Question
from linkbot.model.report import Report
from linkbot.pipeline import check
from linkbot.read import read_files
from linkbot.replay import command, keep, recall
from linkbot.store import Store

LISTS = sorted((Path(__file__).parents[1] / "e2e" / "lists").glob("*.md"))
PAGE = "https://example.org/page"
MARKDOWN = f"""# A list

- [A page]({PAGE}) - Says something.
- [A part](notes.md#parts) of the notes.
- [A part that is not there](notes.md#no-such-part) of the notes.
- [A folder](docs) with a page.
- [A page that is not there](docs/nowhere.md).
"""
NOTES = "# Notes\n\n## Parts\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a list, the notes that it links to, and a store that knows its page."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.md").write_text(MARKDOWN, encoding="utf-8")
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "README.md").write_text("# Docs\n", encoding="utf-8")
    answer(tmp_path, asked_at=datetime.now(UTC) - timedelta(hours=1))
    return tmp_path


def some_settings(**settings: Any) -> Settings:
    return Settings(**{"offline": True, "store": Path("store.sqlite3"), **settings})


def answer(folder: Path, *, asked_at: datetime, lasts: timedelta = timedelta(hours=2)) -> None:
    facts = Page(status=200, url=PAGE, title="A page")
    evidence = Evidence(question=Question("web", PAGE), answer=Found(facts=facts), asked_at=asked_at, expires_at=asked_at + lasts)
    with Store(folder / "store.sqlite3") as store:
        store.put(evidence)


def run(*inputs: str, **settings: Any) -> Report:
    return asyncio.run(check(inputs or ("list.md",), some_settings(**settings)))


def told_again(*inputs: str, later: timedelta = timedelta(), **settings: Any) -> Report | None:
    """What the next run would tell without finding it out."""
    given, now = some_settings(**settings), datetime.now(UTC) + later
    files = read_files(inputs or ("list.md",), max_size=given.max_file_size)
    with Store(given.store) as store:
        return recall(command(files, given, now, Path.cwd()), store, lambda: now, ())


def found_out(*inputs: str, **settings: Any) -> Report:
    """What the next run tells where nothing was kept."""
    with Store(Path("store.sqlite3")) as store:
        store.forget(datetime.now(UTC) + timedelta(days=400))
    return run(*inputs, **settings)


def looked_at(path: Path) -> Evidence:
    now = datetime.now(UTC)
    return Evidence(question=Question("file", path.name), answer=Found(facts=File(path=path.name)), asked_at=now, expires_at=now)


def without_times(report: Report | None) -> dict[str, Any]:
    assert report is not None
    when_a_file_was_looked_at = {"__all__": {"evidence": {"__all__": {"asked_at"}}}}
    times = {"run": {"started_at", "ended_at", "arguments"}, "statistics": {"seconds"}, "findings": when_a_file_was_looked_at}
    return report.model_dump(exclude=times, warnings="error")


# The same report


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_what_is_told_again_is_what_would_be_found_out(folder: Path, path: Path) -> None:
    shutil.copy(path, folder / "list.md")
    run()

    again = told_again()

    assert without_times(again) == without_times(found_out())


def test_links_to_files_and_pages_are_told_again_as_they_would_be_found_out(folder: Path) -> None:
    run()

    again = told_again()

    assert without_times(again) == without_times(found_out())
    assert [row.verdict for row in again.links] == ["ok", "ok", "ok", "ok", "broken"] if again else False


def test_names_that_are_no_text_are_told_again(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    (folder / name).write_text("- [No name](a%ED%A0%80%00.md) and [no other](caf%E9.md)\n", encoding="utf-8")
    given = {"store": folder / os.fsdecode(b"caf\xe9.sqlite3"), "rules_dir": folder / os.fsdecode(b"caf\xe9")}
    given["rules_dir"].mkdir()
    report = run(name, **given)

    again = told_again(name, **given)

    assert without_times(again) == without_times(report)


def test_the_answers_of_the_last_run_are_those_of_the_store_today(folder: Path) -> None:
    server = Server({"/page": reply()})

    async def twice() -> tuple[Report, Report]:
        async with server.running():
            (folder / "list.md").write_text(f"- [A page](http://{HOME}:{server.port}/page)\n", encoding="utf-8")
            given = some_settings(offline=False, allow_network=(IPv4Network("127.0.0.0/8"),), allow_ports=(server.port,))
            return await check(("list.md",), given), await check(("list.md",), given, arguments=("check", "again"))

    first, second = asyncio.run(twice())
    third = found_out(offline=False, allow_network=(IPv4Network("127.0.0.0/8"),), allow_ports=(server.port,))

    assert (first.statistics.asked, first.links[0].source) == (1, "asked")
    assert (second.statistics.asked, second.statistics.stored, second.statistics.requests) == (0, 1, 0)
    assert without_times(second) == without_times(third)
    assert second.run.arguments == ["check", "again"]
    assert second.run.started_at > first.run.ended_at
    assert server.times("/page") == 1


def test_a_run_with_refresh_asks_again(folder: Path) -> None:
    server = Server({"/page": reply()})

    async def twice() -> None:
        async with server.running():
            (folder / "list.md").write_text(f"- [A page](http://{HOME}:{server.port}/page)\n", encoding="utf-8")
            given = some_settings(offline=False, allow_network=(IPv4Network("127.0.0.0/8"),), allow_ports=(server.port,))
            await check(("list.md",), given)
            await check(("list.md",), given.model_copy(update={"refresh": True}))

    asyncio.run(twice())

    assert server.times("/page") == 2


# What makes it run again


def test_a_byte_of_a_list_counts(folder: Path) -> None:
    run()

    (folder / "list.md").write_text(MARKDOWN.replace("Says", "says"), encoding="utf-8")

    assert told_again() is None


def test_another_set_of_lists_is_another_question(folder: Path) -> None:
    run()

    assert told_again("list.md", "notes.md") is None


def test_a_setting_counts(folder: Path) -> None:
    run()

    assert told_again(ignore=("LB103",)) is None


def test_a_file_of_the_rules_counts(folder: Path) -> None:
    rule = folder / "rules" / "checks" / "LB103-missing-anchor.yaml"
    rule.parent.mkdir(parents=True)
    rule.write_text("code: LB103\nseverity: info\n", encoding="utf-8")
    run(rules_dir=folder / "rules")
    before = told_again(rules_dir=folder / "rules")

    rule.write_text("code: LB103\nseverity: error\n", encoding="utf-8")

    assert before is not None
    assert told_again(rules_dir=folder / "rules") is None


def test_the_day_counts(folder: Path) -> None:
    run()

    assert told_again(later=timedelta(days=1)) is None


def test_an_answer_that_is_over_counts(folder: Path) -> None:
    answer(folder, asked_at=datetime.now(UTC), lasts=timedelta(seconds=5))
    run()

    assert told_again(later=timedelta(seconds=6)) is None


def test_an_answer_that_came_since_counts(folder: Path) -> None:
    run()

    answer(folder, asked_at=datetime.now(UTC))

    assert told_again() is None


def test_a_linked_file_that_went_counts(folder: Path) -> None:
    run()

    (folder / "notes.md").unlink()

    assert told_again() is None


def test_an_anchor_of_a_linked_file_counts(folder: Path) -> None:
    run()

    (folder / "notes.md").write_text(NOTES.replace("Parts", "Pants"), encoding="utf-8")

    assert told_again() is None


def test_the_page_of_a_linked_folder_counts(folder: Path) -> None:
    run()

    (folder / "docs" / "README.md").write_text("# Documents\n", encoding="utf-8")

    assert told_again() is None


def test_a_linked_file_that_came_counts(folder: Path) -> None:
    run()

    (folder / "docs" / "nowhere.md").write_text("# Somewhere\n", encoding="utf-8")

    assert told_again() is None


def test_another_spelling_of_a_missing_file_counts(folder: Path) -> None:
    run()

    (folder / "docs" / "Nowhere.md").write_text("# Somewhere\n", encoding="utf-8")

    assert told_again() is None


def test_a_repository_around_the_list_counts(folder: Path) -> None:
    run()

    (folder / ".git").mkdir()

    assert told_again() is None


def test_other_files_do_not_count(folder: Path) -> None:
    run()

    (folder / "report.json").write_text("{}", encoding="utf-8")

    assert told_again() is not None


# What is not kept


def test_a_run_whose_questions_were_not_answered_is_not_kept(folder: Path) -> None:
    (folder / "list.md").write_text(f"- [A page](http://{HOME}:9/page)\n", encoding="utf-8")
    run(offline=False, allow_network=(IPv4Network("127.0.0.0/8"),), allow_ports=(9,), budget=0.001)

    assert told_again(offline=False, allow_network=(IPv4Network("127.0.0.0/8"),), allow_ports=(9,), budget=0.001) is None


def test_a_file_that_changed_while_linkbot_ran_is_looked_at_again(folder: Path) -> None:
    files, given, before = read_files(("list.md",), max_size=10_000), some_settings(), datetime.now(UTC) - timedelta(minutes=1)
    wanted = command(files, given, before, folder)
    report, gathered = run(), looked_at(folder / "notes.md")
    early = report.model_copy(update={"run": report.run.model_copy(update={"started_at": before})})
    with Store(given.store) as store:
        store.forget(datetime.now(UTC) + timedelta(days=400))

        keep(early, wanted, [gathered], store, datetime.now(UTC))

    assert told_again() is None


def test_secrets_of_links_are_not_kept(folder: Path) -> None:
    (folder / "list.md").write_text("- [Mine](https://example.org/?token=c2VjcmV0c2VjcmV0)\n", encoding="utf-8")
    run()

    assert told_again() is None
    assert b"c2VjcmV0c2VjcmV0" not in (folder / "store.sqlite3").read_bytes()


def test_what_was_kept_and_is_damaged_is_found_out_again(folder: Path) -> None:
    run()
    with Store(folder / "store.sqlite3") as store:
        wanted = command(read_files(("list.md",), max_size=10_000), some_settings(), datetime.now(UTC), folder)
        kept = store.recall(wanted.slot, datetime.now(UTC)) or b""
        store.remember(wanted.slot, kept[:-20], datetime.now(UTC) + timedelta(hours=1))

    assert told_again() is None

"""Ctrl-C and SIGTERM give a partial report at once, whatever hangs; where nothing is being asked they end the program."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest
from tests.e2e.running import Folder, ended, interrupted

from linkbot.cli.interruption import Interruption
from linkbot.config import Settings
from linkbot.gather import Unwatched
from linkbot.pipeline import check

PATIENCE = 5.0  # seconds, on a busy machine; a quiet one takes 0.3, and what hangs hangs for 20
SIGNALS = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_gives_the_report_of_what_had_come(place: Folder, number: signal.Signals) -> None:
    answered = place.write([*(f"/a/{page}" for page in range(20)), "/gone/page", *(f"/hang/{page}" for page in range(5))])
    process = place.start("check", "list.md", "--output", "report.json")
    place.site.wait_for(answered=22)

    end = interrupted(process, number)

    assert end.code == 130
    assert end.seconds < PATIENCE
    assert place.report["run"]["partial"] is True
    assert [(row["code"], row["line"]) for row in place.report["findings"]] == [("LB101", 21)]
    assert list(place.verdicts.values()) == ["ok"] * 20 + ["broken"] + ["unknown"] * 5
    assert "list.md:21:3: LB101" in end.out
    assert "Interrupted: this report tells what had been found out by then." in end.err
    assert list(place.verdicts) == answered


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("url", ["https://arxiv.org/abs/1706.03762", "https://github.com/google-research/bert"])
def test_a_call_that_hangs_in_a_thread_holds_up_nothing(place: Folder, number: signal.Signals, url: str) -> None:
    (place.path / "list.md").write_text(f"- [Something]({url})\n")
    process = place.start("check", "list.md", "--output", "report.json")
    place.site.wait_for(asked=1)

    end = interrupted(process, number)

    assert end.code == 130
    assert end.seconds < PATIENCE
    assert [row["verdict"] for row in place.report["links"]] == ["unknown"]


def test_the_next_run_asks_only_the_rest(place: Folder) -> None:
    place.write([*(f"/a/{page}" for page in range(20)), "/hang/page"])
    process = place.start("check", "list.md")
    place.site.wait_for(answered=20)
    interrupted(process, signal.SIGTERM)
    place.site.log.clear()

    process = place.start("check", "list.md")
    place.site.wait_for(asked=1)
    interrupted(process, signal.SIGINT)

    assert {asked.path for asked in place.site.log} == {"/hang/page"}


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe of Unix")
def test_a_signal_while_a_list_is_read_is_told_in_a_sentence(place: Folder, number: signal.Signals) -> None:
    os.mkfifo(place.path / "list.md")
    process = place.start("check", "list.md")
    with (place.path / "list.md").open("w"):  # which waits until the list is opened for reading
        process.send_signal(number)
        end = ended(process)

    assert (end.code, end.out, end.err) == (130, "", "error: interrupted\n")
    assert end.seconds < PATIENCE


@pytest.mark.parametrize("number", SIGNALS)
def test_work_that_is_busy_itself_is_ended_where_it_is(number: signal.Signals) -> None:
    interruption = Interruption()

    async def busy() -> None:
        os.kill(os.getpid(), number)
        time.sleep(60)  # noqa: ASYNC251 - as reading a long list does

    with interruption.heard(), pytest.raises(KeyboardInterrupt):
        interruption.run(busy())


def test_work_that_waits_may_end_by_itself() -> None:
    interruption = Interruption()

    async def waiting() -> str:
        asyncio.get_running_loop().call_later(0.01, os.kill, os.getpid(), signal.SIGTERM)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "what had come"
        return "everything"

    with interruption.heard():
        assert interruption.run(waiting()) == "what had come"


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_questions_are_planned_gives_a_report_too(
    number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Impatient(Unwatched):
        def total(self, questions: int) -> None:
            os.kill(os.getpid(), number)

    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text("- [A page](http://127.0.0.1:1/)\n- [Notes](notes.md)\n")
    settings = Settings(store=tmp_path / "store.sqlite3")
    interruption = Interruption()

    with interruption.heard():
        report = interruption.run(check(["list.md"], settings, observer=Impatient()))

    assert report.run.partial is True
    assert [row.verdict for row in report.links] == ["unknown", "unknown"]


def test_the_second_signal_ends_work_that_does_not() -> None:
    interruption = Interruption()

    async def stubborn() -> None:
        for seconds in (0.01, 0.05):
            asyncio.get_running_loop().call_later(seconds, os.kill, os.getpid(), signal.SIGINT)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(60)

    with interruption.heard(), pytest.raises(KeyboardInterrupt):
        interruption.run(stubborn())


def test_a_signal_that_the_caller_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interruption().heard():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
            assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL
    finally:
        signal.signal(signal.SIGINT, before)

    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL

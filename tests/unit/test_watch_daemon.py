"""The daemon inside of the test's own process, its checks done by a small program."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from tests.unit.watching import WELL, Program, Told, a_setup, a_target

from linkbot.errors import ConfigError, LinkbotError
from linkbot.watch.daemon import watch
from linkbot.watch.folder import Memory
from linkbot.watch.lock import HeldElsewhere, held
from linkbot.watch.notify import Notify
from linkbot.watch.run import Setup

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SLEEP = 'print("begun", file=sys.stderr, flush=True); time.sleep(60)'
Story = Callable[[Told], Awaitable[None]]


def kept(load: Callable[[], Setup], story: Story, notify: Notify | None = None) -> tuple[int, Told]:
    """The daemon's exit code, and what it told while `story` happened, at whose end it is sent SIGTERM."""
    told = Told()

    async def both() -> int:
        daemon = asyncio.create_task(watch(load, told, notify or Notify({})))
        async with asyncio.timeout(60):
            await until(lambda: bool(told.of("scheduled")) or daemon.done())
            await story(told)
            os.kill(os.getpid(), signal.SIGTERM)
            return await daemon

    return asyncio.run(both()), told


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - what is waited for happens in another process
        await asyncio.sleep(0.005)


async def asked(told: Told, path: str) -> tuple[int, str]:
    address = re.search(r"http://\S+", told.of("listening")[0])
    assert address
    async with aiohttp.ClientSession() as session, session.get(address[0] + path) as answer:
        return answer.status, await answer.text()


def missing_a_run(setup: Setup, *names: str) -> Setup:
    for name in names:
        setup.folder.remember(name, Memory(known_since=LONG_AGO))
    return setup


def test_what_was_missed_is_run_once_and_shown(tmp_path: Path) -> None:
    program = Program(tmp_path)
    setup = missing_a_run(a_setup(tmp_path, a_target("late"), a_target("idle"), program=program), "late")
    answers: list[tuple[int, str]] = []

    async def story(told: Told) -> None:
        await until(lambda: bool(told.of("run_ended")))
        answers.extend([await asked(told, path) for path in ("/healthz", "/readyz", "/metrics")])

    code, told = kept(lambda: setup, story)

    assert (code, program.steps) == (0, ["check"])
    assert answers[:2] == [(200, "alive\n"), (200, "ready\n")]
    assert 'linkbot_findings{severity="warning",target="late"} 2.0' in answers[2][1]
    assert 'linkbot_runs_total{outcome="success",target="late"} 1.0' in answers[2][1]
    assert told.of("stopped") == ["all is saved"]


def test_a_daemon_is_not_ready_while_a_target_is_overdue_or_nothing_can_be_kept(tmp_path: Path) -> None:
    setup = missing_a_run(a_setup(tmp_path, a_target(jitter="1h"), program=Program(tmp_path)), "my-list")
    answers: list[tuple[int, str]] = []

    async def story(told: Told) -> None:
        answers.append(await asked(told, "/readyz"))
        (tmp_path / "state/writable").unlink()
        (tmp_path / "state/writable").mkdir()
        answers.append(await asked(told, "/readyz"))

    kept(lambda: setup, story)

    assert answers[0] == (503, "target my-list is overdue\n")
    assert "the state folder cannot be written" in answers[1][1]


def test_a_target_that_another_process_runs_is_counted_and_left_to_it(tmp_path: Path) -> None:
    setup = missing_a_run(a_setup(tmp_path, a_target(), program=Program(tmp_path)), "my-list")
    answers: list[tuple[int, str]] = []

    async def story(told: Told) -> None:
        await until(lambda: bool(told.of("run_excluded")))
        answers.append(await asked(told, "/metrics"))

    with held(setup.folder.lock("my-list"), "it", LONG_AGO):
        kept(lambda: setup, story)

    assert 'linkbot_runs_total{outcome="excluded",target="my-list"} 1.0' in answers[0][1]


def test_a_check_is_asked_to_end_and_what_waits_for_its_turn_never_begins(tmp_path: Path) -> None:
    program = Program(tmp_path, check=SLEEP)
    setup = missing_a_run(a_setup(tmp_path, a_target("one"), a_target("two"), program=program), "one", "two")

    async def story(told: Told) -> None:
        await until(lambda: bool(told.of("output")))

    code, told = kept(lambda: setup, story)

    assert (code, program.steps) == (0, ["check"])
    assert [text for text in told.of("run_ended") if "was interrupted" in text] == told.of("run_ended")
    assert len(told.of("run_ended")) == 1


def test_a_check_that_was_interrupted_is_made_up_for_at_the_next_start(tmp_path: Path) -> None:
    program = Program(tmp_path, check=SLEEP)
    setup = missing_a_run(a_setup(tmp_path, a_target(), program=program), "my-list")

    async def begins(told: Told) -> None:
        await until(lambda: bool(told.of("output")))

    async def ends(told: Told) -> None:
        await until(lambda: bool(told.of("run_ended")))

    kept(lambda: setup, begins)
    (tmp_path / "check").write_text(WELL)
    code, told = kept(lambda: setup, ends)

    assert (code, program.steps) == (0, ["check", "check"])
    assert told.of("run_ended")[0].startswith("the run is done")


def test_settings_are_read_again_at_a_signal_and_broken_ones_change_nothing(tmp_path: Path) -> None:
    first = a_setup(tmp_path, a_target("one"), a_target("two"), program=Program(tmp_path))
    second = a_setup(tmp_path, a_target("two", schedule="@hourly"), a_target("three"), program=Program(tmp_path), listen="")
    given: list[Setup | ConfigError] = [first, ConfigError("linkbot.toml:3: broken", hint="mend it"), second]

    def load() -> Setup:
        match given.pop(0):
            case ConfigError() as error:
                raise error
            case setup:
                return setup

    async def story(told: Told) -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: bool(told.of("reload_failed")))
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: bool(told.of("reloaded")))
        shown.append((await asked(told, "/metrics"))[1])

    shown: list[str] = []
    code, told = kept(load, story)

    assert code == 0
    assert told.of("reload_failed") == ["the settings stay as they were: linkbot.toml:3: broken (hint: mend it)"]
    assert told.of("reload_partial") == ["`state` and `listen` change only with a new start"]
    assert set(re.findall(r'next_run_timestamp_seconds\{target="(\w+)"', shown[0])) == {"two", "three"}


def test_a_second_signal_ends_all_at_once(tmp_path: Path) -> None:
    deaf = f"signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
    setup = missing_a_run(a_setup(tmp_path, a_target(), program=Program(tmp_path, check=deaf), grace=3600), "my-list")

    async def story(told: Told) -> None:
        await until(lambda: bool(told.of("output")))
        os.kill(os.getpid(), signal.SIGINT)
        await until(lambda: bool(told.of("stopping")))

    assert kept(lambda: setup, story)[0] == 143


def test_one_folder_has_one_daemon(tmp_path: Path) -> None:
    setup = a_setup(tmp_path, a_target())

    with held(setup.folder.daemon_lock, "it", LONG_AGO), pytest.raises(HeldElsewhere) as caught:
        asyncio.run(watch(lambda: setup, Told(), Notify({})))

    assert str(caught.value).startswith(f"the state folder {setup.folder.path} is held by another linkbot (process {os.getpid()}")


def test_a_port_that_is_taken_is_told_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        setup = a_setup(tmp_path, a_target(), listen=f"127.0.0.1:{taken.getsockname()[1]}")

        with pytest.raises(LinkbotError, match="cannot listen at 127") as caught:
            asyncio.run(watch(lambda: setup, Told(), Notify({})))

    assert "set `listen` in [watch]" in caught.value.hint


def test_a_state_folder_that_cannot_be_made_is_told_with_the_way_out(tmp_path: Path) -> None:
    setup = a_setup(tmp_path, a_target())
    (tmp_path / "file").touch()
    elsewhere = replace(setup, folder=type(setup.folder)(tmp_path / "file/state"))

    with pytest.raises(LinkbotError, match="the state folder cannot be made"):
        asyncio.run(watch(lambda: elsewhere, Told(), Notify({})))


def test_what_the_scheduler_would_log_is_an_event(tmp_path: Path) -> None:
    setup = a_setup(tmp_path, a_target(), listen="")

    async def story(told: Told) -> None:
        logging.getLogger("apscheduler.scheduler").warning("a %s", "warning")

    assert kept(lambda: setup, story)[1].of("scheduler") == ["a warning"]


@pytest.mark.skipif(sys.platform != "linux", reason="names of sockets that are in no folder are known to Linux alone")
def test_systemd_hears_all_that_it_asked_for(tmp_path: Path) -> None:
    setup = a_setup(tmp_path, a_target(), listen="", program=Program(tmp_path, check=WELL))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0linkbot-" + tmp_path.name)  # a name of the abstract namespace, which systemd writes with @
        systemd.settimeout(20)
        notify = Notify(
            {"NOTIFY_SOCKET": f"@linkbot-{tmp_path.name}", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(os.getpid())}
        )

        async def story(told: Told) -> None:
            os.kill(os.getpid(), signal.SIGHUP)
            await until(lambda: bool(told.of("reloaded")))

        kept(lambda: setup, story, notify)
        heard = [systemd.recv(1000).decode().splitlines()[0] for _ in range(5)]

    assert sorted(heard) == ["READY=1", "READY=1", "RELOADING=1", "STOPPING=1", "WATCHDOG=1"]


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"NOTIFY_SOCKET": "/no/such/socket"},
        {"WATCHDOG_USEC": "60000000"},
        {"NOTIFY_SOCKET": "/no/such/socket", "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"},
        {"NOTIFY_SOCKET": "/no/such/socket", "WATCHDOG_USEC": "soon"},
    ],
)
def test_without_systemd_nobody_is_told(environ: dict[str, str]) -> None:
    notify = Notify(environ)

    notify.ready()

    assert notify.watchdog is None


def test_a_memory_keeps_what_a_newer_linkbot_added_out(tmp_path: Path) -> None:
    setup = a_setup(tmp_path, a_target())
    (tmp_path / "state/targets/my-list.json").write_text(f'{{"known_since": "{LONG_AGO.isoformat()}", "mood": "fine"}}')

    assert setup.folder.recall("my-list", LONG_AGO + timedelta(days=1)).known_since == LONG_AGO

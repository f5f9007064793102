"""`linkbot watch` for real: the daemon in a process of its own, with checks in processes of theirs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.running import Folder, Site
from tests.hub.hub import Hub

NOW = datetime.now(UTC)
HALF_A_YEAR_ON = f"0 0 1 {(NOW.month + 5) % 12 + 1} *"
"""A schedule that fires in no test."""
DEAF = "#!/bin/sh\ntrap '' TERM\ntouch {started}\nwhile :; do sleep 0.05; done\n"
"""A git that does not end when it is asked to."""


def until(is_so: Callable[[], Any], seconds: float = 30.0) -> Any:
    """What `is_so` returns, as soon as that is something."""
    end = time.monotonic() + seconds
    while not (found := is_so()):
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)
    return found


@dataclass
class Watch:
    """A folder with a linkbot.toml and a list, and what runs in it."""

    folder: Folder
    log: int = 0

    def write(self, *targets: str, **settings: object) -> None:
        """A linkbot.toml with targets, each a name or lines of TOML."""
        lines = [
            "[watch]",
            'state = "state"',
            'listen = "127.0.0.1:0"',
            *(f"{name} = {json.dumps(value)}" for name, value in settings.items()),
        ]
        for target in targets:
            given = target if "\n" in target else f'name = "{target}"\npath = "list"\nschedule = "{HALF_A_YEAR_ON}"\njitter = 0\n'
            lines += ["[[watch.targets]]", given]
        (self.path / "linkbot.toml").write_text("\n".join(lines))
        (self.path / "list").mkdir(exist_ok=True)

    @property
    def path(self) -> Path:
        return self.folder.path

    def missed(self, name: str) -> None:
        """The memory of a target whose last run began long ago."""
        long_ago = (NOW - timedelta(days=400)).isoformat()
        (self.path / "state/targets").mkdir(parents=True, exist_ok=True)
        self.memory_file(name).write_text(json.dumps({"known_since": long_ago, "last_start": long_ago, "last_success": long_ago}))

    def memory_file(self, name: str) -> Path:
        return self.path / f"state/targets/{name}.json"

    def memory(self, name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self.memory_file(name).read_text())
        return loaded

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[bytes]:
        """`linkbot watch ARGUMENTS`; what it tells goes to a file."""
        with_variables = "".join(f"os.environ[{name!r}] = {value!r}; " for name, value in environ.items())
        self.log += 1
        file = str(self.path / f"log-{self.log}")
        first = f"import os; {with_variables}os.dup2(os.open({file!r}, os.O_WRONLY | os.O_CREAT, 0o600), 2)"
        return self.folder.start("watch", "--log-format", "json", *arguments, first=first)

    def events(self, number: int = 0) -> list[dict[str, Any]]:
        """All that the last process that was started has told, or the one of that number."""
        file = self.path / f"log-{number or self.log}"
        lines = file.read_text().splitlines(keepends=True) if file.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("\n")]

    def told(self, event: str, number: int = 0) -> list[str]:
        return [told["text"] for told in self.events(number) if told["event"] == event]

    def end(self) -> None:
        """Kills what still runs, and closes what it could have said."""
        self.folder.end()
        for process in self.folder.started:
            process.communicate()

    def url(self) -> str:
        listening = until(lambda: [told for told in self.events(1) if told["event"] == "listening"])
        return f"http://127.0.0.1:{listening[0]['port']}"


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site().running() as running:
        yield running


@pytest.fixture
def watch(tmp_path: Path, site: Site) -> Iterator[Watch]:
    made = Watch(Folder(tmp_path, site))
    yield made
    made.end()


def listen(systemd: socket.socket, news: list[str]) -> None:
    """Notes what comes, until the socket is shut down."""
    while said := systemd.recv(1000):
        news.append(said.decode())


@dataclass
class Running:
    """A daemon that runs for several tests, and the socket that it tells systemd's news to."""

    watch: Watch
    process: subprocess.Popen[bytes]
    news: list[str]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Running]:
    path = tmp_path_factory.mktemp("daemon")
    running = Watch(Folder(path, site))
    running.write("missed", "idle")
    running.missed("missed")
    (path / "list/list.md").write_text(f"- [Page]({site.url('/page')})\n- [Gone]({site.url('/gone/page')})\n")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path / "notify"))
        news: list[str] = []
        threading.Thread(target=listen, args=(systemd, news), daemon=True).start()
        process = running.start(NOTIFY_SOCKET=str(path / "notify"), WATCHDOG_USEC="200000")
        yield Running(running, process, news)
        running.end()
        systemd.shutdown(socket.SHUT_RDWR)


def test_systemd_is_told_when_the_daemon_is_ready_and_that_it_is_alive(daemon: Running) -> None:
    until(lambda: len(daemon.news) >= 4)

    assert set(daemon.news) == {"READY=1", "WATCHDOG=1"}


def test_a_run_that_was_missed_is_made_up_for_once(daemon: Running) -> None:
    until(lambda: daemon.watch.told("run_ended", 1))

    assert daemon.watch.memory("missed")["last_outcome"] == "success"
    assert daemon.watch.memory("missed")["findings"] == {"error": 1}
    assert "last_start" not in {name for name, value in daemon.watch.memory("idle").items() if value}
    assert len(daemon.watch.told("run_started", 1)) == 1


def test_the_daemon_says_that_it_is_alive_and_ready(daemon: Running) -> None:
    url = daemon.watch.url()
    until(lambda: daemon.watch.told("run_ended", 1))

    assert get(f"{url}/healthz") == (200, "alive\n")
    assert get(f"{url}/readyz") == (200, "ready\n")


def test_a_target_that_is_long_overdue_makes_the_daemon_not_ready(daemon: Running) -> None:
    url, before = daemon.watch.url(), daemon.watch.memory_file("idle").read_text()
    daemon.watch.memory_file("idle").write_text('{"known_since": "2020-01-01T00:00:00Z"}')

    assert get(f"{url}/readyz") == (503, "target idle is overdue\n")
    daemon.watch.memory_file("idle").write_text(before)


def test_metrics_tell_how_runs_went(daemon: Running) -> None:
    url = daemon.watch.url()
    until(lambda: daemon.watch.told("run_ended", 1))
    _, text = get(f"{url}/metrics")
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    assert samples['linkbot_runs_total{outcome="success",target="missed"}'] == "1.0"
    assert samples['linkbot_findings{severity="error",target="missed"}'] == "1.0"
    assert samples['linkbot_findings{severity="warning",target="missed"}'] == "0.0"
    assert samples['linkbot_run_duration_seconds_count{target="missed"}'] == "1.0"
    assert float(samples['linkbot_last_success_timestamp_seconds{target="missed"}']) >= NOW.timestamp()
    assert float(samples['linkbot_next_run_timestamp_seconds{target="idle"}']) > NOW.timestamp()
    assert any(name.startswith("linkbot_build_info{") for name in samples)


def test_a_second_daemon_is_kept_out(daemon: Running) -> None:
    daemon.watch.url()
    second = daemon.watch.folder.start("watch")
    _, said = second.communicate(timeout=60)

    assert second.returncode == 3
    assert f"is held by another linkbot (process {daemon.process.pid}, since ".encode() in said


def test_a_broken_file_of_settings_changes_nothing(daemon: Running) -> None:
    daemon.watch.url()
    file = daemon.watch.path / "linkbot.toml"
    good = file.read_text()
    file.write_text(good.replace(HALF_A_YEAR_ON, "61 * * * *"))
    daemon.process.send_signal(signal.SIGHUP)
    failed = until(lambda: daemon.watch.told("reload_failed", 1))
    file.write_text(good)

    assert "the settings stay as they were" in failed[0]
    assert "minute (column 1): 61 is not in 0-59" in failed[0]
    assert get(f"{daemon.watch.url()}/healthz") == (200, "alive\n")


def test_new_settings_are_read_at_a_signal(daemon: Running) -> None:
    daemon.watch.url()
    daemon.watch.write("missed", "idle", "new")
    daemon.process.send_signal(signal.SIGHUP)
    reloaded = until(lambda: daemon.watch.told("reloaded", 1))

    assert reloaded == ["the settings were read again; targets that are watched: 3"]
    assert 'linkbot_next_run_timestamp_seconds{target="new"}' in get(f"{daemon.watch.url()}/metrics")[1]


def test_a_daemon_that_has_nothing_to_do_stops_at_once(daemon: Running) -> None:
    until(lambda: daemon.watch.told("run_ended", 1))
    daemon.process.terminate()

    assert daemon.process.wait(timeout=60) == 0
    assert daemon.watch.told("stopped", 1) == ["all is saved"]
    until(lambda: "STOPPING=1" in daemon.news)


def test_a_check_that_is_cut_short_keeps_what_it_has_found_out(watch: Watch, site: Site) -> None:
    pages = [f"/cut/{number}" for number in range(3)]
    watch.write("my-list")
    watch.folder.write([*pages, "/hang/cut"], "list/list.md")
    watch.missed("my-list")

    before = len(site.log)
    process = watch.start()
    site.wait_for(asked=before + 4, answered=before + 3)
    process.terminate()

    assert process.wait(timeout=60) == 0
    assert watch.memory("my-list")["last_outcome"] == "interrupted"
    report = json.loads((watch.path / "state/reports/my-list.json").read_text())
    assert report["run"]["partial"]
    assert {row["verdict"] for row in report["links"]} == {"ok", "unknown"}


def test_who_runs_a_target_keeps_others_out_and_a_second_signal_ends_it_at_once(watch: Watch) -> None:
    started = watch.path / "started"
    tools = watch.path / "tools"
    tools.mkdir()
    (tools / "git").write_text(DEAF.format(started=started))
    (tools / "git").chmod(0o755)
    watch.write(f'name = "deaf"\nrepository = "owner/list"\nschedule = "{HALF_A_YEAR_ON}"\njitter = 0\n', grace="1h")
    watch.missed("deaf")

    process = watch.start(PATH=f"{tools}:{os.environ['PATH']}")
    until(started.exists)
    other = watch.start("--once", "deaf")
    assert other.wait(timeout=60) == 3
    assert f"target deaf is held by another linkbot (process {process.pid}, since " in watch.told("run_excluded")[0]

    process.terminate()
    until(lambda: watch.told("stopping", 1))
    process.terminate()
    assert process.wait(timeout=60) == 143
    assert watch.memory("deaf")["last_outcome"] in ("running", "interrupted")


def test_one_round_runs_what_is_due_and_imports_nothing_from_a_list(watch: Watch) -> None:
    watch.write("my-list", "other")
    (watch.path / "list/list.md").write_text("- [Home](list.md)\n")
    (watch.path / "list/linkbot").mkdir()
    for module in ("linkbot/__init__.py", "json.py", "click.py"):
        (watch.path / "list" / module).write_text("raise SystemExit('a stranger was imported')\n")
    watch.missed("my-list")
    (watch.memory_file("other")).write_text(json.dumps({"known_since": NOW.isoformat(), "last_start": NOW.isoformat()}))

    process = watch.start("--once")

    assert process.wait(timeout=60) == 0
    assert [told["target"] for told in watch.events() if told["event"] == "run_started"] == ["my-list"]
    assert watch.memory("my-list")["last_outcome"] == "success"


def test_what_is_found_is_offered_at_github(watch: Watch) -> None:
    with Hub() as hub:
        repository = hub.repository("owner/list", {"README.md": b"# List\n\n- [A paper](arxiv.org/abs/1706.03762)\n"})
        subprocess.run(["git", "clone", "--quiet", repository.git.folder, watch.path / "list"], check=True)
        token = hub.actions_token("owner/list", contents="write", issues="write", pull_requests="write")
        lines = 'name = "list"\npath = "list"\nrepository = "owner/list"\nschedule = "@daily"\npublish = true\n'
        watch.write(lines)

        told = {"LINKBOT_GITHUB_URL": hub.url, "LINKBOT_GITHUB_TOKEN": token, "LINKBOT_PACE": "100", "LINKBOT_OFFLINE": "true"}
        process = watch.start("--once", "list", **told)

        assert process.wait(timeout=60) == 0
        assert [pull.title for pull in repository.pulls()] == ["Fix 1 link in README.md"]
        assert any("pull request #1 (links) opened" in text for text in watch.told("output"))


def test_the_help_does_not_wait_for_what_only_the_daemon_needs(watch: Watch) -> None:
    first = "import sys, atexit; atexit.register(lambda: print({'apscheduler', 'prometheus_client', 'aiohttp'} & {*sys.modules}))"
    process = watch.folder.start("watch", "--help", first=first)
    said, _ = process.communicate(timeout=60)

    assert said.endswith(b"set()\n")

"""Measures linkbot against lychee on the same lists in the same run, and prints a Markdown table.

    python bench/run.py [offline|web|repeat] ...        all of them by default

Needs `pip install -e .[bench]`. Nothing leaves the machine: the web is bench/server.py. Figures are medians of three runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from lists import write_links, write_lists

RUNS = 3
ENTRIES = (5_000, 20_000)
LINKS, HOSTS = 2_000, 200
_SCRIPTS = Path(sysconfig.get_path("scripts"))
_QUIET = ("--no-progress",)


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds, seconds of all cores, MB at its largest, requests that the server saw."""

    wall: float
    cpu: float
    rss: float
    requests: int = 0


@dataclass(frozen=True)
class Row:
    """Both tools on one task."""

    task: str
    linkbot: Cost
    lychee: Cost


def main(names: list[str]) -> int:
    """Runs the scenarios `names`, all where there are none, and prints the table."""
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        print(f"no scenario {unknown[0]!r}; there are {', '.join(SCENARIOS)}", file=sys.stderr)
        return 2
    print("| | | linkbot | lychee | linkbot / lychee |\n|---|---|---:|---:|---:|")
    for name in names or SCENARIOS:
        for row in SCENARIOS[name]():
            print("\n".join(_lines(row)), flush=True)
    return 0


def offline() -> Iterator[Row]:
    """Reading and judging without a network. lychee looks at local links alone; linkbot also at dates, titles and duplicates."""
    for entries in ENTRIES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            files = [path.name for path in write_lists(folder, entries)]
            linkbot = [_run(folder, _linkbot(*files)) for _ in range(RUNS)]
            lychee = [_run(folder, _lychee("--offline", *files)) for _ in range(RUNS)]
            yield Row(f"offline, {entries:,} entries", _median(linkbot), _median(lychee))


def web() -> Iterator[Row]:
    """Every link asked, for the first time."""
    with _served() as (folder, port):
        linkbot = [_run(folder, _linkbot_on_the_web(port, store=f"first{run}"), port) for run in range(RUNS)]
        lychee = [_run(folder, _lychee("pages.md"), port) for _ in range(RUNS)]
        yield Row(f"web, {LINKS:,} links on {HOSTS} hosts", _median(linkbot), _median(lychee))


def repeat() -> Iterator[Row]:
    """The same run again, from what the first one kept: linkbot's store, lychee's cache."""
    with _served() as (folder, port):
        commands = (_linkbot_on_the_web(port, store="kept"), _lychee("--cache", "pages.md"))
        for command in commands:
            _run(folder, command, port)
        linkbot, lychee = ([_run(folder, command, port) for _ in range(RUNS)] for command in commands)
        yield Row(f"repeat, {LINKS:,} links", _median(linkbot), _median(lychee))


SCENARIOS: dict[str, Callable[[], Iterator[Row]]] = {"offline": offline, "web": web, "repeat": repeat}


def _linkbot(*arguments: str, store: str = "store", settings: str = "LINKBOT_OFFLINE=true") -> list[str]:
    # env(1) becomes the command, so that the system accounts for the command alone.
    settings_of_run = ["env", f"LINKBOT_STORE={store}.sqlite3", settings]
    return [*settings_of_run, str(_SCRIPTS / "linkbot"), "check", *_QUIET, "--exit-zero", "--output", "linkbot.json", *arguments]


def _linkbot_on_the_web(port: int, store: str) -> list[str]:
    return _linkbot("--allow-network", "127.0.0.0/8", "pages.md", store=store, settings=f"LINKBOT_ALLOW_PORTS=[{port}]")


def _lychee(*arguments: str) -> list[str]:
    return [str(_SCRIPTS / "lychee"), *_QUIET, "--format", "json", "--output", "lychee.json", *arguments]


@contextmanager
def _served() -> Iterator[tuple[Path, int]]:
    """A folder with pages.md, whose links are served on the port."""
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("server.py"))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with server, tempfile.TemporaryDirectory() as name:
        port = int(server.stdout.readline())
        urls = [f"http://127.0.{1 + number % HOSTS}.1:{port}/pages/{number}" for number in range(LINKS)]
        write_links(Path(name) / "pages.md", urls)
        yield Path(name), port
        server.stdin.close()


def _run(folder: Path, command: list[str], port: int = 0) -> Cost:
    """What `command` takes in `folder`, as the system accounts for it (getrusage(2): ru_maxrss is in KB on Linux)."""
    before, began = _count(port), time.perf_counter()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{(folder / 'log').read_text()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, _count(port) - before)


def _count(port: int) -> int:
    if not port:
        return 0
    with urlopen(f"http://127.0.0.1:{port}/_count") as answer:
        return int(answer.read())


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        median(cost.rss for cost in costs),
        int(median(cost.requests for cost in costs)),
    )


def _lines(row: Row) -> Iterator[str]:
    ours, theirs = row.linkbot, row.lychee
    yield f"| {row.task} | wall, s | {ours.wall:.2f} | {theirs.wall:.2f} | {ours.wall / theirs.wall:.1f} |"
    yield f"| | CPU, s | {ours.cpu:.2f} | {theirs.cpu:.2f} | {ours.cpu / theirs.cpu:.1f} |"
    yield f"| | peak memory, MB | {ours.rss:.0f} | {theirs.rss:.0f} | {ours.rss / theirs.rss:.1f} |"
    if theirs.requests:
        yield f"| | requests | {ours.requests:,} | {theirs.requests:,} | {ours.requests / theirs.requests:.2f} |"
    elif ours.requests:
        yield f"| | requests | {ours.requests:,} | 0 | |"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

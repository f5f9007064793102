"""The two tools: how each is called, what a call costs, and what each says about every link."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

_SCRIPTS = Path(sysconfig.get_path("scripts"))
Tool = Literal["linkbot", "lychee"]
TOOLS: tuple[Tool, Tool] = ("linkbot", "lychee")


@dataclass(frozen=True)
class Run:
    """One call: seconds by the clock, seconds of all cores, MB at its largest, what it said, and what the server saw of it."""

    wall: float
    cpu: float
    memory: float
    said: Mapping[str, Any]
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Place:
    """A folder to run in, and the server whose pages the lists there name; `plain` and `secure` are its ports."""

    folder: Path
    plain: int = 0
    secure: Sequence[int] = ()

    def url(self, host: str, path: str) -> str:
        return f"http://{host}:{self.plain}/{path}"


@contextmanager
def served(folder: Path, latency: float) -> Iterator[Place]:
    """bench/server.py, which answers after `latency` seconds."""
    command = [sys.executable, str(Path(__file__).with_name("server.py")), str(latency), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        ports = json.loads(server.stdout.readline())
        yield Place(folder, ports["plain"], ports["secure"])
        server.stdin.close()


def call(tool: Tool, place: Place, files: Sequence[str], *, links: int, offline: bool = False, keep: str = "") -> Run:
    """Has `tool` check `files`, whose `links` links it must account for; what it learns is kept where calls share `keep`.

    Ends the program where the tool fails or loses a link.
    """
    if place.plain:
        _ask(place, "_reset")
    (place.folder / f"{tool}.json").unlink(missing_ok=True)
    command = (
        _linkbot(place.folder, files, offline=offline, keep=keep)
        if tool == "linkbot"
        else _lychee(files, offline=offline, keep=bool(keep))
    )
    log = place.folder / "log"
    meter = [sys.executable, str(Path(__file__).with_name("meter.py")), str(log), *command]
    done = subprocess.run(meter, cwd=place.folder, env=_environment(place), stdout=subprocess.PIPE, check=True)
    took = json.loads(done.stdout)
    if took["code"] not in (0, 2 if tool == "lychee" else 0):  # lychee's 2: links failed
        raise SystemExit(f"{' '.join(command)} ended with {took['code']}:\n{log.read_text()[-2000:]}")
    said = json.loads((place.folder / f"{tool}.json").read_text())
    told = len(said["links"]) if tool == "linkbot" else said["total"]
    if told != links:
        raise SystemExit(f"{tool} was given {links:,} links and accounts for {told:,}")
    seen = json.loads(_ask(place, "_count")) if place.plain else {}
    return Run(took["wall"], took["cpu"], took["memory"] / 1024, said, seen)


def accused(tool: Tool, run: Run) -> set[str]:
    """The URLs that the tool says are wrong: dead links of linkbot, errors and timeouts of lychee."""
    if tool == "linkbot":
        return {row["url"] for row in run.said["findings"] if row["code"] == "LB101"}
    maps = (run.said.get("error_map", {}), run.said.get("timeout_map", {}))
    return {row["url"] for by_file in maps for rows in by_file.values() for row in rows}


def doubted(tool: Tool, run: Run) -> set[str]:
    """The URLs that the tool could not verify and says so, apart from those that it accuses."""
    if tool == "lychee":
        return set()
    return {row["url"] for row in run.said["links"] if row["verdict"] in ("flaky", "blocked", "unverifiable", "unknown")}


def _linkbot(folder: Path, files: Sequence[str], *, offline: bool, keep: str) -> list[str]:
    store = folder / f"{keep or 'once'}.sqlite3"
    if not keep:
        for path in folder.glob("once.sqlite3*"):
            path.unlink()
    how = ["--offline"] if offline else ["--allow-network", "127.0.0.0/8"]
    command = [str(_SCRIPTS / "linkbot"), "check", *how, "--no-config", "--no-progress", "--exit-zero"]
    return [*command, "--store", str(store), "--output", "linkbot.json", *files]


def _lychee(files: Sequence[str], *, offline: bool, keep: bool) -> list[str]:
    how = [*(["--offline"] if offline else []), *(["--cache"] if keep else [])]
    return [str(_SCRIPTS / "lychee"), *how, "--no-progress", "--format", "json", "--output", "lychee.json", *files]


def _environment(place: Place) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TZ")}
    if not place.plain:
        return {**kept, "HOME": str(place.folder)}
    ports = ",".join(map(str, (place.plain, *place.secure)))
    return {**kept, "HOME": str(place.folder), "LINKBOT_ALLOW_PORTS": ports, "SSL_CERT_FILE": str(place.folder / "ca.pem")}


def _ask(place: Place, path: str) -> bytes:
    with urlopen(place.url("127.0.0.1", path)) as answer:
        text: bytes = answer.read()
        return text

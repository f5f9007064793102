"""The real command in a process of its own, and a web server on loopback that logs what it was asked and when it had answered."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from typing import Any, Self

HOME = "127.0.0.1"
A_MOMENT = 1.0
"""Seconds that the command may take to read an answer and to keep it."""
FAST = "hosts: ['{host}']\nper_second: {per_second}\nconnections: {connections}\nreason: a test\nchecked: '2026-11-21'\n"
NAMES = "control: [localhost]\npatience: 2\n"
"""The one name that is looked up, to see whether there is a network."""


def _without_rights() -> list[str]:
    """What takes from root the right to write what is read-only; nothing where that is not needed, or cannot be had."""
    command = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if os.geteuid() != 0 or not which(command[0]):
        return []
    return command if subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0 else []


A_USER = _without_rights()


@dataclass
class Answered:
    """A request: its path, when it came, and when it was answered (0.0: not yet)."""

    path: str
    came_at: float
    at: float = 0.0


@dataclass
class Site:
    """A web server. `/hang/...` is never answered, `/gone/...` is 404, anything else a page after `delay` seconds."""

    delay: float = 0.0
    log: list[Answered] = field(default_factory=list)
    port: int = 0

    @contextmanager
    def running(self) -> Iterator[Self]:
        site, closing = self, threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Answered(self.path, time.monotonic())
                site.log.append(asked)
                if self.path.startswith("/hang/"):
                    closing.wait(60)
                    self.close_connection = True
                    return
                time.sleep(site.delay)
                body = f"<title>Page {self.path}</title><p>A page of its own, about {self.path}.</p>".encode()
                head = f"HTTP/1.1 {404 if self.path.startswith('/gone/') else 200} Said\r\nContent-Type: text/html\r\n"
                try:
                    self.wfile.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
                except OSError:
                    self.close_connection = True
                    return
                asked.at = time.monotonic()

            do_POST = do_GET  # noqa: N815 - the name that the server looks for

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 200

            def handle_error(self, *_: object) -> None:
                """A client that was killed is no error."""

        server = Server((HOME, 0), Handler)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            closing.set()
            server.shutdown()
            server.server_close()

    def url(self, path: str) -> str:
        return f"http://{HOME}:{self.port}{path}"

    def times(self, path: str) -> int:
        return sum(asked.path == path for asked in self.log)

    def wait_for(self, *, asked: int = 0, answered: int = 0, seconds: float = 20.0) -> None:
        """Returns when so many requests have come, and so many were answered a moment ago. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while len(self.log) < asked or len(self.answered_by(time.monotonic() - A_MOMENT)) < answered:
            if time.monotonic() > until:
                raise TimeoutError(f"{len(self.log)} requests came")
            time.sleep(0.005)

    def answered_by(self, moment: float) -> list[str]:
        """The paths whose answers were complete by then (`time.monotonic`)."""
        return [asked.path for asked in self.log if 0 < asked.at <= moment]


@dataclass(frozen=True)
class Folder:
    """Where the command runs: its list, its store, and what it is told of the site."""

    path: Path
    site: Site
    per_second: float = 1000.0
    connections: int = 10
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def write(self, paths: Iterable[str], name: str = "list.md") -> list[str]:
        """A list that links to these pages of the site; the paths."""
        written = list(paths)
        (self.path / name).write_text("".join(f"- [Page {path}]({self.site.url(path)})\n" for path in written))
        return written

    @property
    def store(self) -> Path:
        return self.path / "store.sqlite3"

    @property
    def report(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.path / "report.json").read_bytes())
        return loaded

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict on each path of the site."""
        start = len(self.site.url(""))
        return {row["url"][start:]: row["verdict"] for row in self.report["links"]}

    def start(self, *arguments: str, first: str = "", **settings: object) -> subprocess.Popen[bytes]:
        """`linkbot ARGUMENTS`, started; its process runs the Python code `first` before all else."""
        rules = self.path / "rules"
        for kind, text in (
            ("hosts", FAST.format(host=HOME, per_second=self.per_second, connections=self.connections)),
            ("conventions", NAMES),
        ):
            (rules / kind).mkdir(parents=True, exist_ok=True)
            (rules / kind / "network.yaml").write_text(text)
        told = {
            "store": self.store,
            "rules_dir": rules,
            "allow_network": f"{HOME}/32",
            "allow_ports": self.site.port,
            "retry_delay": 0.05,
            "arxiv_delay": 0,
            "robots": "off",
            "arxiv_url": self.site.url("/hang/arxiv"),
            "github_url": self.site.url("/hang/github"),
            **settings,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINKBOT_", "GH_", "GITHUB_"))}
        process = subprocess.Popen(
            [*A_USER, sys.executable, "-c", f"{first}\nfrom linkbot.cli.main import main; main()", *arguments],
            cwd=self.path,
            env={**kept, **{f"LINKBOT_{name.upper()}": str(value) for name, value in told.items()}},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        """Kills whatever still runs: a test that failed leaves nothing behind."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.communicate()

    def run(self, *arguments: str, first: str = "", **settings: object) -> Ended:
        """`linkbot ARGUMENTS`, to its end."""
        return ended(self.start(*arguments, first=first, **settings))

    def check(self, *arguments: str, first: str = "", **settings: object) -> Ended:
        """`linkbot check list.md`, its report written to report.json."""
        return self.run("check", "list.md", "--output", "report.json", *arguments, first=first, **settings)


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, what it wrote, and how many seconds it took from when it was waited for."""

    code: int
    out: str
    err: str
    seconds: float


def ended(process: subprocess.Popen[bytes], seconds: float = 60.0) -> Ended:
    """Waits for `process`, and kills it when it takes longer. Raises subprocess.TimeoutExpired then."""
    begun = time.monotonic()
    streams = {name: stream for name in ("stdout", "stderr") if (stream := getattr(process, name)) and not stream.closed}
    process.stdout, process.stderr = streams.get("stdout"), streams.get("stderr")
    try:
        out, err = (written or b"" for written in process.communicate(timeout=seconds))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Ended(process.returncode, out.decode(), err.decode(), time.monotonic() - begun)


def interrupted(process: subprocess.Popen[bytes], number: signal.Signals) -> Ended:
    """How `process` ended after a signal."""
    process.send_signal(number)
    return ended(process)

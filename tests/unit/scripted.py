"""An API on loopback that answers what it is told, one answer after the other, and a clock that passes by sleeping."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from linkbot.config import Settings
from linkbot.publish.client import open_courier
from linkbot.publish.repository import Hub
from linkbot.publish.writing import Courier

REPOSITORY = {
    "full_name": "curator/list",
    "html_url": "https://github.com/curator/list",
    "default_branch": "main",
    "archived": False,
    "has_issues": True,
    "fork": False,
}
TOKEN = "ghp_a-secret"
SHA = "a" * 40


@dataclass(frozen=True)
class Said:
    """An answer. A `body` of bytes is sent as it is, anything else as JSON; status 0 hangs up, -1 says nothing for 2 seconds."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


HANG_UP = Said(0)


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)
    awake: Callable[[], None] = field(default=lambda: None)
    """What happens after each sleep."""

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.awake()


@dataclass
class Api:
    """What the server says, in turn, to `METHOD /path` (the last answer stays), and what it was asked: method, path, body."""

    answers: Mapping[str, Said | list[Said]]
    url: str = ""
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    time: Time = field(default_factory=Time)
    at: list[float] = field(default_factory=list)
    over: Event = field(default_factory=Event)
    gone: Callable[[], None] = field(default=lambda: None)
    """Ends the server at once."""

    def courier(self, *, gap: float = 1.0, **settings: Any) -> Courier:
        given = {"github_token": TOKEN, "github_url": self.url, "pace": 1 / gap, "timeout": 0.3, **settings}
        return open_courier(Settings.model_validate(given), "curator/list", {}, clock=self.time.clock, sleep=self.time.sleep)

    def times(self, what: str) -> int:
        return sum(f"{method} {path.partition('?')[0]}" == what for method, path, _ in self.asked)


@contextmanager
def an_api(answers: Mapping[str, Said | list[Said]]) -> Iterator[Api]:
    """The server, until the block ends."""
    api = Api({"GET /repos/curator/list": Said(200, REPOSITORY), **answers})

    connections: list[socket.socket] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            connections.append(self.connection)

        def answer(self) -> None:
            path = self.path.partition("?")[0]
            length = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(length)) if length else None
            told = api.answers.get(f"{self.command} {path}", Said(404, {"message": "Not Found"}))
            said = told if isinstance(told, Said) else told[min(api.times(f"{self.command} {path}"), len(told) - 1)]
            api.asked.append((self.command, self.path, body))
            api.headers.append(dict(self.headers.items()))
            api.at.append(api.time.now)
            if said.status == -1:
                api.over.wait(2)
            if said.status < 1:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            data = said.body if isinstance(said.body, bytes) else b"" if said.body is None else json.dumps(said.body).encode()
            self.send_response_only(said.status)
            headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(data)), **said.headers}
            for name, value in headers.items():
                self.send_header(name, value.replace("{url}", api.url))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - what http.server calls

        def log_message(self, *args: Any) -> None:
            """Nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def end() -> None:
        api.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
        while connections:
            with suppress(OSError):
                connections.pop().shutdown(socket.SHUT_RDWR)

    api.gone = end
    try:
        yield api
    finally:
        if not api.over.is_set():
            end()


@contextmanager
def a_hub(answers: Mapping[str, Said | list[Said]], **settings: Any) -> Iterator[tuple[Hub, Api]]:
    """The repository curator/list as `me` on such a server; looks for lost things after 1, 2 and 4 seconds of its clock."""
    with an_api(answers) as api:
        courier = api.courier(**settings)
        try:
            yield Hub(courier, "curator/list", "me", delays=(1.0, 2.0, 4.0)), api
        finally:
            courier.close()


def a_pull(**changes: Any) -> dict[str, Any]:
    return {
        "number": 7,
        "url": "https://api.github.com/repos/curator/list/pulls/7",
        "html_url": "https://github.com/curator/list/pull/7",
        "state": "open",
        "merged_at": None,
        "title": "Fix 1 link",
        "body": "body",
        "user": {"login": "me"},
        "head": {"ref": "linkbot/links", "sha": SHA, "repo": {"full_name": "curator/list"}},
        "base": {"ref": "main"},
        **changes,
    }


def an_issue(**changes: Any) -> dict[str, Any]:
    return {
        "number": 8,
        "url": "https://api.github.com/repos/curator/list/issues/8",
        "html_url": "https://github.com/curator/list/issues/8",
        "state": "open",
        "title": "Link health",
        "body": "<!-- linkbot:v1 {} -->",
        "user": {"login": "me"},
        **changes,
    }

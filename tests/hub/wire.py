"""The hub's socket: HTTP/1.1 with connections that are kept alive, a thread for each."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

LOOPBACK = "127.0.0.1"


@dataclass
class Request:
    """One request. `target` is the path as it was sent, without the query; `path` is the same, decoded.

    The hub adds who asked (a login, "" for nobody), its own number (1 is the first), the status that the client was told (0 for
    none), and whether it did what was asked.
    """

    method: str
    target: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    who: str = ""
    number: int = 0
    status: int = 0
    done: bool = False

    @property
    def path(self) -> str:
        return unquote(self.target)

    @property
    def body(self) -> Any:
        """The JSON that was sent; {} where there is none."""
        return json.loads(self.raw) if self.raw else {}

    @property
    def is_write(self) -> bool:
        """Whether it would change something; a query and a token for an App change nothing."""
        return self.method not in ("GET", "HEAD") and not self.target.endswith(("/graphql", "/access_tokens"))


@dataclass
class Reply:
    """What is answered. `data` becomes JSON; None is an empty body."""

    status: int = 200
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class HangUpError(Exception):
    """Raised by whoever answers, to close the connection without a word."""


class Wire:
    """Listens on a free port of loopback. `answer` is called in the thread of the connection."""

    def __init__(self, answer: Callable[[Request], tuple[int, bytes, Mapping[str, str]]]) -> None:
        self._answer = answer
        self._listener = socket.create_server((LOOPBACK, 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._open: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()
        self._accepting = threading.Thread(target=self._accept, name="hub", daemon=True)
        self._accepting.start()

    def close(self) -> None:
        """Ends every connection and waits for the threads."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)
        self._listener.close()
        with self._guard:
            connections = dict(self._open)
        for connection, thread in connections.items():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(connection,), name="hub-connection", daemon=True)
            with self._guard:
                self._open[connection] = thread
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, HangUpError):
            reader = connection.makefile("rb")
            with reader:
                while (request := _read(reader)) is not None:
                    status, body, headers = self._answer(request)
                    connection.sendall(_head(status, body, headers) + (b"" if request.method == "HEAD" else body))
                    if request.headers.get("connection", "").lower() == "close":
                        break
        with self._guard:
            self._open.pop(connection, None)


def _read(reader: Any) -> Request | None:
    first = reader.readline(65_536)
    if not first:
        return None
    method, target, _ = first.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while (line := reader.readline(65_536)) not in (b"\r\n", b"\n", b""):
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if "chunked" in headers.get("transfer-encoding", ""):
        raw = b"".join(_chunks(reader))
    else:
        raw = reader.read(int(headers.get("content-length") or 0))
    path, _, query = target.partition("?")
    return Request(method, path, dict(parse_qsl(query, keep_blank_values=True)), headers, raw)


def _chunks(reader: Any) -> list[bytes]:
    chunks: list[bytes] = []
    while size := int(reader.readline().split(b";")[0], 16):
        chunks.append(reader.read(size))
        reader.readline()
    reader.readline()
    return chunks


def _head(status: int, body: bytes, headers: Mapping[str, str]) -> bytes:
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Said"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    if status not in (204, 304):
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

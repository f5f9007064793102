"""A web server on every loopback address that answers as a URL says, keeps count, and is faster than those who ask it.

`python bench/server.py LATENCY FOLDER` prints its ports as JSON, writes the certificate of its authority to FOLDER/ca.pem, and
serves until its standard input ends. The first part of a path says what happens: see `_Connection`. `/_count` tells what was
asked, as JSON; `/_reset` begins the count anew.
"""

from __future__ import annotations

import asyncio
import json
import resource
import ssl
import struct
import sys
import time
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET

import trustme

HOSTS_OF_A_CERTIFICATE = 125
CERTIFICATES = 8
SLOW = 3.0
"""Seconds until a slow page answers."""
ALLOWED = 5
"""How many requests a second the limited host takes from anybody."""
_TEXT = b"<p>" + b"Something to read. " * 200 + b"</p>"


def secure_host(number: int) -> tuple[str, int]:
    """The address of one of a thousand hosts with TLS, and which certificate it has."""
    certificate, host = divmod(number % (HOSTS_OF_A_CERTIFICATE * CERTIFICATES), HOSTS_OF_A_CERTIFICATE)
    return f"127.{200 + certificate}.{host}.1", certificate


class Log:
    """What was asked since it was last cleared; times are seconds since the first request."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.requests = 0
        self.refused = 0
        self.connections = 0
        self.began = 0.0
        self.last: dict[str, float] = {}
        self.taken: deque[float] = deque()

    def asked(self, host: str) -> None:
        now = time.monotonic()
        self.began = self.began or now
        self.requests += 1
        self.last[host] = now - self.began

    def takes_another(self) -> bool:
        """Whether the limited host takes a request: no more than `ALLOWED` within any second."""
        now = time.monotonic()
        while self.taken and now - self.taken[0] > 1:
            self.taken.popleft()
        if len(self.taken) >= ALLOWED:
            self.refused += 1
            return False
        self.taken.append(now)
        return True

    def as_json(self) -> bytes:
        counts = {"requests": self.requests, "refused": self.refused, "connections": self.connections, "last": self.last}
        return json.dumps(counts).encode()


class _Connection(asyncio.Protocol):
    """One client. The first part of a path is what happens, and the name of a method."""

    def __init__(self, log: Log, latency: float) -> None:
        self._log = log
        self._latency = latency
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._log.connections += 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._asked(head)

    def _asked(self, head: bytes) -> None:
        method, path, _ = head.split(b" ", 2)
        if path == b"/_count":
            return self._write(_answer(b"200 OK", self._log.as_json()))
        if path == b"/_reset":
            self._log.clear()
            return self._write(_answer(b"200 OK", b""))
        self._log.asked(_host(head))
        kind = path.split(b"/", 2)[1].decode()
        return _KINDS.get(kind, _Connection.missing)(self, path, method == b"HEAD")

    def ok(self, path: bytes, head_only: bool, after: float = 0.0) -> None:
        body = b"<!doctype html><title>Page %b</title><h1>Page %b</h1>" % (path, path) + _TEXT
        self._later(_answer(b"200 OK", body, head_only=head_only), after)

    def slow(self, path: bytes, head_only: bool) -> None:
        self.ok(path, head_only, SLOW)

    def missing(self, _: bytes, head_only: bool) -> None:
        self._later(_answer(b"404 Not Found", b"<title>404 Not Found</title><h1>Not Found</h1>", head_only=head_only))

    def broken(self, _: bytes, head_only: bool) -> None:
        self._later(_answer(b"500 Internal Server Error", b"<title>500</title>", head_only=head_only))

    def moved(self, path: bytes, head_only: bool) -> None:
        to = path.replace(b"/moved/", b"/ok/")
        self._later(_answer(b"301 Moved Permanently", b"", b"Location: " + to + b"\r\n", head_only=head_only))

    def reset(self, _: bytes, __: bool) -> None:
        self._transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def hang(self, _: bytes, __: bool) -> None:
        """Never answers."""

    def limited(self, path: bytes, head_only: bool) -> None:
        if self._log.takes_another():
            return self.ok(path, head_only)
        when = {
            b"seconds": b"Retry-After: 1\r\n",
            b"date": b"Retry-After: " + formatdate(time.time() + 1.5, usegmt=True).encode() + b"\r\n",
            b"silent": b"",
        }[path.split(b"/")[2]]
        return self._later(_answer(b"429 Too Many Requests", b"<title>Slow down</title>", when, head_only=head_only))

    def _later(self, answer: bytes, after: float = 0.0) -> None:
        delay = self._latency + after
        if delay:
            asyncio.get_running_loop().call_later(delay, self._write, answer)
        else:
            self._write(answer)

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


_KINDS: dict[str, Callable[[_Connection, bytes, bool], None]] = {
    "ok": _Connection.ok,
    "slow": _Connection.slow,
    "missing": _Connection.missing,
    "broken": _Connection.broken,
    "moved": _Connection.moved,
    "reset": _Connection.reset,
    "hang": _Connection.hang,
    "limited": _Connection.limited,
}


async def main(latency: float, folder: Path) -> None:
    """Serves until standard input ends. `latency` is seconds from a request to its answer."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop, log = asyncio.get_running_loop(), Log()

    async def listen(context: ssl.SSLContext | None) -> int:
        server = await loop.create_server(lambda: _Connection(log, latency), "0.0.0.0", 0, backlog=4096, ssl=context)
        port: int = server.sockets[0].getsockname()[1]
        return port

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    secure = [await listen(_context(authority, number)) for number in range(CERTIFICATES)]
    print(json.dumps({"plain": await listen(None), "secure": secure}), flush=True)
    await asyncio.to_thread(sys.stdin.read)


def _context(authority: trustme.CA, certificate: int) -> ssl.SSLContext:
    """A server's side of TLS for 125 addresses: one name each in a certificate of 3 KB."""
    first = certificate * HOSTS_OF_A_CERTIFICATE
    names = [secure_host(number)[0] for number in range(first, first + HOSTS_OF_A_CERTIFICATE)]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def _host(head: bytes) -> str:
    return head.lower().partition(b"\r\nhost: ")[2].partition(b"\r\n")[0].decode()


def _answer(status: bytes, body: bytes, headers: bytes = b"", *, head_only: bool = False) -> bytes:
    length = b"Content-Length: %d\r\n" % len(body)
    return b"HTTP/1.1 %b\r\nContent-Type: text/html\r\n%b%b\r\n%b" % (status, length, headers, b"" if head_only else body)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), Path(sys.argv[2])))

"""How the world is reached: one thread that serves every host over HTTP and TLS on free loopback ports."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Literal

import trustme
from aiohttp import web
from yarl import URL

LOOPBACK = "127.0.0.1"

Fault = Literal["", "reset", "hang", "cut", "drip", "endless", "garbage"]
Tls = Literal["ok", "expired", "self-signed", "strange", "wrong-name"]


@dataclass
class Request:
    """One request as the world saw it.

    `url` is the address that was meant, however it was reached; `origin` is how it was reached, for redirects to the same
    host. `in_flight` counts the requests that this host was working on, this one included; `at` is on the monotonic clock.
    """

    method: str
    url: URL
    origin: str
    headers: Mapping[str, str]
    body: bytes
    in_flight: int
    at: float = field(default_factory=time.monotonic)
    status: int = 0

    @property
    def host(self) -> str:
        return self.url.host or ""

    @property
    def path(self) -> str:
        return self.url.path


@dataclass(frozen=True)
class Reply:
    """What the world answers. A `fault` decides how much of it arrives; `delay` is in seconds.

    reset: the connection is reset before a byte. hang: no byte ever. cut: the body ends before its length. drip: a byte
    now and then, for ever. endless: a body without an end. garbage: not HTTP.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    fault: Fault = ""


class Wire:
    """The sockets of a world. `answer` is called in the wire's own thread and event loop, one call for each request.

    What `answer` raises is a mistake in the world itself: the client gets a 500 and `close` raises it.
    """

    def __init__(self, answer: Callable[[Request], Reply], tls_of: Callable[[str], Tls]) -> None:
        self._answer = answer
        self._tls_of = tls_of
        self._in_flight: dict[str, int] = {}
        self._mistakes: list[Exception] = []
        self._holes = Holes(LOOPBACK)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="world", daemon=True)
        self._thread.start()
        self._call(self._open())

    def close(self) -> None:
        """Ends every connection and the thread; raises the first mistake of the world."""
        self._call(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._holes.close()
        if self._mistakes:
            raise self._mistakes[0]

    @property
    def refused_port(self) -> int:
        """A port that nothing listens on."""
        return self._holes.refused_port

    @property
    def silent_port(self) -> int:
        """A port whose connections never open."""
        return self._holes.silent_port

    def _call(self, work: Awaitable[None]) -> None:
        async def run() -> None:
            await work

        asyncio.run_coroutine_threadsafe(run(), self._loop).result(timeout=10)

    async def _open(self) -> None:
        self._http = web.Server(self._handle, access_log=None)
        context = new_context("localhost", "ok")
        context.sni_callback = self._choose_certificate
        plain = await self._loop.create_server(self._http, LOOPBACK, 0)
        secure = await self._loop.create_server(self._http, LOOPBACK, 0, ssl=context)
        reset = await self._loop.create_server(_Reset, LOOPBACK, 0)
        self._servers = (plain, secure, reset)
        self.http_port, self.https_port, self.reset_port = (server.sockets[0].getsockname()[1] for server in self._servers)

    async def _shut(self) -> None:
        for server in self._servers:
            server.close()
        await self._http.shutdown(timeout=0.1)
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._loop.shutdown_asyncgens()

    def _choose_certificate(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        host = (name or LOOPBACK).lower()
        connection.context = server_context(host, self._tls_of(host))

    async def _handle(self, incoming: web.BaseRequest) -> web.StreamResponse:
        url, origin = self._meant(incoming)
        host = url.host or ""
        self._in_flight[host] = self._in_flight.get(host, 0) + 1
        try:
            request = Request(
                method=incoming.method,
                url=url,
                origin=origin,
                headers={name.lower(): value for name, value in incoming.headers.items()},
                body=await incoming.read(),
                in_flight=self._in_flight[host],
            )
            try:
                reply = self._answer(request)
            except Exception as mistake:
                self._mistakes.append(mistake)
                raise
            request.status = 0 if reply.fault in ("reset", "hang", "garbage") else reply.status
            await asyncio.sleep(reply.delay)
            return await _send(incoming, reply)
        finally:
            self._in_flight[host] -= 1

    def _meant(self, incoming: web.BaseRequest) -> tuple[URL, str]:
        """The address that was asked for: by host name, or as `http://127.0.0.1:PORT/HOST/path`."""
        host = incoming.headers.get("Host", "")
        if host == f"{LOOPBACK}:{self.http_port}":
            name, _, rest = incoming.raw_path.lstrip("/").partition("/")
            return URL(f"https://{name}/{rest}", encoded=True), f"http://{host}/{name}"
        scheme = "https" if incoming.secure else "http"
        return URL(f"{scheme}://{host.lower()}{incoming.raw_path}", encoded=True), f"{scheme}://{host}"


class Holes:
    """Ports of `address` that lead nowhere, kept until `close`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._sockets: list[socket.socket] = []

    @cached_property
    def refused_port(self) -> int:
        """A port that nothing listens on."""
        return self._dig(listen=False)

    @cached_property
    def silent_port(self) -> int:
        """A port whose connections never open: its queue is full, so the kernel drops every further SYN."""
        port = self._dig(listen=True)
        for _ in range(3):
            knock = socket.socket()
            knock.setblocking(False)
            knock.connect_ex((self._address, port))
            self._sockets.append(knock)
        return port

    def close(self) -> None:
        """Frees the ports."""
        for hole in self._sockets:
            hole.close()

    def _dig(self, *, listen: bool) -> int:
        hole = socket.socket()
        hole.bind((self._address, 0))
        if listen:
            hole.listen(0)
        self._sockets.append(hole)
        return int(hole.getsockname()[1])


class _Reset(asyncio.Protocol):
    """Accepts, and resets at once: before TLS, before HTTP."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        _reset(transport)


def _reset(transport: asyncio.BaseTransport) -> None:
    assert isinstance(transport, asyncio.Transport)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _send(incoming: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    transport = incoming.transport
    assert transport is not None
    match reply.fault:
        case "":
            return web.Response(status=reply.status, body=reply.body, headers=reply.headers)
        case "reset":
            _reset(transport)
        case "garbage":
            transport.write(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
            transport.close()
        case "hang":
            await asyncio.Event().wait()
        case "cut":
            response = web.StreamResponse(status=reply.status, headers=reply.headers)
            response.content_length = len(reply.body) + 10_000
            await response.prepare(incoming)
            await response.write(reply.body)
            transport.close()
        case "drip" | "endless":
            response = web.StreamResponse(status=reply.status, headers=reply.headers)
            response.enable_chunked_encoding()
            await response.prepare(incoming)
            piece, pause = (b".", 0.05) if reply.fault == "drip" else (bytes(65_536), 0.001)
            await response.write(reply.body or piece)
            while True:
                await response.write(piece)
                await asyncio.sleep(pause)
    return web.Response()


@cache
def authority() -> trustme.CA:
    """The certificate authority that every world of this process shares."""
    return trustme.CA()


@cache
def server_context(host: str, kind: Tls) -> ssl.SSLContext:
    """The TLS context of `host`, made once."""
    return new_context(host, kind)


def new_context(host: str, kind: Tls) -> ssl.SSLContext:
    """A TLS context with a certificate for `host`, good or bad in one way. strange: of an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if kind == "self-signed":
        alone = trustme.CA()
        with alone.cert_pem.tempfile() as certificate, alone.private_key_pem.tempfile() as key:
            context.load_cert_chain(certificate, key)
        return context
    issuer = trustme.CA() if kind == "strange" else authority()
    name = "another-host.invalid" if kind == "wrong-name" else host
    expiry = datetime(2020, 1, 1, tzinfo=UTC) if kind == "expired" else None
    issuer.issue_cert(name, not_after=expiry).configure_cert(context)
    return context


@cache
def gzip_bomb(megabytes: int = 64) -> bytes:
    """A gzip stream, a thousand times smaller than the zeros that it holds."""
    return gzip.compress(bytes(megabytes << 20), 9)

"""A web server on loopback that misbehaves as it is told, and a network whose every name leads to it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp.abc import AbstractResolver, ResolveResult

from linkbot.config import Settings
from linkbot.rulebook import Host, Rulebook, load_rulebook
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net

HOME = "127.0.0.2"
Behaviour = bytes | Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    at: float


def reply(status: int = 200, body: str | bytes = "<title>Fine</title>", **headers: str) -> bytes:
    """An answer; header names are written with underscores."""
    data = body.encode() if isinstance(body, str) else body
    names = {
        "Content-Type": "text/html",
        "Content-Length": str(len(data)),
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in names.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + data


def redirect(to: str, status: int = 302, **headers: str) -> bytes:
    return reply(status, "", Location=to, **headers)


async def reset(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def hang(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


@dataclass
class Server:
    """Answers `host/path` or `/path` from `pages`: one behaviour, or several in turn of which the last one stays; else 404."""

    pages: Mapping[str, Behaviour | Sequence[Behaviour]]
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    in_flight: int = 0
    most_in_flight: int = 0

    @asynccontextmanager
    async def running(self, address: str = HOME, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
        connections: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            connections.add(task)
            try:
                while await self._one(reader, writer):
                    pass
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass
            finally:
                writer.transport.abort()
                connections.discard(task)

        server = await asyncio.start_server(serve, address, 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in tuple(connections):
                task.cancel()
            await asyncio.gather(*connections, return_exceptions=True)

    def times(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
        await reader.readexactly(int(headers.get("content-length", 0)))
        asked = Asked(method, headers["host"].partition(":")[0], path, headers, time.monotonic())
        self.asked.append(asked)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            behaviour = self._behaviour(asked)
            if isinstance(behaviour, bytes):
                writer.write(behaviour if method != "HEAD" else behaviour.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
                await writer.drain()
                return True
            await behaviour(asked, writer)
            return False
        finally:
            self.in_flight -= 1

    def _behaviour(self, asked: Asked) -> Behaviour:
        told = self.pages.get(asked.host + asked.path, self.pages.get(asked.path, reply(404, "<title>404</title>")))
        if isinstance(told, bytes) or callable(told):
            return told
        return told[min(self.times(asked.path), len(told)) - 1]


class Names(AbstractResolver):
    """Every name leads to the server, but for those in `told`: to other addresses in turn, or, where there is none, nowhere."""

    def __init__(self, server: Server, told: Mapping[str, Sequence[tuple[str, int]]] | None = None) -> None:
        self._server = server
        self._told = {name: list(addresses) for name, addresses in (told or {}).items()}

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        addresses = self._told.get(host, [(HOME, self._server.port)])
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        address, to = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [ResolveResult(hostname=host, host=address, port=to, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to free."""


def a_rulebook(*hosts: Host) -> Rulebook:
    """The built-in signs; hosts below .example are fast unless `hosts` say otherwise."""
    fast = Host(hosts=("*.example",), per_second=1000, connections=10, reason="a test", checked="2026-11-20")
    return Rulebook({}, (*hosts, fast), (), load_rulebook().conventions)


def some_settings(**settings: object) -> Settings:
    """Settings that let the server be reached, and do not make a test wait."""
    told: dict[str, object] = {"allow_network": (f"{HOME}/32",), "retry_delay": 0.05, "timeout": 3.0, "connect_timeout": 1.0}
    return Settings.model_validate({**told, **settings})


@asynccontextmanager
async def a_net(
    server: Server, *hosts: Host, names: Mapping[str, Sequence[tuple[str, int]]] | None = None, **settings: object
) -> AsyncIterator[Net]:
    """A network that knows `server`, closed at the end."""
    net = Net(some_settings(**settings), a_rulebook(*hosts), resolver=Names(server, names))
    try:
        yield net
    finally:
        await net.close()


def fetch(pages: Mapping[str, Behaviour | Sequence[Behaviour]], url: str, **settings: object) -> tuple[Fetched, Server]:
    """What a fresh network gets from `url` where the server has `pages`, and the server, for what it was asked."""

    async def story() -> tuple[Fetched, Server]:
        async with Server(pages).running() as server, a_net(server, **settings) as net:
            return await net.get(url), server

    return asyncio.run(story())

"""The hosts of the cases, served for real on loopback: one thread, a port for each way to misbehave, and a canary next door."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections import Counter, defaultdict
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from tests.world.chaos.case import CANARY, HERE, NEXT_DOOR, PAGE, Act, Answer, Case, Door, Name
from tests.world.chaos.nameserver import NameServer
from tests.world.wire import Holes, Tls, new_context, server_context

NETWORK = "127.77.0.0/16"
"""The network of the world, without the canary's address."""
CONTROL = ("github.com", "arxiv.org", "wikipedia.org")
"""Names by which a run sees that there is a network."""
_ALERT = b"\x15\x03\x03\x00\x02\x02\x28"  # fatal, handshake_failure (RFC 8446, 6)


@dataclass
class Visitor:
    """One request; see `case.Visit`."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    turn: int
    writer: asyncio.StreamWriter

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def reset(self) -> None:
        _reset(self.writer)


class Chaos:
    """A world in which every case happens. Use as a context manager.

    `ports` tells for each host where its ports 80 and 443 really are, "" for a host that it does not name. `requests` counts the
    HTTP requests by case, `guests` the connections that reached the canary.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        self.requests: Counter[str] = Counter()
        self.guests = 0
        self._tls: dict[str, Tls] = {case.host: case.tls for case in cases}
        self._case_of: dict[str, str] = {}
        self._answers: dict[str, dict[str, Answer]] = defaultdict(dict)
        self._doors: dict[str, Door] = {}
        self._turns: Counter[tuple[str, str]] = Counter()
        self._mistakes: list[Exception] = []
        names = dict.fromkeys(CONTROL, Name())
        for case in cases:
            names |= self._furnish(case)
        self._nameserver = NameServer(names, lambda host: self.requests[self._case_of[host]] > 0)
        self._holes = Holes(HERE)
        self._closing = False
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="chaos", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._holes.close()
        if mistakes := [*self._mistakes, *self._nameserver.mistakes]:
            raise mistakes[0]

    @property
    def names(self) -> tuple[str, int]:
        """The address and port of the name service."""
        return HERE, self._nameserver.port

    def _furnish(self, case: Case) -> dict[str, Name]:
        answers = {(case.host + place if place.startswith("/") else place): answer for place, answer in case.answers.items()}
        for place, answer in answers.items():
            host, _, path = place.partition("/")
            self._answers[host][f"/{path}"] = answer
        names = {name or case.host: told for name, told in case.names.items()}
        hosts = {case.host, *names, *(place.partition("/")[0] for place in answers), *case.doors} - {""}
        for host in hosts:
            assert host not in self._case_of, f"{host} is in two cases"
            self._case_of[host] = case.name
        self._doors |= {host or case.host: door for host, door in case.doors.items()}
        return {**{host: Name() for host in hosts}, **names}

    # The sockets

    async def _open(self) -> None:
        await self._nameserver.open()
        context = new_context("localhost", "ok")
        context.sni_callback = self._choose_certificate
        http, https = await self._listen(self._serve), await self._listen(self._serve, context)
        mute = await self._listen(_mute)
        reset, close = await self._listen(_reset_at_once), await self._listen(_close_at_once)
        doors: dict[Door, tuple[int, int]] = {
            "open": (http, https),
            "refused": (self._holes.refused_port,) * 2,
            "silent": (self._holes.silent_port,) * 2,
            "reset": (reset, reset),
            "close": (close, close),
            "mute": (mute, mute),
            "plain": (http, await self._listen(_speak_plainly)),
            "alert": (http, await self._listen(_refuse_tls)),
        }
        self.ports = {"": doors["open"], **{host: doors[door] for host, door in self._doors.items()}}
        self.canary = await self._listen(self._sing, address=NEXT_DOOR)
        with suppress(OSError):  # a machine without IPv6 has one canary less
            await self._listen(self._sing, address="::1", port=self.canary)

    async def _listen(self, serve: Any, tls: ssl.SSLContext | None = None, address: str = HERE, port: int = 0) -> int:
        async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await serve(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
                pass
            except Exception as mistake:  # noqa: BLE001 - a mistake of the suite is raised when it closes
                self._mistakes.append(mistake)
            finally:
                writer.transport.abort() if self._closing else writer.close()

        server = await asyncio.start_server(receive, address, port, ssl=tls, backlog=1000)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def _shut(self) -> None:
        self._nameserver.close()
        self._closing = True
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.05)  # a transport closes a turn of the loop after it is told

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _choose_certificate(self, connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        host = (name or HERE).lower().rstrip(".")
        connection.context = server_context(host, self._tls.get(host, "ok"))

    # What they say

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        await self._answer(_visitor(head, writer))
        await writer.drain()

    async def _answer(self, visit: Visitor) -> None:
        self.requests[self._case_of.get(visit.host, visit.host)] += 1
        place = (visit.host, visit.path.partition("?")[0])
        self._turns[place] += 1
        visit.turn = self._turns[place]
        answers = self._answers[visit.host]
        act = _in_turn(answers.get(place[1], answers.get("/*", PAGE)), visit.turn)
        if isinstance(act, bytes):
            told = act.replace(CANARY.encode(), str(self.canary).encode())
            await visit.write(told if visit.method != "HEAD" else told.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
        else:
            await act(visit)

    async def _sing(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.guests += 1
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\nSECRET")


def _visitor(head: str, writer: asyncio.StreamWriter) -> Visitor:
    first, *rest = head.split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
    return Visitor(method, headers["host"].partition(":")[0].rstrip(".").lower(), path, headers, 1, writer)


def _in_turn(answer: Answer, turn: int) -> bytes | Act:
    if isinstance(answer, bytes) or callable(answer):
        return answer
    return answer[min(turn, len(answer)) - 1]


def _reset(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _reset_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    _reset(writer)


async def _close_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The connection is closed when its server returns."""


async def _mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _speak_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


async def _refuse_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)
    writer.write(_ALERT)

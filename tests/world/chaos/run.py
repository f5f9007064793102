"""One run of linkbot through the chaos, in a process of its own so that its memory can be measured.

`python -m tests.world.chaos.run ORDER` reads an `Order` (JSON) and writes the `Outcome` (JSON) to standard output.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic import BaseModel

from linkbot.config import Settings
from linkbot.model.evidence import Attempt, Question
from linkbot.model.report import Report
from linkbot.pipeline import check
from linkbot.store import Store

_NAME_SECONDS = 0.5  # c-ares takes it for a hint: it waits less where answers came faster, and longer with each try


class Order(BaseModel):
    """What to check, with which settings, and the way through the world.

    `names` is the address and port of the name service, which is asked so many times where it does not answer within
    half a second. `ports` are the real ports 80 and 443 of each host, "" for all others; names that lead out of `network` lead to
    the port of the `canary`.
    """

    lists: list[str]
    settings: dict[str, Any]
    names: tuple[str, int] = ("", 0)
    name_tries: int = 2
    ports: dict[str, tuple[int, int]] = {}
    network: str = ""
    canary: int = 0


class Outcome(BaseModel):
    """What came of a run: its report, the requests behind each page, the most memory it took (bytes), its CPU time (seconds)."""

    report: Report
    attempts: dict[str, list[Attempt]]
    peak: int
    cpu: float


class Ported(AbstractResolver):
    """c-ares over the world's name service, and the ports where the world really listens."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._network = ip_network(order.network)
        address, port = order.names
        self._names = aiohttp.AsyncResolver(
            nameservers=[address], udp_port=port, tcp_port=port, timeout=_NAME_SECONDS, tries=order.name_tries, domains=[]
        )

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        for each in found:
            if ip_address(each["host"]) not in self._network:
                each["port"] = self._order.canary
            elif port in (80, 443):
                http, https = self._order.ports.get(host.rstrip(".").lower(), self._order.ports[""])
                each["port"] = http if port == 80 else https
        return found

    async def close(self) -> None:
        await self._names.close()


def main(path: Path) -> None:
    """Runs the order in the file at `path`."""
    order = Order.model_validate_json(path.read_bytes())
    settings = Settings(**order.settings)
    report = asyncio.run(_run(order, settings))
    attempts = dict(_attempts(report, settings))
    outcome = Outcome(report=report, attempts=attempts, peak=_peak(), cpu=time.process_time())
    sys.stdout.write(outcome.model_dump_json())


async def _run(order: Order, settings: Settings) -> Report:
    return await check(order.lists, settings, resolver=Ported(order) if order.network else None)


def _attempts(report: Report, settings: Settings) -> Iterator[tuple[str, list[Attempt]]]:
    with Store(settings.store) as store:
        for row in report.links:
            page = row.identity.removeprefix("web:").partition("#")[0]
            told = [evidence for want in ("", "anchors") for evidence in store.history(Question("web", page, want))]
            yield row.path, [attempt for evidence in told for attempt in evidence.trace]


def _peak() -> int:
    """The most memory that this process ever had. Linux tells it for this program alone; getrusage counts what forked it, too."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    return getrusage(RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))

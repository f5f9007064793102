"""The world's name service: an aiohttp resolver that knows its hosts, and fails as c-ares fails."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

import aiodns
from aiohttp.abc import AbstractResolver, ResolveResult

Dns = Literal["ok", "nxdomain", "servfail", "timeout", "nodata"]

# What aiohttp's AsyncResolver raises from: c-ares' number and words for each failure.
_FAILURES = {
    "nxdomain": (aiodns.error.ARES_ENOTFOUND, "Domain name not found"),
    "servfail": (aiodns.error.ARES_ESERVFAIL, "DNS server returned general failure"),
    "timeout": (aiodns.error.ARES_ETIMEOUT, "Timeout while contacting DNS servers"),
    "nodata": (aiodns.error.ARES_ENODATA, "DNS server returned answer with no data"),
}


@dataclass(frozen=True)
class Lookup:
    """What the name service says: addresses, the port to which a connection to `port` really goes, a delay in seconds."""

    dns: Dns = "ok"
    addresses: tuple[str, ...] = ()
    port: int = 0
    delay: float = 0.0


class WorldResolver(AbstractResolver):
    """Resolves by `look_up(host, port)`; aiohttp connects to the port that the answer names. `lookups` logs the names."""

    def __init__(self, look_up: Callable[[str, int], Lookup]) -> None:
        self._look_up = look_up
        self.lookups: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        name = host.lower().rstrip(".")
        self.lookups.append(name)
        answer = self._look_up(name, port)
        await asyncio.sleep(answer.delay)
        if answer.dns != "ok":
            number, words = _FAILURES[answer.dns]
            raise OSError(None, words) from aiodns.error.DNSError(number, words)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=answer.port,
                family=socket.AF_INET if ip_address(address).version == 4 else socket.AF_INET6,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in answer.addresses
        ]

    async def close(self) -> None:
        """Nothing is held open."""

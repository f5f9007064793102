"""Names to addresses: a few at a time, since a burst of hundreds makes a name service, or a busy machine, drop some."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

_TIMEOUT = 5.0  # seconds; c-ares lowers it to what it measured, which on a busy machine is too little for one try or two
_AT_ONCE = 32  # 250 lookups within 0.1 s lost 45 answers on a busy machine; c-ares answers thousands a second all the same


class Names(AbstractResolver):
    """c-ares, which tells "no such domain" from "ask again"; the system's resolver on threads where it does not run."""

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or _best()
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        """The addresses of `host`. Raises OSError as the resolver does."""
        async with self._turn:
            return await self._resolver.resolve(host, port, family)

    async def close(self) -> None:
        """Closes the resolver."""
        await self._resolver.close()


def _best() -> AbstractResolver:
    try:
        return aiohttp.AsyncResolver(timeout=_TIMEOUT, tries=4)
    except (RuntimeError, ImportError, OSError):
        return aiohttp.ThreadedResolver()

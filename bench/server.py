"""A web server on every loopback address that answers any page after a while and counts what it was asked.

`python bench/server.py` prints its port, and serves until its standard input ends. `/_count` is the number of requests so far.
"""

from __future__ import annotations

import asyncio
import sys

DELAY = 0.05
"""Seconds from a request to its answer, as from a server one continent away."""
_BODY = b"<!doctype html><title>A page</title><h1>A page</h1><p>" + b"Something to read. " * 200 + b"</p>"
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n"


async def main() -> None:
    """Serves until standard input ends."""
    counter = _Counter()
    server = await asyncio.start_server(counter.serve, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


class _Counter:
    def __init__(self) -> None:
        self.requests = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                method, path, _ = head.split(b" ", 2)
                writer.write(await self._answer(method, path))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has what it wants
        finally:
            writer.close()

    async def _answer(self, method: bytes, path: bytes) -> bytes:
        if path == b"/_count":
            text = str(self.requests).encode()
            return _HEAD.format("text/plain", len(text)).encode() + text
        self.requests += 1
        await asyncio.sleep(DELAY)
        return _HEAD.format("text/html", len(_BODY)).encode() + (b"" if method == b"HEAD" else _BODY)


if __name__ == "__main__":
    asyncio.run(main())

"""The bytes of an answer: read and decompressed to a limit, whatever the server sends and however slowly."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass

from aiohttp import ClientError, ClientResponse

_CHUNK = 16_384
_GZIP_OR_ZLIB = 47  # zlib.decompressobj: 32 (look at the header) + 15 (the largest window)


@dataclass(frozen=True, slots=True)
class Body:
    """What was read. `is_complete` when this is all, and it could be decompressed."""

    data: bytes
    is_complete: bool


async def read_body(response: ClientResponse, limit: int, seconds: float) -> Body:
    """The body of `response`: at most `limit` bytes on the wire and as many decompressed, for at most `seconds`.

    A body that stalls, breaks off or cannot be decompressed is what came of it before that; nothing is raised.
    """
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        return Body(b"", is_complete=False)
    unpack = zlib.decompressobj(_GZIP_OR_ZLIB) if coding not in ("", "identity") else None
    data = bytearray()
    raw = 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in response.content.iter_chunked(_CHUNK):
                raw += len(chunk)
                data += unpack.decompress(chunk, limit + 1 - len(data)) if unpack else chunk
                if raw > limit or len(data) > limit:
                    return Body(bytes(data[:limit]), is_complete=False)
    except (TimeoutError, ClientError, OSError, zlib.error):
        return Body(bytes(data), is_complete=False)
    return Body(bytes(data), is_complete=unpack is None or unpack.eof or not raw)

"""The bytes of an answer: read and decompressed to a limit, whatever the server sends and however slowly."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass

from aiohttp import ClientError, ClientResponse

_CHUNK = 16_384
_GZIP = b"\x1f\x8b"
_MOST_MEMBERS = 100  # of one gzip stream: an empty one takes 20 bytes, and more time than its bytes are worth
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
    unpack = _Unpacking() if coding not in ("", "identity") else None
    data = bytearray()
    raw = 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in response.content.iter_chunked(_CHUNK):
                raw += len(chunk)
                if unpack:
                    unpack.feed(chunk, data, limit + 1)
                else:
                    data += chunk
                if raw > limit or len(data) > limit:
                    return Body(bytes(data[:limit]), is_complete=False)
    except (TimeoutError, ClientError, OSError, zlib.error):
        return Body(bytes(data), is_complete=False)
    return Body(bytes(data), is_complete=unpack is None or unpack.is_at_end or not raw)


class _Unpacking:
    """A compressed stream: one member of zlib's, or gzip's members one after another. Bytes after the last one are no page."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._members = 1

    @property
    def is_at_end(self) -> bool:
        """Whether the last member that began has ended."""
        return self._member.eof

    def feed(self, chunk: bytes, data: bytearray, most: int) -> None:
        """Adds what `chunk` holds to `data`, until that has `most` bytes. Raises zlib.error for what cannot be decompressed."""
        data += self._member.decompress(chunk, most - len(data))
        while self._member.unused_data.startswith(_GZIP) and len(data) < most:
            if self._members == _MOST_MEMBERS:
                raise zlib.error("too many members")
            rest = self._member.unused_data
            self._member = zlib.decompressobj(_GZIP_OR_ZLIB)
            self._members += 1
            data += self._member.decompress(rest, most - len(data))

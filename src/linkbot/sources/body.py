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
    content = _Content(limit, _Unpacking() if coding not in ("", "identity") else None)
    try:
        if response.content.is_eof():  # all of it came with the headers
            content.add(response.content.read_nowait())
        else:
            async with asyncio.timeout(seconds):
                async for chunk in response.content.iter_chunked(_CHUNK):
                    if not content.add(chunk):
                        break
    except (TimeoutError, ClientError, OSError, zlib.error):
        return Body(content.read, is_complete=False)
    return Body(content.read, content.is_complete)


class _Content:
    """What was read so far."""

    def __init__(self, limit: int, unpack: _Unpacking | None) -> None:
        self._limit = limit
        self._unpack = unpack
        self._raw = 0
        self._data = bytearray()

    def add(self, chunk: bytes) -> bool:
        """Takes the next bytes of the wire, and says whether more are wanted. Raises zlib.error for what cannot be unpacked."""
        self._raw += len(chunk)
        if self._unpack:
            self._unpack.feed(chunk, self._data, self._limit + 1)
        else:
            self._data += chunk
        return self._is_within

    @property
    def read(self) -> bytes:
        """The bytes, unpacked, no more than the limit."""
        return bytes(self._data[: self._limit])

    @property
    def is_complete(self) -> bool:
        """Whether the body, whose last byte was added, is here as a whole."""
        return self._is_within and (self._unpack is None or self._unpack.is_at_end or not self._raw)

    @property
    def _is_within(self) -> bool:
        return self._raw <= self._limit and len(self._data) <= self._limit


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

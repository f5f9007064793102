"""Bytes -> characters that remember where they stood: encodings, BOM, line ends and offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from linkbot.model.text import Span

UTF8_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {b"\xff\xfe\x00\x00": "UTF-32", b"\x00\x00\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
# Encodings that keep ASCII where it is, so that an edit of ASCII bytes is the same in all of them.
_LEGACY_ENCODINGS = [
    "cp1252",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "cp1251",
    "koi8_r",
    "cp1250",
    "cp1253",
    "cp1254",
]
_GUESS_FROM = 65_536  # bytes from the first one that is not ASCII: more of them do not make the guess better
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_INVALID = re.compile("[\udc80-\udcff]")
_LINE_END = re.compile(rb"\r\n|\n|\r")


class UndecodableError(ValueError):
    """The bytes are no text that can be read; the message says what they are."""


@dataclass(frozen=True)
class Source:
    """The characters of a file. `text` leaves out the BOM and holds U+FFFD for each byte that is not text.

    `characters` is the same text with those bytes as lone surrogates (PEP 383), which encodes back to the bytes on disk.
    """

    data: bytes
    encoding: str
    bom: int
    characters: str
    text: str

    @cached_property
    def _disk(self) -> _Offsets:
        return _Offsets(self.characters, self.encoding, self.bom)

    @cached_property
    def _utf8(self) -> _Offsets:
        return _Offsets(self.text, "utf-8", 0)

    def byte(self, index: int) -> int:
        """The offset in the file, in bytes, of the character at `index`."""
        return self._disk.byte(index)

    def span(self, start: int, end: int) -> Span:
        """The bytes in the file of the characters from `start` up to the one before `end`."""
        return Span(self._disk.byte(start), self._disk.byte(end))

    def index(self, utf8_offset: int) -> int:
        """The character at an offset, in bytes, of `text` encoded as UTF-8."""
        return self._utf8.index(utf8_offset)


class _Offsets:
    """Characters <-> bytes, by the runs that are not ASCII: within ASCII both advance alike."""

    def __init__(self, text: str, encoding: str, base: int) -> None:
        self.text = text
        self.encoding = encoding
        self._chars = [0]
        self._bytes = [base]
        for match in _NOT_ASCII.finditer(text):
            size = len(match[0].encode(encoding, "surrogateescape"))
            self._chars += [match.start(), match.end()]
            self._bytes += [match.start() + base, match.start() + base + size]
            base += size - len(match[0])

    def byte(self, index: int) -> int:
        if len(self._chars) == 1:
            return self._bytes[0] + index
        at = bisect_right(self._chars, index) - 1
        start = self._chars[at]
        if at % 2 == 0:
            return self._bytes[at] + index - start
        return self._bytes[at] + len(self.text[start:index].encode(self.encoding, "surrogateescape"))

    def index(self, offset: int) -> int:
        if len(self._bytes) == 1:
            return offset - self._bytes[0]
        at = bisect_right(self._bytes, offset) - 1
        start = self._bytes[at]
        if at % 2 == 0:
            return self._chars[at] + offset - start
        widths = accumulate(len(char.encode()) for char in self.text[self._chars[at] : self._chars[at + 1]])
        return self._chars[at] + bisect_right(list(widths), offset - start)


def decode(data: bytes, encoding: str = "") -> Source:
    """The characters of a file: UTF-8, or else `encoding`, or else the best guess that encodes back to the same bytes.

    Raises UndecodableError for UTF-16, UTF-32 and binary files.
    """
    for mark, name in _OTHER_BOMS.items():
        if data.startswith(mark):
            raise UndecodableError(f"the file is {name}: save it as UTF-8")
    if b"\0" in data:
        raise UndecodableError(f"not a text file: a NUL byte at offset {data.index(0)}")
    bom = len(UTF8_BOM) if data.startswith(UTF8_BOM) else 0
    body = data[bom:]
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return _decode_damaged(data, body, bom, error.start, encoding)
    return Source(data, "utf-8", bom, text, text)


def newline(data: bytes) -> str:
    r"""The line end that a file uses: "\n", "\r\n" or "\r", "mixed" for more than one, "\n" where it has none."""
    kinds = {match.decode() for match in set(_LINE_END.findall(data))}
    return "mixed" if len(kinds) > 1 else next(iter(kinds), "\n")


def _decode_damaged(data: bytes, body: bytes, bom: int, first: int, encoding: str) -> Source:
    characters = body.decode("utf-8", "surrogateescape")
    invalid = len(_INVALID.findall(characters))
    valid = sum(map(len, _NOT_ASCII.findall(characters))) - invalid
    if bom or valid > invalid:
        return Source(data, "utf-8", bom, characters, _INVALID.sub("\ufffd", characters))
    encoding = encoding or _guess(body, first)
    characters = body.decode(encoding, "surrogateescape")
    return Source(data, encoding, bom, characters, _INVALID.sub("\ufffd", characters))


def _guess(body: bytes, first: int) -> str:
    from charset_normalizer import from_bytes  # takes as long to import as a list to read; nearly every list is UTF-8

    guess = from_bytes(body[first : first + _GUESS_FROM], cp_isolation=_LEGACY_ENCODINGS).best()
    encoding = guess.encoding if guess else "cp1252"
    try:
        return encoding if body.decode(encoding).encode(encoding) == body else "latin-1"
    except UnicodeError:
        return "latin-1"

"""The text of one leaf block without the prefixes of its containers, and where each character stands in the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)?")
_PREFIX = re.compile(r"[ \t]*+>?")
_BLANK = re.compile(r"[ \t]*+")
_DELIMITER_ROW = re.compile(r"^\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE)
_WHITE = " \t\v\f\r\n"


@dataclass(frozen=True, slots=True)
class Leaf:
    """`text` holds lines joined by a line feed; its part from `starts[i]` stands from `places[i]` of the file."""

    text: str
    starts: tuple[int, ...]
    places: tuple[int, ...]

    def place(self, offset: int) -> int:
        """Where the character at `offset` stands in the file."""
        at = bisect_right(self.starts, offset) - 1
        return self.places[at] + offset - self.starts[at]

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch stands in the file; a prefix of its last line is not part of it."""
        if len(self.places) == 1:
            return self.places[0] + start, self.places[0] + max(start, end)
        first = self.place(start)
        return first, self.place(end - 1) + 1 if end > start else first


def lines_of(text: str, start: int, end: int, quotes: int) -> Leaf:
    """The lines between `start` and `end`, which stand in `quotes` block quotes. The first line's prefix is not there."""
    if "\n" not in text[start:end] and "\r" not in text[start:end]:
        return Leaf(text[start:end], (0,), (start,))
    parts, starts, places, length = [], [], [], 0
    for index, (first, last) in enumerate(_lines(text, start, end)):
        begin = _content(text, first, last, quotes) if index else first
        part = text[begin:last]
        parts.append(part)
        starts.append(length)
        places.append(begin)
        length += len(part) + 1
    return Leaf("\n".join(parts), tuple(starts) or (0,), tuple(places) or (start,))


def cells_of(text: str, start: int, end: int) -> Iterator[Leaf]:
    r"""The cells of a table row as they are written. A pipe splits unless a backslash stands before it; `\|` is a pipe."""
    start, end = _strip(text, start, end)
    position = start + 1 if text.startswith("|", start) else start
    while position < end:
        last = _next_pipe(text, position, end)
        yield _cell(text, *_strip(text, position, last))
        position = last + 1


def delimiter_row(leaf: Leaf) -> int | None:
    """The line, from 0, of a table's `---|---` row below at least one line of text and a header with as many cells."""
    for match in _DELIMITER_ROW.finditer(leaf.text):
        row = bisect_right(leaf.starts, match.start()) - 1
        if row > 1 and "|" in match[0]:
            header = list(cells_of(leaf.text, leaf.starts[row - 1], match.start()))
            if len(header) == len(list(cells_of(leaf.text, match.start(), match.end()))):
                return row
    return None


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        match = _LINE.match(text, start, end)
        stop = match.end() if match else end
        yield start, start + len(text[start:stop].rstrip("\r\n"))
        start = stop


def _content(text: str, start: int, end: int, quotes: int) -> int:
    for _ in range(quotes):
        match = _PREFIX.match(text, start, end)
        if match is None or not match[0].endswith(">"):
            break
        start = match.end()
    blank = _BLANK.match(text, start, end)
    return blank.end() if blank else start


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _WHITE:
        start += 1
    while end > start and text[end - 1] in _WHITE:
        end -= 1
    return start, end


def _next_pipe(text: str, start: int, end: int) -> int:
    at = text.find("|", start, end)
    while at > start and text[at - 1] == "\\":
        at = text.find("|", at + 1, end)
    return at if at >= 0 else end


def _cell(text: str, start: int, end: int) -> Leaf:
    if "\\|" not in text[start:end]:
        return Leaf(text[start:end], (0,), (start,))
    parts, starts, places, length = [], [], [], 0
    while start <= end:
        escape = text.find("\\|", start, end)
        last = escape if escape >= 0 else end
        parts.append(text[start:last])
        starts.append(length)
        places.append(start)
        length += last - start
        start = last + 1 if escape >= 0 else end + 1
    return Leaf("".join(parts), tuple(starts), tuple(places))

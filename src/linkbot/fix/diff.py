"""A unified diff of the bytes of a file, which `git apply` and `patch -p1` turn into exactly the new bytes."""

from __future__ import annotations

import io
import os
import posixpath
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

_CONTEXT = 3
"""How many unchanged lines stand on each side of a change."""
_LARGEST = 400_000_000
"""How many pairs of lines are compared at most to find the shortest difference between them; each pair takes a bit of memory."""
_STRANGE = re.compile(rb'["\\\x00-\x1f\x7f-\xff]')
_ESCAPES = {b"\a": b"a", b"\b": b"b", b"\t": b"t", b"\n": b"n", b"\v": b"v", b"\f": b"f", b"\r": b"r", b'"': b'"', b"\\": b"\\"}


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines of the old file and those of the new one that take their place: counted from 0, the ends exclusive."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified(path: str, before: bytes, after: bytes) -> bytes:
    r"""The diff that turns `before` into `after`, with three lines of context; b"" where they are the same.

    Lines end at `\n` alone, so that everything else, `\r` too, is part of a line and comes out as it went in. `path` is
    relative to the folder in which the diff is applied; a name that is not plain is quoted as git quotes it
    (core.quotePath). There is no `diff --git` line: git would take the path for one from the top of the repository.
    """
    if before == after:
        return b""
    old, new = _lines(before), _lines(after)
    name = os.fsencode(posixpath.normpath(path).lstrip("/"))
    hunks = [_hunk(old, new, changes) for changes in _grouped(_changes(old, new))]
    return b"".join([b"--- " + _quoted(b"a/" + name), b"+++ " + _quoted(b"b/" + name), *hunks])


def _lines(data: bytes) -> list[bytes]:
    return io.BytesIO(data).readlines()


def _quoted(name: bytes) -> bytes:
    """A line's rest with a file's name; after one with a space a tab says where it ends."""
    if _STRANGE.search(name):
        return b'"%s"\n' % _STRANGE.sub(lambda match: b"\\" + _ESCAPES.get(match[0], b"%03o" % ord(match[0])), name)
    return name + (b"\t\n" if b" " in name else b"\n")


def _changes(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[_Change]:
    """What differs, in the order of the file: between the lines that stand once in each (a "patience diff")."""
    at = new_at = 0
    for anchor, new_anchor in [*_anchors(old, new), (len(old), len(new))]:
        yield from _between(old, new, _Change(at, anchor, new_at, new_anchor))
        at, new_at = anchor + 1, new_anchor + 1


def _anchors(old: Sequence[bytes], new: Sequence[bytes]) -> list[tuple[int, int]]:
    """The lines that stand once in both, less those that changed their order: the longest rising sequence of places."""
    counts, new_counts = Counter(old), Counter(new)
    places = {line: place for place, line in enumerate(new) if new_counts[line] == 1 == counts[line]}
    pairs = [(number, places[line]) for number, line in enumerate(old) if line in places]
    lowest: list[int] = []  # of the rising sequences of each length, the lowest place that one ends with
    last: list[int] = []  # and the pair that it is
    previous: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(lowest, place)
        lowest[length : length + 1] = [place]
        last[length : length + 1] = [index]
        previous.append(last[length - 1] if length else -1)
    rising = []
    index = last[-1] if last else -1
    while index >= 0:
        rising.append(pairs[index])
        index = previous[index]
    return rising[::-1]


def _between(old: Sequence[bytes], new: Sequence[bytes], gap: _Change) -> Iterator[_Change]:
    """The shortest difference between two stretches of lines; the whole stretches where that would take too long."""
    gap = _trimmed(old, new, gap)
    removed, added = old[gap.start : gap.end], new[gap.new_start : gap.new_end]
    if not removed or not added or len(removed) * len(added) > _LARGEST:
        if removed or added:
            yield gap
        return
    numbers: dict[bytes, int] = {}  # the library compares hashes, and those of small numbers are the numbers themselves
    one, other = ([numbers.setdefault(line, len(numbers)) for line in lines] for lines in (removed, added))
    at, new_at = gap.start, gap.new_start
    for same in LCSseq.editops(one, other).as_matching_blocks():  # the last is empty, at the end of both
        if (at, new_at) != (gap.start + same.a, gap.new_start + same.b):
            yield _Change(at, gap.start + same.a, new_at, gap.new_start + same.b)
        at, new_at = gap.start + same.a + same.size, gap.new_start + same.b + same.size


def _trimmed(old: Sequence[bytes], new: Sequence[bytes], gap: _Change) -> _Change:
    """`gap` without the lines at its beginning and end that are the same in both."""
    start, end, new_start, new_end = gap.start, gap.end, gap.new_start, gap.new_end
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    return _Change(start, end, new_start, new_end)


def _grouped(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    """Changes that are so near that their lines of context would meet."""
    group: list[_Change] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * _CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(old: Sequence[bytes], new: Sequence[bytes], changes: Sequence[_Change]) -> bytes:
    first, last = changes[0], changes[-1]
    head = min(_CONTEXT, first.start)
    tail = min(_CONTEXT, len(old) - last.end)
    removed = _range(first.start - head, last.end + tail)
    added = _range(first.new_start - head, last.new_end + tail)
    lines = [b"@@ -%s +%s @@\n" % (removed, added)]
    at = first.start - head
    for change in changes:
        lines += _marked(b" ", old[at : change.start])
        lines += _marked(b"-", old[change.start : change.end])
        lines += _marked(b"+", new[change.new_start : change.new_end])
        at = change.end
    return b"".join([*lines, *_marked(b" ", old[at : at + tail])])


def _range(start: int, end: int) -> bytes:
    """The lines of a hunk as its head names them: the first, counted from 1, and how many; for none the line before."""
    if end - start == 1:
        return b"%d" % end
    return b"%d,%d" % (start + 1 if end > start else start, end - start)


def _marked(mark: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"

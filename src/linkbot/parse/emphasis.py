"""Which delimiter runs (`*`, `_`, `~`) pair up into emphasis: CommonMark 6.2 with GitHub's strikethrough."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_LONGEST_STRIKE = 2  # tildes


@dataclass(slots=True)
class Delimiter:
    """A run of one delimiter character up to `end`; `left` counts those that are not yet used."""

    char: str
    end: int
    size: int
    left: int
    can_open: bool
    can_close: bool

    @classmethod
    def at(cls, text: str, start: int) -> Delimiter:
        """The run that starts at `start`."""
        char, end = text[start], start
        while end < len(text) and text[end] == char:
            end += 1
        before, after = text[start - 1] if start else "\n", text[end] if end < len(text) else "\n"
        mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
        left = not after.isspace() and (not mark_after or before.isspace() or mark_before)
        right = not before.isspace() and (not mark_before or after.isspace() or mark_after)
        size = end - start
        if char == "~":
            return cls(char, end, size, size, left and size <= _LONGEST_STRIKE, right and size <= _LONGEST_STRIKE)
        if char == "_":
            return cls(char, end, size, size, left and (not right or mark_before), right and (not left or mark_after))
        return cls(char, end, size, size, left, right)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs, by index, and what stands between them is: strong, struck through, or emphasised."""

    opener: int
    closer: int
    strong: bool
    struck: bool


def pairs(delimiters: list[Delimiter | None]) -> list[Pair]:
    """The pairs among the runs of one stretch of content, None where something else stands; marks what is used in `left`."""
    found: list[Pair] = []
    stack: list[tuple[int, Delimiter]] = []
    bottoms: dict[tuple[str, bool, int], int] = {}  # index below which no opener for such a closer is left
    for index, closer in enumerate(delimiters):
        if closer is None:
            continue
        while closer.can_close and closer.left:
            key = (closer.char, closer.can_open, closer.size % 3)
            bottom = bottoms.get(key, -1)
            at = next((at for at in range(len(stack) - 1, -1, -1) if stack[at][0] <= bottom or _match(stack[at][1], closer)), -1)
            if at < 0 or stack[at][0] <= bottom:
                bottoms[key] = stack[-1][0] if stack else index - 1
                break
            opener_index, opener = stack[at]
            del stack[at + 1 :]
            used = closer.left if closer.char == "~" else 2 if min(opener.left, closer.left) >= 2 else 1
            found.append(Pair(opener_index, index, strong=used == 2 and closer.char != "~", struck=closer.char == "~"))
            opener.left -= used
            closer.left -= used
            if not opener.left:
                stack.pop()
        if closer.can_open and closer.left:
            stack.append((index, closer))
    return found


def _match(opener: Delimiter, closer: Delimiter) -> bool:
    if opener.char != closer.char:
        return False
    if opener.char == "~":
        return opener.left == closer.left
    both = opener.can_close or closer.can_open
    return not both or (opener.size + closer.size) % 3 != 0 or (opener.size % 3 == 0 and closer.size % 3 == 0)


def _is_punctuation(char: str) -> bool:
    if char.isascii():
        return not char.isalnum() and not char.isspace() and char > " "
    return unicodedata.category(char).startswith("P")

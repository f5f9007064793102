"""Two texts of which one replaces the other, each as long as it takes to see in what they differ."""

from __future__ import annotations

import re

from linkbot.report.neutral import code, spelled
from linkbot.report.text import clean

LIMIT = 120
"""How much of each side is shown, in characters."""
_HEAD = 32
"""How much of the beginning of a long text is kept: of an address, its host."""
_AROUND = 16
"""How much is kept on either side of the place where two long texts differ."""
_LINE = 76
"""Two texts that are longer together stand under each other, where the eye finds the difference."""
_MORE = "…"
# letters that are written from right to left: Hebrew, Arabic, Syriac, Thaana and others
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ARROW = "→"


def change(old: str, new: str) -> str:
    """`old` → `new` as code, in one line of Markdown, or what is removed or added where one of them is empty."""
    if not new:
        return f"remove {code(old, LIMIT)}"
    if not old:
        return f"add {code(new, LIMIT)}"
    is_seen = _seen(old) and _seen(new) and _seen(old) != _seen(new)
    before, after = told_apart(clean(old), clean(new)) if is_seen else told_apart(spelled(old), spelled(new))
    arrow = f"\u200e{_ARROW}\u200e" if _RIGHT_TO_LEFT.search(before + after) else _ARROW  # else it would point backwards
    one, other = code(before, 2 * LIMIT), code(after, 2 * LIMIT)
    return f"{one} {arrow} {other}" if len(before) + len(after) <= _LINE else f"<br>{one} {arrow}<br>{other}"


def told_apart(old: str, new: str) -> tuple[str, str]:
    """Both texts, of which at most `LIMIT` characters are left where they are longer: the beginning, and where they differ."""
    if max(len(old), len(new)) <= LIMIT:
        return old, new
    head = _common(old, new)
    tail = min(_common(old[::-1], new[::-1]), min(len(old), len(new)) - head)
    return _around(old, head, tail), _around(new, head, tail)


def _seen(text: str) -> str:
    """What of a text an eye can tell from another: not one blank from another, nor what has no width."""
    return "".join(" " if each.isspace() else each for each in clean(text) if each.isspace() or each.isprintable()).strip()


def _around(text: str, head: int, tail: int) -> str:
    """`text`, which has its first `head` and its last `tail` characters in common with another."""
    start = head - _AROUND if head > _HEAD + _AROUND else 0
    before = text[:_HEAD] + _MORE if start else ""
    end = len(text) - tail + _AROUND if tail > _AROUND else len(text)
    after = _MORE if end < len(text) else ""
    middle, room = text[start:end], LIMIT - len(before) - len(after)
    if len(middle) > room:
        half = (room - 1) // 2
        middle = middle[:half] + _MORE + middle[len(middle) - half :]
    return before + middle + after


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))

"""Texts as a sentence quotes them: cut to what it has room for."""

from __future__ import annotations

import re

LENGTH = 60
"""How much of a text a sentence has room for, in characters."""
_NOT_TEXT = re.compile("[\ud800-\udfff]")


def shortened(text: str, length: int = LENGTH) -> str:
    """`text`, with `…` for what is longer than `length` characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def quoted(text: str) -> str:
    """The beginning of `text` in quotation marks."""
    return f"“{shortened(readable(text))}”"


def readable(text: str) -> str:
    """`text` with U+FFFD for each byte that is no text (a lone surrogate, PEP 383)."""
    return _NOT_TEXT.sub("\ufffd", text)

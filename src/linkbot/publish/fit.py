"""How long a body on GitHub may be, and how long one is."""

from __future__ import annotations

LIMIT = 58_000
"""The longest body that linkbot writes, in UTF-16 units. GitHub takes 65,536; the rest is room for what a person adds."""

MOST = 600
"""How many rows of one kind are written at most: one takes 100 units or more, so that others never have room."""


def units(text: str) -> int:
    """The length of `text` as GitHub counts it: UTF-16 units, of which an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

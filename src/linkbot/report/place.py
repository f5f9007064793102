"""Where a line of a list can be read: its path and number, and a permanent link to it."""

from __future__ import annotations

from urllib.parse import quote

from linkbot.report.neutral import LIMIT, code, is_tame
from linkbot.report.text import clean

_LONGEST = 1_000
"""The longest path that is linked to, in characters as a URL has them."""


def place(path: str, line: int, blob: str = "") -> str:
    """`path:line`, as a link where `blob` is the address of a tree of files: https://github.com/owner/name/blob/4f1c9e2..."""
    named = f"{path}:{line}"
    label = named.replace("_", r"\_") if is_tame(path) and len(named) <= LIMIT else code(named)
    return linked(label, path, line, blob)


def linked(label: str, path: str, line: int, blob: str) -> str:
    """`label`, which is Markdown, as a link to the line, or as it is where `blob` is "".

    GitHub shows the lines of a Markdown file only with `plain=1`, and goes to none of them otherwise. A path that is not shown
    as it is, because of a line break in it, is no link.
    """
    target = quote(path, errors="replace")
    return f"[{label}]({blob}/{target}?plain=1#L{line})" if blob and clean(path) == path and len(target) <= _LONGEST else label

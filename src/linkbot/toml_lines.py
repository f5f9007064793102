"""On which line of a TOML file each key stands, which Python's own TOML library does not tell."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Key = tuple[str | int, ...]
"""A key with the tables around it, each table of an array by its number: ("watch", "targets", 0, "schedule")."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r""""(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[\[\]{}\n]|[^"'#\[\]{}\n]+""",
    re.DOTALL,
)
"""Texts of several lines and of one, comments, brackets, ends of lines, and what lies between them."""
_PART = r"""(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"[ \t]*(\[?\[?)[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*[=\]]")
"""`key =`, `a."b" =`, `[table]`, `[[array.of.tables]]`."""


def lines_of(text: str) -> Mapping[Key, int]:
    """The line of each key of a TOML file, counted from 1; of a table the first that names it.

    `text` has to be TOML. What stands in braces has no line of its own.
    """
    found: dict[Key, int] = {}
    arrays: Counter[Key] = Counter()
    table: Key = ()
    for number, statement in _statements(text):
        match = _KEY.match(statement)
        if not match:
            continue
        parts = _parts(match[2])
        if match[1] == "[[":
            arrays[_numbered(parts, arrays, is_array=True)] += 1
        if match[1]:
            table = _numbered(parts, arrays)
        key = table if match[1] else (*table, *parts)
        for size in range(1, len(key) + 1):
            found.setdefault(key[:size], number)
    return found


def line_of(key: Key, lines: Mapping[Key, int]) -> int | None:
    """The line of `key`, or else of the closest table around it that has one."""
    return next((lines[key[:size]] for size in range(len(key), 0, -1) if key[:size] in lines), None)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement of a file, whose value may take several lines, with the number of its first line."""
    depth, number, began, start = 0, 1, 1, 0
    for token in _TOKEN.finditer(text):
        words = token[0]
        depth += (words in ("[", "{")) - (words in ("]", "}"))
        number += words.count("\n")
        if words == "\n" and depth == 0:
            yield began, text[start : token.start()]
            began, start = number, token.end()
    yield began, text[start:]


def _parts(written: str) -> Key:
    """The parts of a key, as they are meant: the TOML library reads the quotes and escapes."""
    parts: list[str] = []
    inner: Any = tomllib.loads(f"{written} = 0")
    while isinstance(inner, dict):
        ((name, inner),) = inner.items()
        parts.append(name)
    return tuple(parts)


def _numbered(parts: Key, arrays: Mapping[Key, int], *, is_array: bool = False) -> Key:
    """The parts of a table's name, each array of tables followed by the number of its last one, unless the whole `is_array`."""
    key: Key = ()
    for place, part in enumerate(parts, start=1):
        key = (*key, part)
        if key in arrays and not (is_array and place == len(parts)):
            key = (*key, arrays[key] - 1)
    return key

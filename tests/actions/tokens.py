"""The words of an expression: what the runner's own lexical analyser cuts it into."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.actions.values import WHITESPACE, Value, parse_number

Kind = Literal["literal", "name", "property", "function", "mark"]

_BOUNDARY = "()[],.!<>=&|" + WHITESPACE
_MARKS = ("==", "!=", "<=", ">=", "&&", "||", "!", "<", ">", "(", ")", "[", "]", ",", "*")
_KEYWORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LITERALS: dict[str, Value] = {"null": None, "true": True, "false": False, "NaN": math.nan, "Infinity": math.inf}
# A dot that follows one of these begins a number such as .5; after any other word it asks for a property.
_BEFORE_A_NUMBER = ("", ",", "(", "[", "!", "==", "!=", "<", "<=", ">", ">=", "&&", "||")


class ExpressionError(ValueError):
    """GitHub refuses the expression, or it fails while it is evaluated."""


@dataclass(frozen=True)
class Token:
    """One word: its kind, its text as written, and the value of a literal."""

    kind: Kind
    text: str
    value: Value = None


def tokens(expression: str) -> list[Token]:
    """The words of the expression; ExpressionError where a letter belongs to none."""
    return list(_read(expression))


def _read(text: str) -> Iterator[Token]:
    at, last = 0, ""
    while True:
        while at < len(text) and text[at] in WHITESPACE:
            at += 1
        if at >= len(text):
            return
        token, at = _next(text, at, last)
        last = token.text if token.kind == "mark" else f"<{token.kind}>"
        yield token


def _next(text: str, at: int, last: str) -> tuple[Token, int]:
    if text[at] == "'":
        return _string(text, at)
    for mark in _MARKS:
        if text.startswith(mark, at):
            return Token("mark", mark), at + len(mark)
    if text[at] == "." and last not in _BEFORE_A_NUMBER:
        return Token("mark", "."), at + 1
    if text[at] in ".+-0123456789":
        return _number(text, at)
    return _keyword(text, at, last)


def _string(text: str, start: int) -> tuple[Token, int]:
    at, letters = start + 1, []
    while at < len(text):
        if text[at] != "'":
            letters.append(text[at])
        elif text[at + 1 : at + 2] == "'":
            letters.append("'")
            at += 1
        else:
            return Token("literal", text[start : at + 1], "".join(letters)), at + 1
        at += 1
    raise ExpressionError(f"Unexpected symbol: '{text[start:]}'")


def _number(text: str, start: int) -> tuple[Token, int]:
    end = start + 1
    while end < len(text) and (text[end] not in _BOUNDARY or text[end] == "."):
        end += 1
    number = parse_number(text[start:end])
    if math.isnan(number):
        raise ExpressionError(f"Unexpected symbol: '{text[start:end]}'")
    return Token("literal", text[start:end], number), end


def _keyword(text: str, start: int, last: str) -> tuple[Token, int]:
    end = start + 1
    while end < len(text) and text[end] not in _BOUNDARY:
        end += 1
    word = text[start:end]
    if not _KEYWORD.fullmatch(word):
        raise ExpressionError(f"Unexpected symbol: '{word}'")
    if last == ".":
        return Token("property", word), end
    if word in _LITERALS:
        return Token("literal", word, _LITERALS[word]), end
    return Token("function" if text[end:].lstrip(WHITESPACE).startswith("(") else "name", word), end

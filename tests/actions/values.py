"""The values of GitHub's expressions: their kinds, how one becomes another, how two are compared."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | None"

WHITESPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What .NET's Char.IsWhiteSpace is true for."""

# What JavaScript's Number() reads, as the runner writes it: "12", "-1.5", ".5", "1e3"; "0x1F"; "0o17".
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,8}")
_OCTAL = re.compile(r"0o[0-7]{1,11}")


class CaseSensitive(dict[str, "Value"]):
    """An object whose keys are looked up as they are written: the context `env` on Linux. All others ignore case."""


def is_primitive(value: Value) -> bool:
    """Whether the value is no array and no object."""
    return value is None or isinstance(value, bool | int | float | str)


def is_truthy(value: Value) -> bool:
    """False for null, false, 0, -0, NaN and the empty text; true for all else, also for empty arrays and objects."""
    if isinstance(value, float) and math.isnan(value):
        return False
    return not (value is None or value is False or value == "" or (is_number(value) and value == 0))


def is_number(value: Value) -> bool:
    """Whether the value is a number: in Python a boolean is one too, in an expression it is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def to_number(value: Value) -> float:
    """The number that a value is compared as; NaN where it is none, as of arrays and objects."""
    match value:
        case None:
            return 0.0
        case bool() | int() | float():
            return float(value)
        case str():
            return parse_number(value)
    return math.nan


def parse_number(text: str) -> float:
    """The number that a text is, NaN where it is none; the empty text is 0."""
    text = text.strip(WHITESPACE)
    if not text:
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _HEXADECIMAL.fullmatch(text):
        return _signed(int(text, 0))
    if _OCTAL.fullmatch(text) and int(text, 0) < 2**32:
        return _signed(int(text, 0))
    return {"Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)


def to_text(value: Value) -> str:
    """The text that a value becomes where it is written into one; of an array and an object it is the name of the kind."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return _number_text(float(value))
    return "Object" if isinstance(value, Mapping) else "Array"


def equal(left: Value, right: Value) -> bool:
    """`left == right`: texts without regard to case, kinds that differ as numbers, arrays and objects only with themselves."""
    left, right = _coerced(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return fold(left) == fold(right)
    if not (is_primitive(left) and is_primitive(right)):
        return left is right
    return _kind(left) == _kind(right) and left == right


def greater(left: Value, right: Value) -> bool:
    """`left > right`; false where the two cannot be compared."""
    left, right = _coerced(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return fold(left) > fold(right)
    if left is None or right is None or not (is_primitive(left) and is_primitive(right)) or _kind(left) != _kind(right):
        return False
    return to_number(left) > to_number(right)


def fold(text: str) -> str:
    """The text in capitals, letter by letter: what two texts are compared as where case does not count."""
    return "".join(upper if len(upper := letter.upper()) == 1 else letter for letter in text)


def key_of(mapping: Mapping[str, Value], name: str) -> str | None:
    """The key of an object that the name means, None where there is none; the case of a name counts in `env` alone."""
    if name in mapping or isinstance(mapping, CaseSensitive):
        return name if name in mapping else None
    wanted = fold(name)
    return next((key for key in mapping if fold(key) == wanted), None)


def _coerced(left: Value, right: Value) -> tuple[Value, Value]:
    while _kind(left) != _kind(right):
        kinds = (_kind(left), _kind(right))
        if kinds[0] in ("null", "boolean") or kinds == ("string", "number"):
            left = to_number(left)
        elif kinds[1] in ("null", "boolean") or kinds == ("number", "string"):
            right = to_number(right)
        else:
            break
    return left, right


def _kind(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
    return "object" if isinstance(value, Mapping) else "array"


def _signed(number: int) -> float:
    """The number as 32 signed bits, as .NET reads `0xffffffff`: -1."""
    return float(number - 2**32 if number >= 2**31 else number)


def _number_text(number: float) -> str:
    """The number in .NET's format G15."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return format(number or 0.0, ".15G")

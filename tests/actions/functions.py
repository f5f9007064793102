"""The functions that every expression may call."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.actions.tokens import ExpressionError
from tests.actions.values import Value, equal, fold, is_primitive, to_text

Arguments: TypeAlias = Sequence[Callable[[], Value]]


@dataclass(frozen=True)
class Function:
    """A function, and how many arguments it takes at least and at most. It evaluates only the arguments that it needs."""

    call: Callable[[Arguments], Value]
    least: int = 0
    most: int = 0


# A hole of format(): "{{" and "}}" are braces, "{0}" is the first argument.
_HOLE = re.compile(r"\{\{|\}\}|\{([0-9]+)\}|[{}]")


def _contains(arguments: Arguments) -> Value:
    where, what = arguments[0](), arguments[1]()
    if is_primitive(where):
        return is_primitive(what) and fold(to_text(what)) in fold(to_text(where))
    return not isinstance(where, Mapping | str) and isinstance(where, Sequence) and any(equal(what, item) for item in where)


def _starts_with(arguments: Arguments) -> Value:
    text, start = arguments[0](), arguments[1]()
    return is_primitive(text) and is_primitive(start) and fold(to_text(text)).startswith(fold(to_text(start)))


def _ends_with(arguments: Arguments) -> Value:
    text, end = arguments[0](), arguments[1]()
    return is_primitive(text) and is_primitive(end) and fold(to_text(text)).endswith(fold(to_text(end)))


def _format(arguments: Arguments) -> Value:
    template = to_text(arguments[0]())

    def filled(hole: re.Match[str]) -> str:
        if hole[0] in ("{{", "}}"):
            return hole[0][0]
        if hole[1] is None or int(hole[1]) > len(arguments) - 2:
            raise ExpressionError(f"The following format string references more arguments than were supplied: {template}")
        return to_text(arguments[int(hole[1]) + 1]())

    return _HOLE.sub(filled, template)


def _join(arguments: Arguments) -> Value:
    items = arguments[0]()
    if is_primitive(items):
        return to_text(items)
    if isinstance(items, Mapping) or not isinstance(items, Sequence):
        return ""
    separator = arguments[1]() if len(arguments) > 1 and len(items) > 1 else ","
    return (to_text(separator) if is_primitive(separator) else ",").join(to_text(item) for item in items)


def _to_json(arguments: Arguments) -> Value:
    return written(arguments[0]())


def _from_json(arguments: Arguments) -> Value:
    text = to_text(arguments[0]())
    try:
        value: Value = json.loads(text, parse_int=float)
    except ValueError as error:
        raise ExpressionError(f"Error parsing fromJson: {error}") from error
    return value


def _case(arguments: Arguments) -> Value:
    if len(arguments) % 2 == 0:
        raise ExpressionError("case requires an odd number of arguments")
    for condition, result in zip(arguments[:-1:2], arguments[1::2], strict=True):
        chosen = condition()
        if not isinstance(chosen, bool):
            raise ExpressionError("case predicate must evaluate to a boolean value")
        if chosen:
            return result()
    return arguments[-1]()


def written(value: Value, depth: int = 0) -> str:
    """The value as toJSON() writes it: two spaces a level, numbers in the format of expressions."""
    inner = "\n" + "  " * (depth + 1)
    if isinstance(value, Mapping):
        pairs = [f"{json.dumps(name, ensure_ascii=False)}: {written(member, depth + 1)}" for name, member in value.items()]
        return "{" + inner + f",{inner}".join(pairs) + "\n" + "  " * depth + "}" if pairs else "{}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Sequence):
        items = [written(member, depth + 1) for member in value]
        return "[" + inner + f",{inner}".join(items) + "\n" + "  " * depth + "]" if items else "[]"
    return "null" if value is None else to_text(value)


FUNCTIONS: dict[str, Function] = {
    "contains": Function(_contains, 2, 2),
    "startsWith": Function(_starts_with, 2, 2),
    "endsWith": Function(_ends_with, 2, 2),
    "format": Function(_format, 1, 255),
    "join": Function(_join, 1, 2),
    "toJSON": Function(_to_json, 1, 1),
    "fromJSON": Function(_from_json, 1, 1),
    "case": Function(_case, 3, 255),
}

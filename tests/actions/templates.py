"""Texts with expressions in them: `${{ }}` in any value of a workflow, and conditions with their implied success()."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tests.actions.evaluation import Scope, evaluate
from tests.actions.grammar import Call, Node, parse, parts
from tests.actions.tokens import ExpressionError
from tests.actions.values import Value, fold, is_truthy, to_text

_OPEN = "${{"
_STATUS = {fold(name) for name in ("success", "failure", "always", "cancelled")}
# The end of an expression, or a text in it, which may hold "}}": ${{ format('{{0}}') }}.
_END_OR_TEXT = re.compile(r"'(?:[^']|'')*'|\}\}")


def expand(value: Value, scope: Scope) -> Value:
    """The value with each of its expressions replaced; a text that is one expression alone becomes that expression's value."""
    if isinstance(value, str):
        pieces = _pieces(value)
        if len(pieces) == 1 and pieces[0][1]:
            return evaluate(pieces[0][0], scope)
        return "".join(to_text(evaluate(text, scope)) if is_expression else text for text, is_expression in pieces)
    if isinstance(value, Mapping):
        return {to_text(expand(name, scope)): expand(member, scope) for name, member in value.items()}
    if isinstance(value, Sequence):
        return [expand(member, scope) for member in value]
    return value


def text(value: Value, scope: Scope) -> str:
    """The value expanded, as a text."""
    return to_text(expand(value, scope))


def texts(values: Value, scope: Scope) -> dict[str, str]:
    """A mapping such as `env:` or `with:` expanded; it may itself be one expression, and is empty where it is not there."""
    expanded = expand(values, scope)
    if expanded is None:
        return {}
    if not isinstance(expanded, Mapping):
        raise ExpressionError(f"A mapping was expected, not {expanded!r}")
    return {name: to_text(value) for name, value in expanded.items()}


def holds(condition: Value, scope: Scope) -> bool:
    """Whether an `if:` is true. Without a call of success(), failure(), always() or cancelled() it begins with `success() &&`."""
    if condition is None or condition == "":
        return is_truthy(evaluate("success()", scope))
    if not isinstance(condition, str):
        condition = to_text(condition)
    expression = _as_one_expression(condition)
    if not _asks_for_status(parse(expression)):
        expression = f"success() && ({expression})"
    return is_truthy(evaluate(expression, scope))


def _as_one_expression(condition: str) -> str:
    """The condition as one expression: `if:` needs no `${{ }}`, and text around them makes a text, which is always true."""
    pieces = _pieces(condition)
    if not any(is_expression for _, is_expression in pieces):
        return condition
    if len(pieces) == 1:
        return pieces[0][0]
    arguments = [piece if is_expression else "'" + piece.replace("'", "''") + "'" for piece, is_expression in pieces]
    holes = "".join(f"{{{number}}}" for number in range(len(pieces)))
    return f"format('{holes}', {', '.join(arguments)})"


def _asks_for_status(node: Node) -> bool:
    return (isinstance(node, Call) and fold(node.name) in _STATUS) or any(_asks_for_status(part) for part in parts(node))


def _pieces(value: str) -> list[tuple[str, bool]]:
    """The text cut into plain pieces and expressions; true stands for an expression."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    while (start := value.find(_OPEN, at)) >= 0:
        end = next((found for found in _END_OR_TEXT.finditer(value, start + len(_OPEN)) if found[0] == "}}"), None)
        if end is None:
            raise ExpressionError(f"The expression is not closed. An unescaped {_OPEN} sequence was found: {value!r}")
        if start > at:
            pieces.append((value[at:start], False))
        pieces.append((value[start + len(_OPEN) : end.start()].strip(), True))
        at = end.end()
    if at < len(value):
        pieces.append((value[at:], False))
    return pieces

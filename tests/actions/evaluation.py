"""Evaluates an expression against contexts and functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.actions.functions import FUNCTIONS, Function
from tests.actions.grammar import Call, Every, Index, Literal, Name, Negation, Node, Operation, parse, parts
from tests.actions.tokens import ExpressionError
from tests.actions.values import Value, equal, fold, greater, is_primitive, is_truthy, key_of, to_number, to_text


@dataclass(frozen=True)
class Scope:
    """What an expression may name: contexts, and the functions that exist in its place beside those that always do."""

    contexts: Mapping[str, Value]
    functions: Mapping[str, Function] = field(default_factory=dict)


class _Filtered(list[Value]):
    """What a star gives: a later index looks into each of its members."""


_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    ">": greater,
    ">=": lambda left, right: equal(left, right) or greater(left, right),
    "<": lambda left, right: greater(right, left),
    "<=": lambda left, right: equal(left, right) or greater(right, left),
}


def evaluate(expression: str, scope: Scope) -> Value:
    """The value of an expression without its `${{ }}`; ExpressionError where GitHub refuses it or it fails."""
    node = parse(expression)
    _check(node, scope)
    return _value(node, scope)


def _check(node: Node, scope: Scope) -> None:
    """Refuses names that are not known in this place, also where they would not be evaluated, as GitHub does."""
    match node:
        case Name():
            if key_of(scope.contexts, node.name) is None:
                raise ExpressionError(f"Unrecognized named-value: '{node.name}'")
        case Call():
            function = _function(node.name, scope)
            if not function.least <= len(node.arguments) <= function.most:
                raise ExpressionError(f"Wrong number of parameters for '{node.name}': {len(node.arguments)}")
    for part in parts(node):
        _check(part, scope)


def _function(name: str, scope: Scope) -> Function:
    named = {fold(known): function for known, function in {**FUNCTIONS, **scope.functions}.items()}
    if fold(name) not in named:
        raise ExpressionError(f"Unrecognized function: '{name}'")
    return named[fold(name)]


def _value(node: Node, scope: Scope) -> Value:
    match node:
        case Literal():
            return node.value
        case Name():
            return scope.contexts[key_of(scope.contexts, node.name) or ""]
        case Index():
            return _member(node, scope)
        case Call():
            return _call(node, scope)
        case Negation():
            return not is_truthy(_value(node.operand, scope))
        case Operation():
            return _operation(node, scope)
        case Every():
            raise ExpressionError("Unexpected symbol: '*'")


def _operation(node: Operation, scope: Scope) -> Value:
    left = _value(node.left, scope)
    if node.operator in ("&&", "||"):
        return left if is_truthy(left) == (node.operator == "||") else _value(node.right, scope)
    return _COMPARISONS[node.operator](left, _value(node.right, scope))


def _call(node: Call, scope: Scope) -> Value:
    return _function(node.name, scope).call([_later(argument, scope) for argument in node.arguments])


def _later(node: Node, scope: Scope) -> Callable[[], Value]:
    return lambda: _value(node, scope)


def _member(node: Index, scope: Scope) -> Value:
    target = _value(node.target, scope)
    if isinstance(node.key, Every):
        return _Filtered(member for value in _spread(target) for member in _members(value))
    key = _value(node.key, scope)
    if isinstance(target, _Filtered):
        return _Filtered(found[0] for value in target if (found := _found(value, key)))
    found = _found(target, key)
    return found[0] if found else None


def _spread(target: Value) -> Sequence[Value]:
    return target if isinstance(target, _Filtered) else [target]


def _members(value: Value) -> Sequence[Value]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, Sequence) and not isinstance(value, str) else []


def _found(value: Value, key: Value) -> list[Value]:
    """The member in a list of its own, or nothing: a member may be null."""
    if isinstance(value, Mapping):
        name = key_of(value, to_text(key)) if is_primitive(key) else None
        return [] if name is None else [value[name]]
    if isinstance(value, Sequence) and not isinstance(value, str):
        index = to_number(key)
        if not math.isnan(index) and 0 <= index < len(value):
            return [value[math.floor(index)]]
    return []

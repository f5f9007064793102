"""The grammar of GitHub's expressions: a tree out of words, with the runner's precedence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tests.actions.tokens import ExpressionError, Token, tokens
from tests.actions.values import Value

_PRECEDENCE = {"||": 5, "&&": 6, "==": 10, "!=": 10, "<": 11, "<=": 11, ">": 11, ">=": 11}
_OF_NOT = 16


@dataclass(frozen=True)
class Literal:
    """A value that is written out."""

    value: Value


@dataclass(frozen=True)
class Name:
    """A context: `github`, `steps`."""

    name: str


@dataclass(frozen=True)
class Every:
    """The star of `steps.*.outcome`."""


@dataclass(frozen=True)
class Index:
    """`target.key` or `target[key]`."""

    target: Node
    key: Node


@dataclass(frozen=True)
class Call:
    """A function with its arguments, which are evaluated only when it asks for them."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Negation:
    """`!operand`."""

    operand: Node


@dataclass(frozen=True)
class Operation:
    """`left operator right`."""

    operator: str
    left: Node
    right: Node


Node: TypeAlias = Literal | Name | Every | Index | Call | Negation | Operation


def parse(expression: str) -> Node:
    """The tree of the expression; ExpressionError where GitHub would refuse it."""
    reader = _Reader(tokens(expression))
    node = reader.operation(0)
    if reader.rest:
        raise ExpressionError(f"Unexpected symbol: '{reader.rest[0].text}' in the expression {expression!r}")
    return node


def parts(node: Node) -> tuple[Node, ...]:
    """The nodes that a node is made of."""
    match node:
        case Index():
            return (node.target, node.key)
        case Call():
            return node.arguments
        case Negation():
            return (node.operand,)
        case Operation():
            return (node.left, node.right)
    return ()


class _Reader:
    def __init__(self, words: list[Token]) -> None:
        self.rest = words

    def operation(self, least: int) -> Node:
        left = self.operand()
        while self.rest and _PRECEDENCE.get(self.mark, -1) > least:
            operator = self.take().text
            left = Operation(operator, left, self.operation(_PRECEDENCE[operator]))
        return left

    def operand(self) -> Node:
        token = self.take()
        match token.kind:
            case "literal":
                # The runner lets nothing follow a literal that would look into it: 'text'.length is refused.
                return Literal(token.value)
            case "name":
                return self.looked_into(Name(token.text))
            case "function":
                self.expect("(")
                return self.looked_into(Call(token.text, self.arguments()))
        if token.text == "!":
            return Negation(self.operation(_OF_NOT))
        if token.text == "(":
            inner = self.operation(0)
            self.expect(")")
            return self.looked_into(inner)
        raise ExpressionError(f"Unexpected symbol: '{token.text}'")

    def arguments(self) -> tuple[Node, ...]:
        if self.mark == ")":
            self.take()
            return ()
        arguments = [self.operation(0)]
        while self.mark == ",":
            self.take()
            arguments.append(self.operation(0))
        self.expect(")")
        return tuple(arguments)

    def looked_into(self, target: Node) -> Node:
        while self.mark in (".", "["):
            if self.take().text == ".":
                key = self.take()
                if key.kind != "property" and key.text != "*":
                    raise ExpressionError(f"Unexpected symbol: '{key.text}'")
                target = Index(target, Every() if key.text == "*" else Literal(key.text))
            elif self.mark == "*":
                self.take()
                self.expect("]")
                target = Index(target, Every())
            else:
                target = Index(target, self.operation(0))
                self.expect("]")
        return target

    @property
    def mark(self) -> str:
        return self.rest[0].text if self.rest and self.rest[0].kind == "mark" else ""

    def take(self) -> Token:
        if not self.rest:
            raise ExpressionError("Unexpected end of expression")
        return self.rest.pop(0)

    def expect(self, mark: str) -> None:
        token = self.take()
        if token.kind != "mark" or token.text != mark:
            raise ExpressionError(f"Unexpected symbol: '{token.text}', '{mark}' was expected")

"""Reads the part of GraphQL that GitHub's clients need: one operation, fields, aliases, arguments, variables, `... on`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'\s*(?:,|#[^\n]*)*\s*("(?:\\.|[^"\\])*"|\.\.\.|[{}():!$=\[\]]|[_A-Za-z]\w*|-?\d+)')


@dataclass
class Field:
    """One field that is asked for; `alias` is its name in the answer."""

    name: str
    alias: str
    arguments: dict[str, Any] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)


def parse(query: str, variables: Mapping[str, Any] | None = None) -> list[Field]:
    """The fields of the query's one operation. Raises ValueError for what cannot be read."""
    reader = _Reader(query, variables or {})
    if reader.next == "query":
        reader.take()
        if reader.next not in ("{", "("):
            reader.take()
        if reader.next == "(":
            while reader.take() != ")":
                pass
    fields = reader.selection()
    if reader.next:
        raise ValueError(f"Expected the end, got {reader.next!r}")
    return fields


class _Reader:
    def __init__(self, query: str, variables: Mapping[str, Any]) -> None:
        self._query = query
        self._variables = variables
        self._at = 0
        self.next = ""
        self.take()

    def take(self, expected: str = "") -> str:
        """Moves on by one token and returns the one that was next."""
        token = self.next
        if expected and token != expected:
            raise ValueError(f"Expected {expected!r}, got {token!r}")
        match = _TOKEN.match(self._query, self._at)
        if not match and self._query[self._at :].strip():
            raise ValueError(f"Cannot read {self._query[self._at : self._at + 20]!r}")
        self.next, self._at = (match[1], match.end()) if match else ("", self._at)
        return token

    def selection(self) -> list[Field]:
        fields: list[Field] = []
        self.take("{")
        while self.next != "}":
            if self.next == "...":
                self.take()
                self.take("on")
                self.take()
                fields += self.selection()
            else:
                fields.append(self._field())
        self.take("}")
        return fields

    def _field(self) -> Field:
        name = alias = self.take()
        if not name:
            raise ValueError("Expected a field, got the end")
        if self.next == ":":
            self.take()
            name = self.take()
        found = Field(name, alias)
        if self.next == "(":
            self.take()
            while self.next != ")":
                argument = self.take()
                self.take(":")
                found.arguments[argument] = self._value()
            self.take(")")
        if self.next == "{":
            found.fields = self.selection()
        return found

    def _value(self) -> Any:
        token = self.take()
        if token == "$":
            return self._variables[self.take()]
        if token.startswith('"') or token.lstrip("-").isdigit() or token in ("true", "false", "null"):
            return json.loads(token)
        return token

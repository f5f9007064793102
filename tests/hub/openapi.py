"""GitHub's own description of its API, as the judge of requests and of the hub's answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.hub.templates import pattern

DESCRIPTION = Path(__file__).with_name("github.json")
_HOME = "https://github.com/openapi"
# what the description does not tell of, though GitHub answers it everywhere
_COMMON = frozenset({301, 304, 307, 400, 401, 403, 404, 410, 422, 429})


class Contract:
    """What may be asked and answered; operations are a method and a path as the description writes it."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._operations = description["operations"]
        self._schemas = {"$id": _HOME, "schemas": description["schemas"]}
        self._registry = jsonschema_rs.Registry([(_HOME, self._schemas)])
        self._patterns = [(key.partition(" "), pattern(key.partition(" ")[2])) for key in self._operations]
        self._validators: dict[tuple[str, str], jsonschema_rs.Validator] = {}

    @staticmethod
    @cache
    def of_github() -> Contract:
        return Contract(json.loads(DESCRIPTION.read_bytes()))

    def request_problems(self, method: str, template: str, query: Mapping[str, str], raw: bytes) -> list[str]:
        """What is wrong with a request, in words; [] where nothing is."""
        key = f"{method} {template}"
        operation = self._operations[key]
        return [*self._query_problems(key, operation["query"], query), *self._body_problems(key, operation, raw)]

    def problems(self, method: str, target: str, query: Mapping[str, str], raw: bytes) -> list[str]:
        """What is wrong with a request to a path as it was sent. A path that the description has no word of is a problem too."""
        if target.startswith("/repositories/"):  # where a renamed repository leads to
            target = re.sub("^/repositories/[^/]+", "/repos/owner/name", target)
        for (verb, _, template), shape in self._patterns:
            if verb == method and shape.fullmatch(target):
                return self.request_problems(method, template, query, raw)
        return [f"GitHub has no {method} {target}"]

    def reply_problems(self, method: str, template: str, status: int, data: Any) -> list[str]:
        """What is wrong with an answer."""
        key = f"{method} {template}"
        replies = self._operations[key]["replies"]
        if str(status) not in replies:
            return [] if status in _COMMON else [f"{key} never answers {status}"]
        schema = replies[str(status)]
        if schema is None or data is None:
            return [] if schema is None and data is None else [f"{key} answers {status} with {'a' if schema else 'no'} body"]
        return [f"reply {problem}" for problem in self._problems(key, f"replies {status}", schema, data)]

    def _query_problems(self, key: str, known: Mapping[str, Any], query: Mapping[str, str]) -> Iterator[str]:
        for name, text in query.items():
            if name not in known:
                yield f"query: {key} knows no parameter {name!r}"
                continue
            yield from (f"query {name}: {each}" for each in self._problems(key, name, known[name], _typed(text, known[name])))

    def _body_problems(self, key: str, operation: Mapping[str, Any], raw: bytes) -> Iterator[str]:
        schema = operation.get("body")
        if not raw:
            if operation.get("body_required"):
                yield f"body: {key} needs one"
            return
        try:
            body = json.loads(raw)
        except ValueError:
            yield "body: no JSON"
            return
        if schema is None:
            if body:
                yield f"body: {key} takes none"
            return
        yield from (f"body {each}" for each in self._problems(key, "body", schema, body))
        if isinstance(body, dict) and "properties" in schema and "additionalProperties" not in schema:
            yield from (f"body: {key} knows no {name!r}" for name in body if name not in schema["properties"])

    def _problems(self, key: str, part: str, schema: Any, value: Any) -> Iterator[str]:
        validator = self._validators.get((key, part))
        if validator is None:
            validator = jsonschema_rs.Draft202012Validator(_absolute(schema), registry=self._registry)
            self._validators[key, part] = validator
        if validator.is_valid(value):
            return
        for error in validator.iter_errors(value):
            yield f"{'/'.join(map(str, error.instance_path)) or '.'}: {error.message[:300]}"


def _absolute(part: Any) -> Any:
    """A schema whose references lead to the description."""
    if isinstance(part, list):
        return [_absolute(each) for each in part]
    if isinstance(part, dict):
        return {name: f"{_HOME}{value}" if name == "$ref" else _absolute(value) for name, value in part.items()}
    return part


def _typed(text: str, schema: Mapping[str, Any]) -> Any:
    """A parameter's text as the type that it should have; as text where it cannot be read."""
    types = schema.get("type")
    if types == "integer":
        return int(text) if text.lstrip("-").isdigit() else text
    if types == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return text

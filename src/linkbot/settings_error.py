"""Settings that are not what they may be, told in words of a person: the key, what it should be, and what it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from linkbot.config import Settings
from linkbot.errors import ConfigError
from linkbot.toml_lines import Key

_UNKNOWN = "extra_forbidden"
_SHOULD_BE = {
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "string_type": "a text",
    "path_type": "a path",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "ip_v4_network": "a network, such as 10.0.0.0/8",
    "ip_v6_network": "a network, such as 10.0.0.0/8",
}
"""What a value should be, by pydantic's names for what is wrong with it, where pydantic's own words are those of a programmer."""


def first_wrong(error: ValidationError) -> ErrorDetails:
    """The problem that is told: a setting that does not exist goes before all others, which may follow from it."""
    problems = error.errors()
    return next((problem for problem in problems if problem["type"] == _UNKNOWN), problems[0])


def not_valid(error: ValidationError, origin: str) -> ConfigError:
    """What is wrong with the settings; `origin` is where the value of `first_wrong` comes from."""
    first = first_wrong(error)
    key, _, field = known_part(first["loc"])
    hint = (field and field.description) or ""
    if first["type"] == _UNKNOWN:
        wrong = str(first["loc"][len(key)]) if len(first["loc"]) > len(key) else str(first["loc"][-1])
        return ConfigError(f"{origin}: {_spelt((*key, wrong))}: there is no such setting", hint=meant(wrong, _siblings(key)))
    if first["type"] == "missing":
        return ConfigError(f"{origin}: {_spelt(key[:-1])}: `{key[-1]}` is missing", hint=hint)
    same = [each for each in error.errors() if known_part(each["loc"])[0] == key and each["input"] == first["input"]]
    given = _given(first)
    key = key[:-1] if given and isinstance(key[-1], int) else key  # which of a list's values it is says the value itself
    return ConfigError(f"{origin}: {_spelt(key)}: {_problem(same)}{given}", hint=hint)


def meant(wrong: str, names: Mapping[str, object] | Sequence[str]) -> str:
    """The one of `names` that is nearly `wrong`, or all of them, as a hint."""
    close = get_close_matches(wrong.replace("-", "_"), names, n=1)
    return f"did you mean `{close[0]}`?" if close else f"there are {', '.join(names)}"


def known_part(place: Sequence[str | int]) -> tuple[Key, Mapping[str, FieldInfo], FieldInfo | None]:
    """As much of a place in the settings as names settings, the settings beside the last one, and what that may be.

    pydantic adds to it which of several types it tried.
    """
    fields: Mapping[str, FieldInfo] = Settings.model_fields
    beside, field, is_free, size = fields, None, False, 0
    for part in place:
        if isinstance(part, int) or is_free:
            is_free = False
        elif part in fields:
            beside, field = fields, fields[part]
            model = next(_models(field.annotation), None)
            fields = model.model_fields if model else {}
            is_free = get_origin(field.annotation) is dict
        else:
            break
        size += 1
    return tuple(place[:size]), beside, field


def _siblings(key: Key) -> Mapping[str, FieldInfo]:
    """The settings of the table at `key`."""
    _, _, field = known_part(key)
    model = next(_models(field.annotation), None) if field else None
    return model.model_fields if model else Settings.model_fields


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The tables that a setting can be made of: that of `tuple[Target, ...]`, or of `WatchSettings | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _spelt(key: Key) -> str:
    return ".".join(map(str, key)) or "settings"


def _problem(problems: Sequence[ErrorDetails]) -> str:
    """What a value should be by all the types that were tried, or what a validator said of it."""
    allowed = dict.fromkeys(_SHOULD_BE.get(each["type"]) or each["msg"].removeprefix("Input should be ") for each in problems)
    is_value = problems[0]["type"] in _SHOULD_BE or problems[0]["msg"].startswith("Input should be ")
    return f"should be {' or '.join(allowed)}" if is_value else _sentence(problems[0]["msg"])


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").replace("String should", "a text should")


def _given(problem: ErrorDetails) -> str:
    """The value that was given, where it is short and nobody has quoted it."""
    is_told = problem["type"] == "value_error" or not isinstance(problem["input"], str | int | float)
    return "" if is_told else f", not {json.dumps(problem['input'])}"

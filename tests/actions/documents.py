"""Reads workflows and action.yml as GitHub does: YAML 1.2, `on` a name like any other, no dates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.nodes import ScalarNode

from tests.actions.values import Value


class WorkflowError(ValueError):
    """GitHub would refuse to start this workflow or action, or this runner cannot run it."""


class _Constructor(SafeConstructor):
    """Builds what the runner knows: null, boolean, number, text, list, mapping."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _constructor, node: cast(ScalarNode, node).value)


def read(path: Path) -> Mapping[str, Value]:
    """The mapping that a file holds; WorkflowError where it is none."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    document = yaml.load(path.read_text(encoding="utf-8"))
    if not isinstance(document, Mapping):
        raise WorkflowError(f"{path} is no mapping")
    return document


def mapping(value: Value, what: str) -> Mapping[str, Value]:
    """The value where it is a mapping, an empty one for null; WorkflowError for all else."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise WorkflowError(f"{what} is no mapping: {value!r}")
    return value


def check_keys(about: Mapping[str, Value], known: Collection[str], what: str) -> None:
    """WorkflowError for a key that GitHub does not know in such a place."""
    unknown = sorted(set(about) - set(known))
    if unknown:
        raise WorkflowError(f"{what}: Unexpected value '{unknown[0]}'")


def listed(value: Value) -> list[Value]:
    """A list, or a single value as a list of one: `needs: check`, `on: push`. Null is none."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]

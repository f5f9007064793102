"""The combinations of a `strategy.matrix`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from tests.actions.documents import WorkflowError, listed, mapping
from tests.actions.values import Value, to_text


def combinations(matrix: Value) -> list[dict[str, Value]]:
    """The product of the lists, without `exclude`, with `include`; one empty combination where there is no matrix."""
    if matrix is None:
        return [{}]
    asked = mapping(matrix, "matrix")
    axes = {name: listed(values) for name, values in asked.items() if name not in ("include", "exclude")}
    found = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())] if axes else []
    excluded = [mapping(each, "exclude") for each in listed(asked.get("exclude"))]
    found = [each for each in found if not any(_agrees(each, rule, rule) for rule in excluded)]
    originals = [dict(each) for each in found]
    for extra in (mapping(each, "include") for each in listed(asked.get("include"))):
        _include(found, originals, extra)
    if not found:
        raise WorkflowError("Matrix vector does not contain any values")
    return found


def job_name(job: str, combination: Mapping[str, Value]) -> str:
    """How GitHub shows one job of a matrix: `test (3.11, ubuntu)`."""
    values = [to_text(value) for value in combination.values()]
    return f"{job} ({', '.join(values)})" if values else job


def _include(found: list[dict[str, Value]], originals: list[dict[str, Value]], extra: Mapping[str, Value]) -> None:
    """Adds to each combination that the extra contradicts in no value of the original matrix; to none: it is one of its own."""
    matched = [(each, original) for each, original in zip(found, originals, strict=False) if _agrees(original, extra, original)]
    for each, _ in matched:
        each.update(extra)
    if not matched:
        found.append(dict(extra))


def _agrees(left: Mapping[str, Value], right: Mapping[str, Value], names: Mapping[str, Value]) -> bool:
    return all(left.get(name) == right[name] for name in names if name in right)

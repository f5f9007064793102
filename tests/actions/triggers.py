"""What starts a workflow: its events, and the inputs of a start by hand."""

from __future__ import annotations

from collections.abc import Mapping

from tests.actions.documents import WorkflowError, listed, mapping
from tests.actions.values import Value


def check_event(on: Value, event: str) -> None:
    """WorkflowError where the event does not start the workflow."""
    events = list(on) if isinstance(on, Mapping) else listed(on)
    if event not in events:
        raise WorkflowError(f"the event {event} does not start this workflow, only {events}")


def inputs_by_hand(on: Value, event: str, given: Mapping[str, Value]) -> dict[str, Value]:
    """The context `inputs` of workflow_dispatch: what was given, else the default; of other events it is empty."""
    if event != "workflow_dispatch" or not isinstance(on, Mapping):
        return {}
    known = mapping(mapping(on.get("workflow_dispatch"), "workflow_dispatch").get("inputs"), "inputs")
    if set(given) - set(known):
        raise WorkflowError(f"Unexpected inputs provided: {sorted(set(given) - set(known))}")
    return {name: given.get(name, _default(mapping(about, f"the input {name}"))) for name, about in known.items()}


def _default(about: Mapping[str, Value]) -> Value:
    return about.get("default", False if about.get("type") == "boolean" else "")

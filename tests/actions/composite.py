"""What an action.yml says: its inputs, its steps, its outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.actions.calls import ActionError
from tests.actions.documents import WorkflowError, listed, mapping, read
from tests.actions.evaluation import Scope
from tests.actions.listening import Listener
from tests.actions.templates import text
from tests.actions.values import Value, fold


@dataclass(frozen=True)
class Definition:
    """A composite action."""

    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]
    steps: list[Value]


def definition(folder: Path) -> Definition:
    """The action of a folder; ActionError where there is none, WorkflowError where it is no composite one."""
    file = next((folder / name for name in ("action.yml", "action.yaml") if (folder / name).is_file()), None)
    if file is None:
        raise ActionError(
            f"Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '{folder}'. "
            "Did you forget to run actions/checkout before running your local action?"
        )
    document = read(file)
    runs = mapping(document.get("runs"), "runs")
    if runs.get("using") != "composite":
        raise WorkflowError(f"{file}: only composite actions can be run here, not {runs.get('using')!r}")
    return Definition(
        mapping(document.get("inputs"), "inputs"), mapping(document.get("outputs"), "outputs"), listed(runs.get("steps"))
    )


def inputs_of(action: Definition, given: Mapping[str, str], defaults: Scope, listener: Listener) -> dict[str, Value]:
    """The context `inputs`: what `with:` gives, else the default, else the empty text - also where the input is `required`,
    which GitHub does not enforce. An input that the action does not have is told in a warning, and still handed on."""
    known = {fold(name) for name in action.inputs}
    unknown = [name for name in given if fold(name) not in known]
    if unknown:
        between = "', '"
        listener.warning(f"Unexpected input(s) '{between.join(unknown)}', valid inputs are ['{between.join(action.inputs)}']")
    inputs: dict[str, Value] = dict(given)
    for name, about in action.inputs.items():
        if fold(name) not in {fold(each) for each in given}:
            inputs[name] = text(mapping(about, f"the input {name}").get("default", ""), defaults)
    return inputs


def outputs_of(action: Definition, scope: Scope) -> dict[str, str]:
    """The outputs of the action after its steps."""
    return {name: text(mapping(about, f"the output {name}").get("value", ""), scope) for name, about in action.outputs.items()}

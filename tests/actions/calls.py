"""One use of a remote action: what its stand-in is given, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.actions.documents import WorkflowError
from tests.actions.listening import Listener
from tests.actions.machine import Machine, PostStep
from tests.actions.results import StepResult
from tests.actions.values import Value, fold, to_text


class ActionError(Exception):
    """The action fails; its message becomes an error of the step."""


@dataclass
class Call:
    """A step that uses a remote action."""

    inputs: Mapping[str, str]
    """What `with:` gives."""
    environment: Mapping[str, str]
    """The environment of the step."""
    machine: Machine
    github: Mapping[str, Value]
    stores: Path
    """The folder that outlives the machines: caches and artifacts lie in it."""
    source: Path
    """What the workflow's own repository is checked out of."""
    repositories: Mapping[str, Path]
    """What other repositories are checked out of, by their names."""
    step: StepResult
    listener: Listener

    def read(self, name: str, default: str = "") -> str:
        """An input, trimmed as @actions/core does; the default where it is not there or empty."""
        wanted = fold(name)
        return next((value.strip() for key, value in self.inputs.items() if fold(key) == wanted and value.strip()), default)

    def read_flag(self, name: str, *, default: bool) -> bool:
        """A yes-or-no input; ActionError where it is neither, as YAML 1.2 writes them."""
        text = self.read(name, str(default).lower())
        if text.lower() not in ("true", "false"):
            raise ActionError(f'Input does not meet YAML 1.2 "Core Schema" specification: {name}')
        return text.lower() == "true"

    def accept_only(self, *names: str) -> None:
        """Warns of inputs that the action does not have, as the runner does."""
        unknown = [name for name in self.inputs if fold(name) not in {fold(known) for known in names}]
        if unknown:
            listed = "', '"
            self.listener.warning(f"Unexpected input(s) '{listed.join(unknown)}', valid inputs are ['{listed.join(names)}']")

    def refuse(self, *names: str) -> None:
        """WorkflowError for an input that the action has and its stand-in has not."""
        asked = [name for name in names if self.read(name, "false") != "false"]
        if asked:
            raise WorkflowError(f"{self.step.name}: the stand-in does not know what to do with {', '.join(asked)}")

    def answer(self, name: str, value: str) -> None:
        """Sets an output."""
        self.step.outputs[name] = value

    def log(self, line: str) -> None:
        """Prints a line."""
        self.machine.print(self.step, line)

    def at_end(self, condition: str, call: Callable[[], object]) -> None:
        """Leaves something to do when the job ends."""
        self.machine.post_steps.append(PostStep(f"Post {self.step.name}", condition, call))

    def about(self, name: str) -> str:
        """A member of the context `github`, as a text."""
        return to_text(self.github.get(name))


class StandIn(Protocol):
    """What stands in for a remote action; it raises ActionError where the action would fail."""

    def __call__(self, call: Call, /) -> None:
        """Does what the action does."""

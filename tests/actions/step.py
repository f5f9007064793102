"""One step while it runs: what it says, what its values may name, where its answers go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.actions.annotations import Annotation
from tests.actions.documents import check_keys
from tests.actions.evaluation import Scope
from tests.actions.frames import Frame
from tests.actions.listening import Listener
from tests.actions.results import StepResult
from tests.actions.templates import text, texts
from tests.actions.values import Value, to_text

_KEYS = {"id", "if", "name", "uses", "run", "working-directory", "shell", "with", "env", "continue-on-error", "timeout-minutes"}


class TimedOut(Exception):  # noqa: N818
    """The step had not ended in time, and was killed."""


@dataclass
class Step:
    """One step while it runs."""

    about: Mapping[str, Value]
    frame: Frame
    result: StepResult
    raised: list[list[Annotation]]
    """Where its annotations go: its own list, and those of the steps that it is part of."""
    github: Mapping[str, Value]
    deadline: float
    """When it must have ended, on time.monotonic(), seconds."""
    own_env: dict[str, str] = field(default_factory=dict)
    """What its `env:` says, once it is read."""

    def __post_init__(self) -> None:
        self.listener = Listener(self.frame.machine, self.result, self.raised)

    @property
    def env(self) -> dict[str, str]:
        """The context `env`."""
        return {**self.frame.environment(), **self.own_env}

    @property
    def scope(self) -> Scope:
        """What its values may name."""
        return self.frame.scope(self.env, self.github)

    @property
    def condition_scope(self) -> Scope:
        """What its `if:` may name."""
        return self.frame.condition_scope(self.env, self.github)

    def read_env(self) -> None:
        """Expands its `env:`."""
        self.own_env = texts(self.about.get("env"), self.scope)

    def text(self, name: str) -> str:
        """One of its values, expanded."""
        return text(self.about.get(name), self.scope)


def begin_step(about: Mapping[str, Value], number: int, frame: Frame, raised: Sequence[list[Annotation]]) -> Step:
    """A step that is about to run, the `number`th of its frame; `raised`: the lists of the steps that it is part of."""
    check_keys(about, _KEYS - {"timeout-minutes"} if frame.job else _KEYS, f"the step {step_name(about)!r}")
    result = StepResult(step_name(about), to_text(about.get("id")))
    github = {**frame.github, "action": result.id or f"__{'self' if 'uses' in about else 'run'}_{number}"}
    return Step(about, frame, result, [result.raised, *raised], github, frame.deadline)


def step_name(about: Mapping[str, Value]) -> str:
    """What a step is called that has no name."""
    if "run" in about:
        return "Run " + to_text(about["run"]).strip().split("\n")[0]
    return f"Run {to_text(about.get('uses'))}"


def print_start(step: Step, name: str, lines: Sequence[str]) -> None:
    """Prints the folded head of a step, as the runner does; these lines are no commands, whatever they say."""
    env = ["env:", *(f"  {name}: {value}" for name, value in step.env.items())] if step.env else []
    for line in (f"##[group]{name}", *lines, *env, "##[endgroup]"):
        step.frame.machine.print(step.result, line)

"""Where a list of steps runs: in a job or in a composite action. It knows which contexts its expressions may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.actions.evaluation import Scope
from tests.actions.functions import Arguments, Function
from tests.actions.globs import hash_files
from tests.actions.machine import Machine
from tests.actions.results import Conclusion, StepResult
from tests.actions.values import CaseSensitive, Value, to_text

# https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
_OF_JOB = ("github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "steps", "inputs")
_OF_ACTION = ("github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env")
_OF_DEFAULTS = ("github", "strategy", "matrix", "job", "runner")
_STATUS: dict[str, tuple[Conclusion, ...]] = {
    "success": ("success",),
    "failure": ("failure",),
    "cancelled": ("cancelled",),
    "always": ("success", "failure", "cancelled"),
}


@dataclass
class Frame:
    """A job or a composite action while its steps run."""

    machine: Machine
    contexts: Mapping[str, Value]
    """The contexts that stay the same: of a job all but `job`, `runner`, `env` and `steps`."""
    deadline: float
    """When its steps must have ended, on time.monotonic(), seconds."""
    env: Mapping[str, str] = field(default_factory=dict)
    """The `env:` of the step that uses the composite action."""
    status: Conclusion = "success"
    """What the steps have come to so far."""
    job: Frame | None = None
    """The job, where this is a composite action."""
    root: Path | None = None
    """The repository of the composite action."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """`defaults.run` of a job."""
    done: dict[str, Value] = field(default_factory=dict)
    """The context `steps`."""

    @property
    def github(self) -> Mapping[str, Value]:
        """The context `github` of this frame."""
        github = self.contexts["github"]
        assert isinstance(github, Mapping)
        return github

    def finish(self, step: StepResult) -> None:
        """Writes what a step came to into `steps`, and into the status."""
        if step.id:
            self.done[step.id] = {"outputs": dict(step.outputs), "outcome": step.outcome, "conclusion": step.conclusion}
        if step.conclusion in ("failure", "cancelled") and self.status == "success":
            self.status = step.conclusion

    def environment(self) -> dict[str, str]:
        """`env` before that of a step: of the job, what GITHUB_ENV added, of the step that uses the action."""
        return {**self.machine.environment, **self.env}

    def scope(self, env: Mapping[str, str], github: Mapping[str, Value] | None = None) -> Scope:
        """What the values of a step may name."""
        return self._scope(_OF_ACTION if self.job else _OF_JOB, env, github)

    def condition_scope(self, env: Mapping[str, str], github: Mapping[str, Value] | None = None) -> Scope:
        """What the `if:` of a step may name: no secrets, but the status functions."""
        scope = self._scope(tuple(name for name in (_OF_ACTION if self.job else _OF_JOB) if name != "secrets"), env, github)
        return Scope(scope.contexts, {**scope.functions, **status_functions(self.status)})

    def default_scope(self) -> Scope:
        """What the default of an action's input may name."""
        return self._scope(_OF_DEFAULTS, {}, None)

    def _scope(self, names: tuple[str, ...], env: Mapping[str, str], github: Mapping[str, Value] | None) -> Scope:
        contexts: dict[str, Value] = {
            **self.contexts,
            "job": {"status": (self.job or self).status},
            "runner": self.machine.runner_context(),
            "env": CaseSensitive(env),
            "steps": self.done,
        }
        if github is not None:
            contexts["github"] = github
        known = {name: contexts[name] for name in names if name in contexts}
        return Scope(known, {"hashFiles": Function(partial(_hash_files, self.machine.workspace), 1, 255)})


def status_functions(status: Conclusion) -> dict[str, Function]:
    """success(), failure(), cancelled() and always(), where this is what came before."""
    return {name: Function(partial(_is_one_of, status, those)) for name, those in _STATUS.items()}


def _is_one_of(status: Conclusion, those: tuple[Conclusion, ...], _arguments: Arguments) -> Value:
    return status in those


def _hash_files(workspace: Path, arguments: Arguments) -> Value:
    return hash_files(workspace, [to_text(argument()) for argument in arguments])

"""Runs one job: makes its machine and its token, runs its steps, then what its actions left for the end."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tests.actions.calls import ActionError
from tests.actions.documents import listed, mapping
from tests.actions.evaluation import Scope
from tests.actions.frames import Frame
from tests.actions.listening import Listener
from tests.actions.machine import Machine
from tests.actions.results import JobResult, StepResult
from tests.actions.steps import StepsRunner
from tests.actions.templates import expand, holds, text, texts
from tests.actions.tokens import ExpressionError
from tests.actions.values import CaseSensitive, Value, is_truthy, to_number

_TIMEOUT = 360
"""Minutes that a job may take where it does not say."""
_GRACE = 5
"""Minutes that steps with `if: always()` may take after the job has timed out."""


@dataclass(frozen=True)
class Plan:
    """One job that is to be run: a job of the workflow, or one combination of its matrix."""

    name: str
    about: Mapping[str, Value]
    contexts: Mapping[str, Value]
    """github (with the job's token), needs, strategy, matrix, vars, secrets, inputs."""
    workflow: Mapping[str, Value]
    permissions: dict[str, str]


def run_job(plan: Plan, machine: Machine, runner: StepsRunner) -> JobResult:
    """Runs the job on its machine."""
    scope = _scope(plan, "github", "needs", "strategy", "matrix", "vars", "inputs")
    with_secrets = _scope(plan, "github", "needs", "strategy", "matrix", "vars", "secrets", "inputs")
    workflow_env = texts(plan.workflow.get("env"), _scope(plan, "github", "secrets", "inputs", "vars"))
    machine.environment.update({**workflow_env, **texts(plan.about.get("env"), with_secrets)})
    (machine.temp / "_github_workflow").mkdir()
    event = machine.temp / "_github_workflow" / "event.json"
    event.write_text(json.dumps(machine.github["event"]), encoding="utf-8")
    minutes = to_number(expand(plan.about.get("timeout-minutes"), scope)) or _TIMEOUT
    frame = Frame(
        machine,
        {**plan.contexts, "github": {**machine.github, "event_path": str(event)}},
        deadline=time.monotonic() + minutes * runner.minute,
        defaults=_defaults(plan, Scope({**scope.contexts, "env": CaseSensitive(machine.environment)})),
    )
    steps = runner.run(listed(plan.about.get("steps")), frame)
    frame.deadline = max(frame.deadline, time.monotonic() + _GRACE * runner.minute)
    steps += _post_steps(frame)
    last = StepResult("Complete job")
    outputs = _outputs(plan, frame, Listener(machine, last, [last.raised]))
    return JobResult(
        name=plan.name,
        conclusion=frame.status,
        outputs=outputs,
        steps=[*steps, *([last] if last.raised else [])],
        log="".join(machine.lines),
        summary="".join(machine.summaries),
        masks=list(machine.masks.values),
        environment=dict(machine.environment),
        permissions=plan.permissions,
        concurrency=expand(plan.about.get("concurrency"), scope),
        workspace=machine.workspace,
    )


def is_forgiven(plan: Plan) -> bool:
    """Whether the run goes on as if the job had succeeded."""
    return is_truthy(
        expand(plan.about.get("continue-on-error"), _scope(plan, "github", "needs", "strategy", "vars", "matrix", "inputs"))
    )


def _scope(plan: Plan, *names: str) -> Scope:
    return Scope({name: plan.contexts[name] for name in names})


def _defaults(plan: Plan, scope: Scope) -> dict[str, str]:
    """`defaults.run`: the job's over the workflow's."""
    found: dict[str, str] = {}
    for about in (plan.workflow, plan.about):
        found |= texts(mapping(about.get("defaults"), "defaults").get("run"), scope)
    return found


def _post_steps(frame: Frame) -> list[StepResult]:
    """Runs what actions left for the end, the last one first."""
    results = []
    for post in reversed(frame.machine.post_steps):
        result = StepResult(post.name)
        if holds(post.condition, frame.condition_scope(frame.environment())):
            try:
                post.call()
                result.outcome = result.conclusion = "success"
            except ActionError as error:
                Listener(frame.machine, result, [result.raised]).error(str(error))
                result.outcome = result.conclusion = "failure"
        frame.finish(result)
        results.append(result)
    return results


def _outputs(plan: Plan, frame: Frame, listener: Listener) -> dict[str, str]:
    """The job's outputs; an empty one is left out, one that holds a secret too, and the job warns of it."""
    found = {}
    scope = frame.scope(frame.machine.environment)
    for name, value in mapping(plan.about.get("outputs"), "outputs").items():
        try:
            output = text(value, scope)
        except ExpressionError as error:
            listener.error(f"The template is not valid. {error}")
            frame.status = "failure"
            continue
        if frame.machine.masks.applied(output) != output:
            listener.warning(f"Skip output '{name}' since it may contain secret.")
        elif output:
            found[name] = output
    return found

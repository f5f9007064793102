"""Runs a list of steps one after another: those of a job, and those of a composite action."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.actions.annotations import Annotation
from tests.actions.calls import ActionError, Call, StandIn
from tests.actions.composite import definition, inputs_of, outputs_of
from tests.actions.documents import WorkflowError, mapping
from tests.actions.frames import Frame
from tests.actions.results import Conclusion, StepResult
from tests.actions.script_step import run_script
from tests.actions.scripts import ScriptError
from tests.actions.step import Step, TimedOut, begin_step, print_start, step_name
from tests.actions.templates import expand, holds, texts
from tests.actions.tokens import ExpressionError
from tests.actions.uses import Folder, Uses
from tests.actions.values import Value, is_truthy, to_number, to_text

_FAILURES = (ActionError, ExpressionError, ScriptError)


class StepsRunner:
    """Runs steps; `minute` is how many seconds a minute of `timeout-minutes` has."""

    def __init__(self, uses: Uses, minute: float) -> None:
        self.uses = uses
        self.minute = minute

    def run(self, steps: Sequence[Value], frame: Frame, raised: Sequence[list[Annotation]] = ()) -> list[StepResult]:
        """Runs the steps of a frame. `raised`: the lists of the steps that these are part of, which get their annotations too."""
        results = []
        for number, about in enumerate(steps):
            step = begin_step(mapping(about, "a step"), number, frame, raised)
            self._run(step)
            frame.finish(step.result)
            results.append(step.result)
        return results

    def _run(self, step: Step) -> None:
        result, forgiven = step.result, False
        try:
            step.read_env()
            if not holds(step.about.get("if"), step.condition_scope):
                return
            if "name" in step.about:
                result.name = step.text("name")
            result.outcome = self._outcome(step)
            forgiven = result.outcome == "failure" and is_truthy(expand(step.about.get("continue-on-error"), step.scope))
        except ExpressionError as error:
            step.listener.error(f"The template is not valid. {error}")
            result.outcome = "failure"
        result.conclusion = "success" if forgiven else result.outcome

    def _outcome(self, step: Step) -> Conclusion:
        minutes = to_number(expand(step.about.get("timeout-minutes"), step.scope))
        if minutes > 0:
            step.deadline = min(step.deadline, time.monotonic() + minutes * self.minute)
        try:
            outcome = run_script(step) if "run" in step.about else self._use(step)
        except TimedOut:
            return _timed_out(step, minutes)
        except _FAILURES as error:
            step.listener.error(str(error))
            return "failure"
        return "failure" if step.listener.failed and outcome == "success" else outcome

    def _use(self, step: Step) -> Conclusion:
        uses = step.about.get("uses")
        if not isinstance(uses, str):
            raise WorkflowError("every step must define a `uses` or `run` key")
        inputs = texts(step.about.get("with"), step.scope)
        found = self.uses.find(uses, step.frame.machine.workspace, step.frame.root, to_text(step.github["sha"]))
        print_start(step, step_name(step.about), ["with:", *(f"  {name}: {value}" for name, value in inputs.items())])
        if isinstance(found, Folder):
            return self._run_composite(step, found, inputs)
        self._call(step, found, inputs)
        return "success"

    def _run_composite(self, step: Step, folder: Folder, inputs: Mapping[str, str]) -> Conclusion:
        frame = step.frame
        action = definition(folder.path)
        github: dict[str, Value] = {
            **step.github,
            "action_path": str(folder.path),
            # An action that another one of its repository uses by $/ comes from where that one came from.
            **({} if folder.root == frame.root else {"action_repository": folder.repository, "action_ref": folder.reference}),
        }
        given = inputs_of(action, inputs, frame.default_scope(), step.listener)
        inner = replace(
            frame,
            contexts={**frame.contexts, "github": github, "inputs": given},
            deadline=step.deadline,
            env={**frame.env, **step.own_env},
            status="success",
            job=frame.job or frame,
            root=folder.root,
            defaults={},
            done={},
        )
        step.result.steps = self.run(action.steps, inner, step.raised)
        step.result.log += "".join(each.log for each in step.result.steps)
        step.result.outputs = outputs_of(action, inner.scope(inner.environment()))
        return inner.status

    def _call(self, step: Step, stand_in: StandIn, inputs: Mapping[str, str]) -> None:
        machine = step.frame.machine
        stand_in(
            Call(
                inputs=inputs,
                environment=machine.variables(step.env, step.github),
                machine=machine,
                github=step.github,
                stores=self.uses.stores,
                source=self.uses.source,
                repositories=self.uses.local,
                step=step.result,
                listener=step.listener,
            )
        )


def _timed_out(step: Step, minutes: float) -> Conclusion:
    job = step.frame.job or step.frame
    if time.monotonic() >= job.deadline:
        step.listener.error("The job has exceeded the maximum execution time.")
        return "cancelled"
    step.listener.error(f"The action '{step.result.name}' has timed out after {to_text(minutes)} minutes.")
    return "failure"

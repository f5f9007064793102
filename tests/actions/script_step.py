"""Runs a `run:` step."""

from __future__ import annotations

from tests.actions.documents import WorkflowError
from tests.actions.results import Conclusion
from tests.actions.scripts import ScriptError, run, shell
from tests.actions.step import Step, TimedOut, print_start, step_name
from tests.actions.step_files import StepFiles


def run_script(step: Step) -> Conclusion:
    """Runs the script, then obeys what it wrote into the step's files.

    ScriptError where it cannot be started, TimedOut where it was killed, WorkflowError where an action's step has no shell.
    """
    machine, defaults = step.frame.machine, step.frame.defaults
    script = step.text("run")
    option = step.text("shell") or defaults.get("shell", "")
    if step.frame.job and not option:
        raise WorkflowError(f"the step {step.result.name!r} of a composite action lacks the required property: shell")
    files = StepFiles(machine)
    variables = machine.variables(step.env, {**step.github, **files.context})
    chosen = shell(option)
    program = machine.find(chosen.program, variables)
    if program is None:
        raise ScriptError(f"{chosen.program}: command not found")
    print_start(step, step_name({"run": script}), [*script.rstrip("\n").split("\n"), f"shell: {program} {chosen.arguments}"])
    try:
        code = run(
            script,
            chosen,
            program,
            directory=machine.workspace / (step.text("working-directory") or defaults.get("working-directory", "")),
            variables=variables,
            temp=machine.temp,
            deadline=step.deadline,
            hear=step.listener.hear,
        )
        if code is None:
            raise TimedOut
        if code:
            step.listener.error(f"Process completed with exit code {code}.")
        return "failure" if code else "success"
    finally:
        files.read(step.listener)

"""What a run of a workflow came to: of the run, of each job, of each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.actions.annotations import Annotation, shown_of_job, shown_of_step
from tests.actions.values import Value

Conclusion = Literal["success", "failure", "cancelled", "skipped"]


@dataclass
class StepResult:
    """One step: `outcome` is what it came to, `conclusion` the same after continue-on-error; `steps` are those of an action."""

    name: str
    id: str = ""
    outcome: Conclusion = "skipped"
    conclusion: Conclusion = "skipped"
    outputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    raised: list[Annotation] = field(default_factory=list)
    """Every annotation of the step and of its own steps, also those that GitHub does not show."""
    steps: list[StepResult] = field(default_factory=list)

    @property
    def annotations(self) -> list[Annotation]:
        """What GitHub shows of the step."""
        return shown_of_step(self.raised)


@dataclass
class JobResult:
    """One job, after its last step."""

    name: str
    conclusion: Conclusion = "skipped"
    outputs: dict[str, str] = field(default_factory=dict)
    steps: list[StepResult] = field(default_factory=list)
    log: str = ""
    """All that was printed, in order, with its secrets hidden."""
    summary: str = ""
    """What GitHub shows as the job's summary: the files of its steps, but not those over 1 MiB."""
    masks: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    """`env` at the end: of the workflow, of the job, and what GITHUB_ENV added."""
    permissions: dict[str, str] = field(default_factory=dict)
    """What the job's token may do."""
    concurrency: Value = None
    """The job's `concurrency`, expanded; it has no effect here."""
    workspace: Path | None = None
    """The folder of GITHUB_WORKSPACE as the job left it; None where the job was skipped."""

    @property
    def annotations(self) -> list[Annotation]:
        """What GitHub shows: at most 10 a level and step, and 50 in all."""
        return shown_of_job(step.raised for step in self.steps)

    def step(self, name: str) -> StepResult:
        """The first step of that name or id, the steps of actions included; KeyError where there is none."""
        for step in _all(self.steps):
            if name in (step.name, step.id):
                return step
        raise KeyError(f"no step {name!r} among {[step.name for step in _all(self.steps)]}")


@dataclass
class RunResult:
    """One run of a workflow. Jobs by id; those of a matrix as `test (3.11, ubuntu)`."""

    jobs: dict[str, JobResult]
    name: str
    run_id: int
    concurrency: Value = None

    @property
    def conclusion(self) -> Conclusion:
        """What GitHub shows of the run as a whole."""
        conclusions = {job.conclusion for job in self.jobs.values()}
        order: tuple[Conclusion, ...] = ("failure", "cancelled", "success")
        return next((conclusion for conclusion in order if conclusion in conclusions), "skipped")

    @property
    def log(self) -> str:
        """What all jobs printed."""
        return "".join(job.log for job in self.jobs.values())


def result_context(results: Mapping[str, tuple[Conclusion, dict[str, str]]]) -> dict[str, Value]:
    """The context `needs`: of each job its result and its outputs."""
    return {job: {"result": conclusion, "outputs": dict(outputs)} for job, (conclusion, outputs) in results.items()}


def _all(steps: list[StepResult]) -> list[StepResult]:
    return [found for step in steps for found in (step, *_all(step.steps))]

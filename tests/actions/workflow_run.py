"""One run of a workflow: which jobs run, in what order, with what token, on what machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.actions.documents import WorkflowError, check_keys, mapping
from tests.actions.evaluation import Scope
from tests.actions.frames import status_functions
from tests.actions.job_order import Jobs, before, in_order, needs, summed
from tests.actions.jobs import Plan, is_forgiven, run_job
from tests.actions.machine import Machine
from tests.actions.masks import Masks
from tests.actions.matrix import combinations, job_name
from tests.actions.permissions import is_from_fork, permissions
from tests.actions.results import Conclusion, JobResult, RunResult, result_context
from tests.actions.steps import StepsRunner
from tests.actions.templates import expand, holds
from tests.actions.values import Value, to_text

Token = Callable[[str, dict[str, str]], str]
"""Gives the token of a job, by the job's id and what the token may do: {"contents": "read"}."""

_KEYS = {
    "concurrency",
    "continue-on-error",
    "defaults",
    "env",
    "environment",
    "if",
    "name",
    "needs",
    "outputs",
    "permissions",
    "runs-on",
    "steps",
    "strategy",
    "timeout-minutes",
}
_UNSUPPORTED = ("uses", "container", "services")


@dataclass(frozen=True)
class Host:
    """What stays the same from run to run."""

    folder: Path
    token: Token
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    variables: Mapping[str, str]
    steps: StepsRunner


@dataclass
class Run:
    """A run while it lasts."""

    host: Host
    workflow: Mapping[str, Value]
    github: Mapping[str, Value]
    inputs: Mapping[str, Value]
    done: dict[str, tuple[Conclusion, dict[str, str]]] = field(default_factory=dict)
    """The jobs that have ended, by their ids: what later jobs see of them."""

    def result(self) -> RunResult:
        """Runs each job after those that it needs."""
        jobs = {name: mapping(about, f"the job {name}") for name, about in mapping(self.workflow.get("jobs"), "jobs").items()}
        results: dict[str, JobResult] = {}
        for name in in_order(jobs):
            results |= self._run(name, jobs)
        concurrency = expand(self.workflow.get("concurrency"), Scope(self._contexts({})))
        return RunResult(results, to_text(self.github["workflow"]), int(to_text(self.github["run_id"])), concurrency)

    def _run(self, name: str, jobs: Jobs) -> dict[str, JobResult]:
        about = jobs[name]
        for key in _UNSUPPORTED:
            if key in about:
                raise WorkflowError(f"the job {name} has `{key}`, which cannot be run here")
        check_keys(about, _KEYS, f"the job {name}")
        contexts = self._contexts(result_context({need: self.done[need] for need in needs(jobs, name)}))
        status = summed(self.done[each][0] for each in before(jobs, name))
        if not holds(about.get("if"), Scope(contexts, status_functions(status))):
            self.done[name] = ("skipped", {})
            return {name: JobResult(name)}
        plans = self._plans(name, about, contexts)
        results = {
            plan.name: run_job(plan, self._machine(plan, name, number), self.host.steps) for number, plan in enumerate(plans)
        }
        outputs = {key: value for result in results.values() for key, value in result.outputs.items()}
        self.done[name] = (summed(_counted(results[plan.name], plan) for plan in plans), outputs)
        return results

    def _plans(self, name: str, about: Mapping[str, Value], contexts: Mapping[str, Value]) -> list[Plan]:
        """One for each combination of the matrix."""
        strategy = mapping(about.get("strategy"), "strategy")
        found = combinations(expand(strategy.get("matrix"), Scope(contexts)))
        from_fork = is_from_fork(self.github)
        granted = permissions(self.workflow.get("permissions"), about.get("permissions"), from_fork=from_fork)
        plans = []
        for index, matrix in enumerate(found):
            token = self.host.token(name, granted)
            of_job: dict[str, Value] = {
                "github": {**self.github, "job": name, "token": token},
                "strategy": {"job-index": index, "job-total": len(found), "fail-fast": strategy.get("fail-fast", True)},
                "matrix": matrix,
                "secrets": {**({} if from_fork else self.host.secrets), "GITHUB_TOKEN": token},
            }
            plans.append(Plan(job_name(name, matrix), about, {**contexts, **of_job}, self.workflow, granted))
        return plans

    def _machine(self, plan: Plan, name: str, number: int) -> Machine:
        github = dict(mapping(plan.contexts["github"], "github"))
        masks = Masks()
        for secret in mapping(plan.contexts["secrets"], "secrets").values():
            masks.add(to_text(secret))
        return Machine(
            self.host.folder / "runs" / to_text(github["run_number"]) / f"{name}-{number}",
            to_text(github["repository"]),
            self.host.settings,
            self.host.folder / "tools",
            github,
            masks,
        )

    def _contexts(self, needed: dict[str, Value]) -> dict[str, Value]:
        return {"github": self.github, "needs": needed, "vars": dict(self.host.variables), "inputs": self.inputs}


def _counted(result: JobResult, plan: Plan) -> Conclusion:
    """What a job counts as for those after it: with continue-on-error a failure is none."""
    return "success" if result.conclusion == "failure" and is_forgiven(plan) else result.conclusion

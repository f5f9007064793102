"""Runs a workflow from its first job to its last, as GitHub and actions/runner do, on this machine and without a network.

>>> runner = Runner(workspace_source=repository, folder=tmp_path, token=lambda job, permissions: "ghs_1")
>>> result = runner.run(Path(".github/workflows/nightly.yml"), event="schedule", repository="curator/list")
>>> result.jobs["check"].conclusion
'success'
"""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.actions.calls import StandIn
from tests.actions.documents import read
from tests.actions.github_context import OF_MACHINE, github_context
from tests.actions.results import RunResult
from tests.actions.stand_ins import STAND_INS
from tests.actions.steps import StepsRunner
from tests.actions.triggers import check_event, inputs_by_hand
from tests.actions.uses import Uses
from tests.actions.values import Value, to_text
from tests.actions.workflow_run import Host, Run, Token


@dataclass
class Runner:
    """GitHub Actions for one repository."""

    workspace_source: Path
    """What actions/checkout checks out: a git repository, bare or not, or a plain folder."""
    folder: Path
    """Where runs, caches and artifacts lie: a folder of the test's own. Runners of one folder share them."""
    token: Token = lambda _job, _permissions: "ghs_offline"
    actions: Mapping[str, StandIn] = field(default_factory=dict)
    """Stand-ins for remote actions beside, or in place of, those of STAND_INS."""
    local: Mapping[str, Path] = field(default_factory=dict)
    """Folders of repositories with actions of their own: {"owner/linkbot": folder}."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables of the machines. GITHUB_API_URL, GITHUB_GRAPHQL_URL and GITHUB_SERVER_URL go into the context `github` too."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    """The context `vars`."""
    minute: float = 60.0
    """Seconds of a minute of `timeout-minutes`."""

    def run(
        self,
        workflow: Path,
        *,
        event: str,
        repository: str,
        payload: Mapping[str, Value] | None = None,
        ref: str = "refs/heads/main",
        sha: str = "",
        inputs: Mapping[str, Value] | None = None,
        attempt: int = 1,
    ) -> RunResult:
        """Runs every job of the workflow. WorkflowError where GitHub would not start it, or where this runner cannot.

        `payload`: the event, as `github.event`. `sha`: the commit, by default that of `ref`, else of HEAD, in the source.
        `inputs`: of workflow_dispatch. A filter by branch or path under `on:` is not looked at: the caller says that it runs.
        """
        about = read(workflow)
        check_event(about.get("on"), event)
        by_hand = inputs_by_hand(about.get("on"), event, inputs or {})
        github = github_context(
            event=event,
            payload={**(payload or {}), **({"inputs": by_hand} if by_hand else {})},
            repository=repository,
            ref=ref,
            sha=sha or self._commit(ref),
            workflow=workflow,
            name=to_text(about.get("name")) or workflow.name,
            number=self._next_number(),
            attempt=attempt,
            env=self.env,
        )
        return Run(self._host(), about, github, by_hand).result()

    def _host(self) -> Host:
        uses = Uses({**STAND_INS, **self.actions}, self.local, self.workspace_source, self.folder / "stores")
        settings = {name: value for name, value in self.env.items() if name not in OF_MACHINE}
        return Host(self.folder, self.token, settings, self.secrets, self.variables, StepsRunner(uses, self.minute))

    def _next_number(self) -> int:
        """Counts the runs in the folder, so that another Runner of the same folder goes on where this one ends."""
        runs = self.folder / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        for number in itertools.count(len(list(runs.iterdir())) + 1):
            try:
                (runs / str(number)).mkdir()
            except FileExistsError:
                # A run in another thread was quicker.
                continue
            return number
        raise AssertionError("numbers do not end")

    def _commit(self, ref: str) -> str:
        for name in (ref, "HEAD"):
            command = ["git", "-c", "safe.directory=*", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"]
            done = subprocess.run(command, cwd=self.workspace_source, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return done.stdout.strip()
        return "0" * 40

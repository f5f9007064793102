"""The machine that one job runs on: its folders, its environment, its log, what it hides."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.actions.masks import Masks
from tests.actions.results import StepResult
from tests.actions.values import Value

_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
"""Of the environment of the tests a job sees only these; all else comes from the runner's `env`."""


@dataclass(frozen=True)
class PostStep:
    """What an action does when the job ends: actions/cache saves. `condition` as in `if:`."""

    name: str
    condition: str
    call: Callable[[], object]


@dataclass
class Machine:
    """A fresh machine for one job, as GitHub's hosted ones are. `folder` is made, with the folders of the runner in it."""

    folder: Path
    repository: str
    settings: Mapping[str, str]
    """Variables of the machine itself, such as PIP_INDEX_URL."""
    tool_cache: Path
    github: dict[str, Value]
    masks: Masks
    environment: dict[str, str] = field(default_factory=dict)
    """The `env` of workflow and job, and what GITHUB_ENV added."""
    path: list[str] = field(default_factory=list)
    """What GITHUB_PATH added, the last one first on PATH."""
    lines: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    post_steps: list[PostStep] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.github["workspace"] = str(self.workspace)
        for folder in (self.workspace, self.temp, self.home, self.tool_cache):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def workspace(self) -> Path:
        """GITHUB_WORKSPACE: empty until a step checks something out."""
        name = self.repository.rpartition("/")[2]
        return self.folder / "work" / name / name

    @property
    def temp(self) -> Path:
        """RUNNER_TEMP."""
        return self.folder / "work" / "_temp"

    @property
    def home(self) -> Path:
        """HOME, where `settings` name no other."""
        return self.folder / "home"

    def print(self, step: StepResult, text: str) -> None:
        """Writes a line to the log, with what is hidden by now hidden."""
        line = self.masks.applied(text) + "\n"
        step.log += line
        self.lines.append(line)

    def variables(self, env: Mapping[str, str], github: Mapping[str, Value]) -> dict[str, str]:
        """The environment of a program: the machine's, the workflow's, then GITHUB_* and RUNNER_*, which nobody can replace."""
        machine = {name: os.environ[name] for name in _KEPT if name in os.environ}
        variables = {**machine, "HOME": str(self.home), "CI": "true", "GITHUB_ACTIONS": "true", **self.settings, **env}
        variables.update(
            {f"GITHUB_{name.upper()}": value for name, value in github.items() if name in _SHOWN and isinstance(value, str)}
        )
        variables.update({f"RUNNER_{name.upper()}": str(value) for name, value in self.runner_context().items()})
        variables["PATH"] = os.pathsep.join([*reversed(self.path), variables.get("PATH", os.defpath)])
        return variables

    def runner_context(self) -> dict[str, Value]:
        """The context `runner`."""
        return {
            "name": "offline",
            "os": "Linux",
            "arch": "X64",
            "environment": "github-hosted",
            "temp": str(self.temp),
            "tool_cache": str(self.tool_cache),
            "workspace": str(self.folder / "work"),
        }

    def find(self, program: str, variables: Mapping[str, str]) -> str | None:
        """Where a program is on the PATH of a step."""
        return shutil.which(program, path=variables["PATH"])


# The members of the context `github` that programs see as GITHUB_*: GitHubContext.cs, _contextEnvAllowlist.
_SHOWN = frozenset(
    {
        "action",
        "action_path",
        "action_ref",
        "action_repository",
        "actor",
        "actor_id",
        "api_url",
        "base_ref",
        "env",
        "event_name",
        "event_path",
        "graphql_url",
        "head_ref",
        "job",
        "output",
        "path",
        "ref",
        "ref_name",
        "ref_protected",
        "ref_type",
        "repository",
        "repository_id",
        "repository_owner",
        "repository_owner_id",
        "retention_days",
        "run_attempt",
        "run_id",
        "run_number",
        "server_url",
        "sha",
        "state",
        "step_summary",
        "triggering_actor",
        "workflow",
        "workflow_ref",
        "workflow_sha",
        "workspace",
    }
)

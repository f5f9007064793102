"""A list on the tests' GitHub and the web that it links to, and nights of its workflow, run as Actions runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from tests.actions.results import JobResult, RunResult
from tests.actions.runner import Runner
from tests.actions.values import Value
from tests.e2e.running import FAST, HOME, NAMES
from tests.hub import Hub, Repository, Request
from tests.hub.accounts import Level
from tests.world.server import World

from linkbot.model.report import Report

ROOT = Path(__file__).parents[2]
NAME = "curator/list"
EVENING = datetime(2026, 11, 20, 3, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Night:
    """One run of the workflow, and how things stood when it had ended. `asked` are its requests to GitHub, by job."""

    run: RunResult
    report: Report
    asked: Mapping[str, tuple[Request, ...]]
    visits: int
    """How many requests came to the web."""
    stands: Mapping[int, tuple[str, str, str]]
    """The title, state and body of each pull request and issue."""
    branch: bytes
    """The list on linkbot's branch; nothing where there is none."""

    @property
    def check(self) -> JobResult:
        return self.run.jobs["check"]

    @property
    def publish(self) -> JobResult:
        return self.run.jobs["publish"]

    @property
    def writes(self) -> list[str]:
        """What was written, as method and path; no job but `publish` may."""
        return [f"{each.method} {each.path.removeprefix(f'/repos/{NAME}')}" for each in self.asked["publish"] if each.is_write]


@dataclass
class Schedule:
    """The nights of curator/list. `tokens` says which job got which token."""

    folder: Path
    hub: Hub = field(default_factory=lambda: Hub(EVENING))
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.folder)
        self.repository: Repository = self.hub.repository(NAME)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.world.close()
        self.hub.close()

    def night(self, workflow: Path) -> Night:
        """What comes of the next night."""
        self.hub.clock.advance(hours=24)
        return self._night(workflow, "schedule", {})

    def dry_run(self, workflow: Path) -> Night:
        """What comes of it when a person presses "Run workflow" and leaves `dry-run` ticked."""
        return self._night(workflow, "workflow_dispatch", {"dry-run": True})

    def run(self, workflow: Path, event: str = "schedule", inputs: Mapping[str, Value] | None = None) -> RunResult:
        """One run of the workflow, whatever comes of it."""
        about: dict[str, Value] = {"repository": {"full_name": NAME, "default_branch": "main", "fork": False}}
        return self._runner().run(workflow, event=event, repository=NAME, payload=about, inputs=inputs)

    def _night(self, workflow: Path, event: str, inputs: Mapping[str, Value]) -> Night:
        asked, visits = len(self.hub.log), len(self.world.requests)
        run = self.run(workflow, event, inputs)
        by_job: dict[str, tuple[Request, ...]] = dict.fromkeys(run.jobs, ())
        for request in self.hub.log[asked:]:
            by_job[self._job(request)] += (request,)
        return Night(
            run,
            Report.model_validate_json(Path(run.jobs["check"].step("run").outputs["report"]).read_bytes()),
            by_job,
            len(self.world.requests) - visits,
            {number: (item.title, item.state, item.body or "") for number, item in self.repository.items.items()},
            self.repository.files("linkbot/fixes").get("README.md", b"")
            if "linkbot/fixes" in self.repository.branches()
            else b"",
        )

    def _job(self, request: Request) -> str:
        return self.tokens[request.headers["authorization"].rpartition(" ")[2]]

    def _runner(self) -> Runner:
        return Runner(
            Path(self.repository.git.folder),
            self.folder / "actions",
            local={"linkbot/linkbot": ROOT},
            token=self._token,
            env=self._machine(),
        )

    def _token(self, job: str, permissions: Mapping[str, str]) -> str:
        given: dict[str, Level] = {
            name.replace("-", "_"): "write" if may == "write" else "read" for name, may in permissions.items() if may != "none"
        }
        token = self.hub.actions_token(NAME, **given)
        self.tokens[token] = job
        return token

    def _machine(self) -> dict[str, str]:
        """The variables of a machine that has this one for a network: the hub is its GitHub, the world its web."""
        rules = self.folder / "rules"
        for kind, text in (("hosts", FAST.format(host=HOME, per_second=1000, connections=10)), ("conventions", NAMES)):
            (rules / kind).mkdir(parents=True, exist_ok=True)
            (rules / kind / "network.yaml").write_text(text)
        told = {
            "github_url": self.hub.url,
            "allow_network": f"{HOME}/32",
            "allow_ports": ",".join(map(str, self.world.settings().allow_ports)),
            "rules_dir": rules,
            "pace": 100,
        }
        # The rules as JSON outlive these machines, which spares each run a second; what a check finds out does not lie there.
        machine = {"GITHUB_API_URL": self.hub.url, "XDG_CACHE_HOME": str(self.folder / "cache")}
        return machine | {f"LINKBOT_{name.upper()}": str(value) for name, value in told.items()}

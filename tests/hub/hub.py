"""A GitHub for the tests: who and what there is, and what was asked and written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from tests.hub import access
from tests.hub.accounts import Role, Token
from tests.hub.clock import Clock
from tests.hub.faults import Fault
from tests.hub.openapi import Contract
from tests.hub.people import People
from tests.hub.pings import Ping
from tests.hub.repository import Repository
from tests.hub.serving import ENTERPRISE, Service
from tests.hub.tracker import Settings, Surroundings
from tests.hub.wire import LOOPBACK, Reply, Request, Wire
from tests.hub.written import Written


def _nothing(_: Request) -> None:
    """What a hook does where no test has set one."""


class Hub(People):
    """Declare people, tokens and repositories, hand `url` to the product, read `log` and the repositories.

    `before` and `after` are called with every request, in the thread of its connection, and may do anything that a person could
    do in that moment, or raise HangUpError. What a hook or the hub itself raises otherwise, and every request that GitHub's
    OpenAPI description does not know, is a mistake: `close` raises the first one.
    """

    def __init__(self, clock: Clock | datetime | None = None) -> None:
        super().__init__()
        self.clock = clock if isinstance(clock, Clock) else Clock(clock)
        self.log: list[Request] = []
        self.written: list[Written] = []
        self.faults: list[Fault] = []
        self.mistakes: list[Exception] = []
        self.before: Callable[[Request], object] = _nothing
        self.after: Callable[[Request], object] = _nothing
        self.limits = {"core": 5000, "graphql": 5000, "search": 30}
        self.left = dict(self.limits)
        self.repositories: list[Repository] = []
        self._names: dict[str, Repository] = {}
        self._folder = Path(tempfile.mkdtemp(prefix="hub-"))
        self._contract = Contract.of_github()
        self._wire = Wire(Service(self).answer)
        self.url = f"http://{LOOPBACK}:{self._wire.port}"
        self.enterprise_url = f"{self.url}{ENTERPRISE}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the hub; raises the first mistake that was made in it."""
        self._wire.close()
        for repository in self.repositories:
            repository.git.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self.mistakes:
            raise self.mistakes[0]

    # what there is

    def repository(
        self,
        full_name: str,
        files: Mapping[str, bytes | None] | None = None,
        *,
        issues: bool = True,
        private: bool = False,
        default_branch: str = "main",
        roles: Mapping[str, Role] | None = None,
        fork_of: Repository | None = None,
    ) -> Repository:
        """A repository, with `files` as its first commit; a fork begins with the branches of its parent."""
        settings = Settings(issues=issues, private=private, default_branch=default_branch, roles=dict(roles or {}))
        around = Surroundings(self.clock.now, self.ids, self._folder, self.account, self._said, self._renamed, self.lock)
        with self.lock:
            made = Repository(full_name, around, settings, fork_of)
            self.repositories.append(made)
            self._renamed()
        for name, sha in fork_of.branches().items() if fork_of else ():
            made.force_push(name, sha)
        if files:
            made.push(files, message="First commit")
        return made

    def named(self, full_name: str) -> Repository | None:
        """The repository that has, or once had, a name."""
        return self._names.get(full_name.lower())

    def may_read(self, token: Token | None, repository: Repository) -> bool:
        return access.may_read(token, repository)

    # what happened

    @property
    def writes(self) -> list[Request]:
        """The requests that would change something, whether they were carried out (`done`) or not."""
        return [request for request in self.log if request.is_write]

    @property
    def pings(self) -> list[tuple[Written, Ping]]:
        """What all that was written would have done to others."""
        return [(written, ping) for written in list(self.written) for ping in written.pings if self._is_there(ping)]

    @property
    def reset(self) -> int:
        """When the limits begin anew, in seconds since 1970."""
        return int(self.clock.now().timestamp()) // 3600 * 3600 + 3600

    def check_request(self, request: Request, template: str) -> list[str]:
        """What GitHub's OpenAPI description does not allow in a request; it is noted as a mistake."""
        problems = self._contract.request_problems(request.method, template, request.query, request.raw)
        self._note(request, problems)
        return problems

    def check_reply(self, request: Request, template: str, reply: Reply) -> None:
        """Notes where the hub answers as GitHub would not."""
        self._note(request, self._contract.reply_problems(request.method, template, reply.status, reply.data))

    def _note(self, request: Request, problems: Sequence[str]) -> None:
        self.mistakes += [AssertionError(f"{request.method} {request.path}: {problem}") for problem in problems]

    def _is_there(self, ping: Ping) -> bool:
        """GitHub makes a link of a SHA only where there is such a commit; what other repositories have is not known here."""
        name, _, sha = ping.target.partition("@")
        here = self.named(name) if ping.kind == "commit" else None
        return here is None or len(sha) < 40 or here.git.kind(sha) == "commit"

    def _said(self, repository: str, where: str, text: str, by: str) -> None:
        self.written.append(Written(repository, where, text, by))

    def _renamed(self) -> None:
        self._names |= {repository.full_name.lower(): repository for repository in self.repositories}

"""Who there is, and what the token of a request may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.hub import refusals
from tests.hub.refusals import RefusedError

AccountType = Literal["User", "Organization", "Bot"]
Level = Literal["read", "write"]
TokenKind = Literal["classic", "fine-grained", "installation", "actions"]
Role = Literal["pull", "triage", "push", "maintain", "admin"]


@dataclass(frozen=True)
class Account:
    """A person, an organisation or a bot."""

    login: str
    id: int
    type: AccountType = "User"

    @property
    def email(self) -> str:
        """The address that stands in commits made through the API."""
        return f"{self.id}+{self.login}@users.noreply.github.com"


@dataclass(frozen=True)
class Token:
    """What a token is for.

    classic: a person's, with scopes. fine-grained: a person's, with permissions. installation: a GitHub App's. actions: the
    GITHUB_TOKEN of a run. `repositories` are those that it is for, in lower case; None is all.
    """

    account: Account
    kind: TokenKind = "classic"
    scopes: tuple[str, ...] = ("repo",)
    permissions: Mapping[str, Level] = field(default_factory=dict)
    repositories: frozenset[str] | None = None

    @property
    def is_bot(self) -> bool:
        return self.kind in ("installation", "actions")

    def reaches(self, full_name: str) -> bool:
        return self.repositories is None or full_name.lower() in self.repositories

    def need(self, permission: str, level: Level, full_name: str) -> None:
        """Raises RefusedError, in GitHub's words, where the token lacks a permission for a repository."""
        if self.kind == "classic":
            if level == "write" and not {"repo", "public_repo"} & set(self.scopes):
                raise refusals.not_found()
            return
        given = "read" if permission == "metadata" else self.permissions.get(permission)
        if not self.reaches(full_name) or given is None or (level == "write" and given != "write"):
            words = refusals.INTEGRATION if self.is_bot else refusals.PERSONAL_TOKEN
            raise RefusedError(403, words)


@dataclass(frozen=True)
class App:
    """A GitHub App, known by its public key (PEM), and where it is installed: by owner, the id and the repositories."""

    id: int
    slug: str
    account: Account
    owner: Account
    public_key: bytes
    permissions: Mapping[str, Level]
    installations: dict[str, int] = field(default_factory=dict)
    repositories: dict[str, set[str]] = field(default_factory=dict)

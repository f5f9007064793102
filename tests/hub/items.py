"""Issues and pull requests as the hub keeps them; both count in one row of numbers, as on GitHub."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tests.hub.repository import Repository

State = Literal["open", "closed"]
Method = Literal["merge", "squash", "rebase"]


@dataclass(frozen=True)
class Event:
    """Something that happened to an issue or a pull request; `more` are the keys that only this kind has."""

    id: int
    event: str
    actor: str
    at: datetime
    commit: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Comment:
    """A comment below an issue or a pull request."""

    id: int
    author: str
    body: str
    created: datetime
    updated: datetime


@dataclass
class Pull:
    """What a pull request has and an issue has not. `head_sha` follows the branch while it is open; `base_sha` is the base
    as it was when the head last moved.
    """

    head_repository: Repository
    head: str
    base: str
    head_sha: str
    base_sha: str
    draft: bool = False
    maintainer_can_modify: bool = False
    merged: datetime | None = None
    merged_by: str = ""
    merge_commit: str | None = None


@dataclass
class Item:
    """An issue, or with `pull` a pull request. The next `unlisted` lists do not show it yet."""

    number: int
    id: int
    author: str
    title: str
    body: str | None
    created: datetime
    updated: datetime
    state: State = "open"
    state_reason: str | None = None
    closed: datetime | None = None
    closed_by: str = ""
    labels: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pull: Pull | None = None
    unlisted: int = 0

    @property
    def is_merged(self) -> bool:
        return self.pull is not None and self.pull.merged is not None


@dataclass(frozen=True)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(frozen=True)
class Rule:
    """A ruleset's or a branch protection's rule: who writes to a ref that matches `refs` is refused.

    `refs` is a pattern of fnmatch over full names; `forbids` are the acts; `words` are what GitHub says.
    """

    refs: str
    forbids: frozenset[Literal["creation", "update", "deletion"]]
    words: str

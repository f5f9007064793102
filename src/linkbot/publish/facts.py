"""What publishing knows of a repository on GitHub, and what may come of asking GitHub to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from linkbot.errors import LinkbotError

State = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """A repository as GitHub calls it today, which after a rename is not how it was asked for."""

    full_name: str
    url: str
    """Its page: https://github.com/owner/name."""
    default_branch: str
    is_archived: bool
    has_issues: bool
    is_fork: bool
    asked_as: str

    @property
    def owner(self) -> str:
        """The part before the slash."""
        return self.full_name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: `author` and `committer` are e-mail addresses; `by_github` says that GitHub itself made (and signed) it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    message: str
    author: str
    committer: str
    by_github: bool
    committed_at: datetime


@dataclass(frozen=True, slots=True)
class Blob:
    """A file in a tree: its object id and git's mode (100644, 100755; 120000 is a symlink, 160000 a submodule)."""

    sha: str
    mode: str


@dataclass(frozen=True, slots=True)
class Distance:
    """How far `head` is from `base`: the commits that each has and the other lacks."""

    ahead: int
    behind: int


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request from a branch of this repository. `tip` is the last commit of its branch while it is open."""

    number: int
    url: str
    state: State
    merged: bool
    title: str
    body: str
    author: str
    branch: str
    base: str
    tip: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue; `is_pull` says that it is a pull request, which GitHub lists as one."""

    number: int
    url: str
    state: State
    title: str
    body: str
    author: str
    is_pull: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """What a file is to hold: its bytes and its mode."""

    data: bytes
    mode: str


Files = Mapping[str, Blob]
"""The files of a tree by path, folders left out."""


class Cause(StrEnum):
    """Why GitHub would not do what it was asked for, as far as it decides what to try next."""

    READ_ONLY = "read-only"  # the token may not write this
    PULLS_FORBIDDEN = "pulls-forbidden"  # Actions may not create pull requests here
    RULES = "rules"  # a ruleset or branch protection
    NO_BRANCH = "no-branch"  # the base branch is not there
    ISSUES_OFF = "issues-off"
    ARCHIVED = "archived"
    TAKEN = "taken"  # a branch or pull request of this name exists already
    BLOCKED_NAME = "blocked-name"  # a branch `linkbot` makes `linkbot/links` impossible
    MOVED_ON = "moved-on"  # somebody pushed: not a fast forward
    LIMIT = "limit"  # a rate limit that does not end soon
    CREDENTIALS = "credentials"  # the token is wrong, expired, or for another installation
    MISSING = "missing"  # no such repository, or it is not visible with this token
    UNREACHABLE = "unreachable"  # no answer, or none that is GitHub's
    UNCERTAIN = "uncertain"  # something was to be created, and the answer was lost: it may be there
    OTHER = "other"


class Refused(LinkbotError):  # noqa: N818 - it says what happened
    """GitHub would not, or could not: one sentence with the cause, and the setting to change as `hint`."""

    def __init__(self, cause: Cause, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.cause = cause

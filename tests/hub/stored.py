"""One repository of the hub: its git and its issues and pull requests, and how they hang together."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

from tests.hub import refusals
from tests.hub.accounts import Role
from tests.hub.git import Git
from tests.hub.items import Item, Pull, State
from tests.hub.tracker import Settings, Surroundings, Tracker

Act = Literal["creation", "update", "deletion"]


class Stored(Tracker):
    """A repository's state, and the changes that keep it consistent; who may make them is asked elsewhere."""

    def __init__(self, full_name: str, around: Surroundings, settings: Settings, parent: Stored | None = None) -> None:
        super().__init__(full_name, around, settings)
        self.parent = parent
        self.id = next(around.ids)
        self.created = around.now()
        self.pushed = self.created
        self.pulls_from_here: list[tuple[Stored, Item]] = []
        self.git: Git = Git(around.folder / f"{self.id}.git", parent.git.folder if parent else None)

    @property
    def owner(self) -> str:
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        return self.full_name.partition("/")[2]

    def role(self, login: str) -> Role:
        if login == self.owner:
            return "admin"
        return self.settings.roles.get(login, "pull")

    def may_push(self, login: str) -> bool:
        return self.role(login) in ("push", "maintain", "admin")

    # refs

    def forbid(self, ref: str, act: Act) -> None:
        """Raises RefusedError where a rule forbids the act."""
        for rule in self.settings.rules:
            if act in rule.forbids and fnmatchcase(ref, rule.refs):
                raise refusals.unprocessable(rule.words)

    def set_ref(self, ref: str, sha: str, by: str) -> None:
        """Points a ref to a commit; pull requests follow, and end where that leaves them nothing to merge."""
        self.git.set_ref(ref, sha)
        self.pushed = self.around.now()
        branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""
        if not branch:
            return
        for base, item in list(self.pulls_from_here):
            if item.state == "open" and item.pull and item.pull.head == branch:
                base.follow(item, sha, by)
        for item in self.items.values():
            if item.state == "open" and item.pull and item.pull.base == branch and self.git.is_ancestor(item.pull.head_sha, sha):
                self.mark_merged(item, by, item.pull.head_sha)

    def delete_ref(self, ref: str, by: str) -> None:
        """Deletes a ref; pull requests from it and into it are closed."""
        self.git.delete_ref(ref)
        for item in self.items.values():
            if item.state == "open" and item.pull and f"refs/heads/{item.pull.base}" == ref:
                self.set_state(item, "closed", by)
        for base, item in list(self.pulls_from_here):
            if item.pull and f"refs/heads/{item.pull.head}" == ref:
                if item.state == "open":
                    base.set_state(item, "closed", by)
                base.happened(item, "head_ref_deleted", by)

    def follow(self, item: Item, sha: str, by: str) -> None:
        """The head of an open pull request has moved to `sha`."""
        pull = item.pull
        assert pull is not None
        if pull.head_repository is not self:
            self.fetch(pull.head_repository, sha)
        base = self.git.ref(f"refs/heads/{pull.base}") or pull.base_sha
        pull.head_sha, pull.base_sha, item.updated = sha, base, self.around.now()
        self.git.set_ref(f"refs/pull/{item.number}/head", sha)
        if self.git.is_ancestor(sha, base):
            self.set_state(item, "closed", by)

    def fetch(self, other: Stored, sha: str) -> None:
        """Brings a commit of a fork, and all below it, into this repository."""
        if self.git.kind(sha) is None:
            remote = self.git.objects.remotes.create_anonymous(str(other.git.folder))
            remote.fetch(
                [f"+{ref}:refs/forks/{other.id}/{ref}" for ref, at in other.git.refs("refs/heads/").items() if at == sha]
            )

    # issues and pull requests

    def open_item(self, title: str, body: str | None, by: str, pull: Pull | None = None) -> Item:
        now = self.around.now()
        item = Item(len(self.items) + 1, next(self.around.ids), by, title, body, now, now, pull=pull)
        item.unlisted = self.settings.list_lag
        self.items[item.number] = item
        if pull:
            assert isinstance(pull.head_repository, Stored)
            pull.head_repository.pulls_from_here.append((self, item))
            self.git.set_ref(f"refs/pull/{item.number}/head", pull.head_sha)
        self.around.said(self.full_name, f"#{item.number} title", title, by)
        self.around.said(self.full_name, f"#{item.number} body", body or "", by)
        return item

    def set_state(self, item: Item, state: State, by: str, reason: str | None = None) -> None:
        """Opens or closes; raises RefusedError where a pull request can no longer be opened."""
        if item.state == state:
            if reason and not item.pull:
                item.state_reason = reason
            return
        now = self.around.now()
        if state == "open":
            self._may_reopen(item)
            item.state_reason = "reopened" if not item.pull else None
            item.closed, item.closed_by = None, ""
        else:
            item.state_reason = (reason or "completed") if not item.pull else None
            item.closed, item.closed_by = now, by
        item.state, item.updated = state, now
        self.happened(item, "closed" if state == "closed" else "reopened", by)

    def _may_reopen(self, item: Item) -> None:
        pull = item.pull
        if pull is None:
            return
        tip = pull.head_repository.git.ref(f"refs/heads/{pull.head}")
        if pull.merged or tip is None or not self.git.kind(tip) or not self.git.is_ancestor(pull.head_sha, tip):
            words = f"state cannot be changed. The {pull.head} branch was force-pushed or recreated."
            gone = f"state cannot be changed. The {pull.head} branch has been deleted."
            raise refusals.custom("PullRequest", words if tip else gone, "state")
        if any(other is not item for other in self.pulls_between(pull.head_repository, pull.head, pull.base)):
            message = f"state cannot be changed. There is already an open pull request from {pull.head} to {pull.base}."
            raise refusals.custom("PullRequest", message, "state")
        pull.head_sha = tip
        self.git.set_ref(f"refs/pull/{item.number}/head", tip)

    def mark_merged(self, item: Item, by: str, commit: str) -> None:
        assert item.pull is not None
        now = self.around.now()
        item.pull.merged, item.pull.merged_by, item.pull.merge_commit = now, by, commit
        item.state, item.closed, item.closed_by, item.updated = "closed", now, by, now
        self.happened(item, "merged", by, commit=commit)
        self.happened(item, "closed", by)

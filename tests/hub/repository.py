"""A repository as a test handles it: what people do to it by hand, and how things stand."""

from __future__ import annotations

from collections.abc import Mapping

from tests.hub import merging
from tests.hub.git import Person
from tests.hub.items import Item, Method, Pull, Rule, State
from tests.hub.stored import Stored

PULL_REQUEST_RULE = "Repository rule violations found\n\nChanges must be made through a pull request.\n\n"


class Repository(Stored):
    """Each act takes the login of whoever does it; "" is the owner. Acts may come from any thread, also from a hook."""

    # pushing

    def push(
        self,
        files: Mapping[str, bytes | None],
        *,
        branch: str = "",
        author: str = "",
        message: str = "Edit by hand",
        modes: Mapping[str, int] | None = None,
    ) -> str:
        """Commits files (None takes one away) to a branch, which is started from the default branch where it is not there."""
        branch = branch or self.settings.default_branch
        with self.around.lock:
            tip = self.tip(branch) or self.tip(self.settings.default_branch)
            sha = self._commit(self.git.put(tip, files, modes), [tip] if tip else [], author, author, message)
            self.set_ref(f"refs/heads/{branch}", sha, author or self.owner)
        return sha

    def amend(self, branch: str, files: Mapping[str, bytes | None] | None = None, *, by: str = "", message: str = "") -> str:
        """Replaces the last commit of a branch, as `git commit --amend` and a forced push do: the author stays."""
        with self.around.lock:
            old = self.git.commit(self.tip(branch) or "")
            tree = self.git.put(str(old.id), files or {})
            parents = [str(parent) for parent in old.parent_ids]
            author = Person(old.author.name, old.author.email)
            sha = self._commit(tree, parents, author, by, message or old.message)
            self.set_ref(f"refs/heads/{branch}", sha, by or self.owner)
        return sha

    def force_push(self, branch: str, sha: str, *, by: str = "") -> None:
        """Points a branch to any commit."""
        with self.around.lock:
            self.set_ref(f"refs/heads/{branch}", sha, by or self.owner)

    def delete_branch(self, branch: str, *, by: str = "") -> None:
        with self.around.lock:
            self.delete_ref(f"refs/heads/{branch}", by or self.owner)

    # issues and pull requests

    def open_issue(self, title: str, body: str = "", *, by: str = "") -> Item:
        with self.around.lock:
            return self.open_item(title, body, by or self.owner)

    def open_pull(self, title: str, head: str, *, base: str = "", body: str = "", by: str = "") -> Item:
        base = base or self.settings.default_branch
        with self.around.lock:
            pull = Pull(self, head, base, self.branches()[head], self.branches()[base])
            return self.open_item(title, body, by or self.owner, pull)

    def merge(self, number: int, *, method: Method = "merge", by: str = "") -> str:
        """Merges a pull request and returns the new tip of its base."""
        with self.around.lock:
            return merging.merge(self, self.items[number], method, by or self.owner)

    def close(self, number: int, *, by: str = "", reason: str | None = None) -> None:
        with self.around.lock:
            self.set_state(self.items[number], "closed", by or self.owner, reason)

    def reopen(self, number: int, *, by: str = "") -> None:
        with self.around.lock:
            self.set_state(self.items[number], "open", by or self.owner)

    def edit(self, number: int, *, title: str | None = None, body: str | None = None, by: str = "") -> None:
        given = {"title": title, "body": body}
        with self.around.lock:
            changes = {name: value for name, value in given.items() if value is not None}
            self.edit_item(self.items[number], by or self.owner, **changes)

    def comment(self, number: int, body: str, *, by: str = "") -> None:
        with self.around.lock:
            self.add_comment(self.items[number], body, by or self.owner)

    def tick(self, number: int, key: str, *, by: str = "") -> None:
        """Ticks the line of a body that ends in `<!-- lb:KEY -->`: a fingerprint, `undo:FINGERPRINT` or `cmd:rebuild`."""
        self._mark(number, key, "- [ ]", "- [x]", by)

    def untick(self, number: int, key: str, *, by: str = "") -> None:
        self._mark(number, key, "- [x]", "- [ ]", by)

    # settings

    def rename(self, name: str) -> None:
        """Calls the repository otherwise, "name" or "owner/name"; the old name leads to the new one."""
        with self.around.lock:
            self.full_name = name if "/" in name else f"{self.owner}/{name}"
            self.around.renamed()

    def archive(self, *, archived: bool = True) -> None:
        self.settings.archived = archived

    def disable_issues(self, *, disabled: bool = True) -> None:
        self.settings.issues = not disabled

    def protect(self, branch: str, *, words: str = PULL_REQUEST_RULE) -> None:
        """Nobody may push to a branch, or delete it."""
        self.settings.rules.append(Rule(f"refs/heads/{branch}", frozenset({"update", "deletion"}), words))

    # how things stand

    def tip(self, branch: str = "") -> str | None:
        """The commit at the end of a branch."""
        with self.around.lock:
            return self.git.ref(f"refs/heads/{branch or self.settings.default_branch}")

    def files(self, branch: str = "") -> dict[str, bytes]:
        """The files on a branch, or under a commit."""
        with self.around.lock:
            return self.git.files(self.tip(branch) or branch)

    def branches(self) -> dict[str, str]:
        """The tip of each branch."""
        with self.around.lock:
            return {name.removeprefix("refs/heads/"): sha for name, sha in self.git.refs("refs/heads/").items()}

    def log(self, branch: str = "") -> list[str]:
        """The commits of a branch, the newest first."""
        with self.around.lock:
            return self.git.commits(None, self.tip(branch) or branch)[::-1]

    def message(self, sha: str) -> str:
        with self.around.lock:
            return self.git.commit(sha).message

    def parents(self, sha: str) -> list[str]:
        with self.around.lock:
            return [str(parent) for parent in self.git.commit(sha).parent_ids]

    def pulls(self, state: State | None = "open") -> list[Item]:
        """The pull requests in a state, None is any, the oldest first."""
        return [item for item in self._in(state) if item.pull]

    def issues(self, state: State | None = "open") -> list[Item]:
        """The issues that are no pull requests."""
        return [item for item in self._in(state) if not item.pull]

    def is_reachable(self, sha: str, under: str = "refs/heads/") -> bool:
        """Whether some branch still has a commit; "refs/" looks under pull requests and tags as well."""
        with self.around.lock:
            return any(self.git.is_ancestor(sha, tip) for tip in set(self.git.refs(under).values()))

    def _in(self, state: State | None) -> list[Item]:
        with self.around.lock:
            return [item for item in self.items.values() if state in (None, item.state)]

    def _commit(self, tree: str, parents: list[str], author: str | Person, committer: str, message: str) -> str:
        now = self.around.now()
        writer = author if isinstance(author, Person) else self._person(author)
        return self.git.write_commit(message, tree, parents, writer, self._person(committer), (now, now))

    def _person(self, login: str) -> Person:
        account = self.around.account(login or self.owner)
        return Person(account.login, account.email)

    def _mark(self, number: int, key: str, old: str, new: str, by: str) -> None:
        with self.around.lock:
            lines = (self.items[number].body or "").split("\n")
            found = [at for at, line in enumerate(lines) if f"<!-- lb:{key} -->" in line and line.lstrip().startswith(old)]
            assert len(found) == 1, f"{len(found)} lines with {old} and lb:{key} in #{number}"
            lines[found[0]] = lines[found[0]].replace(old, new, 1)
            self.edit(number, body="\n".join(lines), by=by)

"""One repository's git objects and refs on GitHub, by the Git Data API: read as few as possible, written without force."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

from linkbot.account import git_blob
from linkbot.publish import shapes
from linkbot.publish.facts import Cause, Commit, Distance, File, Files, Refused, RepositoryFacts
from linkbot.publish.refused import refused
from linkbot.publish.wire import LostError, Reply
from linkbot.publish.writing import Caller

T = TypeVar("T")
DELAYS = (1.0, 2.0, 4.0, 8.0)
"""Seconds before each look for what may have been made by a request whose answer was lost."""
NOT_ITS = (KeyError, TypeError, ValueError, AttributeError)
"""What the functions of `shapes` raise where JSON is not GitHub's."""
_ENTRIES = 100  # of a tree in one request
_OURS = "refs/linkbot/"
_NOTHING = (404, 409)  # 409: there is no commit at all yet
_UNRELATED = "no common ancestor"


class GitData:
    """The objects and refs of the repository `facts`, for one thread at a time. Everything raises Refused, writes Stopped too."""

    def __init__(self, caller: Caller, facts: RepositoryFacts, *, delays: Sequence[float] = DELAYS) -> None:
        self.facts = facts
        self._caller = caller
        self._delays = delays

    @property
    def server_time(self) -> datetime:
        """GitHub's clock, as of its last answer."""
        return self._caller.server_time

    def branch(self, name: str) -> Commit | None:
        """The tip of a branch, None where there is no such branch (one that was renamed is not there)."""
        reply = self._caller.read(self._path(f"/branches/{quote(name, safe='')}"))
        if reply.status in _NOTHING:
            return None
        sha = self._read(reply, lambda data: shapes.sha(data["commit"]["sha"]) if data["name"] == name else None)
        if sha and "commit" not in reply.data["commit"]:  # the short form, which lists of branches have
            return self.commit(sha)
        return self._read(reply, shapes.branch_tip) if sha else None

    def tip(self, branch: str) -> str | None:
        """The id of the last commit of a branch, None where there is no such branch."""
        return self._ref(f"heads/{branch}")

    def refs(self, prefix: str) -> Mapping[str, str]:
        """The refs that begin with refs/`prefix`, by their full names: the ids of what they point to."""
        reply = self._caller.read(self._path(f"/git/matching-refs/{quote(prefix)}"))
        if reply.status in _NOTHING:
            return {}
        return self._read(reply, lambda data: {str(ref["ref"]): shapes.sha(ref["object"]["sha"]) for ref in data})

    def commit(self, sha: str) -> Commit:
        """The commit of that id."""
        return self._read(self._caller.read(self._path(f"/git/commits/{sha}")), shapes.commit)

    def files(self, tree: str, paths: Sequence[str]) -> Files:
        """The files of a tree, at least those of `paths` that are there; the others as far as they come along."""
        if not any("/" in path for path in paths):
            return self._tree(tree, "")[0]
        found, is_whole = self._tree(tree, "", recursive="1")
        return found if is_whole else self._walked(tree, "", frozenset(folder for path in paths for folder in _folders(path)))

    def blob(self, sha: str) -> bytes | None:
        """The bytes of that id, None where GitHub has no such object."""
        reply = self._caller.read(self._path(f"/git/blobs/{sha}"))
        return None if reply.status == 404 else self._read(reply, lambda data: _bytes(data, sha))

    def distance(self, base: str, head: str) -> Distance:
        """How far the commit `head` is from `base`. Where they have no common ancestor, one commit each stands for all."""
        if base == head:
            return Distance(0, 0)
        reply = self._caller.read(self._path(f"/compare/{base}...{head}"), per_page="1")
        if reply.status == 404 and _UNRELATED in reply.message.lower():
            return Distance(1, 1)
        return self._read(reply, lambda data: Distance(int(data["ahead_by"]), int(data["behind_by"])))

    def make_tree(self, base_tree: str, files: Mapping[str, File]) -> str:
        """The id of the tree that is `base_tree` but for `files`, in which every byte and mode is as given."""
        entries = [
            {"path": path, "mode": file.mode, "type": "blob", "sha": self._make_blob(file.data)}
            for path, file in sorted(files.items())
        ]
        tree = base_tree
        for start in range(0, len(entries), _ENTRIES):
            body = {"base_tree": tree, "tree": entries[start : start + _ENTRIES]}
            tree = self._read(self._change("POST", "/git/trees", body), lambda data: shapes.sha(data["sha"]))
        return tree

    def make_commit(self, message: str, tree: str, parents: Sequence[str]) -> str:
        """The id of a new commit. It names no author, so that GitHub signs what a bot makes."""
        body = {"message": message, "tree": tree, "parents": list(parents)}
        return self._read(self._change("POST", "/git/commits", body), lambda data: shapes.sha(data["sha"]))

    def create_ref(self, ref: str, sha: str) -> None:
        """Makes `ref` (refs/heads/...) at a commit. Refused(TAKEN) where it is there already.

        After a lost answer it counts as made where it is at `sha`: no other run may want the same ref at the same commit.
        """

        def made() -> bool | None:
            there = self._ref(ref.removeprefix("refs/"))
            if there not in (None, sha):
                raise Refused(Cause.TAKEN, "the branch is there already: somebody else has just made it.")
            return there == sha or None

        self._create("/git/refs", {"ref": ref, "sha": sha}, lambda data: shapes.sha(data["object"]["sha"]) == sha, made)

    def move_branch(self, branch: str, sha: str) -> None:
        """Moves a branch on to a commit that contains its tip; Refused(MOVED_ON) where somebody has pushed."""
        self._fine(self._change("PATCH", f"/git/refs/heads/{quote(branch)}", {"sha": sha, "force": False}))

    def delete_ref(self, ref: str) -> None:
        """Deletes a claim of ours, which may be gone already. No branch is ever deleted: ValueError."""
        if not ref.startswith(_OURS):
            raise ValueError(f"not ours to delete: {ref}")
        reply = self._change("DELETE", f"/git/refs/{quote(ref.removeprefix('refs/'))}")
        if reply.status != 422 or "does not exist" not in reply.message.lower():
            self._fine(reply)

    def _ref(self, name: str) -> str | None:
        reply = self._caller.read(self._path(f"/git/ref/{quote(name)}"))
        return None if reply.status in _NOTHING else self._read(reply, lambda data: shapes.sha(data["object"]["sha"]))

    def _tree(self, sha: str, folder: str, **parameters: str) -> tuple[Files, bool]:
        """The files of a tree by their paths, and whether these are all."""
        reply = self._caller.read(self._path(f"/git/trees/{sha}"), **parameters)
        return self._read(reply, lambda data: (shapes.files(data["tree"], folder), not data["truncated"]))

    def _walked(self, tree: str, folder: str, wanted: frozenset[str]) -> Files:
        """The files of `folder` and of those below it that are wanted, for a tree too large to be listed at once."""
        reply = self._caller.read(self._path(f"/git/trees/{tree}"))
        found = self._read(reply, lambda data: shapes.files(data["tree"], folder))
        folders = self._read(reply, lambda data: shapes.folders(data["tree"], folder))
        inner = [self._walked(sha, path, wanted) for path, sha in folders.items() if path in wanted]
        return {path: blob for files in (found, *inner) for path, blob in files.items()}

    def _make_blob(self, data: bytes) -> str:
        body = {"content": b64encode(data).decode("ascii"), "encoding": "base64"}
        sha = self._read(self._change("POST", "/git/blobs", body), lambda data: shapes.sha(data["sha"]))
        if len(sha) == 40 and sha != git_blob(data):
            raise Refused(Cause.UNREACHABLE, "GitHub took other bytes than it was sent, so nothing was made of them.")
        return sha

    def _path(self, rest: str) -> str:
        return f"/repos/{self.facts.full_name}{rest}"

    def _change(self, method: str, rest: str, body: Any = None) -> Reply:
        return self._caller.change(method, self._path(rest), body)

    def _create(self, rest: str, body: Any, shape: Callable[[Any], T], find: Callable[[], T | None]) -> T:
        """What was made. Where its answer is lost it is looked for, and never made a second time."""
        try:
            reply = self._caller.create(self._path(rest), body)
        except LostError:
            return self._found(find)
        self._fine(reply)
        try:
            return shape(reply.data)
        except NOT_ITS:
            return self._found(find)

    def _found(self, find: Callable[[], T | None]) -> T:
        for delay in self._delays:
            self._caller.pause(delay)
            try:
                made = find()
            except Refused as refusal:
                if refusal.cause is not Cause.UNREACHABLE:
                    raise
                continue
            if made is not None:
                return made
        raise Refused(
            Cause.UNCERTAIN,
            "GitHub's answer was lost, and what was to be made is not to be seen: it may or may not be there.",
            hint="The next run looks again, and makes nothing twice.",
        )

    def _read(self, reply: Reply, shape: Callable[[Any], T]) -> T:
        """What an answer says."""
        self._fine(reply)
        try:
            return shape(reply.data)
        except NOT_ITS as error:
            raise Refused(
                Cause.UNREACHABLE, f"what answered {reply.method} {reply.path} is not GitHub.", hint="Look at `github_url`."
            ) from error

    def _fine(self, reply: Reply) -> None:
        if not reply.is_fine:
            self._refuse(reply)

    def _refuse(self, reply: Reply) -> NoReturn:
        raise refused(reply, self.facts.full_name, self.facts.url)


def _bytes(data: Any, sha: str) -> bytes:
    if data["encoding"] != "base64":
        raise ValueError(f"not base64: {data['encoding']}")
    content = b64decode(data["content"])
    if len(sha) == 40 and git_blob(content) != sha:
        raise ValueError("not the bytes of that id")
    return content


def _folders(path: str) -> list[str]:
    """The folders that a path lies in, each with a slash at its end."""
    return [path[: at + 1] for at, character in enumerate(path) if character == "/"]

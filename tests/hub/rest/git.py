"""The Git Data API: refs, blobs, trees and commits."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from typing import Any

from tests.hub import refusals
from tests.hub.call import Call
from tests.hub.git import Person, TreeChange
from tests.hub.merging import WEB_FLOW
from tests.hub.routing import Route
from tests.hub.shapes import git as shapes
from tests.hub.wire import Reply

_MODES = ("100644", "100755", "040000", "160000", "120000")
_REF = re.compile(r"refs/[^/]+/.+")
_MALFORMED = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|\.lock$|/$|\.$|/\.")


def get_ref(call: Call) -> Reply:
    name = f"refs/{call.parameters['ref']}"
    sha = call.repository.git.ref(name)
    if sha is None:
        raise refusals.not_found()
    return Reply(200, shapes.ref(call.repository, name, sha, call.urls))


def list_matching_refs(call: Call) -> Reply:
    """All of them at once: these come in no pages."""
    found = call.repository.git.refs(f"refs/{call.parameters['ref']}")
    return Reply(200, [shapes.ref(call.repository, name, sha, call.urls) for name, sha in found.items()])


def create_ref(call: Call) -> Reply:
    git, name, sha = call.repository.git, call.body["ref"], call.body["sha"]
    if not _REF.fullmatch(name):
        raise refusals.unprocessable("Reference name must start with 'refs/' and contain at least 2 slashes.")
    if _MALFORMED.search(name):
        raise refusals.unprocessable(f"{name} is not a valid ref name.")
    if git.ref(name):
        raise refusals.unprocessable("Reference already exists")
    _must_be_commit(call, sha)
    call.repository.forbid(name, "creation")
    if any(name.startswith(f"{other}/") or other.startswith(f"{name}/") for other in git.refs()):
        raise refusals.unprocessable("Reference update failed")
    call.repository.set_ref(name, sha, call.login)
    return Reply(201, shapes.ref(call.repository, name, sha, call.urls))


def update_ref(call: Call) -> Reply:
    git, name, sha = call.repository.git, f"refs/{call.parameters['ref']}", call.body["sha"]
    old = git.ref(name)
    if old is None:
        raise refusals.unprocessable("Reference does not exist")
    _must_be_commit(call, sha)
    call.repository.forbid(name, "update")
    if not call.body.get("force") and not git.is_ancestor(old, sha):
        raise refusals.unprocessable("Update is not a fast forward")
    if sha != old:
        call.repository.set_ref(name, sha, call.login)
    return Reply(200, shapes.ref(call.repository, name, sha, call.urls))


def delete_ref(call: Call) -> Reply:
    name = f"refs/{call.parameters['ref']}"
    if call.repository.git.ref(name) is None:
        raise refusals.unprocessable("Reference does not exist")
    call.repository.forbid(name, "deletion")
    if name == f"refs/heads/{call.repository.settings.default_branch}":
        raise refusals.unprocessable("Cannot delete the default branch")
    call.repository.delete_ref(name, call.login)
    return Reply(204)


def get_blob(call: Call) -> Reply:
    sha = _object(call, call.parameters["file_sha"], "blob")
    return Reply(200, shapes.blob(call.repository, sha, call.urls))


def create_blob(call: Call) -> Reply:
    content = call.body["content"]
    try:
        data = base64.b64decode(content) if call.body.get("encoding") == "base64" else content.encode()
    except binascii.Error:
        raise refusals.unprocessable("content is not valid Base64") from None
    sha = call.repository.git.write_blob(data)
    return Reply(201, {"sha": sha, "url": f"{call.urls.api}/repos/{call.repository.full_name}/git/blobs/{sha}"})


def get_tree(call: Call) -> Reply:
    name = call.parameters["tree_sha"]
    git = call.repository.git
    sha = git.ref(f"refs/heads/{name}") or name
    if git.kind(sha) not in ("tree", "commit"):
        raise refusals.not_found()
    return Reply(200, shapes.tree(call.repository, sha, call.urls, recursive="recursive" in call.query))


def create_tree(call: Call) -> Reply:
    base = call.body.get("base_tree")
    if base and call.repository.git.kind(base) not in ("tree", "commit"):
        raise refusals.unprocessable("base_tree is not a valid tree oid")
    changes = [_change(call, entry) for entry in call.body["tree"]]
    sha = call.repository.git.write_tree(base, changes)
    return Reply(201, shapes.tree(call.repository, sha, call.urls, recursive=False))


def _change(call: Call, entry: dict[str, Any]) -> TreeChange:
    if entry.get("mode") not in _MODES:
        raise refusals.unprocessable(f"tree.mode Must be one of {', '.join(_MODES[:-1])} or {_MODES[-1]}")
    path = entry.get("path") or ""
    if not path or path.startswith("/") or {"", ".", "..", ".git"} & set(path.split("/")):
        raise refusals.unprocessable("tree.path contains a malformed path component")
    sha = entry.get("sha")
    if "content" in entry:
        if sha:
            raise refusals.unprocessable("Must supply either tree.sha or tree.content")
        sha = call.repository.git.write_blob(entry["content"].encode())
    elif sha and entry["mode"] != "160000" and call.repository.git.kind(sha) is None:
        raise refusals.unprocessable(f"tree.sha {sha} is not a valid {entry.get('type', 'blob')}")
    return TreeChange(path, int(entry["mode"], 8), sha)


def get_commit(call: Call) -> Reply:
    sha = _object(call, call.parameters["commit_sha"], "commit")
    return Reply(200, shapes.git_commit(call.repository, sha, call.urls))


def create_commit(call: Call) -> Reply:
    """Without an author or a committer, the commit is that of whoever asks; a bot's is then GitHub's own, and signed."""
    body, git = call.body, call.repository.git
    if git.kind(body["tree"]) != "tree":
        raise refusals.unprocessable("Tree SHA does not exist")
    for parent in body.get("parents") or ():
        if git.kind(parent) != "commit":
            raise refusals.unprocessable("Parent SHA does not exist or is not a commit object")
    assert call.token is not None
    given = body.get("author"), body.get("committer")
    me = Person(call.login, call.token.account.email)
    author = _person(given[0]) or me
    itself = WEB_FLOW if call.token.is_bot and given == (None, None) else me
    committer = _person(given[1]) or _person(given[0]) or itself
    now = call.hub.clock.now()
    written = _date(given[0]) or now
    dates = (written, _date(given[1]) or (written if given[0] else now))
    sha = git.write_commit(body["message"], body["tree"], body.get("parents") or [], author, committer, dates)
    call.repository.around.said(call.repository.full_name, "commit message", body["message"], call.login)
    return Reply(201, shapes.git_commit(call.repository, sha, call.urls))


def _person(given: dict[str, str] | None) -> Person | None:
    return Person(given["name"], given["email"]) if given else None


def _date(given: dict[str, str] | None) -> datetime | None:
    return datetime.fromisoformat(given["date"]) if given and given.get("date") else None


def _must_be_commit(call: Call, sha: str) -> None:
    kind = call.repository.git.kind(sha)
    if kind is None:
        raise refusals.unprocessable("Object does not exist")
    if kind != "commit":
        raise refusals.unprocessable("Reference update failed")


def _object(call: Call, sha: str, kind: str) -> str:
    if call.repository.git.kind(sha) != kind:
        raise refusals.not_found()
    return sha


_GIT = "/repos/{owner}/{repo}/git"
ROUTES = (
    Route("GET", f"{_GIT}/ref/{{ref}}", get_ref, ("contents",)),
    Route("GET", f"{_GIT}/matching-refs/{{ref}}", list_matching_refs, ("contents",)),
    Route("POST", f"{_GIT}/refs", create_ref, ("contents",)),
    Route("PATCH", f"{_GIT}/refs/{{ref}}", update_ref, ("contents",)),
    Route("DELETE", f"{_GIT}/refs/{{ref}}", delete_ref, ("contents",)),
    Route("GET", f"{_GIT}/blobs/{{file_sha}}", get_blob, ("contents",)),
    Route("POST", f"{_GIT}/blobs", create_blob, ("contents",)),
    Route("GET", f"{_GIT}/trees/{{tree_sha}}", get_tree, ("contents",)),
    Route("POST", f"{_GIT}/trees", create_tree, ("contents",)),
    Route("GET", f"{_GIT}/commits/{{commit_sha}}", get_commit, ("contents",)),
    Route("POST", f"{_GIT}/commits", create_commit, ("contents",)),
)

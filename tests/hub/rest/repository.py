"""What is known of a repository: itself, its branches, commits, comparisons and files."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pygit2

from tests.hub import refusals
from tests.hub.call import Call
from tests.hub.refusals import RefusedError
from tests.hub.routing import Route
from tests.hub.shapes import git as shapes
from tests.hub.shapes.repository import branch, full_repository
from tests.hub.wire import Reply

_LARGE = 1 << 20  # bytes; files above come without their content
_README = ("readme", "readme.md", "readme.markdown", "readme.rst", "readme.txt")


def get_repository(call: Call) -> Reply:
    return Reply(200, full_repository(call.repository, call.urls, call.login))


def get_branch(call: Call) -> Reply:
    name = call.parameters["branch"]
    sha = call.repository.git.ref(f"refs/heads/{name}")
    if sha is None:
        raise refusals.not_found("Branch not found")
    return Reply(200, branch(call.repository, name, sha, call.urls))


def list_commits(call: Call) -> Reply:
    sha = commit_of(call, call.query.get("sha", ""))
    commits = call.repository.git.commits(None, sha)[::-1]
    return call.pages(commits, lambda each: shapes.commit(call.repository, each, call.urls))


def get_commit(call: Call) -> Reply:
    repository = call.repository
    sha = commit_of(call, call.parameters["ref"])
    made = repository.git.commit(sha)
    before = str(made.parent_ids[0]) if made.parent_ids else repository.git.write_tree(None, [])
    files = shapes.changed_files(repository, before, sha, call.urls)
    additions, deletions = (sum(file[what] for file in files) for what in ("additions", "deletions"))
    stats = {"additions": additions, "deletions": deletions, "total": additions + deletions}
    return Reply(200, {**shapes.commit(repository, sha, call.urls), "stats": stats, "files": files})


def compare(call: Call) -> Reply:
    repository, git = call.repository, call.repository.git
    names = call.parameters["basehead"].split("...")
    if len(names) != 2:
        raise refusals.not_found()
    base, head = (_resolve(call, name.rpartition(":")[2]) for name in names)
    start = git.merge_base(base, head) if base and head else None
    if base is None or head is None or start is None:
        words = f"No common ancestor between {names[0]} and {names[1]}." if base and head else "Not Found"
        raise refusals.not_found(words)
    ahead, behind = git.commits(base, head), git.commits(head, base)
    status = {(False, False): "identical", (True, False): "ahead", (False, True): "behind", (True, True): "diverged"}
    page = f"{call.urls.web}/{repository.full_name}/compare/{call.parameters['basehead']}"
    commits = call.pages(ahead, lambda each: shapes.commit(repository, each, call.urls)).data
    comparison = {
        "url": f"{call.urls.api}/repos/{repository.full_name}/compare/{call.parameters['basehead']}",
        "html_url": page,
        "permalink_url": f"{call.urls.web}/{repository.full_name}/compare/{base[:7]}...{head[:7]}",
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": shapes.commit(repository, base, call.urls),
        "merge_base_commit": shapes.commit(repository, start, call.urls),
        "status": status[bool(ahead), bool(behind)],
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": commits,
        "files": shapes.changed_files(repository, start, head, call.urls),
    }
    return Reply(200, comparison)


def get_contents(call: Call) -> Reply:
    path = call.parameters.get("path", "").strip("/")
    sha = _commit_asked_for(call)
    tree = call.repository.git.tree(sha)
    found = _below(tree, path)
    if isinstance(found, pygit2.Tree):
        return Reply(200, [_file(call, f"{path}/{entry.name}".lstrip("/"), entry, content=False) for entry in found])
    return Reply(200, _file(call, path, found, content=True))


def get_readme(call: Call) -> Reply:
    folder = call.parameters.get("dir", "").strip("/")
    found = _below(call.repository.git.tree(_commit_asked_for(call)), folder)
    for entry in found if isinstance(found, pygit2.Tree) else ():
        if (entry.name or "").lower() in _README:
            return Reply(200, _file(call, f"{folder}/{entry.name}".lstrip("/"), entry, content=True))
    raise refusals.not_found()


def _commit_asked_for(call: Call) -> str:
    ref = call.query.get("ref", "")
    sha = _resolve(call, ref)
    if sha is None:
        raise refusals.not_found(f"No commit found for the ref {ref}" if ref else "This repository is empty.")
    return sha


def _below(tree: pygit2.Tree, path: str) -> pygit2.Object:
    if not path:
        return tree
    try:
        return tree[path]
    except KeyError:
        raise refusals.not_found() from None


def _file(call: Call, path: str, found: pygit2.Object, *, content: bool) -> dict[str, Any]:
    repository, sha = call.repository, str(found.id)
    ref = call.query.get("ref") or repository.settings.default_branch
    kind = {"blob": "file", "tree": "dir", "commit": "submodule"}[found.type_str]
    here = f"{call.urls.api}/repos/{repository.full_name}/contents/{quote(path)}?ref={quote(ref)}"
    stored = f"{call.urls.api}/repos/{repository.full_name}/git/{'blobs' if kind == 'file' else 'trees'}/{sha}"
    page = f"{call.urls.web}/{repository.full_name}/{'blob' if kind == 'file' else 'tree'}/{quote(ref)}/{quote(path)}"
    data = found.data if isinstance(found, pygit2.Blob) else b""
    raw = f"https://raw.githubusercontent.com/{repository.full_name}/{quote(ref)}/{quote(path)}" if kind == "file" else None
    shape = {
        "type": kind, "size": len(data), "name": path.rpartition("/")[2], "path": path, "sha": sha, "url": here,
        "git_url": stored, "html_url": page, "download_url": raw, "_links": {"self": here, "git": stored, "html": page},
    }  # fmt: skip
    if content and kind == "file":
        small = len(data) <= _LARGE
        shape |= {"encoding": "base64" if small else "none", "content": base64.encodebytes(data).decode() if small else ""}
    return shape


def commit_of(call: Call, name: str) -> str:
    """The commit that a branch, a ref or a SHA names. Raises RefusedError where there is none."""
    sha = _resolve(call, name)
    if sha is None:
        raise RefusedError(422, f"No commit found for SHA: {name}") if name else RefusedError(409, "Git Repository is empty.")
    return sha


def _resolve(call: Call, name: str) -> str | None:
    git = call.repository.git
    name = call.repository.settings.default_branch if name in ("", "HEAD") else name
    for ref in (f"refs/heads/{name}", f"refs/tags/{name}", f"refs/{name}", name):
        if ref.startswith("refs/") and (sha := git.ref(ref)):
            return sha
    return name if git.kind(name) == "commit" else None


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}", get_repository),
    Route("GET", "/repos/{owner}/{repo}/branches/{branch}", get_branch, ("contents",)),
    Route("GET", "/repos/{owner}/{repo}/commits", list_commits, ("contents",)),
    Route("GET", "/repos/{owner}/{repo}/commits/{ref}", get_commit, ("contents",)),
    Route("GET", "/repos/{owner}/{repo}/compare/{basehead}", compare, ("contents",)),
    Route("GET", "/repos/{owner}/{repo}/contents/{path}", get_contents, ("contents",)),
    Route("GET", "/repos/{owner}/{repo}/readme", get_readme, ("contents",)),
    Route("GET", "/repos/{owner}/{repo}/readme/{dir}", get_readme, ("contents",)),
)

"""Commits, refs, trees, blobs and differences as GitHub's JSON has them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pygit2
from pygit2.enums import DeltaStatus, FileMode

from tests.hub.clock import text
from tests.hub.merging import WEB_FLOW
from tests.hub.shapes import Urls, node_id
from tests.hub.shapes.accounts import user
from tests.hub.stored import Stored

_STATUS = {DeltaStatus.ADDED: "added", DeltaStatus.DELETED: "removed", DeltaStatus.RENAMED: "renamed"}


def _api(found: Stored, urls: Urls) -> str:
    return f"{urls.api}/repos/{found.full_name}"


def ref(found: Stored, name: str, sha: str, urls: Urls) -> dict[str, Any]:
    kind = found.git.kind(sha) or "commit"
    here = {"sha": sha, "type": kind, "url": f"{_api(found, urls)}/git/{kind}s/{sha}"}
    return {"ref": name, "node_id": node_id("REF", name), "url": f"{_api(found, urls)}/git/{quote(name)}", "object": here}


def git_commit(found: Stored, sha: str, urls: Urls) -> dict[str, Any]:
    """A commit as git has it."""
    made = found.git.commit(sha)
    api, web = _api(found, urls), f"{urls.web}/{found.full_name}/commit"
    tree = str(made.tree_id)
    return {
        "sha": sha,
        "node_id": node_id("C", sha),
        "url": f"{api}/git/commits/{sha}",
        "html_url": f"{web}/{sha}",
        "author": _signature(made.author),
        "committer": _signature(made.committer),
        "tree": {"sha": tree, "url": f"{api}/git/trees/{tree}"},
        "message": made.message,
        "parents": [
            {"sha": str(parent), "url": f"{api}/git/commits/{parent}", "html_url": f"{web}/{parent}"}
            for parent in made.parent_ids
        ],
        "verification": _verification(made),
    }


def commit(found: Stored, sha: str, urls: Urls) -> dict[str, Any]:
    """A commit as GitHub shows it, with the people behind it."""
    api = _api(found, urls)
    inner = git_commit(found, sha, urls)
    people = {name: _account(found, inner[name]["email"], urls) for name in ("author", "committer")}
    kept = ("author", "committer", "message", "tree", "url", "verification")
    parents = [{**parent, "url": f"{api}/commits/{parent['sha']}"} for parent in inner["parents"]]
    return {
        "sha": sha,
        "node_id": inner["node_id"],
        "commit": {**{name: inner[name] for name in kept}, "comment_count": 0},
        "url": f"{api}/commits/{sha}",
        "html_url": inner["html_url"],
        "comments_url": f"{api}/commits/{sha}/comments",
        **people,
        "parents": parents,
    }


def blob(found: Stored, sha: str, urls: Urls) -> dict[str, Any]:
    data = found.git.blob(sha)
    return {
        "sha": sha,
        "node_id": node_id("B", sha),
        "size": len(data),
        "url": f"{_api(found, urls)}/git/blobs/{sha}",
        "content": base64.encodebytes(data).decode(),
        "encoding": "base64",
    }


def tree(found: Stored, sha: str, urls: Urls, *, recursive: bool) -> dict[str, Any]:
    """A tree; one with more entries than the repository's limit is cut off."""
    here = found.git.tree(sha)
    entries = list(found.git.walk(here)) if recursive else [(entry.name or "", entry) for entry in here]
    limit = found.settings.tree_limit
    return {
        "sha": str(here.id),
        "url": f"{_api(found, urls)}/git/trees/{here.id}",
        "tree": [_entry(path, entry, _api(found, urls)) for path, entry in entries[:limit]],
        "truncated": len(entries) > limit,
    }


def _entry(path: str, entry: pygit2.Object, api: str) -> dict[str, Any]:
    kind = {FileMode.TREE: "tree", FileMode.COMMIT: "commit"}.get(FileMode(entry.filemode), "blob")
    shape: dict[str, Any] = {"path": path, "mode": f"{int(entry.filemode):06o}", "type": kind, "sha": str(entry.id)}
    if isinstance(entry, pygit2.Blob):
        shape["size"] = entry.size
    if kind != "commit":
        shape["url"] = f"{api}/git/{kind}s/{entry.id}"
    return shape


def changed_files(found: Stored, before: str, after: str, urls: Urls) -> list[dict[str, Any]]:
    """What differs between two commits."""
    api, web = _api(found, urls), f"{urls.web}/{found.full_name}"
    shapes: list[dict[str, Any]] = []
    difference = found.git.tree(before).diff_to_tree(found.git.tree(after))
    difference.find_similar()
    for patch in difference:
        if patch is None:
            continue
        delta = patch.delta
        path = delta.new_file.path or delta.old_file.path
        _, additions, deletions = patch.line_stats
        shape: dict[str, Any] = {
            "sha": str((delta.old_file if delta.status == DeltaStatus.DELETED else delta.new_file).id),
            "filename": path,
            "status": _STATUS.get(delta.status, "modified"),
            "additions": additions,
            "deletions": deletions,
            "changes": additions + deletions,
            "blob_url": f"{web}/blob/{after}/{quote(path)}",
            "raw_url": f"{web}/raw/{after}/{quote(path)}",
            "contents_url": f"{api}/contents/{quote(path)}?ref={after}",
        }
        if not delta.is_binary:
            hunks = patch.data.decode("utf-8", "replace").partition("\n@@")
            shape["patch"] = f"@@{hunks[2]}".rstrip("\n") if hunks[1] else ""
        if delta.status == DeltaStatus.RENAMED:
            shape["previous_filename"] = delta.old_file.path
        shapes.append(shape)
    return shapes


def _signature(made: pygit2.Signature) -> dict[str, str]:
    return {"name": made.name, "email": made.email, "date": text(_moment(made))}


def _moment(made: pygit2.Signature) -> datetime:
    return datetime.fromtimestamp(made.time, timezone(timedelta(minutes=made.offset))).astimezone(UTC)


def _verification(made: pygit2.Commit) -> dict[str, Any]:
    """GitHub signs what it commits itself; nobody else signs here."""
    signed = made.committer.email == WEB_FLOW.email and made.committer.name == WEB_FLOW.name
    signature = "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----" if signed else None
    return {
        "verified": signed,
        "reason": "valid" if signed else "unsigned",
        "signature": signature,
        "payload": f"tree {made.tree_id}\n" if signed else None,
        "verified_at": text(_moment(made.committer)) if signed else None,
    }


def _account(found: Stored, email: str, urls: Urls) -> dict[str, Any] | None:
    """The account behind an address: GitHub's own for what it commits, None where it is nobody's."""
    if email == WEB_FLOW.email:
        return user(found.around.account("web-flow"), urls)
    login = email.partition("@")[0].partition("+")[2]
    return user(found.around.account(login), urls) if login else None

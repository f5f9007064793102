"""GitHub's JSON -> what publishing knows. What is not GitHub's shape raises KeyError, TypeError, ValueError or AttributeError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from linkbot.publish.facts import Blob, Commit, Files, Issue, Pull, RepositoryFacts

Json = Mapping[str, Any]


def repository(data: Json, asked_as: str) -> RepositoryFacts:
    """Of GET /repos/{owner}/{repo}."""
    return RepositoryFacts(
        full_name=_text(data["full_name"]),
        url=_text(data["html_url"]),
        default_branch=_text(data["default_branch"]),
        is_archived=bool(data.get("archived")) or bool(data.get("disabled")),
        has_issues=bool(data["has_issues"]),
        is_fork=bool(data["fork"]),
        asked_as=asked_as,
    )


def commit(data: Json) -> Commit:
    """Of GET /repos/{owner}/{repo}/git/commits/{sha}."""
    author, committer = data["author"], data["committer"]
    return Commit(
        sha=sha(data["sha"]),
        tree=sha(data["tree"]["sha"]),
        parents=tuple(sha(parent["sha"]) for parent in data.get("parents", ())),
        message=_text(data["message"]),
        author=_text(author["email"]),
        committer=_text(committer["email"]),
        by_github=_is_githubs(committer) and bool((data.get("verification") or {}).get("verified")),
        committed_at=datetime.fromisoformat(_text(committer["date"])),
    )


def branch_tip(data: Json) -> Commit:
    """Of GET /repos/{owner}/{repo}/branches/{branch}."""
    tip = data["commit"]
    return commit({**tip["commit"], "sha": tip["sha"], "parents": tip["parents"]})


def files(entries: Sequence[Json], folder: str = "") -> Files:
    """Of GET /repos/{owner}/{repo}/git/trees/{sha}, whose root is `folder` ("" or with a slash at its end)."""
    return {
        folder + _text(entry["path"]): Blob(sha(entry["sha"]), _text(entry["mode"]))
        for entry in entries
        if entry["type"] != "tree"
    }


def folders(entries: Sequence[Json], folder: str = "") -> Mapping[str, str]:
    """Of the same: the ids of the folders, by their paths with a slash at the end."""
    return {f"{folder}{_text(entry['path'])}/": sha(entry["sha"]) for entry in entries if entry["type"] == "tree"}


def pull(data: Json) -> Pull:
    """Of a pull request, as it is listed or alone."""
    return Pull(
        number=_number(data["number"]),
        url=_text(data["html_url"]),
        state="open" if data["state"] == "open" else "closed",
        merged=data.get("merged_at") is not None,
        title=_text(data["title"]),
        body=data.get("body") or "",
        author=_login(data),
        branch=_text(data["head"]["ref"]),
        base=_text(data["base"]["ref"]),
        tip=sha(data["head"]["sha"]),
    )


def issue(data: Json) -> Issue:
    """Of an issue, as it is listed or alone."""
    return Issue(
        number=_number(data["number"]),
        url=_text(data["html_url"]),
        state="open" if data["state"] == "open" else "closed",
        title=_text(data["title"]),
        body=data.get("body") or "",
        author=_login(data),
        is_pull="pull_request" in data,
    )


def sha(value: Any) -> str:
    """A git object's id."""
    text = _text(value)
    if len(text) not in (40, 64) or not text.isalnum():
        raise ValueError(f"not a git object's id: {text[:80]!r}")
    return text


def _is_githubs(committer: Json) -> bool:
    """GitHub commits as `GitHub <noreply@github.com>`, an Enterprise server as `GitHub Enterprise <noreply@its.host>`."""
    return _text(committer["name"]).startswith("GitHub") and _text(committer["email"]).startswith("noreply@")


def _login(data: Json) -> str:
    """Who made it; "" for an account that is no more."""
    return _text((data.get("user") or {}).get("login", ""))


def _number(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"not a number: {value!r}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    return value

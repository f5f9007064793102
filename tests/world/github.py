"""The world's GitHub: pages, the REST API and the GraphQL API, with their limits and their ways to say no."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.hub.openapi import Contract
from tests.world.graphql import Field, parse
from tests.world.pages import as_json, page, redirect
from tests.world.wire import Reply, Request

_DOCS = "https://docs.github.com/rest"
_FIELDS = {
    "Query": {"repository", "rateLimit", "viewer"},
    "repository": {
        "id", "databaseId", "name", "nameWithOwner", "url", "isArchived", "archivedAt", "isDisabled", "isEmpty", "isFork",
        "isLocked", "isPrivate", "pushedAt", "defaultBranchRef", "object", "ref", "__typename",
    },
    "defaultBranchRef": {"name", "__typename"},
    "ref": {"name", "__typename"},
    "object": {"oid", "__typename", "text", "isBinary", "isTruncated", "byteSize", "entries"},
    "entries": {"name", "type"},
    "rateLimit": {"limit", "cost", "remaining", "used", "resetAt", "nodeCount"},
    "viewer": {"login"},
}  # fmt: skip


@dataclass(frozen=True)
class GitHubRepository:
    """One repository. `branches` maps each branch, the default one first, to the paths of its files; `texts` some paths to
    what is in them, on whatever branch.
    """

    name: str
    id: int
    branches: Mapping[str, Sequence[str]]
    archived: bool = False
    disabled: bool = False
    empty: bool = False
    pushed: str = "2025-01-10T10:00:00Z"
    blocked: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def default_branch(self) -> str:
        return next(iter(self.branches))

    def typename(self, branch: str, path: str) -> str | None:
        """Blob, Tree or None for a path on a branch; the root of a branch that is there is a tree."""
        paths = self.branches.get(branch)
        path = path.strip("/")
        if paths is None or self.empty:
            return None
        if path in paths:
            return "Blob"
        return "Tree" if not path or any(other.startswith(f"{path}/") for other in paths) else None

    def entries(self, branch: str, path: str) -> list[str]:
        """The names in a folder."""
        top = f"{path.strip('/')}/" if path.strip("/") else ""
        inside = (other.removeprefix(top) for other in self.branches[branch] if other.startswith(top))
        return sorted({other.partition("/")[0] for other in inside})

    def text(self, path: str) -> str:
        """What is in a file."""
        return self.texts.get(path.strip("/"), "Hi")

    def readme(self, branch: str, path: str) -> str:
        """The README that is shown for a folder, the one of `.github` and `docs` for the root as well; "" where there is none."""
        folders = [path.strip("/")] if path.strip("/") else [".github", "", "docs"]
        found = [
            f"{folder}/{name}".lstrip("/")
            for folder in folders
            for name in self.entries(branch, folder)
            if name.lower().partition(".")[0] == "readme"
        ]
        return found[0] if found else ""


@dataclass
class GitHub:
    """Answers for github.com and api.github.com.

    `left` is what the caller may still ask, by resource; `tokens` are those that are refused; `forbidden` are repositories
    whose organisation keeps this token out.
    """

    hosts = ("github.com", "www.github.com", "api.github.com")

    repositories: dict[str, GitHubRepository] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=lambda: {"core": 60, "graphql": 5000})
    refused_tokens: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    reset: int = field(default_factory=lambda: int(time.time()) + 1800)

    def answer(self, request: Request) -> Reply:
        return self._api(request) if request.host == "api.github.com" else self._page(request)

    def _find(self, name: str) -> tuple[GitHubRepository | None, bool]:
        """The repository that answers to `name`, and whether it has another name now."""
        new = self.renamed.get(name.lower())
        return self.repositories.get((new or name).lower()), new is not None

    # pages

    def _page(self, request: Request) -> Reply:
        owner, name, *rest = [*request.path.strip("/").split("/"), "", ""]
        repository, moved = self._find(f"{owner}/{name}".removesuffix(".git"))
        rest = [part for part in rest if part]
        if not name:
            return page(f"{owner or 'GitHub'} · GitHub")
        if not repository:
            return page("Page not found · GitHub", status=404)
        if moved:
            return redirect("/".join([request.origin, repository.name, *rest]), 301)
        if repository.blocked:
            return page("Repository unavailable due to DMCA takedown.", status=451)
        if rest and rest[0] in ("tree", "blob", "raw") and not self._on_some_branch(repository, "/".join(rest[1:])):
            return page("File not found · GitHub", status=404)
        return page(f"GitHub - {repository.name}")

    @staticmethod
    def _on_some_branch(repository: GitHubRepository, rest: str) -> bool:
        return any(
            f"{rest}/".startswith(f"{branch}/") and repository.typename(branch, rest.removeprefix(branch))
            for branch in repository.branches
        )

    # REST

    def _api(self, request: Request) -> Reply:
        token = request.headers.get("authorization", "").partition(" ")[2]
        if not request.headers.get("user-agent"):
            return as_json({"message": "Request forbidden by administrative rules."}, 403)
        if token in self.refused_tokens:
            return as_json({"message": "Bad credentials", "documentation_url": _DOCS, "status": "401"}, 401)
        if request.path == "/graphql":
            return self._graphql(request, token)
        if self.left["core"] < 1:
            words = (
                "API rate limit exceeded for 192.0.2.1. (But here's the good news: Authenticated requests get a higher limit.)"
            )
            return as_json({"message": words, "documentation_url": _DOCS}, 403, self._limits("core"))
        self.left["core"] -= 1
        problems = Contract.of_github().problems(request.method, request.url.raw_path, request.url.query, request.body)
        assert not problems, f"{request.method} {request.url}: {problems[0]}"
        reply = self._rest(request)
        tag = f'W/"{hashlib.sha256(reply.body).hexdigest()}"'
        headers = {**reply.headers, **self._limits("core"), "ETag": tag}
        if reply.status == 200 and request.headers.get("if-none-match") == tag:
            self.left["core"] += bool(token)
            return Reply(304, b"", headers)
        return Reply(reply.status, reply.body, headers)

    def _limits(self, resource: str) -> dict[str, str]:
        left = self.left[resource]
        return {
            "X-RateLimit-Limit": str(max(60, left)),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": str(self.reset),
            "X-RateLimit-Resource": resource,
        }

    def _rest(self, request: Request) -> Reply:
        parts = request.path.strip("/").split("/")
        if parts[0] == "repositories" and len(parts) > 1:
            repository = next((r for r in self.repositories.values() if str(r.id) == parts[1]), None)
            moved, rest = False, parts[2:]
        elif parts[0] == "repos" and len(parts) > 2:
            repository, moved = self._find(f"{parts[1]}/{parts[2]}")
            rest = parts[3:]
        else:
            return _not_found()
        if not repository:
            return _not_found()
        if moved:
            to = "/".join([request.origin, "repositories", str(repository.id), *rest])
            return as_json({"message": "Moved Permanently", "url": to, "documentation_url": _DOCS}, 301, {"Location": to})
        if repository.blocked:
            block = {
                "reason": repository.blocked,
                "created_at": "2024-01-01T00:00:00Z",
                "html_url": "https://github.com/github/dmca",
            }
            status = 451 if repository.blocked == "dmca" else 403
            return as_json({"message": "Repository access blocked", "block": block}, status)
        if repository.name.lower() in self.forbidden:
            return as_json({"message": "Resource protected by organization SAML enforcement."}, 403)
        match rest:
            case []:
                return as_json(_facts(repository, request.origin))
            case ["branches", *branch]:
                name = "/".join(branch)
                return (
                    as_json({"name": name, "protected": False}) if name in repository.branches else _not_found("Branch not found")
                )
            case ["contents", *path]:
                return _contents(repository, "/".join(path), parse_qs(request.url.raw_query_string))
            case ["readme", *path]:
                query = parse_qs(request.url.raw_query_string)
                branch = query.get("ref", [repository.default_branch])[0]
                readme = repository.readme(branch, "/".join(path)) if branch in repository.branches else ""
                return _contents(repository, readme, query) if readme else _not_found()
        return _not_found()

    # GraphQL

    def _graphql(self, request: Request, token: str) -> Reply:
        if not token:
            return as_json({"message": "This endpoint requires you to be authenticated.", "documentation_url": _DOCS}, 401)
        if self.left["graphql"] < 1:
            words = "API rate limit already exceeded for user ID 1."
            return as_json({"errors": [{"type": "RATE_LIMIT", "message": words}]}, 200, self._limits("graphql"))
        self.left["graphql"] -= 1
        asked = json.loads(request.body)
        try:
            fields = parse(asked["query"], asked.get("variables"))
        except ValueError as error:
            return as_json({"errors": [{"message": f"Parse error: {error}"}]}, 200, self._limits("graphql"))
        if strange := list(_strange("Query", fields)):
            return as_json({"errors": strange}, 200, self._limits("graphql"))
        errors: list[dict[str, Any]] = []
        data = {wanted.alias: self._top(wanted, errors) for wanted in fields}
        answer = {"data": data, "errors": errors} if errors else {"data": data}
        return as_json(answer, 200, self._limits("graphql"))

    def _top(self, wanted: Field, errors: list[dict[str, Any]]) -> dict[str, Any] | None:
        if wanted.name == "viewer":
            return {"login": "octocat"}
        if wanted.name == "rateLimit":
            reset = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.reset))
            all_of_it = {"limit": 5000, "cost": 1, "remaining": self.left["graphql"], "used": 0, "resetAt": reset, "nodeCount": 1}
            return {part.alias: all_of_it[part.name] for part in wanted.fields}
        name = f"{wanted.arguments['owner']}/{wanted.arguments['name']}"
        repository, _ = self._find(name)
        problem = {"path": [wanted.alias], "locations": [{"line": 1, "column": 1}]}
        if repository and repository.name.lower() in self.forbidden:
            words = "Resource protected by organization SAML enforcement. You must grant your token access to this organization."
            errors.append({"type": "FORBIDDEN", **problem, "message": words})
            return None
        if not repository or repository.blocked:
            words = f"Could not resolve to a Repository with the name '{name}'."
            errors.append({"type": "NOT_FOUND", **problem, "message": words})
            return None
        return {part.alias: _resolve(repository, part) for part in wanted.fields}


def _not_found(message: str = "Not Found") -> Reply:
    return as_json({"message": message, "documentation_url": _DOCS, "status": "404"}, 404)


def _facts(repository: GitHubRepository, origin: str) -> dict[str, Any]:
    owner, name = repository.name.split("/")
    return {
        "id": repository.id, "node_id": f"R_{repository.id}", "name": name, "full_name": repository.name, "private": False,
        "owner": {"login": owner, "id": 1, "type": "Organization"}, "html_url": f"https://github.com/{repository.name}",
        "url": f"{origin}/repos/{repository.name}", "fork": False, "created_at": "2021-03-01T10:00:00Z",
        "updated_at": repository.pushed, "pushed_at": repository.pushed, "size": 0 if repository.empty else 1234,
        "stargazers_count": 100, "archived": repository.archived, "disabled": repository.disabled, "visibility": "public",
        "default_branch": repository.default_branch,
    }  # fmt: skip


def _contents(repository: GitHubRepository, path: str, query: Mapping[str, Sequence[str]]) -> Reply:
    branch = query.get("ref", [repository.default_branch])[0]
    if branch not in repository.branches:
        return _not_found(f"No commit found for the ref {branch}")
    match repository.typename(branch, path):
        case "Blob":
            return as_json(_file(repository, path))
        case "Tree":
            return as_json([{"type": "file", "name": "README.md", "path": f"{path}/README.md"}])
    return _not_found("This repository is empty." if repository.empty else "Not Found")


def _file(repository: GitHubRepository, path: str) -> dict[str, Any]:
    """A file with its content, which is left out of large ones."""
    data = repository.text(path).encode()
    small = len(data) <= 1_000_000
    return {
        "type": "file", "name": path.rpartition("/")[2], "path": path, "size": len(data),
        "encoding": "base64" if small else "none", "content": base64.encodebytes(data).decode() if small else "",
    }  # fmt: skip


def _strange(parent: str, fields: list[Field]) -> list[dict[str, Any]]:
    """GitHub's complaint about fields that its schema does not have."""
    problems: list[dict[str, Any]] = []
    for wanted in fields:
        if wanted.name not in _FIELDS.get(parent, ()):
            words = f"Field '{wanted.name}' doesn't exist on type '{parent.capitalize()}'"
            problems.append({"path": ["query", wanted.alias], "extensions": {"code": "undefinedField"}, "message": words})
        problems += _strange(wanted.name, wanted.fields)
    return problems


def _resolve(repository: GitHubRepository, wanted: Field) -> Any:
    match wanted.name:
        case "object":
            branch, _, path = wanted.arguments["expression"].partition(":")
            found = repository.typename(repository.default_branch if branch == "HEAD" else branch, path)
            kind = "Commit" if found and ":" not in wanted.arguments["expression"] else found
            if kind is None:
                return None
            there = {"__typename": kind, "oid": "0" * 40}
            if kind == "Blob":
                text = repository.text(path)
                cut = text.encode()[:512_000].decode(errors="ignore")
                there |= {"text": cut, "isBinary": False, "isTruncated": cut != text, "byteSize": len(text.encode())}
            elif kind == "Tree":
                on = repository.default_branch if branch == "HEAD" else branch
                there |= {"entries": [{"name": name} for name in repository.entries(on, path)]}
            return {part.alias: there[part.name] for part in wanted.fields if part.name in there}
        case "ref":
            name = re.sub(r"^refs/heads/", "", wanted.arguments["qualifiedName"])
            return {part.alias: name for part in wanted.fields} if name in repository.branches else None
        case "defaultBranchRef":
            return None if repository.empty else {part.alias: repository.default_branch for part in wanted.fields}
    return {
        "id": f"R_{repository.id}", "databaseId": repository.id, "name": repository.name.split("/")[1],
        "nameWithOwner": repository.name, "url": f"https://github.com/{repository.name}", "isArchived": repository.archived,
        "archivedAt": None, "isDisabled": repository.disabled, "isEmpty": repository.empty, "isFork": False, "isLocked": False,
        "isPrivate": False, "pushedAt": repository.pushed, "__typename": "Repository",
    }[wanted.name]  # fmt: skip

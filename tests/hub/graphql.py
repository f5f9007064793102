"""The part of GraphQL that linkbot asks: who the token is, and what is known of repositories and their files."""

from __future__ import annotations

from typing import Any

import pygit2

from tests.hub.call import Call
from tests.hub.clock import text
from tests.hub.refusals import RefusedError
from tests.hub.repository import Repository
from tests.hub.wire import Reply
from tests.world.graphql import Field, parse

_LONGEST_TEXT = 512_000


def answer(call: Call) -> Reply:
    if call.token is None:
        raise RefusedError(401, "This endpoint requires you to be authenticated.")
    try:
        fields = parse(call.body["query"], call.body.get("variables"))
    except (KeyError, ValueError) as error:
        return Reply(200, {"errors": [{"message": f"Parse error: {error}"}]})
    errors: list[dict[str, Any]] = []
    data = {wanted.alias: _top(call, wanted, errors) for wanted in fields}
    return Reply(200, {"data": data, "errors": errors} if errors else {"data": data})


def _top(call: Call, wanted: Field, errors: list[dict[str, Any]]) -> Any:
    match wanted.name:
        case "viewer":
            account = call.hub.account(call.login)
            shape = {"login": account.login, "databaseId": account.id, "__typename": account.type}
            return _chosen(shape, wanted, errors)
        case "rateLimit":
            used = call.hub.limits["graphql"] - call.hub.left["graphql"]
            limits = {"limit": call.hub.limits["graphql"], "cost": 1, "remaining": call.hub.left["graphql"], "used": used}
            return _chosen({**limits, "nodeCount": 1}, wanted, errors)
        case "repository":
            return _repository(call, wanted, errors)
    errors.append({"path": ["query", wanted.alias], "message": f"Field '{wanted.name}' doesn't exist on type 'Query'"})
    return None


def _repository(call: Call, wanted: Field, errors: list[dict[str, Any]]) -> dict[str, Any] | None:
    name = f"{wanted.arguments['owner']}/{wanted.arguments['name']}"
    found = call.hub.named(name)
    if found is None or (found.settings.private and not call.hub.may_read(call.token, found)):
        message = f"Could not resolve to a Repository with the name '{name}'."
        errors.append({"type": "NOT_FOUND", "path": [wanted.alias], "message": message})
        return None
    tip = found.tip()
    shape = {
        "__typename": "Repository",
        "id": f"R_{found.id}",
        "databaseId": found.id,
        "name": found.name,
        "nameWithOwner": found.full_name,
        "url": f"{call.urls.web}/{found.full_name}",
        "isArchived": found.settings.archived,
        "isDisabled": found.settings.disabled,
        "isEmpty": tip is None,
        "isFork": found.parent is not None,
        "isPrivate": found.settings.private,
        "hasIssuesEnabled": found.settings.issues,
        "pushedAt": text(found.pushed),
        "defaultBranchRef": {"name": found.settings.default_branch} if tip else None,
    }
    objects = {part.alias: _object(found, part) for part in wanted.fields if part.name == "object"}
    rest = Field(wanted.name, wanted.alias, fields=[part for part in wanted.fields if part.name != "object"])
    return {**_chosen(shape, rest, errors), **objects}


def _object(found: Repository, wanted: Field) -> dict[str, Any] | None:
    """`main` is a commit, `main:path` a file or a folder."""
    ref, colon, path = wanted.arguments["expression"].partition(":")
    branch = found.settings.default_branch if ref == "HEAD" else ref
    sha = found.git.ref(f"refs/heads/{branch}") or found.git.ref(f"refs/tags/{branch}") or ref
    if found.git.kind(sha) != "commit":
        return None
    if not colon:
        shape: dict[str, Any] = {"__typename": "Commit", "oid": sha}
    else:
        tree = found.git.tree(sha)
        try:
            here: pygit2.Object = tree[path] if path else tree
        except KeyError:
            return None
        shape = {"__typename": here.type_str.capitalize(), "oid": str(here.id), **_content(here)}
    # `... on Blob` is told no further than its fields: what the kind at hand lacks is left out
    known = Field(wanted.name, wanted.alias, fields=[part for part in wanted.fields if part.name in shape])
    return _chosen(shape, known, [])


def _content(here: pygit2.Object) -> dict[str, Any]:
    if isinstance(here, pygit2.Tree):
        return {"entries": [{"name": entry.name, "type": entry.type_str} for entry in here]}
    if isinstance(here, pygit2.Blob):
        cut = here.data[:_LONGEST_TEXT]
        words = None if here.is_binary else cut.decode("utf-8", "replace")
        return {"text": words, "isBinary": here.is_binary, "isTruncated": len(cut) < here.size, "byteSize": here.size}
    return {}


def _chosen(shape: dict[str, Any], wanted: Field, errors: list[dict[str, Any]]) -> dict[str, Any]:
    """What was asked for of a shape; fields that GitHub's schema does not have are errors."""
    chosen: dict[str, Any] = {}
    for part in wanted.fields:
        if part.name not in shape:
            errors.append({"path": [wanted.alias, part.alias], "message": f"Field '{part.name}' doesn't exist on this type"})
        elif isinstance(shape[part.name], dict):
            chosen[part.alias] = _chosen(shape[part.name], part, errors)
        elif isinstance(shape[part.name], list):
            chosen[part.alias] = [_chosen(each, part, errors) for each in shape[part.name]]
        else:
            chosen[part.alias] = shape[part.name]
    return chosen

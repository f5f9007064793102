"""Issues, and what pull requests share with them: comments, events, labels."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.hub import refusals
from tests.hub.call import Call
from tests.hub.items import Comment, Item
from tests.hub.refusals import RefusedError
from tests.hub.routing import Route
from tests.hub.shapes import items as shapes
from tests.hub.wire import Reply

_COLOR = re.compile(r"[0-9a-fA-F]{6}|[0-9a-fA-F]{3}")
_ORDERS: dict[str, Callable[[Item], Any]] = {
    "created": lambda item: item.created,
    "updated": lambda item: item.updated,
    "comments": lambda item: len(item.comments),
}


def list_issues(call: Call) -> Reply:
    """Pull requests are issues, and stand among them; where issues are disabled they alone do."""
    query, repository = call.query, call.repository
    state, creator = query.get("state") or "open", query.get("creator", "")
    labels = [name.lower() for name in query.get("labels", "").split(",") if name]
    since = datetime.fromisoformat(query["since"]) if query.get("since") else None
    found = [
        item
        for item in repository.listed()
        if state in ("all", item.state)
        and (item.pull or repository.settings.issues)
        and (not creator or item.author.lower() == creator.lower())
        and set(labels) <= {name.lower() for name in item.labels}
        and (since is None or item.updated >= since)
    ]
    order = _ORDERS[query.get("sort") or "created"]
    found.sort(key=lambda item: (order(item), item.number), reverse=query.get("direction", "desc") == "desc")
    return call.pages(found, lambda item: shapes.issue(item, repository, call.urls))


def create_issue(call: Call) -> Reply:
    body, repository = call.body, call.repository
    if not repository.settings.issues:
        raise RefusedError(410, refusals.ISSUES_DISABLED)
    call.check_body("Issue", body.get("body"))
    if not str(body.get("title") or "").strip():
        raise refusals.invalid("Issue", "title", "missing_field")
    item = repository.open_item(str(body["title"]), body.get("body"), call.login)
    if call.may_push:
        repository.set_labels(item, _names(body.get("labels") or []), call.login)
    return Reply(201, shapes.issue(item, repository, call.urls, single=True))


def _item(call: Call) -> Item:
    return call.repository.item(call.parameters["issue_number"])


def get_issue(call: Call) -> Reply:
    return Reply(200, shapes.issue(_item(call), call.repository, call.urls, single=True))


def update_issue(call: Call) -> Reply:
    """Labels are dropped without a word where who asks may not push."""
    item, body, repository = _item(call), call.body, call.repository
    call.must_be_able_to_edit(item.author)
    call.check_body("Issue", body.get("body"))
    if body.get("state"):
        repository.set_state(item, body["state"], call.login, body.get("state_reason"))
    repository.edit_item(item, call.login, **{name: body[name] for name in ("title", "body") if name in body})
    if "labels" in body and call.may_push:
        repository.set_labels(item, _names(body["labels"]), call.login)
    return Reply(200, shapes.issue(item, repository, call.urls, single=True))


def list_comments(call: Call) -> Reply:
    item = _item(call)
    return call.pages(item.comments, lambda comment: shapes.comment(comment, item, call.repository, call.urls))


def create_comment(call: Call) -> Reply:
    item, body = _item(call), call.body
    call.check_body("IssueComment", body["body"])
    comment = call.repository.add_comment(item, body["body"], call.login)
    return Reply(201, shapes.comment(comment, item, call.repository, call.urls))


def update_comment(call: Call) -> Reply:
    item, comment = _comment(call)
    call.must_be_able_to_edit(comment.author)
    call.check_body("IssueComment", call.body["body"])
    comment.body, comment.updated = call.body["body"], call.hub.clock.now()
    call.repository.around.said(call.repository.full_name, f"#{item.number} comment", comment.body, call.login)
    return Reply(200, shapes.comment(comment, item, call.repository, call.urls))


def delete_comment(call: Call) -> Reply:
    item, comment = _comment(call)
    call.must_be_able_to_edit(comment.author)
    item.comments.remove(comment)
    return Reply(204)


def _comment(call: Call) -> tuple[Item, Comment]:
    for item in call.repository.items.values():
        for comment in item.comments:
            if str(comment.id) == call.parameters["comment_id"]:
                return item, comment
    raise refusals.not_found()


def list_events(call: Call) -> Reply:
    return call.pages(_item(call).events, lambda event: shapes.event(event, call.repository, call.urls))


def list_item_labels(call: Call) -> Reply:
    return call.pages(_item(call).labels, lambda name: _label(call, name))


def add_labels(call: Call) -> Reply:
    return _labelled(call, lambda old, new: [*old, *new])


def replace_labels(call: Call) -> Reply:
    return _labelled(call, lambda _, new: new)


def _labelled(call: Call, combine: Any) -> Reply:
    item = _item(call)
    if not call.may_push:
        raise RefusedError(403, "Must have admin rights to Repository.")
    given = call.request.body
    names = _names(given if isinstance(given, list) else given.get("labels") or [])
    call.repository.set_labels(item, combine(item.labels, names), call.login)
    return Reply(200, [_label(call, name) for name in item.labels])


def list_labels(call: Call) -> Reply:
    labels = list(call.repository.labels.values())
    return call.pages(labels, lambda label: shapes.label(label, call.repository, call.urls))


def get_label(call: Call) -> Reply:
    name = call.parameters["name"]
    if name.lower() not in call.repository.labels:
        raise refusals.not_found()
    return Reply(200, _label(call, name))


def create_label(call: Call) -> Reply:
    repository, body = call.repository, call.body
    if not call.may_push:
        raise refusals.not_found()
    if not _COLOR.fullmatch(body.get("color") or "ededed"):
        raise refusals.invalid("Label", "color")
    if body["name"].lower() in repository.labels:
        raise refusals.invalid("Label", "name", "already_exists")
    label = repository.label(body["name"])
    made = replace(label, color=body.get("color") or "ededed", description=body.get("description"))
    repository.labels[body["name"].lower()] = made
    return Reply(201, shapes.label(made, repository, call.urls))


def _names(given: list[Any]) -> list[str]:
    return [entry if isinstance(entry, str) else entry["name"] for entry in given]


def _label(call: Call, name: str) -> dict[str, Any]:
    return shapes.label(call.repository.label(name), call.repository, call.urls)


_REPO = "/repos/{owner}/{repo}"
_ISSUE = f"{_REPO}/issues/{{issue_number}}"
_COMMENT = f"{_REPO}/issues/comments/{{comment_id}}"
# a pull request may be handled by either permission
_EITHER = ("issues", "pull_requests")
ROUTES = (
    Route("GET", f"{_REPO}/issues", list_issues, _EITHER),
    Route("POST", f"{_REPO}/issues", create_issue, ("issues",)),
    Route("GET", _ISSUE, get_issue, _EITHER),
    Route("PATCH", _ISSUE, update_issue, _EITHER),
    Route("GET", f"{_ISSUE}/comments", list_comments, _EITHER),
    Route("POST", f"{_ISSUE}/comments", create_comment, _EITHER),
    Route("PATCH", _COMMENT, update_comment, _EITHER),
    Route("DELETE", _COMMENT, delete_comment, _EITHER),
    Route("GET", f"{_ISSUE}/events", list_events, _EITHER),
    Route("GET", f"{_ISSUE}/labels", list_item_labels, _EITHER),
    Route("POST", f"{_ISSUE}/labels", add_labels, _EITHER),
    Route("PUT", f"{_ISSUE}/labels", replace_labels, _EITHER),
    Route("GET", f"{_REPO}/labels", list_labels, ("issues",)),
    Route("POST", f"{_REPO}/labels", create_label, ("issues",)),
    Route("GET", f"{_REPO}/labels/{{name}}", get_label, ("issues",)),
)

"""Issues, pull requests, comments, events and labels as GitHub's JSON has them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.hub.clock import text
from tests.hub.items import Comment, Event, Item, Label, Pull
from tests.hub.merging import is_mergeable
from tests.hub.repository import Repository
from tests.hub.shapes import Urls, node_id
from tests.hub.shapes.accounts import user
from tests.hub.shapes.git import changed_files
from tests.hub.shapes.repository import repository


def label(found: Label, home: Repository, urls: Urls) -> dict[str, Any]:
    return {
        "id": found.id,
        "node_id": node_id("LA", found.id),
        "url": f"{urls.api}/repos/{home.full_name}/labels/{quote(found.name, safe='')}",
        "name": found.name,
        "color": found.color,
        "default": False,
        "description": found.description,
    }


def _shared(item: Item, home: Repository, urls: Urls) -> dict[str, Any]:
    """What issues and pull requests have in common."""
    return {
        "id": item.id,
        "number": item.number,
        "state": item.state,
        "locked": False,
        "title": item.title,
        "user": user(home.around.account(item.author), urls),
        "body": item.body,
        "labels": [label(home.label(name), home, urls) for name in item.labels],
        "milestone": None,
        "assignee": None,
        "assignees": [],
        "author_association": _association(home, item.author),
        "active_lock_reason": None,
        "created_at": text(item.created),
        "updated_at": text(item.updated),
        "closed_at": text(item.closed) if item.closed else None,
    }


def issue(item: Item, home: Repository, urls: Urls, *, single: bool = False) -> dict[str, Any]:
    """An issue; a pull request is one too, and says so. Who closed it is told to those who ask for one (`single`)."""
    api, web = f"{urls.api}/repos/{home.full_name}", f"{urls.web}/{home.full_name}"
    here = f"{api}/issues/{item.number}"
    shape = {
        **_shared(item, home, urls),
        "node_id": node_id("I", item.id),
        "url": here,
        "repository_url": api,
        "labels_url": f"{here}/labels{{/name}}",
        "comments_url": f"{here}/comments",
        "events_url": f"{here}/events",
        "html_url": f"{web}/{'pull' if item.pull else 'issues'}/{item.number}",
        "timeline_url": f"{here}/timeline",
        "comments": len(item.comments),
        "state_reason": item.state_reason,
        "performed_via_github_app": None,
    }
    if item.pull:
        pull = f"{api}/pulls/{item.number}"
        page = f"{web}/pull/{item.number}"
        merged = text(item.pull.merged) if item.pull.merged else None
        shape["draft"] = item.pull.draft
        shape["pull_request"] = {
            "url": pull, "html_url": page, "diff_url": f"{page}.diff", "patch_url": f"{page}.patch", "merged_at": merged,
        }  # fmt: skip
    if single:
        shape["closed_by"] = user(home.around.account(item.closed_by), urls) if item.closed_by else None
    return shape


def pull(item: Item, home: Repository, urls: Urls, viewer: str = "") -> dict[str, Any]:
    """A pull request as it stands in a list."""
    assert item.pull is not None
    api, page = f"{urls.api}/repos/{home.full_name}", f"{urls.web}/{home.full_name}/pull/{item.number}"
    here = f"{api}/pulls/{item.number}"
    comments = f"{api}/issues/{item.number}/comments"
    statuses = f"{api}/statuses/{item.pull.head_sha}"
    links = {
        "self": here, "html": page, "issue": f"{api}/issues/{item.number}", "comments": comments,
        "review_comments": f"{here}/comments", "review_comment": f"{api}/pulls/comments{{/number}}", "commits": f"{here}/commits",
        "statuses": statuses,
    }  # fmt: skip
    return {
        "url": here,
        **_shared(item, home, urls),
        "node_id": node_id("PR", item.id),
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": links["issue"],
        "merged_at": text(item.pull.merged) if item.pull.merged else None,
        "merge_commit_sha": item.pull.merge_commit,
        "requested_reviewers": [],
        "requested_teams": [],
        "draft": item.pull.draft,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": comments,
        "statuses_url": statuses,
        "head": _end(item.pull.head_repository, item.pull.head, item.pull.head_sha, urls, viewer),
        "base": _end(home, item.pull.base, item.pull.base_sha, urls, viewer),
        "_links": {name: {"href": address} for name, address in links.items()},
        "auto_merge": None,
    }


def full_pull(item: Item, home: Repository, urls: Urls, viewer: str = "") -> dict[str, Any]:
    """A pull request that is asked for by its number: with its merge, and counted."""
    assert item.pull is not None
    base = _base(item.pull, home)
    start = home.git.merge_base(base, item.pull.head_sha) or base
    files = changed_files(home, start, item.pull.head_sha, urls)
    mergeable = is_mergeable(home, item) if item.state == "open" else None
    return {
        **pull(item, home, urls, viewer),
        "merged": item.is_merged,
        "mergeable": mergeable,
        "rebaseable": mergeable,
        "mergeable_state": {True: "clean", False: "dirty", None: "unknown"}[mergeable],
        "merged_by": user(home.around.account(item.pull.merged_by), urls) if item.pull.merged_by else None,
        "comments": len(item.comments),
        "review_comments": 0,
        "maintainer_can_modify": item.pull.maintainer_can_modify,
        "commits": len(home.git.commits(base, item.pull.head_sha)),
        "additions": sum(file["additions"] for file in files),
        "deletions": sum(file["deletions"] for file in files),
        "changed_files": len(files),
    }


def _base(found: Pull, home: Repository) -> str:
    """The commit that an open pull request is counted against: the base as it is; later, as it was."""
    tip = home.git.ref(f"refs/heads/{found.base}")
    return tip if tip and not found.merged else found.base_sha


def _end(home: Repository, branch: str, sha: str, urls: Urls, viewer: str) -> dict[str, Any]:
    return {
        "label": f"{home.owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": user(home.around.account(home.owner), urls),
        "repo": repository(home, urls, viewer),
    }


def comment(found: Comment, item: Item, home: Repository, urls: Urls) -> dict[str, Any]:
    api, web = f"{urls.api}/repos/{home.full_name}/issues", f"{urls.web}/{home.full_name}/issues"
    return {
        "id": found.id,
        "node_id": node_id("IC", found.id),
        "url": f"{api}/comments/{found.id}",
        "html_url": f"{web}/{item.number}#issuecomment-{found.id}",
        "issue_url": f"{api}/{item.number}",
        "body": found.body,
        "user": user(home.around.account(found.author), urls),
        "created_at": text(found.created),
        "updated_at": text(found.updated),
        "author_association": _association(home, found.author),
        "performed_via_github_app": None,
    }


def event(found: Event, home: Repository, urls: Urls) -> dict[str, Any]:
    commit = f"{urls.api}/repos/{home.full_name}/commits/{found.commit}" if found.commit else None
    return {
        "id": found.id,
        "node_id": node_id("E", found.id),
        "url": f"{urls.api}/repos/{home.full_name}/issues/events/{found.id}",
        "actor": user(home.around.account(found.actor), urls),
        "event": found.event,
        "commit_id": found.commit,
        "commit_url": commit,
        "created_at": text(found.at),
        "performed_via_github_app": None,
        **found.more,
    }


def _association(home: Repository, login: str) -> str:
    if login == home.owner:
        return "OWNER"
    return "COLLABORATOR" if home.role(login) != "pull" else "NONE"

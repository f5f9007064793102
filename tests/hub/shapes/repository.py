"""A repository and its branches as GitHub's JSON has them."""

from __future__ import annotations

from typing import Any

from tests.hub.clock import text
from tests.hub.repository import Repository
from tests.hub.shapes import Urls, node_id
from tests.hub.shapes.accounts import user
from tests.hub.shapes.git import commit

_PATHS = {
    "archive_url": "{archive_format}{/ref}", "assignees_url": "assignees{/user}", "blobs_url": "git/blobs{/sha}",
    "branches_url": "branches{/branch}", "collaborators_url": "collaborators{/collaborator}",
    "comments_url": "comments{/number}", "commits_url": "commits{/sha}", "compare_url": "compare/{base}...{head}",
    "contents_url": "contents/{+path}", "contributors_url": "contributors", "deployments_url": "deployments",
    "downloads_url": "downloads", "events_url": "events", "forks_url": "forks", "git_commits_url": "git/commits{/sha}",
    "git_refs_url": "git/refs{/sha}", "git_tags_url": "git/tags{/sha}", "hooks_url": "hooks",
    "issue_comment_url": "issues/comments{/number}", "issue_events_url": "issues/events{/number}",
    "issues_url": "issues{/number}", "keys_url": "keys{/key_id}", "labels_url": "labels{/name}",
    "languages_url": "languages", "merges_url": "merges", "milestones_url": "milestones{/number}",
    "notifications_url": "notifications{?since,all,participating}", "pulls_url": "pulls{/number}",
    "releases_url": "releases{/id}", "stargazers_url": "stargazers", "statuses_url": "statuses/{sha}",
    "subscribers_url": "subscribers", "subscription_url": "subscription", "tags_url": "tags", "teams_url": "teams",
    "trees_url": "git/trees{/sha}",
}  # fmt: skip
_SWITCHES = {"has_projects": True, "has_downloads": True, "has_wiki": True, "has_pages": False, "has_discussions": False}
_MERGES = {"allow_squash_merge": True, "allow_merge_commit": True, "allow_rebase_merge": True, "delete_branch_on_merge": False}
_COUNTS = dict.fromkeys(("forks_count", "stargazers_count", "watchers_count", "forks", "watchers"), 0)


def repository(found: Repository, urls: Urls, viewer: str = "") -> dict[str, Any]:
    """A repository as it stands in a pull request; `viewer` is the login whose permissions are told."""
    api, web = f"{urls.api}/repos/{found.full_name}", f"{urls.web}/{found.full_name}"
    opened = sum(item.state == "open" for item in found.items.values())
    owner = found.around.account(found.owner)
    shape: dict[str, Any] = {
        "id": found.id, "node_id": node_id("R", found.id), "name": found.name, "full_name": found.full_name,
        "private": found.settings.private, "owner": user(owner, urls), "html_url": web, "description": None,
        "fork": found.parent is not None, "url": api, **{name: f"{api}/{path}" for name, path in _PATHS.items()},
        "git_url": f"git://github.com/{found.full_name}.git", "ssh_url": f"git@github.com:{found.full_name}.git",
        "clone_url": f"{web}.git", "svn_url": web, "mirror_url": None, "homepage": None, "language": None, "license": None,
        **_COUNTS, "size": 1, "default_branch": found.settings.default_branch, "open_issues_count": opened, "open_issues": opened,
        "is_template": False, "topics": [], "has_issues": found.settings.issues, "has_pull_requests": True, **_SWITCHES,
        "archived": found.settings.archived, "disabled": found.settings.disabled, "allow_forking": True,
        "web_commit_signoff_required": False, "visibility": "private" if found.settings.private else "public",
        "pushed_at": text(found.pushed), "created_at": text(found.created), "updated_at": text(found.pushed),
    }  # fmt: skip
    if viewer:
        shape["permissions"] = permissions(found, viewer)
    return shape


def full_repository(found: Repository, urls: Urls, viewer: str = "") -> dict[str, Any]:
    """A repository that is asked for by its name; a fork names its parent."""
    shape = {**repository(found, urls, viewer), "network_count": 0, "subscribers_count": 0, "temp_clone_token": None, **_MERGES}
    if isinstance(found.parent, Repository):
        parent = repository(found.parent, urls, viewer)
        shape |= {"parent": parent, "source": parent}
    return shape


def permissions(found: Repository, viewer: str) -> dict[str, bool]:
    """What a person may do in a repository; a role includes those below it."""
    roles = ("pull", "triage", "push", "maintain", "admin")
    given = roles.index(found.role(viewer))
    return {role: roles.index(role) <= given for role in reversed(roles)}


def branch(found: Repository, name: str, sha: str, urls: Urls) -> dict[str, Any]:
    api = f"{urls.api}/repos/{found.full_name}/branches/{name}"
    protected = any(rule.refs == f"refs/heads/{name}" for rule in found.settings.rules)
    checks = {"enforcement_level": "off", "contexts": [], "checks": []}
    return {
        "name": name,
        "commit": commit(found, sha, urls),
        "_links": {"self": api, "html": f"{urls.web}/{found.full_name}/tree/{name}"},
        "protected": protected,
        "protection": {"enabled": protected, "required_status_checks": checks},
        "protection_url": f"{api}/protection",
    }

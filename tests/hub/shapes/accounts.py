"""People, bots, apps and limits as GitHub's JSON has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.hub.accounts import Account, App, Level
from tests.hub.shapes import Urls, node_id

_BORN = "2020-01-02T03:04:05Z"
_LISTS = {
    "followers_url": "followers",
    "following_url": "following{/other_user}",
    "gists_url": "gists{/gist_id}",
    "starred_url": "starred{/owner}{/repo}",
    "subscriptions_url": "subscriptions",
    "organizations_url": "orgs",
    "repos_url": "repos",
    "events_url": "events{/privacy}",
    "received_events_url": "received_events",
}


def user(account: Account, urls: Urls) -> dict[str, Any]:
    """A person as it stands in everything that it made."""
    home = f"{urls.api}/users/{account.login.replace('[', '%5B').replace(']', '%5D')}"
    page = f"{urls.web}/apps/{account.login.removesuffix('[bot]')}" if account.type == "Bot" else f"{urls.web}/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id("U", account.id),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{account.id}?v=4",
        "gravatar_id": "",
        "url": home,
        "html_url": page,
        **{name: f"{home}/{path}" for name, path in _LISTS.items()},
        "type": account.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def public_user(account: Account, urls: Urls) -> dict[str, Any]:
    """The person that a token belongs to."""
    nothing = ("company", "location", "email", "hireable", "bio", "twitter_username")
    return {
        **user(account, urls),
        "name": account.login.title(),
        "blog": "",
        **dict.fromkeys(nothing),
        **dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0),
        "created_at": _BORN,
        "updated_at": _BORN,
    }


def app(found: App, urls: Urls) -> dict[str, Any]:
    return {
        "id": found.id,
        "slug": found.slug,
        "node_id": node_id("A", found.id),
        "owner": user(found.owner, urls),
        "name": found.slug,
        "description": "",
        "external_url": "https://example.org/",
        "html_url": f"{urls.web}/apps/{found.slug}",
        "created_at": _BORN,
        "updated_at": _BORN,
        "permissions": {"metadata": "read", **found.permissions},
        "events": [],
        "installations_count": len(found.installations),
    }


def installation(found: App, account: Account, number: int, urls: Urls) -> dict[str, Any]:
    return {
        "id": number,
        "account": user(account, urls),
        "repository_selection": "selected",
        "access_tokens_url": f"{urls.api}/app/installations/{number}/access_tokens",
        "repositories_url": f"{urls.api}/installation/repositories",
        "html_url": f"{urls.web}/settings/installations/{number}",
        "app_id": found.id,
        "app_slug": found.slug,
        "target_id": account.id,
        "target_type": account.type,
        "permissions": {"metadata": "read", **found.permissions},
        "events": [],
        "created_at": _BORN,
        "updated_at": _BORN,
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": None,
        "suspended_at": None,
    }


def permissions_of(given: Mapping[str, Level]) -> dict[str, str]:
    """What a token may do; every token may read what is known of a repository."""
    return {"metadata": "read", **given}


def limit(most: int, left: int, reset: int, resource: str) -> dict[str, Any]:
    """One limit; `reset` is in seconds since 1970."""
    return {"limit": most, "used": max(0, most - left), "remaining": max(0, left), "reset": reset, "resource": resource}

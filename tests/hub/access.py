"""Whether a token may do what a route does, asked in the order in which GitHub refuses."""

from __future__ import annotations

from tests.hub import refusals
from tests.hub.accounts import Level, Token
from tests.hub.call import Call
from tests.hub.refusals import RefusedError
from tests.hub.repository import Repository
from tests.hub.routing import Route


def may_read(token: Token | None, repository: Repository) -> bool:
    """Whether a repository is there at all for who asks."""
    if not repository.settings.private:
        return True
    if token is None or (token.kind == "classic" and "repo" not in token.scopes):
        return False
    known = token.is_bot or token.account.login in (repository.owner, *repository.settings.roles)
    return known and token.reaches(repository.full_name)


def authorize(call: Call, route: Route) -> None:
    """Raises RefusedError where the call may not be made. Repositories that are renamed are found by their old names before."""
    if not route.permissions:
        return
    repository, token, is_write = call.repository, call.token, call.request.is_write
    if not may_read(token, repository):
        raise refusals.not_found()
    if repository.settings.disabled:
        block = {"reason": "tos", "created_at": "2024-01-01T00:00:00Z", "html_url": "https://github.com/contact"}
        raise RefusedError(403, "Repository access blocked", block=block)
    if repository.settings.sso and token and token.kind == "classic":
        header = {"X-GitHub-SSO": f"required; url=https://github.com/orgs/{repository.owner}/sso?authorization_request=1"}
        raise RefusedError(403, refusals.SAML, headers=header)
    if not is_write:
        if repository.settings.private:
            _need_one_of(call, route, "read")
        return
    if token is None:
        raise RefusedError(401, "Requires authentication")
    _need_one_of(call, route, "write")
    if "contents" in route.permissions and not call.may_push:
        raise refusals.not_found()
    if repository.settings.archived:
        raise RefusedError(403, refusals.ARCHIVED)


def _need_one_of(call: Call, route: Route, level: Level) -> None:
    """What handles issues and pull requests alike asks for the permission of the one that it is about."""
    assert call.token is not None
    wanted = list(route.permissions)
    if len(wanted) > 1:
        number = call.parameters.get("issue_number", "")
        item = call.repository.items.get(int(number)) if number.isdigit() else None
        wanted = wanted if item is None or item.pull else ["issues"]
    refusal: RefusedError | None = None
    for permission in wanted:
        try:
            call.token.need(permission, level, call.repository.full_name)
        except RefusedError as refused:
            refusal = refused
        else:
            return
    if refusal:
        raise refusal

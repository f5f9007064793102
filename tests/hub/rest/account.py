"""Who asks, how often it may still, and how a GitHub App gets a token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jwt

from tests.hub import refusals
from tests.hub.accounts import App
from tests.hub.call import Call
from tests.hub.clock import text
from tests.hub.refusals import RefusedError
from tests.hub.routing import Route
from tests.hub.shapes import accounts
from tests.hub.wire import Reply

_EXPIRED = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"


def get_user(call: Call) -> Reply:
    if call.token is None:
        raise RefusedError(401, "Requires authentication")
    if call.token.is_bot:
        raise RefusedError(403, refusals.INTEGRATION)
    return Reply(200, accounts.public_user(call.token.account, call.urls))


def get_rate_limit(call: Call) -> Reply:
    reset = call.hub.reset
    limits = {
        name: accounts.limit(call.hub.limits[name], call.hub.left[name], reset, name) for name in ("core", "graphql", "search")
    }
    return Reply(200, {"resources": limits, "rate": limits["core"]})


def get_app(call: Call) -> Reply:
    return Reply(200, accounts.app(_app(call), call.urls))


def get_repository_installation(call: Call) -> Reply:
    app, repository = _app(call), call.repository
    if repository.full_name.lower() not in app.repositories.get(repository.owner, set()):
        raise refusals.not_found()
    owner = call.hub.account(repository.owner)
    return Reply(200, accounts.installation(app, owner, app.installations[repository.owner], call.urls))


def create_installation_token(call: Call) -> Reply:
    app = _app(call)
    owner = next((o for o, number in app.installations.items() if str(number) == call.parameters["installation_id"]), None)
    if owner is None:
        raise refusals.not_found()
    asked = call.body.get("permissions") or app.permissions
    if any(app.permissions.get(name) not in ("write", level) for name, level in asked.items() if name != "metadata"):
        raise refusals.unprocessable("The permissions requested are not granted to this installation.")
    token = call.hub.installation_token(app, owner, dict(asked))
    # the client goes by its own clock, whatever night the hub is told to have
    expires = max(call.hub.clock.now(), datetime.now(UTC)) + timedelta(hours=1)
    shape = {"token": token, "expires_at": text(expires), "permissions": accounts.permissions_of(asked)}
    return Reply(201, {**shape, "repository_selection": "selected"})


def _app(call: Call) -> App:
    """The App that signed the call. Raises RefusedError where none did."""
    scheme, _, signed = call.request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise RefusedError(401, "A JSON web token could not be decoded")
    try:
        issuer = str(jwt.decode(signed, options={"verify_signature": False}).get("iss"))
        app = call.hub.apps[issuer]
        jwt.decode(signed, app.public_key, algorithms=["RS256"], options={"require": ["exp", "iat", "iss"]})
    except KeyError:
        raise RefusedError(404, "Integration not found") from None
    except jwt.ExpiredSignatureError:
        raise RefusedError(401, _EXPIRED) from None
    except jwt.PyJWTError:
        raise RefusedError(401, "A JSON web token could not be decoded") from None
    return app


ROUTES = (
    Route("GET", "/user", get_user),
    Route("GET", "/rate_limit", get_rate_limit),
    Route("GET", "/app", get_app),
    Route("GET", "/repos/{owner}/{repo}/installation", get_repository_installation, ()),
    Route("POST", "/app/installations/{installation_id}/access_tokens", create_installation_token),
)

"""How linkbot gets to GitHub: settings -> a client that knows who it is and where, and never tells its secrets."""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from github import Auth, Github, GithubIntegration
from jwt.exceptions import PyJWTError

from linkbot.config import Settings
from linkbot.errors import ConfigError
from linkbot.publish.facts import Cause, Refused
from linkbot.publish.refused import refused
from linkbot.publish.repository import Hub
from linkbot.publish.wire import Reply, Wire
from linkbot.publish.writing import GAP, Caller, Courier, silent
from linkbot.sources.agent import user_agent
from linkbot.sources.github_proxy import use_proxy

_VERSION = "2022-11-28"
"""The version of the API that the requests are written for."""
_INSTALLATION = "ghs_"  # how a token of an App's installation begins; a workflow's GITHUB_TOKEN is one
_VIEWER = "{viewer{login}}"
_ADDRESS_HINT = "Look at `github_url`: https://api.github.com, or https://HOST/api/v3 of a GitHub Enterprise Server."
_KEY_HINT = (
    "Set LINKBOT_GITHUB_APP_KEY to the text of the .pem file that GitHub made for the App, "
    "or LINKBOT_GITHUB_APP_KEY_FILE to its path."
)


def open_courier(
    settings: Settings,
    name: str,
    environ: Mapping[str, str] = os.environ,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    say: Callable[[str], None] = silent,
) -> Courier:
    """A way to GitHub for the repository `name`, by the App or the token of the settings; `say` is told of long waits.

    Raises ConfigError where an App's key cannot be used, and Refused where there is neither, or the App is not installed.
    """
    logging.getLogger("github").setLevel(logging.WARNING)  # at DEBUG PyGithub logs the answers that carry tokens
    use_proxy(settings.proxy)
    url = api_url(settings, environ)

    def courier(github: Github | GithubIntegration) -> Courier:
        return Courier(Wire(github), gap=_gap(settings, url), clock=clock, sleep=sleep, say=say)

    options = {"base_url": url, **_options(settings, environ)}
    if settings.github_app_id is None:
        return courier(Github(auth=_token(settings), **options))
    integration = GithubIntegration(auth=_signing(settings, settings.github_app_id), **options)
    app = courier(integration)
    try:
        installation = _installation(app, settings.github_app_id, name)
    finally:
        app.close()
    return courier(integration.get_github_for_installation(installation))


def api_url(settings: Settings, environ: Mapping[str, str]) -> str:
    """The base URL of the API that is written to: `github_url`, else that of the runner, which GitHub Enterprise sets.

    A check goes by `github_url` alone: the repositories that a list links to are at github.com, wherever the list lives. Raises
    ConfigError.
    """
    if "github_url" in settings.model_fields_set:
        return settings.github_url
    given = environ.get("GITHUB_API_URL", "")
    if given and not given.startswith(("https://", "http://")):
        raise ConfigError(f"GITHUB_API_URL: not a web address: {given!r}", hint="write https://HOST/api/v3")
    return given or settings.github_url


def who(caller: Caller, settings: Settings, name: str) -> str:
    """The login that GitHub shows beside what this token makes in the repository `name`. Raises Refused."""
    token = settings.github_token.get_secret_value() if settings.github_token else ""
    if settings.github_app_id is None and not token.startswith(_INSTALLATION):
        reply = caller.read("/user")
        if login := _within(reply, "login"):
            return str(login)
        if reply.status != 403:  # so GitHub answers an installation's token, however it looks on an Enterprise server
            raise _unknown(reply, settings, name)
    reply = caller.query(_VIEWER)
    if login := _within(reply, "data", "viewer", "login"):
        return str(login)
    raise _unknown(reply, settings, name)


def open_hub(caller: Caller, settings: Settings, name: str) -> Hub:
    """The repository `name`, asked and written through `caller`. Two reads; raises Refused."""
    return Hub(caller, name, who(caller, settings, name))


def _unknown(reply: Reply, settings: Settings, name: str) -> Refused:
    """Why GitHub does not say who we are. To a token it always says something; a 404 comes from another address."""
    if reply.status == 404 and settings.github_app_id is None:
        return Refused(Cause.UNREACHABLE, "there is no API of GitHub at the address that linkbot was given.", hint=_ADDRESS_HINT)
    return refused(reply, name, f"https://github.com/{name}")


def _token(settings: Settings) -> Auth.Token:
    token = settings.github_token.get_secret_value() if settings.github_token else ""
    if not token:
        raise Refused(
            Cause.CREDENTIALS,
            "there is no token for GitHub.",
            hint="Set GH_TOKEN (in a workflow: env GITHUB_TOKEN), or LINKBOT_GITHUB_APP_ID and LINKBOT_GITHUB_APP_KEY.",
        )
    return Auth.Token(token)


def _signing(settings: Settings, app: int) -> Auth.AppAuth:
    """What signs as the App, tried once."""
    signing = Auth.AppAuth(app, _key(settings))
    try:
        signing.create_jwt()
    except (PyJWTError, ValueError, TypeError):
        raise ConfigError("the App's private key cannot be used", hint=_KEY_HINT, setting="github_app_key") from None
    return signing


def _installation(caller: Caller, app: int, name: str) -> int:
    """The number of the App's installation in the repository. Its tokens last an hour; PyGithub asks for another in time."""
    reply = caller.read(f"/repos/{name}/installation")
    if isinstance(number := _within(reply, "id"), int):
        return number
    if reply.status == 404 and reply.message == "Not Found":
        raise Refused(
            Cause.MISSING,
            f"the GitHub App {app} is not installed for {name}, or there is no such repository.",
            hint="Install it: Settings > Developer settings > GitHub Apps > the App > Install App.",
        )
    raise refused(reply, name, f"https://github.com/{name}")


def _within(reply: Reply, *names: str) -> Any:
    """What stands in an answer's JSON under these names, None where it does not, or where the answer is a refusal."""
    data = reply.data if reply.is_fine else None
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _key(settings: Settings) -> str:
    if settings.github_app_key is not None:
        return settings.github_app_key.get_secret_value().replace("\\n", "\n")  # in one line, as .env files have it
    if settings.github_app_key_file is None:
        raise ConfigError("a GitHub App needs its private key", hint=_KEY_HINT, setting="github_app_id")
    try:
        return settings.github_app_key_file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise ConfigError(
            f"{settings.github_app_key_file}: cannot be read: {reason}", hint=_KEY_HINT, setting="github_app_key_file"
        ) from None


def _options(settings: Settings, environ: Mapping[str, str]) -> dict[str, Any]:
    """What every client of ours has in common.

    PyGithub's own retries and pauses are off: they repeat a POST whose answer was lost, sleep as long as a Retry-After says, and
    know no SIGTERM. `Courier` has ours.
    """
    return {
        "user_agent": user_agent(settings),
        "timeout": max(1, math.ceil(settings.api_timeout)),
        "per_page": 100,
        "retry": None,
        "seconds_between_requests": None,
        "seconds_between_writes": None,
        "api_version": _VERSION,
        "verify": environ.get("REQUESTS_CA_BUNDLE") or environ.get("SSL_CERT_FILE") or True,
    }


def _gap(settings: Settings, url: str) -> float:
    """The seconds between two writes. `pace` makes them more; fewer only for a GitHub on this very machine, a test's."""
    host = urlsplit(url).hostname or ""
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    return GAP / settings.pace if is_here else max(GAP, GAP / settings.pace)

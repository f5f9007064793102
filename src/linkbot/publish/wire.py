"""One request to GitHub's API: sent once, and answered or lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from github import Github, GithubException, GithubIntegration
from urllib3.exceptions import MaxRetryError, NewConnectionError


@dataclass(frozen=True, slots=True)
class Reply:
    """What GitHub answered: the headers with names in lower case, and the body as JSON (None where there is none)."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    data: Any = None

    @property
    def is_fine(self) -> bool:
        """Whether it was done. A redirect is no success: PyGithub makes an empty object of one that answers a write."""
        return 200 <= self.status < 300

    @property
    def message(self) -> str:
        """GitHub's own words, "" where it has none."""
        return str(self.data.get("message") or "") if isinstance(self.data, dict) else ""

    @property
    def errors(self) -> tuple[Mapping[str, Any], ...]:
        """What was wrong with each field of a request that GitHub found invalid."""
        told = self.data.get("errors") if isinstance(self.data, dict) else None
        listed = told if isinstance(told, list) else [told] if told else []
        return tuple(error if isinstance(error, dict) else {"message": str(error)} for error in listed)


class LostError(Exception):
    """No answer came, or none that is GitHub's. Unless it `was_sent`, GitHub cannot have done what it was asked for."""

    def __init__(self, reason: str, *, was_sent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.was_sent = was_sent


class Wire:
    """Sends a request exactly once, by PyGithub's requester: its own checks make objects of what is no success."""

    def __init__(self, github: Github | GithubIntegration) -> None:
        self._github = github
        self._requester = github.requester

    @property
    def graphql_url(self) -> str:
        """Where GraphQL is asked."""
        return self._requester.graphql_url

    def ask(self, method: str, path: str, *, parameters: Mapping[str, str] | None = None, body: Any = None) -> Reply:
        """The answer to one request. `path` begins with `/`; of an absolute URL only the path and the query are used.

        Raises LostError.
        """
        try:
            status, headers, text = self._requester.requestJson(method, path, parameters=dict(parameters or {}), input=body)
        except GithubException as refusal:  # an App's token could not be had, which PyGithub asks for on the way
            if refusal.status >= 500:
                raise LostError(f"it answered {refusal.status}", was_sent=False) from None
            return Reply(method, path, refusal.status, dict(refusal.headers or {}), refusal.data)
        except requests.RequestException as error:
            raise LostError(_reason(error), was_sent=not _is_unsent(error)) from None
        except (ValueError, AssertionError, RuntimeError) as error:  # how PyGithub trips over redirects and broken JSON
            raise LostError(str(error) or "not GitHub's answer") from None
        return Reply(method, path, status, headers, _json(status, text))

    def close(self) -> None:
        """Frees the connections."""
        self._github.close()


def _json(status: int, text: str) -> Any:
    """The body of an answer. Below 500 GitHub says nothing but JSON, and never refuses without a message: a proxy does."""
    if status >= 500:
        return None
    try:
        data = json.loads(text) if text else None
    except ValueError:
        raise LostError(f"what it answered ({status}) is not GitHub's") from None
    if status >= 400 and not (isinstance(data, dict) and "message" in data):
        raise LostError(f"what it answered ({status}) is not GitHub's")
    return data


def _reason(error: requests.RequestException) -> str:
    match error:
        case requests.Timeout():
            return "no answer in time"
        case requests.exceptions.SSLError():
            return "no secure connection (TLS)"
        case requests.exceptions.ProxyError():
            return "the proxy does not answer"
        case _:
            return "no connection" if _is_unsent(error) else "the connection broke off"


def _is_unsent(error: requests.RequestException) -> bool:
    """Whether it failed before anything could reach GitHub."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    first = error.args[0] if error.args else None
    reason = first.reason if isinstance(first, MaxRetryError) else first
    return isinstance(reason, NewConnectionError)

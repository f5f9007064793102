"""One call of GitHub's API at a time: GraphQL or REST, with what each refusal means."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import requests
from github import Auth, Github, GithubException
from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt, wait_exponential

from linkbot.config import Settings
from linkbot.model.evidence import Attempt, Unknown, UnknownReason
from linkbot.sources.agent import user_agent
from linkbot.sources.github_proxy import use_proxy

_TRIES = 3
_STUMBLES = 9  # failed calls in a row after which GitHub counts as down: 8 halvings lead from 100 repositories to one
_LONGEST_WAIT = 8.0  # seconds between two tries
_GAP = 0.07  # seconds between calls: GitHub allows 900 points a minute, a read costs one
_DEFAULT_PAUSE = timedelta(minutes=1)  # GitHub's advice for a secondary limit that names no time
_TAKES_TOO_LONG = "something went wrong while executing your query"


Scope = Literal["passing", "overload", "closed", "final"]


@dataclass(frozen=True, slots=True)
class Answered:
    """GitHub's JSON, and the GraphQL errors that came with it."""

    data: Any
    attempt: Attempt
    errors: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """404: there is no such thing, or we may not know of it. `message` is GitHub's."""

    message: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class TakenDown:
    """GitHub itself blocks the repository; `reason` is its word: "dmca", "tos", ..."""

    reason: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer, which says nothing about what was asked. `attempt` is None where no call was made any more.

    passing: the same call may do better in a moment. overload: a smaller call may. closed: this thing is closed to us.
    final: so is everything else, for now.
    """

    unknown: Unknown
    scope: Scope
    attempt: Attempt | None


Reply = Answered | Absent | TakenDown | Failed


class GitHubApi:
    """A synchronous client, for one thread at a time. The token goes to `settings.github_url` and nowhere else.

    Once the limit is used up, the token refused or GitHub down, every further call fails at once, unasked.
    """

    def __init__(self, settings: Settings) -> None:
        self.requests = 0
        token = settings.github_token.get_secret_value() if settings.github_token else ""
        self.has_token = bool(token)
        # GithubRetry sleeps as long as a Retry-After says, without a cap; tenacity retries what is worth it instead.
        # Pauses between writes are for calls that change something; our POSTs only read.
        use_proxy(settings.proxy)
        self._github = Github(
            base_url=settings.github_url,
            auth=Auth.Token(token) if token else None,
            user_agent=user_agent(settings),
            timeout=max(1, math.ceil(settings.api_timeout)),
            retry=None,
            seconds_between_requests=_GAP,
            seconds_between_writes=None,
        )
        self._requester = self._github.requester
        self._pause = min(1.0, settings.retry_delay)
        self._stumbles = 0
        self._closed: Unknown | None = None

    def graphql(self, query: str) -> Reply:
        """Asks a query that only reads."""
        reply = self._persist("POST", self._requester.graphql_url, {"query": query}, {})
        if not isinstance(reply, Answered):
            return reply
        if not isinstance(reply.data, dict):
            return _failed("protocol", "not GitHub's answer to a query", "closed", reply.attempt)
        errors = tuple(error for error in reply.data.get("errors") or () if isinstance(error, dict))
        data = reply.data.get("data")
        if isinstance(data, dict):
            return Answered(data, reply.attempt, errors)
        return self._query_failed(errors, reply.attempt)

    def get(self, path: str, **parameters: str) -> Reply:
        """Asks REST for `/repos/...`."""
        return self._persist("GET", path, None, parameters)

    def close(self) -> None:
        """Frees the connections; a call in flight is not tried again."""
        self._closed = Unknown(reason="not-asked", detail="stopped")
        self._github.close()

    def _query_failed(self, errors: tuple[Mapping[str, Any], ...], attempt: Attempt) -> Failed:
        if not errors:
            return _failed("protocol", "not GitHub's answer to a query", "closed", attempt)
        first = errors[0]
        words = str(first.get("message"))
        if str(first.get("type", "")).startswith("RATE_LIMIT"):
            self._closed = self._limited()
            return Failed(self._closed, "final", attempt)
        overload = words.lower().startswith(_TAKES_TOO_LONG)
        return _failed("server-error", words, "overload" if overload else "closed", attempt)

    def _persist(self, verb: str, url: str, body: Any, parameters: Mapping[str, str]) -> Reply:
        """Calls until it works, up to three times where the failure may pass."""
        trying = Retrying(
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential(multiplier=self._pause, max=_LONGEST_WAIT),
            retry=retry_if_result(lambda reply: isinstance(reply, Failed) and reply.scope == "passing"),
            retry_error_callback=_last_reply,
        )
        return trying(self._call_if_open, verb, url, body, parameters)

    def _call_if_open(self, verb: str, url: str, body: Any, parameters: Mapping[str, str]) -> Reply:
        if self._closed and self._closed.retry_at and self._closed.retry_at < datetime.now(UTC):
            self._closed = None
        if self._closed:
            return Failed(self._closed, "final", None)
        reply = self._call(verb, url, body, parameters)
        left, _ = self._requester.rate_limiting
        stumbled = isinstance(reply, Failed) and reply.scope in ("passing", "overload")
        self._stumbles = self._stumbles + 1 if stumbled else 0
        if left == 0:
            self._closed = self._limited()
        elif isinstance(reply, Failed) and (reply.scope == "final" or self._stumbles == _STUMBLES):
            self._closed = reply.unknown
        return reply

    def _call(self, verb: str, url: str, body: Any, parameters: Mapping[str, str]) -> Reply:
        started, clock = datetime.now(UTC), time.perf_counter()

        def attempt(status: int, error: str = "") -> Attempt:
            took = round((time.perf_counter() - clock) * 1000)
            return Attempt(at=started, method=verb, url=url, status=status, error=error, milliseconds=took)

        try:
            self.requests += 1
            _, data = self._requester.requestJsonAndCheck(verb, url, parameters=dict(parameters), input=body)
        except GithubException as refusal:
            return self._refused(refusal, attempt(refusal.status, refusal.message or ""))
        except requests.Timeout:
            return _failed("timeout", "no answer in time", "overload", attempt(0, "timeout"))
        except requests.exceptions.SSLError as error:
            return _failed("tls", str(error), "final", attempt(0, "tls"))
        except requests.RequestException as error:
            return _failed("connection", type(error).__name__, "passing", attempt(0, str(error)))
        except (ValueError, AttributeError, AssertionError, RuntimeError) as error:
            # how PyGithub trips over an answer that is not GitHub's JSON, and over a redirect to another host
            return _failed("protocol", str(error), "passing", attempt(0, str(error)))
        return Answered(data, attempt(200))

    def _refused(self, refusal: GithubException, attempt: Attempt) -> Reply:
        headers = refusal.headers or {}
        data = refusal.data if isinstance(refusal.data, dict) else {}
        words = str(data.get("message") or f"status {refusal.status}")
        match refusal.status:
            case 404 | 410 if "message" in data:
                return Absent(words, attempt)
            case 404 | 410:
                return _failed("protocol", "a 404 that is not GitHub's", "closed", attempt)
            case 401:
                return _failed("blocked", f"the token is refused ({words}); check GH_TOKEN", "final", attempt)
            case 403 | 451 if isinstance(data.get("block"), dict):
                return TakenDown(str(data["block"].get("reason", "blocked")), attempt)
            case 451:
                return TakenDown("legal reasons", attempt)
            case 403 | 429 if _is_rate_limit(refusal, words):
                return Failed(self._limited(headers.get("retry-after")), "final", attempt)
            case 403:
                return _failed("blocked", words, "closed", attempt)
            case 502 | 504 if attempt.method == "POST":
                return _failed("server-error", words, "overload", attempt)
            case status:
                return _failed("server-error", words, "passing" if status >= 500 else "closed", attempt)

    def _limited(self, retry_after: str | None = None) -> Unknown:
        now = datetime.now(UTC)
        left, _ = self._requester.rate_limiting
        if retry_after and retry_after.isdigit():
            until = now + timedelta(seconds=int(retry_after))
        elif left == 0:
            until = datetime.fromtimestamp(self._requester.rate_limiting_resettime, UTC)
        else:
            until = now + _DEFAULT_PAUSE
        detail = "the limit is used up" if self.has_token else "the limit without a token is used up; set GH_TOKEN"
        return Unknown(reason="rate-limited", detail=detail, retry_at=until)


def _is_rate_limit(refusal: GithubException, words: str) -> bool:
    headers = refusal.headers or {}
    return (
        refusal.status == 429
        or "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in words.lower()
    )


def _failed(reason: UnknownReason, detail: str, scope: Scope, attempt: Attempt | None) -> Failed:
    return Failed(Unknown(reason=reason, detail=detail), scope, attempt)


def _last_reply(state: RetryCallState) -> Reply:
    assert state.outcome is not None
    reply: Reply = state.outcome.result()
    return reply

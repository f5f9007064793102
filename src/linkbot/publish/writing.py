"""How GitHub is asked: one write a second, again where that is safe, later where it wants to be left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from linkbot.errors import LinkbotError
from linkbot.publish.facts import Cause, Refused
from linkbot.publish.wire import LostError, Reply, Wire
from linkbot.sources.limits import retry_after

GAP = 1.0
"""Seconds between two writes, as GitHub's best practices for integrators ask for."""
_TRIES = 3
_LONGEST_STEP = 8.0  # seconds between two tries
_UNTOLD = 60.0  # seconds to wait at a limit that names no time: "at least one minute", says GitHub
_SLICE = 0.25  # seconds: how soon a wait ends after `stop`
_NOTICED = 5.0  # seconds: whoever waits longer is told why
_NO_WAY = "Look at the network, and at `github_url` where it is set; the next run tries it again."
_LIMIT_WORDS = ("rate limit", "abuse detection")


class Stopped(LinkbotError):  # noqa: N818 - it says what happened
    """linkbot was told to stop (SIGTERM, Ctrl-C): the write that was under way has ended, and no other was begun."""

    exit_code = 130


class Caller(Protocol):
    """Whatever answers the calls of a repository: GitHub, or for what would change something, a dry run."""

    def read(self, path: str, **parameters: str) -> Reply:
        """The answer to a GET."""

    def query(self, query: str) -> Reply:
        """The answer to a GraphQL query that only reads."""

    def change(self, method: str, path: str, body: Any = None) -> Reply:
        """The answer to a write that may be repeated: doing it twice is doing it once."""

    def create(self, path: str, body: Any) -> Reply:
        """The answer to a POST that must not be repeated. Raises LostError where it may or may not have been done."""

    def pause(self, seconds: float) -> None:
        """Waits. Raises Stopped."""

    @property
    def server_time(self) -> datetime:
        """GitHub's clock, as of its last answer."""


def silent(_: str) -> None:
    """Where nobody is to be told of waits."""


class Courier:
    """Brings requests to GitHub. What comes back is an answer below 500 that is not a rate limit; else it raises Refused.

    `gap` are the seconds between two writes, `max_wait` the seconds that all rate limits together may be waited for. `clock` and
    `sleep` count in seconds, `say` is told of long waits. There is one writer: a second thread waits its turn.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        gap: float = GAP,
        max_wait: float = 120.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        say: Callable[[str], None] = silent,
    ) -> None:
        self._wire = wire
        self._gap = gap
        self._patience = max_wait
        self._clock = clock
        self._sleep = sleep
        self._say = say
        self._writer = threading.Lock()
        self._next_write = clock()
        self._is_stopped = False
        self._date = ""

    @property
    def server_time(self) -> datetime:
        """GitHub's clock, as of its last answer; our own where it told none."""
        try:
            told = parsedate_to_datetime(self._date)
        except ValueError:
            return datetime.now(UTC)
        return told if told.tzinfo else told.replace(tzinfo=UTC)

    def stop(self) -> None:
        """The write under way may end; the next one, and every wait, raises Stopped. May be called by a signal's handler."""
        self._is_stopped = True

    def read(self, path: str, **parameters: str) -> Reply:
        """The answer to a GET. Raises Refused where there is none."""
        return self._again(lambda: self._within_limits("GET", path, parameters=parameters))

    def query(self, query: str) -> Reply:
        """The answer to a GraphQL query that only reads. Raises Refused where there is none."""
        return self._again(lambda: self._within_limits("POST", self._wire.graphql_url, body={"query": query}))

    def change(self, method: str, path: str, body: Any = None) -> Reply:
        """The answer to a write that may be repeated. Raises Refused where there is none, and Stopped."""
        return self._again(lambda: self._write(method, path, body))

    def create(self, path: str, body: Any) -> Reply:
        """The answer to a POST that must not be repeated. Raises LostError where it may or may not have been done."""

        def once() -> Reply:
            try:
                return self._write("POST", path, body)
            except LostError as lost:
                if lost.was_sent:
                    raise _LostForGoodError(lost.reason) from None
                raise

        return self._again(once)

    def pause(self, seconds: float) -> None:
        """Waits so many seconds. Raises Stopped as soon as `stop` was called."""
        end = self._clock() + seconds
        while (left := end - self._clock()) > 0 and not self._is_stopped:
            self._sleep(min(left, _SLICE))
        self._go_on()

    def close(self) -> None:
        """Frees the connections."""
        self._wire.close()

    def _write(self, method: str, path: str, body: Any) -> Reply:
        with self._writer:
            self.pause(self._next_write - self._clock())
            try:
                return self._within_limits(method, path, body=body)
            finally:
                self._next_write = self._clock() + self._gap

    def _go_on(self) -> None:
        if self._is_stopped:
            raise Stopped("linkbot was told to stop", hint="What was done so far stays; the next run goes on from there.")

    def _again(self, ask: Callable[[], Reply]) -> Reply:
        """Up to three tries, where no answer or a server's error came."""
        trying = Retrying(
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential(max=_LONGEST_STEP),
            retry=retry_if_exception_type(LostError),
            sleep=self.pause,
            reraise=True,
        )
        try:
            return trying(ask)
        except _LostForGoodError as lost:
            raise LostError(lost.reason) from None
        except LostError as lost:
            raise Refused(
                Cause.UNREACHABLE,
                f"GitHub could not be asked: {lost.reason}.",
                hint="The next run tries it again." if lost.was_sent else _NO_WAY,
            ) from None

    def _within_limits(self, method: str, path: str, *, parameters: Mapping[str, str] | None = None, body: Any = None) -> Reply:
        """Asks, as often as a rate limit sends us away and the patience lasts."""
        while True:
            reply = self._wire.ask(method, path, parameters=parameters, body=body)
            self._date = reply.headers.get("date", self._date)
            if reply.status >= 500:
                raise LostError(f"it answered {reply.status}")
            if not _is_rate_limit(reply):
                return reply
            self._wait_for_limit(_seconds(reply, self.server_time))

    def _wait_for_limit(self, seconds: float) -> None:
        if seconds > self._patience:
            raise Refused(
                Cause.LIMIT,
                f"GitHub's rate limit for this token is used up for {_spelt(seconds)}.",
                hint="Run linkbot again after that; it goes on from where it is.",
            )
        self._patience -= seconds
        if seconds >= _NOTICED:
            self._say(f"GitHub asks for a pause of {_spelt(seconds)}; linkbot goes on after it.")
        self.pause(seconds)


class _LostForGoodError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _is_rate_limit(reply: Reply) -> bool:
    if reply.status == 429:
        return True
    if reply.status != 403:
        return False
    words = reply.message.lower()
    return (
        "retry-after" in reply.headers
        or reply.headers.get("x-ratelimit-remaining") == "0"
        or any(word in words for word in _LIMIT_WORDS)
    )


def _seconds(reply: Reply, now: datetime) -> float:
    """How long GitHub wants to be left alone: as it says, until the limit is renewed, or one minute."""
    told = retry_after(reply.headers.get("retry-after", ""), now)
    if told is not None:
        return max(told, 1.0)
    reset = reply.headers.get("x-ratelimit-reset", "")
    if reply.headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
        return max(float(reset[:12]) - now.timestamp() + 1, 1.0)
    return _UNTOLD


def _spelt(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"

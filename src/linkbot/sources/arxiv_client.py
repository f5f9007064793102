"""One call of arXiv's API: at the pace that arXiv wants, and with every way of not answering told from an empty answer."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import arxiv
import requests
from requests.adapters import HTTPAdapter
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from linkbot.config import Settings
from linkbot.model.evidence import Unknown
from linkbot.sources.agent import user_agent
from linkbot.sources.answers import unknown_status
from linkbot.sources.limits import retry_after
from linkbot.sources.source import Say
from linkbot.sources.thread import in_thread

_TRIES = 2
"""Of one call: arXiv throttles for minutes, and who goes on asking for longer. There are other sources."""

_LONGEST_WAIT = 60.0
"""Seconds: who wants us to wait for longer is not asked again in this run."""

_PATIENCE = 3.0
"""Times the longest silence: a feed of many papers takes its time, but a drip that never ends is no answer."""

_RATE_EXCEEDED = b"Rate exceeded"
_ERROR_ENTRY = b"/api/errors"
_TOTAL = b":totalResults"


class Refused(requests.RequestException):
    """arXiv did not answer the question; `unknown` says why, `passing` whether a later try may fare better."""

    def __init__(self, unknown: Unknown, *, passing: bool, wait: float = 0.0) -> None:
        super().__init__(f"{unknown.reason}: {unknown.detail}")
        self.unknown = unknown
        self.passing = passing
        self.wait = wait


class ArxivClient:
    """The `arxiv` package in a worker thread: one connection, one call at a time, `settings.arxiv_delay` seconds apart.

    Terms of use: https://info.arxiv.org/help/api/tou.html. The pace holds for the whole process, whatever the number of clients.
    """

    def __init__(self, settings: Settings, say: Say) -> None:
        self._delay = settings.arxiv_delay
        self._patience = _PATIENCE * settings.timeout
        self._say = say
        self._client = _Client(settings)
        self._turn = asyncio.Lock()

    async def call(self, search: arxiv.Search, page_size: int) -> list[arxiv.Result]:
        """The results of one search, in arXiv's order. Raises Refused when arXiv did not answer, after a few tries.

        An empty list is an answer of arXiv's, and no proof: the API is known to answer so when it is not well.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, Refused) and error.passing and error.wait <= _LONGEST_WAIT),
            stop=stop_after_attempt(_TRIES),
            wait=self._wait,
            before_sleep=self._tell,
            reraise=True,
        )
        async with self._turn:
            return await retrying(self._once, search, page_size)

    @property
    def requests(self) -> int:
        """Calls made so far, those that are asked again included."""
        return self._client.calls

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    async def _once(self, search: arxiv.Search, page_size: int) -> list[arxiv.Result]:
        await asyncio.sleep(_pace.remaining(self._delay))
        try:
            async with asyncio.timeout(self._patience):
                return await in_thread(self._client.ask, search, page_size)
        except TimeoutError as error:
            detail = f"arXiv's API did not end its answer in {self._patience:.0f} s"
            raise Refused(Unknown(reason="timeout", detail=detail), passing=False) from error

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        told = error.wait if isinstance(error, Refused) else 0.0
        return max(told, self._delay)

    def _tell(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        seconds = state.next_action.sleep if state.next_action else 0.0
        self._say(f"arXiv does not answer ({error}): asking again in {seconds:.0f} s")


class _Pace:
    """When the process last heard from arXiv's API."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._last = float("-inf")

    def remaining(self, delay: float) -> float:
        """Seconds until the next call may be made."""
        return max(0.0, self._last + delay - time.monotonic())

    def called(self) -> None:
        """A call has ended now."""
        self._last = time.monotonic()


_pace = _Pace()


class _Client(arxiv.Client):
    """The package's client, with our name, timeouts and certificates, and without its retries."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(page_size=100, delay_seconds=settings.arxiv_delay, num_retries=0)
        self.calls = 0
        self.query_url_format = f"{settings.arxiv_url}?{{}}"
        self._session.trust_env = False
        self._session.verify = ssl.get_default_verify_paths().cafile or True
        if settings.proxy:
            self._session.proxies = {"http": settings.proxy, "https": settings.proxy}
        adapter = _Adapter(settings)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def ask(self, search: arxiv.Search, page_size: int) -> list[arxiv.Result]:
        """The results of one search. Blocks; raises Refused."""
        with _pace.lock:
            self.page_size = page_size
            self.calls += 1
            try:
                return list(self.results(search))
            except Refused:
                raise
            except requests.Timeout as error:
                raise Refused(Unknown(reason="timeout", detail=_words(error)), passing=False) from error
            except requests.exceptions.SSLError as error:
                raise Refused(Unknown(reason="tls", detail=_words(error)), passing=False) from error
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
                raise Refused(Unknown(reason="connection", detail=_words(error)), passing=True) from error
            except (requests.RequestException, arxiv.ArxivError, ValueError) as error:
                raise Refused(Unknown(reason="protocol", detail=_words(error)), passing=False) from error
            finally:
                _pace.called()

    def close(self) -> None:
        """Closes the session."""
        self._session.close()


class _Adapter(HTTPAdapter):
    """Sends our name, never waits for ever, and lets nothing pass to the package that is not a whole Atom feed.

    The package makes the same empty list of a refusal, an error entry and a paper that does not exist.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(max_retries=0)
        self._timeout = (settings.connect_timeout, settings.api_timeout)
        self._user_agent = user_agent(settings)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """The answer to `request`. Raises Refused for all but a feed."""
        request.headers["User-Agent"] = self._user_agent
        response = super().send(request, **{**options, "timeout": self._timeout})
        if not response.is_redirect:
            _check(response, response.content)
        return response


def _check(response: requests.Response, body: bytes) -> None:
    """Raises Refused unless `body` is a whole feed of papers."""
    if response.status_code != HTTPStatus.OK:
        unknown = unknown_status(response.status_code, "arXiv's API")
        passing = response.status_code == HTTPStatus.TOO_MANY_REQUESTS or response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        now = datetime.now(UTC)
        wait = retry_after(response.headers.get("Retry-After", ""), now) or 0.0
        told = unknown.model_copy(update={"retry_at": now + timedelta(seconds=wait)}) if wait else unknown
        raise Refused(told, passing=passing, wait=wait)
    if _RATE_EXCEEDED in body[:200]:
        raise Refused(Unknown(reason="rate-limited", detail='arXiv\'s API answered 200, "Rate exceeded."'), passing=True)
    if _ERROR_ENTRY in body:
        raise Refused(Unknown(reason="protocol", detail="arXiv's API answered with an error entry"), passing=False)
    if _TOTAL not in body or not body.rstrip().endswith(b"</feed>"):
        raise Refused(Unknown(reason="protocol", detail="arXiv's API answered with something that is no feed"), passing=False)


def _words(error: Exception) -> str:
    """The innermost cause of an error of requests, which wraps each in another."""
    while error.args and isinstance(error.args[0], Exception):
        error = error.args[0]
    reason = getattr(error, "reason", None)
    return str(reason or error)[:200]

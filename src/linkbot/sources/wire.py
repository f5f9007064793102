"""One request over the guarded connector: what came of it, or why nothing did, as a value."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from linkbot.config import Settings
from linkbot.model.evidence import UnknownReason
from linkbot.sources.agent import user_agent
from linkbot.sources.body import Body, read_body
from linkbot.sources.guard import Unsafe, guarded_socket, is_reachable
from linkbot.sources.names import Names

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_READABLE = ("text/", "json", "xml")  # parts of the types whose content is ever looked at
_PEEK = 1_024  # bytes read of any other type: enough to see that it comes
REDIRECTS = (301, 302, 303, 307, 308)
_REDIRECT_SECONDS = 0.5  # for the body of a redirect, which nobody reads
_PAGE_SECONDS = 3.0  # a page's body may drip for no longer; its link is alive by then
_DNS_CACHE_SECONDS = 300
_KEEP_ALIVE_SECONDS = 15
_MOST_HEADERS = 16_380  # bytes of one header


@dataclass(frozen=True, slots=True)
class Failure:
    """Why no answer came: "nxdomain" or a reason, details in words, and how often more asking may help."""

    reason: UnknownReason | str
    detail: str
    asks_again: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One answer. `headers` have lower-case names; `cookies` are those that it set."""

    status: int
    headers: Mapping[str, str]
    body: Body
    cookies: SimpleCookie = field(default_factory=SimpleCookie)


class Wire:
    """The session and its connector. Open it inside the loop that will use it, and close it there."""

    def __init__(self, settings: Settings, resolver: AbstractResolver | None) -> None:
        self._settings = settings
        # Through a proxy every socket goes to the proxy, which may well be a private address.
        guard = None if settings.proxy else guarded_socket(settings.allow_network)
        self._resolver = Names(resolver)
        self._connector = _CountingConnector(
            limit=settings.max_connections,
            limit_per_host=0,
            ttl_dns_cache=_DNS_CACHE_SECONDS,
            keepalive_timeout=_KEEP_ALIVE_SECONDS,
            resolver=self._resolver,
            socket_factory=guard,
            ssl=ssl.create_default_context(),
        )
        self._session = aiohttp.ClientSession(
            connector=self._connector,
            headers={
                "User-Agent": user_agent(settings),
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate",
            },
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            max_field_size=_MOST_HEADERS,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=settings.connect_timeout),
        )

    @property
    def requests(self) -> int:
        """How many requests were sent so far."""
        return self._connector.requests

    async def finds(self, host: str) -> bool:
        """Whether the name service knows an address of `host` that may be reached."""
        try:
            found = await self._resolver.resolve(host, 443, socket.AF_UNSPEC)
        except OSError:
            return False
        return any(is_reachable(ip_address(each["host"].partition("%")[0]), self._settings.allow_network) for each in found)

    async def close(self) -> None:
        """Closes the connections, and the resolver."""
        await self._session.close()
        await self._resolver.close()

    async def exchange(
        self,
        method: str,
        url: URL,
        *,
        headers: Mapping[str, str],
        max_body: int | None,
        seconds: float,
    ) -> Exchange | Failure:
        """Sends one request and reads its answer, redirects included, within `seconds`.

        Once the status has come nothing can turn the answer into a failure. `max_body` (bytes) says that the body is wanted
        as a whole; without it a page is read for three seconds at most, and other types only begun.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        try:
            async with asyncio.timeout(seconds):
                response = await self._session.request(
                    method, url, headers=headers, allow_redirects=False, proxy=self._settings.proxy or None
                )
        except TimeoutError as error:
            detail = (
                "no connection in time" if isinstance(error, aiohttp.ConnectionTimeoutError) else f"no answer in {seconds:.0f} s"
            )
            return Failure("timeout", detail, asks_again=1)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _failure(error)
        try:
            left = max(deadline - loop.time(), 0.05)
            body = await self._body(response, method, max_body, left)
        finally:
            if response.content.at_eof():
                response.release()
            else:
                response.close()
        lowered = {name.lower(): value if value.isascii() else _readable(value) for name, value in response.headers.items()}
        return Exchange(response.status, lowered, body, response.cookies)

    async def _body(self, response: aiohttp.ClientResponse, method: str, max_body: int | None, seconds: float) -> Body:
        if method == "HEAD":
            return Body(b"", is_complete=False)
        if response.status in REDIRECTS and "Location" in response.headers:
            return await read_body(response, _PEEK, min(seconds, _REDIRECT_SECONDS))  # so that the connection can be kept
        if max_body is not None:
            return await read_body(response, max_body, seconds)
        kind = response.headers.get("Content-Type", "").lower()
        wanted = self._settings.max_body if not kind or any(part in kind for part in _READABLE) else _PEEK
        return await read_body(response, wanted, min(seconds, _PAGE_SECONDS))


class _CountingConnector(aiohttp.TCPConnector):
    """Counts who got a connection: a request is sent on it next. Tracing would count as well, at a higher price."""

    requests = 0

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the signature is aiohttp's
    ) -> Connection:
        connection = await super().connect(req, traces, timeout)
        self.requests += 1
        return connection


def _readable(value: str) -> str:
    """A header's value; aiohttp reads bytes that are not UTF-8 as surrogates, most servers mean Latin-1."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _failure(error: Exception) -> Failure:
    causes = tuple(_causes(error))
    for cause in causes:
        if isinstance(cause, Unsafe):
            return Failure("unsafe", str(cause))
        if isinstance(cause, OSError) and cause.errno == Unsafe.NUMBER:
            return Failure("unsafe", "addresses that are not public")
        # aiohttp's own certificate error is one of ssl's by its class, and has none of its fields.
        if isinstance(cause, ssl.SSLCertVerificationError) and not isinstance(cause, aiohttp.ClientError):
            return Failure("tls", cause.verify_message or str(cause))
    match error:
        case aiohttp.ClientConnectorDNSError():
            if any(_is_no_such_name(cause) for cause in causes):
                return Failure("nxdomain", f"no such domain: {error.host}", asks_again=1)
            return Failure("dns", f"{error.host}: {error.os_error.strerror or error.os_error}", asks_again=1)
        case aiohttp.ClientConnectorCertificateError():
            return Failure("tls", str(error.certificate_error))
        case aiohttp.ClientSSLError():
            return Failure("tls", error.os_error.strerror or str(error.os_error), asks_again=1)
        case aiohttp.ClientConnectorError():
            return Failure("connection", error.os_error.strerror or str(error.os_error) or "the server hung up", asks_again=1)
        case aiohttp.ServerConnectionError() | aiohttp.ClientOSError() | aiohttp.ClientPayloadError() | OSError():
            return Failure("connection", "the server hung up", asks_again=1)
        case aiohttp.InvalidURL() | ValueError():
            return Failure("protocol", f"not a URL that can be asked: {error}"[:200])
        case _:
            return Failure("protocol", f"not HTTP: {error}"[:200])


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it was raised from, and the system's error inside aiohttp's."""
    seen: set[int] = set()
    open_errors = [error]
    while open_errors:
        cause = open_errors.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        open_errors += [cause.__cause__, cause.__context__, getattr(cause, "os_error", None)]


def _is_no_such_name(error: BaseException) -> bool:
    """NXDOMAIN, as c-ares and getaddrinfo say it; "no data" and "try again" are something else."""
    if isinstance(error, OSError):
        return error.errno == socket.EAI_NONAME
    from aiodns.error import ARES_ENOTFOUND, DNSError

    return isinstance(error, DNSError) and error.args[0] == ARES_ENOTFOUND

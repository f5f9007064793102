"""The way of a request through the hub: hooks, faults, limits, who asks, which repository, the handler, the headers."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.hub import graphql, refusals
from tests.hub.access import authorize
from tests.hub.accounts import Token
from tests.hub.call import Call
from tests.hub.faults import Fault
from tests.hub.refusals import RefusedError
from tests.hub.repository import Repository
from tests.hub.rest import account, git, issues, pulls, repository
from tests.hub.routing import Router
from tests.hub.shapes import Urls
from tests.hub.wire import HangUpError, Reply, Request

if TYPE_CHECKING:
    from tests.hub.hub import Hub

ROUTER = Router((*account.ROUTES, *repository.ROUTES, *git.ROUTES, *pulls.ROUTES, *issues.ROUTES))
ENTERPRISE = "/api/v3"
_FREE = ("/rate_limit",)
Answer = tuple[int, bytes, Mapping[str, str]]


class Service:
    """Answers the requests of one hub; many connections may ask at once, one is worked on at a time."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def answer(self, request: Request) -> Answer:
        """Raises HangUpError where there is to be no answer."""
        hub = self._hub
        try:
            urls = self._enter(request)
            request.who = self._who(request)
            with hub.lock:
                hub.log.append(request)
                request.number = len(hub.log)
            hub.before(request)
            with hub.lock:
                # every fault counts every request that it is about
                fault = next(iter([fault for fault in hub.faults if fault.strikes(request)]), None)
            if fault and fault.latency:
                time.sleep(fault.latency)
            if fault and not fault.after and (fault.hang_up or fault.status):
                return self._struck(fault, request)
            with hub.lock:
                answer = self._finish(request, *self._work(request, urls))
            hub.after(request)
            return self._struck(fault, request) if fault and fault.after else answer
        except HangUpError:
            request.status = 0
            raise
        except Exception as mistake:
            hub.mistakes.append(mistake)
            raise HangUpError from mistake

    def _enter(self, request: Request) -> Urls:
        """Takes the prefix of GitHub Enterprise off the path."""
        hub = self._hub
        if request.target == "/api/graphql" or request.target.startswith(f"{ENTERPRISE}/"):
            request.target = request.target.removeprefix(ENTERPRISE).removeprefix("/api")
            return Urls(f"{hub.url}{ENTERPRISE}", hub.url)
        return Urls(hub.url, "https://github.com")

    def _who(self, request: Request) -> str:
        """Whose token it is, "" for nobody's."""
        token = self._hub.tokens.get(request.headers.get("authorization", "").partition(" ")[2])
        return token.account.login if token else ""

    def _struck(self, fault: Fault, request: Request) -> Answer:
        if fault.hang_up:
            raise HangUpError
        request.status = fault.status
        body = fault.answer if isinstance(fault.answer, bytes) else json.dumps(fault.answer).encode()
        return fault.status, body, {**self._common("core"), "Content-Type": "application/json; charset=utf-8", **fault.headers}

    def _work(self, request: Request, urls: Urls) -> tuple[Reply, str]:
        """The reply, and the limit that it counts against."""
        resource = "graphql" if request.target == "/graphql" else "core"
        try:
            call = Call(self._hub, request, urls, self._token(request))
            if call.token and call.token.kind == "classic":
                call.headers["X-OAuth-Scopes"] = ", ".join(call.token.scopes)
            self._spend(call, resource)
            reply = graphql.answer(call) if resource == "graphql" else self._rest(call)
            request.done = reply.status < 400
            reply.headers |= call.headers
        except RefusedError as refused:
            reply = Reply(refused.status, refused.body, refused.headers)
        return reply, resource

    def _token(self, request: Request) -> Token | None:
        """Raises RefusedError for a token that nobody has; a JSON web token is looked at by those who want one."""
        if not request.headers.get("user-agent"):
            raise RefusedError(
                403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
            )
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not token or (scheme.lower() == "bearer" and token.count(".") == 2):
            return None
        if token not in self._hub.tokens or scheme.lower() not in ("token", "bearer"):
            raise RefusedError(401, "Bad credentials")
        return self._hub.tokens[token]

    def _spend(self, call: Call, resource: str) -> None:
        hub = self._hub
        if call.request.target in _FREE:
            return
        if hub.left[resource] < 1:
            who = f"user ID {call.token.account.id}" if call.token else "127.0.0.1"
            raise RefusedError(403, f"API rate limit exceeded for {who}.", documentation=refusals.LIMIT_DOCS)
        hub.left[resource] -= 1

    def _rest(self, call: Call) -> Reply:
        request, hub = call.request, self._hub
        target = request.target
        if target.startswith("/repositories/"):
            number, _, rest = target.removeprefix("/repositories/").partition("/")
            found = next((each for each in hub.repositories if str(each.id) == number), None)
            target = "/".join(["/repos", found.full_name if found else "-/-", *([rest] if rest else [])])
        route = ROUTER.find(request.method, target)
        if route is None:
            hub.mistakes.append(AssertionError(f"the hub has no answer to {request.method} {request.path}"))
            raise refusals.not_found()
        call.parameters = {name: unquote(value) for name, value in route[1].items()}
        if problems := hub.check_request(request, route[0].template):
            raise refusals.unprocessable(f"Invalid request.\n\n{problems[0]}")
        if "owner" in call.parameters:
            call.found = self._repository(call, target)
            authorize(call, route[0])
        reply = route[0].handler(call)
        hub.check_reply(request, route[0].template, reply)
        return reply

    def _repository(self, call: Call, target: str) -> Repository:
        """Raises RefusedError where there is no such repository, or where it has another name now."""
        name = f"{call.parameters['owner']}/{call.parameters['repo']}"
        found = self._hub.named(name)
        if found is None:
            raise refusals.not_found()
        if found.full_name.lower() != name.lower():
            rest = target.split("/")[4:]
            to = "/".join([call.urls.api, "repositories", str(found.id), *rest])
            query = "&".join(f"{name}={value}" for name, value in call.query.items())
            to = f"{to}?{query}" if query else to
            status = 301 if call.request.method in ("GET", "HEAD") else 307
            docs = "https://docs.github.com/v3/#http-redirects"
            raise RefusedError(status, "Moved Permanently", headers={"Location": to}, documentation=docs, url=to)
        return found

    def _finish(self, request: Request, reply: Reply, resource: str) -> Answer:
        body = b"" if reply.data is None else json.dumps(reply.data).encode()
        headers = {**self._common(resource), **reply.headers}
        status = reply.status
        if reply.data is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
        if request.method == "GET" and status == 200:
            headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()}"'
            if request.headers.get("if-none-match") == headers["ETag"]:
                status, body = 304, b""
                self._hub.left[resource] += bool(request.who)
                headers |= self._limits(resource)
        request.status = status
        return status, body, headers

    def _common(self, resource: str) -> dict[str, str]:
        return {
            "Server": "github.com",
            "Date": format_datetime(self._hub.clock.now(), usegmt=True),
            "X-GitHub-Request-Id": f"HUB:{len(self._hub.log):06X}",
            "X-GitHub-Media-Type": "github.v3; format=json",
            **self._limits(resource),
        }

    def _limits(self, resource: str) -> dict[str, str]:
        limit, left = self._hub.limits[resource], self._hub.left[resource]
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Used": str(limit - left),
            "X-RateLimit-Reset": str(self._hub.reset),
            "X-RateLimit-Resource": resource,
        }

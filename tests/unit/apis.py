"""A source with a file in rules/sources, asked on loopback: its bases lead to one server that answers as it is told."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from tests.unit.asking import Asked, Handler, ask

from linkbot.config import Settings
from linkbot.model.evidence import Question, SourceName
from linkbot.rulebook import load_rulebook
from linkbot.sources.api import ApiSource
from linkbot.sources.net import Net
from linkbot.sources.source import Say, Source
from linkbot.sources.stackexchange import StackExchangeSource

Told = web.StreamResponse | dict[str, Any] | tuple[int, dict[str, Any]]


def ask_api(name: SourceName, handler: Handler, *keys: str) -> Asked:
    """What a built-in source answers when each of its bases is `/BASE` on a server with that handler."""

    def make(settings: Settings, net: Net, say: Say) -> Source:
        rule = load_rulebook().sources[name]
        here = {base: f"{settings.doi_url}/{base}{'/' if url.endswith('/') else ''}" for base, url in rule.bases.items()}
        rule = rule.model_copy(update={"bases": here})
        return StackExchangeSource(rule, net, say) if name == "stackexchange" else ApiSource(rule, net)

    return ask(make, handler, [Question(name, key) for key in keys])


def serving(**pages: Told) -> Handler:
    """Answers a path, as it came over the wire and without its query, with what `pages` has for it; else with a bare 404."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return _response(pages.get(request.raw_path.partition("?")[0], web.Response(status=404)))

    return handle


def always(told: Told) -> Handler:
    """Answers everything alike."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return _response(told)

    return handle


async def cut_off(request: web.Request) -> web.StreamResponse:
    """Promises more JSON than it sends."""
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"name": "example", "title": "Exam')
    assert request.transport
    request.transport.close()
    return response


def _response(told: Told) -> web.StreamResponse:
    match told:
        case web.StreamResponse():
            return web.Response(status=told.status, headers=told.headers, body=getattr(told, "body", None))
        case (status, data):
            return web.json_response(data, status=status)
    return web.json_response(told)

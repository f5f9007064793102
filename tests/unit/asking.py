"""Asking one source of truth on loopback: a real server that answers as it is told, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from aiohttp import web

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Evidence, Question
from linkbot.rulebook import Rulebook
from linkbot.sources.net import Net
from linkbot.sources.source import Say, Source

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Make = Callable[[Settings, Net, Say], Source]


@dataclass
class Asked:
    """What came of asking: evidence by key, the requests that arrived (path and query, decoded), and what was said."""

    evidence: dict[str, Evidence] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    arrived_at: list[float] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    @property
    def answers(self) -> dict[str, Answer]:
        return {key: evidence.answer for key, evidence in self.evidence.items()}


def ask(make: Make, handler: Handler, questions: Sequence[Question], **settings: Any) -> Asked:
    """Serves `handler` on a port of its own, asks a fresh source over a real `Net`, and closes both."""
    return asyncio.run(_ask(make, handler, questions, settings))


async def _ask(make: Make, handler: Handler, questions: Sequence[Question], settings: dict[str, Any]) -> Asked:
    asked = Asked()

    async def log(request: web.Request) -> web.StreamResponse:
        asked.requests.append(str(request.rel_url.human_repr()))
        asked.arrived_at.append(asyncio.get_running_loop().time())
        asked.agents.add(request.headers.get("User-Agent", ""))
        return await handler(request)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", log)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    chosen = _settings(port, settings)
    net = Net(chosen, Rulebook({}, (), (), {}))
    source = make(chosen, net, asked.said.append)
    try:
        async for evidence in source.ask(questions):
            asked.evidence[evidence.question.key] = evidence
    finally:
        await source.close()
        await net.close()
        await runner.cleanup()
    return asked


def _settings(port: int, settings: dict[str, Any]) -> Settings:
    url = f"http://127.0.0.1:{port}"
    return Settings(
        **{
            "allow_network": (ip_network("127.0.0.0/8"),),
            "allow_ports": (port,),
            "arxiv_url": f"{url}/api/query",
            "arxiv_pages_url": url,
            "arxiv_oai_url": f"{url}/oai",
            "arxiv_delay": 0.01,
            "huggingface_url": url,
            "crossref_url": f"{url}/crossref",
            "datacite_url": f"{url}/datacite",
            "doi_url": url,
            "wayback_url": f"{url}/wayback",
            "retry_delay": 0.01,
            "timeout": 2.0,
            "contact": "list@example.org",
            **settings,
        }
    )

"""A configured proxy gets every request: of pages, of arXiv, of GitHub."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from linkbot.config import Settings
from linkbot.model.evidence import Found, Question, Repository
from linkbot.rulebook import load_rulebook
from linkbot.sources.arxiv import ArxivSource
from linkbot.sources.github import GitHubSource
from linkbot.sources.net import Net
from linkbot.sources.source import Forgetful, Source, silent

REPOSITORY = {"full_name": "owner/name", "id": 7, "default_branch": "main", "archived": False, "disabled": False, "size": 3}


class Proxy(ThreadingHTTPServer):
    """Answers every request itself, and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = json.dumps(REPOSITORY).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    server = Proxy()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
    GitHubSource(Settings())  # PyGithub is told anew for the tests that follow


def some_settings(proxy: Proxy) -> Settings:
    return Settings(
        proxy=proxy.url,
        github_url="http://api.github.example",
        arxiv_url="http://export.arxiv.example/api/query",
        arxiv_delay=0,
        retry_delay=0,
    )


async def answers(source: Source, question: Question) -> list[object]:
    found = [evidence.answer async for evidence in source.ask([question])]
    await source.close()
    return found


def test_pages_are_asked_through_the_proxy(proxy: Proxy) -> None:
    async def fetch() -> int:
        net = Net(some_settings(proxy), load_rulebook())
        fetched = await net.get("http://site.example/page")
        await net.close()
        return fetched.status

    assert asyncio.run(fetch()) == 200
    assert proxy.asked == ["http://site.example/page"]


def test_github_is_asked_through_the_proxy(proxy: Proxy) -> None:
    (answer,) = asyncio.run(answers(GitHubSource(some_settings(proxy)), Question("github", "owner/name")))

    assert proxy.asked == ["http://api.github.example:80/repos/owner/name"]
    assert isinstance(answer, Found)
    assert isinstance(answer.facts, Repository)


def test_arxiv_is_asked_through_the_proxy(proxy: Proxy) -> None:
    async def ask() -> None:
        net = Net(some_settings(proxy), load_rulebook())
        await answers(
            ArxivSource(some_settings(proxy), net, silent, memo=Forgetful(), clock=lambda: datetime.now(UTC)),
            Question("arxiv", "1706.03762"),
        )
        await net.close()

    asyncio.run(ask())

    assert proxy.asked[0].startswith("http://export.arxiv.example/api/query?")

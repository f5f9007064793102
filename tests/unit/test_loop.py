"""On uvloop, whatever fails takes nothing else with it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import trustme
from aiohttp.abc import ResolveResult
from tests.unit.loopback import HOME, Names, Server, a_rulebook, reply, some_settings

from linkbot.sources.fetched import Fetched
from linkbot.sources.loop import new_event_loop
from linkbot.sources.net import Net

uvloop = pytest.importorskip("uvloop")
LINKS = 300


class ByKind(Names):
    """`n7.good.example` leads to the server of that kind."""

    def __init__(self, servers: Mapping[str, Server]) -> None:
        self._servers = servers

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        to = self._servers[host.split(".")[-2]].port
        return [ResolveResult(hostname=host, host=HOME, port=to, family=socket.AF_INET, proto=0, flags=0)]


def serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def run(story: object) -> object:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(story)  # type: ignore[arg-type]


def test_the_loop_is_uvloops_where_it_is_installed() -> None:
    loop = new_event_loop()
    loop.close()

    assert isinstance(loop, uvloop.Loop)


@pytest.mark.parametrize("old", ["0.22.1", "0.9.0", "unknown"])
def test_a_uvloop_that_loses_connections_is_left_alone(old: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linkbot.sources.loop.version", lambda _: old)

    loop = new_event_loop()
    loop.close()

    assert not isinstance(loop, uvloop.Loop)


def test_a_connect_that_is_given_up_lets_go_of_its_file_descriptor() -> None:
    async def story() -> int:
        async with Server({}).running() as server:
            loop = asyncio.get_running_loop()
            connection = socket.socket()
            connection.setblocking(False)
            await loop.sock_connect(connection, (HOME, server.port))
            connecting = asyncio.ensure_future(loop.create_connection(asyncio.Protocol, sock=connection))
            await asyncio.sleep(0)
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            return connection.fileno()

    assert run(story()) == -1


def test_failed_handshakes_fail_no_other_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    kinds = {
        "good": serving(authority.issue_cert("*.good.example")),
        "stranger": serving(stranger.issue_cert("*.stranger.example")),
        "wrong": serving(authority.issue_cert("other.example")),
    }
    bad = ("stranger", "wrong")
    urls = [f"https://n{n}.{'good' if n % 3 else bad[n % 2]}.example/" for n in range(LINKS)]

    async def story() -> list[Fetched]:
        async with AsyncExitStack() as stack:
            servers = {
                kind: await stack.enter_async_context(Server({"/": reply(200)}).running(tls=tls)) for kind, tls in kinds.items()
            }
            net = Net(some_settings(connect_timeout=8.0, timeout=20.0), a_rulebook(), resolver=ByKind(servers))
            try:
                return await asyncio.gather(*map(net.get, urls))
            finally:
                await net.close()

    pages = run(story())

    assert [page.status for page in pages] == [200 if n % 3 else 0 for n in range(LINKS)]  # type: ignore[attr-defined]
    assert {page.failure for page in pages} == {"", "tls"}  # type: ignore[attr-defined]

"""A network that is missing is told from a domain that is."""

from __future__ import annotations

import asyncio
import socket
import time

from aiohttp.abc import ResolveResult
from tests.world.dns import Lookup, WorldResolver
from tests.world.server import World

from linkbot.model.evidence import Question
from linkbot.rulebook import load_rulebook
from linkbot.sources.names import Names
from linkbot.sources.net import Net
from linkbot.sources.registry import Sources
from linkbot.sources.source import silent

DEAD = Question("web", "https://dead.example/")


def is_asked(world: World, names: WorldResolver, *questions: Question) -> bool:
    async def look() -> bool:
        sources = Sources(world.settings(), load_rulebook(), world.settings().store.parent, silent, names)  # type: ignore[union-attr]
        askable = await sources.askable(questions)
        await sources.close()
        return bool(askable)

    return asyncio.run(look())


def names_that_answer(*known: str) -> WorldResolver:
    return WorldResolver(lambda host, port: Lookup("ok" if host in known else "nxdomain", ("127.0.0.1",), port))


def test_a_name_service_that_denies_every_name_is_a_missing_network(world: World) -> None:
    assert not is_asked(world, names_that_answer(), DEAD)


def test_one_name_that_is_known_to_exist_is_a_network(world: World) -> None:
    assert is_asked(world, names_that_answer("arxiv.org"), DEAD)


def test_a_network_of_ones_own_hosts_is_a_network(world: World) -> None:
    assert is_asked(world, names_that_answer("wiki.corp.example"), Question("web", "https://wiki.corp.example/a"), DEAD)


def test_this_machine_is_asked_without_a_network_and_is_none(world: World) -> None:
    here = [Question("web", url) for url in ("http://127.0.0.1/a", "http://localhost:8123/b", "http://[::1]/c")]

    async def look() -> object:
        names = names_that_answer("localhost", "127.0.0.1", "::1")
        sources = Sources(world.settings(), load_rulebook(), world.settings().store.parent, silent, names)  # type: ignore[union-attr]
        askable = await sources.askable([DEAD, *here])
        await sources.close()
        return askable

    assert asyncio.run(look()) == here


def test_the_network_is_looked_for_once(world: World) -> None:
    names = names_that_answer("arxiv.org")

    async def look_twice() -> None:
        sources = Sources(world.settings(), load_rulebook(), world.settings().store.parent, silent, names)  # type: ignore[union-attr]
        await sources.askable([DEAD])
        looked = len(names.lookups)
        await sources.askable([Question("web", "https://other.example/")])
        assert len(names.lookups) == looked
        await sources.close()

    asyncio.run(look_twice())


def test_a_name_service_that_says_nothing_is_waited_for_no_longer_than_it_is_worth(world: World) -> None:
    async def look() -> bool:
        net = Net(world.settings(), load_rulebook(), resolver=WorldResolver(lambda *_: Lookup("ok", ("127.0.0.1",), 1, delay=60)))
        seen = await net.sees_network(["arxiv.org"], patience=0.1)
        await net.close()
        return seen

    started = time.monotonic()

    assert not asyncio.run(look())
    assert time.monotonic() - started < 5


def test_behind_a_proxy_only_the_proxy_can_tell(world: World) -> None:
    async def look() -> bool:
        net = Net(world.settings(proxy="http://proxy.example:3128"), load_rulebook(), resolver=names_that_answer())
        return await net.sees_network(["arxiv.org"], patience=1)

    assert asyncio.run(look())


def test_names_are_looked_up_a_few_at_a_time() -> None:
    async def look_up_all() -> int:
        running = most = 0

        class Counting(WorldResolver):
            async def resolve(
                self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
            ) -> list[ResolveResult]:
                nonlocal running, most
                running += 1
                most = max(most, running)
                await asyncio.sleep(0.001)
                running -= 1
                return await super().resolve(host, port, family)

        names = Names(Counting(lambda _, port: Lookup("ok", ("127.0.0.1",), port)))
        await asyncio.gather(*(names.resolve(f"{number}.example") for number in range(300)))
        return most

    assert asyncio.run(look_up_all()) == 32

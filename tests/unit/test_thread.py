"""A call in a thread gives what it gives, and nobody waits for one that was given up."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from linkbot.sources.thread import in_thread


def test_what_the_call_returns_comes_back() -> None:
    assert asyncio.run(in_thread(divmod, 7, 2)) == (3, 1)


def test_what_the_call_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(divmod, 7, 0))


def test_a_call_that_was_given_up_holds_up_nothing() -> None:
    hold = threading.Event()

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(in_thread(hold.wait, 30), 0.05)

    started = time.monotonic()
    asyncio.run(give_up())
    ended = time.monotonic()
    hold.set()

    assert ended - started < 5

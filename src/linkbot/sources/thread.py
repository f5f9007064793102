"""A synchronous client's call beside the event loop, which nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def in_thread(function: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """What `function` returns or raises, run in a thread of its own.

    Unlike `asyncio.to_thread` a call that was given up (Ctrl-C) is not joined when the loop closes: a silent server would
    hold up the partial report until its timeout.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(finish: Callable[[], None]) -> None:
        if not future.done():
            finish()

    def work() -> None:
        try:
            finish = partial(future.set_result, function(*args, **options))
        except BaseException as error:  # noqa: BLE001 - handed to who waits, whatever it is
            finish = partial(future.set_exception, error)
        try:
            loop.call_soon_threadsafe(settle, finish)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more

    threading.Thread(target=work, daemon=True).start()
    return await future

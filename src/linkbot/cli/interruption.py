"""Ctrl-C and SIGTERM: the first ends the asking and leaves a partial report, one where nothing is asked ends the program."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from linkbot.sources.loop import new_event_loop

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def undisturbed() -> Iterator[list[int]]:
    """Lets the block, which must be short, come to its end: a signal only goes into the list, to be looked at afterwards.

    A second one is heard at once: KeyboardInterrupt.
    """
    come: list[int] = []

    def wait(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what Python gives a handler
        come.append(number)
        if len(come) > 1:
            raise KeyboardInterrupt

    with _handled_by(wait):
        yield come


class Interruption:
    """What happens at a signal. `heard` makes it listen, `run` tells it which work can be cut short."""

    def __init__(self) -> None:
        self._work: asyncio.Task[Any] | None = None
        self._is_cut_short = False

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listens until the block ends. A signal that is ignored already (nohup, a shell's job in the background) stays so."""
        with _handled_by(self._come):
            yield

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` returns, on an event loop of its own. Raises KeyboardInterrupt where it ends without a result."""
        try:
            with asyncio.Runner(loop_factory=new_event_loop) as runner:
                return runner.run(self._known(work))
        except asyncio.CancelledError as error:
            raise KeyboardInterrupt from error
        finally:
            self._work = None

    async def _known(self, work: Coroutine[Any, Any, T]) -> T:
        self._work = asyncio.current_task()
        return await work

    def _come(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - what Python gives a handler
        """Cancels work that waits. Work that is busy itself is met where it is: it may be reading a list for seconds."""
        work, is_first = self._work, not self._is_cut_short
        self._is_cut_short = True
        if work is None or not is_first or work.done():
            raise KeyboardInterrupt
        loop = work.get_loop()
        if asyncio.current_task(loop) is work:
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(work.cancel)


@contextmanager
def _handled_by(handle: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # where Python knows no signals
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)  # None: set by no Python

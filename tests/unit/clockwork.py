"""An event loop whose time is jumped, not waited for: minutes of pacing take milliseconds, and always the same turns."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Skipping(selectors.DefaultSelector):
    """Waits for nothing: moves the clock to where the wait would have ended."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if not events and timeout:
            self.now += timeout
        return events


def run(story: Callable[[Callable[[], float]], Coroutine[Any, Any, T]]) -> T:
    """What `story` returns, told on a clock of its own, which it is handed."""
    selector = _Skipping()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(story(loop.time))
    finally:
        loop.close()

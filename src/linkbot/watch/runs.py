"""The runs of this process: each target at most once, no more at a time than is allowed, and all of them ended when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from linkbot.errors import LinkbotError
from linkbot.watch.leash import Leash
from linkbot.watch.lock import HeldElsewhere
from linkbot.watch.log import Say
from linkbot.watch.run import Setup, run
from linkbot.watch_settings import Target

Ended = Callable[[str, str, float], None]
"""Told of each run: its target, its outcome (`excluded`: another process was at it), and its seconds."""
_LAST = 5.0
"""Seconds that a run is given to end after its processes were killed."""


class Runs:
    """Begins runs, and ends them."""

    def __init__(self, setup: Setup, say: Say, ended: Ended) -> None:
        self.setup = setup
        self._say = say
        self._ended = ended
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._leashes: dict[str, Leash] = {}
        self._is_stopping = False
        self._running = 0
        self._turn = asyncio.Condition()

    def take(self, setup: Setup) -> None:
        """Goes on with other settings; runs that are under way keep theirs, and the state folder stays."""
        self.setup = replace(setup, folder=self.setup.folder)
        self._waking = asyncio.create_task(self._wake())

    def begin(self, target: Target) -> None:
        """Begins a run when there is room for it, unless one of that target runs or waits."""
        if self._is_stopping:
            return
        if target.name in self._tasks:
            self._say("run_skipped", "the run before it has not ended; this one is left out", target=target.name, level="warning")
            return
        task = asyncio.create_task(self._run(target))
        self._tasks[target.name] = task
        task.add_done_callback(partial(self._forget, target.name))

    async def _wake(self) -> None:
        """Lets those that wait see that more may run at once."""
        async with self._turn:
            self._turn.notify_all()

    async def wait(self) -> None:
        """Returns when nothing runs or waits any more."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def stop(self, grace: float) -> None:
        """Begins nothing more, asks what runs to end, and returns when it has; after `grace` seconds it is not asked any more."""
        self._is_stopping = True
        for name, task in self._tasks.items():
            if name not in self._leashes:
                task.cancel()  # it still waits for its turn
        for leash in self._leashes.values():
            leash.end("interrupted")
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=grace)
        self.kill()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=_LAST)

    def kill(self) -> None:
        """Ends every process at once."""
        self._is_stopping = True
        for leash in self._leashes.values():
            leash.kill()

    async def _run(self, target: Target) -> None:
        async with self._in_turn():
            if self._is_stopping:
                return
            started = asyncio.get_running_loop().time()
            try:
                outcome: str = await run(target, self.setup, self._say, partial(self._leashes.__setitem__, target.name))
            except HeldElsewhere as error:
                outcome = "excluded"
                self._say("run_excluded", f"{error}; left to it", target=target.name, level="warning")
            except LinkbotError as error:
                outcome = "failure"
                hint = f" (hint: {error.hint})" if error.hint else ""
                self._say("run_trouble", f"{error}{hint}", target=target.name, level="error")
            self._ended(target.name, outcome, asyncio.get_running_loop().time() - started)

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """Waits until fewer runs than allowed are under way, by what is allowed then."""
        async with self._turn:
            await self._turn.wait_for(lambda: self._running < self.setup.watch.concurrency)
            self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            await self._wake()

    def _forget(self, name: str, task: asyncio.Task[None]) -> None:
        del self._tasks[name]
        self._leashes.pop(name, None)
        if not task.cancelled() and (error := task.exception()):
            self._say(
                "fault", f"linkbot failed, which is its own fault: {type(error).__name__}: {error}", target=name, level="error"
            )
            self._ended(name, "failure", 0.0)

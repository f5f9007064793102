"""The daemon: runs targets when they are due, makes up for what was missed, and ends well."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from linkbot.errors import LinkbotError
from linkbot.watch.due import catch_up_at, is_overdue
from linkbot.watch.lock import held
from linkbot.watch.log import Relay, Say
from linkbot.watch.metrics import Metrics, Shown
from linkbot.watch.notify import Notify
from linkbot.watch.run import Setup
from linkbot.watch.runs import Runs
from linkbot.watch.serving import serving
from linkbot.watch.trigger import Due
from linkbot.watch_settings import Target

_BEAT = 15.0
"""Seconds between two looks at the clock: timers stand still while a machine sleeps, and nobody tells them when it is set."""
_SIGNALLED = 128
_LAST = 2.0
"""Seconds that are left, after a second signal, for processes that were killed to be gone."""


async def watch(load: Callable[[], Setup], say: Say, notify: Notify) -> int:
    """Keeps all targets true until a signal comes; the exit code: 0, or 130 or 143 where a second signal was needed.

    `load` reads the settings, now and at each SIGHUP. Raises LinkbotError where the watch cannot begin.
    """
    setup = load()
    setup.folder.prepare()
    with held(setup.folder.daemon_lock, f"the state folder {setup.folder.path}", _now()):
        return await _Daemon(setup, load, say, notify).run()


class _Daemon:
    def __init__(self, setup: Setup, load: Callable[[], Setup], say: Say, notify: Notify) -> None:
        self._load = load
        self._say = say
        self._notify = notify
        self._metrics = Metrics(self._shown)
        self._runs = Runs(setup, say, self._metrics.ended)
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._signals: asyncio.Queue[signal.Signals] = asyncio.Queue()

    async def run(self) -> int:
        async with AsyncExitStack() as open_until_the_end:
            address = self._runs.setup.watch.address
            if address:
                host, port = await open_until_the_end.enter_async_context(serving(address, self._troubles, self._metrics.written))
                self._say("listening", f"/healthz, /readyz and /metrics are at http://{host}:{port}", host=host, port=port)
            await open_until_the_end.enter_async_context(self._scheduling())
            await open_until_the_end.enter_async_context(self._beating())
            self._hear()
            self._notify.ready()
            return await self._until_stopped()

    async def _until_stopped(self) -> int:
        while (heard := await self._signals.get()) == signal.SIGHUP:
            self._reload()
        grace = self._runs.setup.watch.grace
        self._say("stopping", f"{heard.name} came; what runs has {grace:g} s to end, and a second signal ends it at once")
        self._notify.stopping()
        self._scheduler.pause()
        ending = asyncio.create_task(self._runs.stop(grace))
        second = asyncio.create_task(self._second())
        await asyncio.wait([ending, second], return_when=asyncio.FIRST_COMPLETED)
        if not ending.done():
            self._runs.kill()
            await asyncio.wait([ending], timeout=_LAST)
            return _SIGNALLED + second.result()
        second.cancel()
        ending.result()
        self._say("stopped", "all is saved")
        return 0

    async def _second(self) -> signal.Signals:
        while (heard := await self._signals.get()) == signal.SIGHUP:
            continue
        return heard

    def _hear(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, a job of a shell in the background
                loop.add_signal_handler(number, self._signals.put_nowait, number)

    @asynccontextmanager
    async def _scheduling(self) -> AsyncIterator[None]:
        log, relay = logging.getLogger("apscheduler"), Relay(self._say)
        log.addHandler(relay)
        log.propagate = False
        self._scheduler.start()
        try:
            self._schedule()
            self._catch_up()
            yield
        finally:
            self._scheduler.shutdown(wait=False)
            log.removeHandler(relay)

    def _schedule(self) -> None:
        """Gives each target its job, and takes those away whose target is gone."""
        wanted = {target.name for target in self._targets()}
        for job in self._scheduler.get_jobs():
            if job.id.partition(" ")[0] not in wanted:
                job.remove()
        for target in self._targets():
            due = Due.of(target)
            self._scheduler.add_job(self._fire, due, [target.name], id=target.name, replace_existing=True)
            self._runs.setup.folder.recall(target.name, _now())  # from now on it is known, and can miss a time
            self._say("scheduled", f"runs next at {due.after(_now()):%Y-%m-%d %H:%M:%S} UTC", target=target.name)

    def _catch_up(self) -> None:
        """Has what was missed while no daemon ran made up for, once for each target."""
        for target in self._targets():
            now = _now()
            if at := catch_up_at(Due.of(target), self._runs.setup.folder.recall(target.name, now), now):
                self._scheduler.add_job(self._fire, DateTrigger(at), [target.name], id=f"{target.name} missed")
                self._say("catching_up", f"a run was missed; it is made up for at {at:%H:%M:%S} UTC", target=target.name)

    async def _fire(self, name: str) -> None:
        """Begins a run, and does not wait for it: APScheduler cancels at its end what it waits for."""
        if target := next((target for target in self._targets() if target.name == name), None):
            self._runs.begin(target)

    @asynccontextmanager
    async def _beating(self) -> AsyncIterator[None]:
        beat = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beat.cancel()

    async def _beat(self) -> None:
        pause = min(_BEAT, (self._notify.watchdog or _BEAT * 2) / 2)
        while True:
            self._notify.alive()
            self._scheduler.wakeup()
            await asyncio.sleep(pause)

    def _reload(self) -> None:
        """Reads the settings again; where that cannot be, the old ones stay."""
        self._notify.reloading()
        before = self._runs.setup
        try:
            setup = self._load()
            if (setup.folder.path, setup.watch.listen) != (before.folder.path, before.watch.listen):
                self._say("reload_partial", "`state` and `listen` change only with a new start", level="warning")
            self._runs.take(setup)
            self._schedule()
        except LinkbotError as error:
            hint = f" (hint: {error.hint})" if error.hint else ""
            self._runs.take(before)
            self._say("reload_failed", f"the settings stay as they were: {error}{hint}", level="error")
        else:
            self._say("reloaded", f"the settings were read again; targets that are watched: {len(list(self._targets()))}")
        self._notify.ready()

    def _targets(self) -> Iterator[Target]:
        return (target for target in self._runs.setup.watch.targets if target.enabled)

    def _troubles(self) -> list[str]:
        """Why the watch is not ready: no place to keep anything, or a target whose runs have long not succeeded."""
        setup, now = self._runs.setup, _now()
        try:
            overdue = [
                f"target {target.name} is overdue"
                for target in self._targets()
                if is_overdue(Due.of(target), setup.folder.recall(target.name, now), target.timeout, now)
            ]
        except LinkbotError as error:
            return [str(error)]
        return [*filter(None, [setup.folder.trouble()]), *overdue]

    def _shown(self) -> Iterator[Shown]:
        now = _now()
        for target in self._targets():
            yield Shown(target.name, self._runs.setup.folder.recall(target.name, now), Due.of(target).after(now))


def _now() -> datetime:
    return datetime.now(UTC)

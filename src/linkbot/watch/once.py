"""One round without a daemon: the targets that are due, or one that is named, and then the end."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime

from linkbot.watch.due import is_missed
from linkbot.watch.log import Say
from linkbot.watch.run import Setup
from linkbot.watch.runs import Runs
from linkbot.watch.trigger import Due
from linkbot.watch_settings import Target

DONE, FAILED, EXCLUDED, SIGNALLED = 0, 1, 3, 128


async def once(targets: list[Target], setup: Setup, say: Say) -> int:
    """Runs `targets` now, without their delays. The exit code.

    0: all went well; 1: one did not; 3: none was run, because other processes were at them; 130 or 143: a signal ended it.
    """
    outcomes: list[str] = []
    heard: list[signal.Signals] = []
    stopped = asyncio.Event()
    runs = Runs(setup, say, lambda _, outcome, __: outcomes.append(outcome))

    def hear(number: signal.Signals) -> None:
        heard.append(number)
        stopped.set()
        if len(heard) > 1:
            runs.kill()

    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, hear, number)
    for target in targets:
        runs.begin(target)
    ending, stopping = asyncio.create_task(runs.wait()), asyncio.create_task(stopped.wait())
    await asyncio.wait([ending, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if heard:
        await runs.stop(setup.watch.grace)
        return SIGNALLED + heard[0]
    if outcomes and set(outcomes) == {"excluded"}:
        return EXCLUDED
    return DONE if set(outcomes) <= {"success", "excluded"} else FAILED


def due(setup: Setup) -> list[Target]:
    """The targets whose time has come since they were last run, and those that never were. Raises LinkbotError."""
    now = datetime.now(UTC)
    memories = {target.name: setup.folder.recall(target.name, now) for target in setup.watch.targets}
    return [
        target
        for target in setup.watch.targets
        if target.enabled and (memories[target.name].last_start is None or is_missed(Due.of(target), memories[target.name], now))
    ]

"""The processes of one run: one after the other, each in a group of its own, and all of them ended when the run has to end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

Cause = Literal["timeout", "interrupted"]
PATIENCE = 10.0
"""Seconds between SIGTERM and SIGKILL for a run that has had its time."""
_LINES = 500
"""The most lines of one process that are passed on."""
_BLOCK = 65_536
_LAST_WORDS = 5.0
"""Seconds to wait for the end of what was printed, where a process that escaped its group still holds the pipe."""
_SIGNALLED = 128
"""From here on an exit code says that a signal ended the process: 130, 143."""


class Cut(Exception):  # noqa: N818 - it says what happened
    """The run has to end: it may start nothing more."""


class Leash:
    """Starts processes, and ends them. `held` are descriptors that they inherit."""

    def __init__(self, held: Sequence[int] = ()) -> None:
        self.cause: Cause | None = None
        self._held = tuple(held)
        self._process: asyncio.subprocess.Process | None = None
        self._is_killed = False

    async def run(
        self,
        command: Sequence[str | Path],
        *,
        folder: Path,
        environment: Mapping[str, str],
        heard: Callable[[str], None],
        is_data_dropped: bool = False,
    ) -> int:
        """Runs a command to its end. Its exit code, negative for a signal.

        Each line that it prints goes to `heard`, those of standard output too, unless `is_data_dropped`.

        Raises Cut where the run has to end: before the command, or where a signal ended that; OSError where it cannot be started.
        """
        self._check()
        reading, writing = os.pipe()  # our own: asyncio waits for the end of its pipes, which a grandchild may keep open
        listening = asyncio.create_task(_listen(reading, heard))
        try:
            try:
                self._process = process = await asyncio.create_subprocess_exec(
                    *command,
                    cwd=folder,
                    env=dict(environment),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL if is_data_dropped else writing,
                    stderr=writing,
                    start_new_session=True,
                    pass_fds=self._held,
                )
            finally:
                os.close(writing)
            self._repeat()
            code = await process.wait()
            _end_group(process.pid, signal.SIGKILL)  # what it left behind
        finally:
            self._process = None
            await asyncio.wait([listening], timeout=_LAST_WORDS)
            listening.cancel()
        if not 0 <= code < _SIGNALLED:
            self._check()
        return code

    def end(self, cause: Cause) -> None:
        """Asks the process to end, and lets no other begin."""
        self.cause = self.cause or cause
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the process at once, and lets no other begin."""
        self.cause = self.cause or "interrupted"
        self._is_killed = True
        self._signal(signal.SIGKILL)

    async def expire(self, seconds: float) -> None:
        """After so many seconds, ends the run: politely, and then not."""
        await asyncio.sleep(seconds)
        self.end("timeout")
        await asyncio.sleep(PATIENCE)
        self.kill()

    def _check(self) -> None:
        if self.cause:
            raise Cut

    def _repeat(self) -> None:
        """Says again what came while the process was being started."""
        if self.cause:
            self._signal(signal.SIGKILL if self._is_killed else signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self._process and self._process.returncode is None:
            _end_group(self._process.pid, number)


def _end_group(leader: int, number: signal.Signals) -> None:
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):  # nobody is left of it (macOS says the latter of zombies)
        return


async def _listen(pipe: int, heard: Callable[[str], None]) -> None:
    """Passes on what is printed, line by line, up to `_LINES`; what comes after is read and dropped."""
    count = 0
    async for line in _lines(pipe):
        count += 1
        if count <= _LINES and line.strip():
            heard(line.decode(errors="replace"))
    if count > _LINES:
        heard(f"({count - _LINES} more lines)")


async def _lines(pipe: int) -> AsyncIterator[bytes]:
    """The lines that come out of a pipe, however long: of an endless one, the start. Closes the pipe."""
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", buffering=0)
    )
    rest = b""
    try:
        while block := await reader.read(_BLOCK):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                yield line
            rest = rest[:_BLOCK]
        if rest:
            yield rest
    finally:
        transport.close()

"""Which event loop a run uses: uvloop's where a sound one is installed (the extra `uvloop`), else asyncio's."""

from __future__ import annotations

import asyncio
import importlib
import re
from importlib.metadata import PackageNotFoundError, version

# Before, a connect that was given up left its socket with a file descriptor that libuv had closed; whoever got that number next
# lost its connection: "Bad file descriptor", "File exists" (https://github.com/MagicStack/uvloop/pull/740).
_SOUND = (0, 23)


def new_event_loop() -> asyncio.AbstractEventLoop:
    """An event loop for `asyncio.Runner(loop_factory=...)`."""
    if not _is_sound():
        return asyncio.new_event_loop()
    made: asyncio.AbstractEventLoop = importlib.import_module("uvloop").new_event_loop()
    return made


def _is_sound() -> bool:
    try:
        numbers = re.match(r"(\d+)\.(\d+)", version("uvloop"))
    except PackageNotFoundError:
        return False
    return numbers is not None and (int(numbers[1]), int(numbers[2])) >= _SOUND

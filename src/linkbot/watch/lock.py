"""Who runs a target: a lock of the kernel, which is gone with the last process that holds it, however that ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from linkbot.errors import LinkbotError


class HeldElsewhere(LinkbotError):  # noqa: N818 - it says what happened
    """Another process holds the lock; the message says which, as far as that is known."""

    exit_code = 3


@contextmanager
def held(file: Path, what: str, now: datetime) -> Iterator[int]:
    """Holds the lock `file` for the block; gives its descriptor, which a child that inherits it holds as well.

    So a run that outlives its watch keeps others out until it ends. `what` is locked, in words. Raises HeldElsewhere, or
    LinkbotError where the file cannot be used.
    """
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise LinkbotError(f"{file}: cannot be locked: {error.strerror}") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(handle, 200, 0).decode(errors="replace").strip()
            raise HeldElsewhere(f"{what} is held by another linkbot ({holder or 'which has just begun'})") from error
        except OSError as error:
            raise LinkbotError(
                f"{file}: cannot be locked: {error.strerror}", hint="keep the state folder on a local disk"
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}, since {now:%Y-%m-%d %H:%M:%S} UTC\n".encode(), 0)
        yield handle
    finally:
        os.close(handle)  # the file stays: to remove it would let two hold two files of one name

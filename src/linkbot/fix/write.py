"""Files replaced whole: at every moment, and after every mishap, one holds what it held before or what it is to hold."""

from __future__ import annotations

import errno
import os
import shlex
import stat
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from linkbot.errors import WriteError

_PREFIX = ".linkbot-"
_NOTHING = "nothing was written"
_NO_ROOM = "make room on the disk, and run linkbot again"
_NO_RIGHT = (
    "linkbot has to be allowed to write to its folder, too: the new file is made there, and then takes the old one's place"
)
_HINTS = {
    errno.ENOENT: "it was moved or removed since linkbot read it; run linkbot again",
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: _NO_ROOM,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
}


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that is to be replaced: the name that was given, what it leads to, and the new file that lies ready beside it."""

    path: Path
    target: Path
    status: os.stat_result
    part: Path
    before: bytes
    after: bytes

    @property
    def is_shared(self) -> bool:
        """Whether the file has other names, which another file in its place would cut off."""
        return self.status.st_nlink > 1


def write(path: Path, before: bytes, after: bytes) -> None:
    """Replaces the file at `path`, which must still hold `before`, by `after`; WriteError where that cannot be.

    The file keeps its mode and extended attributes, and its owner and group as far as we may give files away. A symbolic link
    stays one, and what it leads to is replaced. A file with several hard links is overwritten in place, since its other names
    would otherwise go on showing the old text: that alone is not atomic. Read-only files are left alone, even where we could
    replace them. Who is killed in the middle of it leaves the new text, whole, in a file `.linkbot-*` beside the old one.
    """
    write_all([(path, before, after)])


def write_all(changes: Sequence[tuple[Path, bytes, bytes]]) -> None:
    """Replaces files as `write` does, each given with what it holds and what it is to hold.

    All new files lie ready, and all old ones are as they were, before the first is replaced: where one cannot be written, none
    is. Raises WriteError; should the replacing itself fail, it says how many files were written before.
    """
    with ExitStack() as parts:
        staged = [_staged(path, before, after, parts) for path, before, after in changes if before != after]
        wanted = _each_once(staged)
        for file in wanted:
            _check(file)
        for number, file in enumerate(wanted):
            _replace(file, number)
        for folder in {file.target.parent for file in wanted}:
            _sync(folder)


def _staged(path: Path, before: bytes, after: bytes, parts: ExitStack) -> _Staged:
    """Makes the new file, which `parts` removes again if it is still there in the end."""
    try:
        target = Path(os.path.realpath(path, strict=True))
        status = target.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
            raise WriteError(f"{path}: {what}, not a file; {_NOTHING}", hint="name a file")
        if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
            hint = f"to let linkbot change it: chmod u+w {shlex.quote(str(path))}"
            raise WriteError(f"{path}: it is read-only; {_NOTHING}", hint=hint)
        handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=target.parent)
        part = Path(name)
        parts.callback(_remove, part)
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            _dress(file.fileno(), target, status)
            os.fsync(file.fileno())
    except OSError as error:
        raise _failure(path, error, 0) from error
    return _Staged(path, target, status, part, before, after)


def _dress(handle: int, target: Path, status: os.stat_result) -> None:
    """Gives an open file the group, owner, attributes and mode of `target`, as far as that is allowed."""
    for user, group in ((-1, status.st_gid), (status.st_uid, -1)):
        with suppress(OSError):
            os.fchown(handle, user, group)
    for name in _attributes(target):
        with suppress(OSError):
            os.setxattr(handle, name, os.getxattr(target, name))
    os.fchmod(handle, stat.S_IMODE(status.st_mode))  # last: a new owner takes bits of the mode away


def _attributes(target: Path) -> Sequence[str]:
    """The extended attributes of a file, its access lists among them; only Linux tells, and not of every file system."""
    try:
        return os.listxattr(target) if hasattr(os, "listxattr") else ()
    except OSError:
        return ()


def _each_once(staged: Sequence[_Staged]) -> list[_Staged]:
    """The files, each under one of the names that were given for it. Raises WriteError where two names want two texts."""
    files: dict[tuple[int, int], _Staged] = {}
    for file in staged:
        first = files.setdefault((file.status.st_dev, file.status.st_ino), file)
        if first.after != file.after:
            hint = "name the file once"
            raise WriteError(f"{file.path}: the same file as {first.path}, but mended otherwise; {_NOTHING}", hint=hint)
    return list(files.values())


def _check(file: _Staged) -> None:
    try:
        is_as_it_was = file.target.read_bytes() == file.before
    except OSError as error:
        raise _failure(file.path, error, 0) from error
    if not is_as_it_was:
        raise WriteError(f"{file.path}: changed while linkbot looked at it; {_NOTHING}", hint="run linkbot again")


def _replace(file: _Staged, written: int) -> None:
    try:
        if file.is_shared:
            _overwrite(file)
        else:
            file.part.replace(file.target)
    except OSError as error:
        raise _failure(file.path, error, written) from error


def _overwrite(file: _Staged) -> None:
    """Writes over a file in place, first what it grows by, for there a disk runs full; a failure puts back what was there."""
    size = len(file.before)
    with file.target.open("r+b", buffering=0) as stream:
        try:
            _put(stream.fileno(), file.after[size:], size)
            _put(stream.fileno(), file.after[:size], 0)
            stream.truncate(len(file.after))
            os.fsync(stream.fileno())
        except BaseException:  # Ctrl-C, too
            _put(stream.fileno(), file.before, 0)
            stream.truncate(size)
            raise


def _put(handle: int, data: bytes, offset: int) -> None:
    done = 0
    while done < len(data):
        done += os.pwrite(handle, data[done:], offset + done)


def _sync(folder: Path) -> None:
    """Makes the new name last, should the power fail now. The files are written whatever comes of it."""
    with suppress(OSError):  # some file systems do not know this
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(part: Path) -> None:
    with suppress(OSError):  # what went wrong is being told
        part.unlink(missing_ok=True)


def _failure(path: Path, error: OSError, written: int) -> WriteError:
    so_far = f"files that were written before it: {written}" if written else _NOTHING
    return WriteError(f"{path}: cannot be written: {error.strerror}; {so_far}", hint=_HINTS.get(error.errno or 0, ""))

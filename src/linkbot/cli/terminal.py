"""Where output goes: whether a stream is a terminal, how wide it is, whether it has colours; and files written whole."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from linkbot.errors import LinkbotError
from linkbot.read import ENDINGS, File
from linkbot.report.view import View

FILE_WIDTH = 120
"""The width of a page that no terminal shows, in characters."""


def view_of(stream: TextIO, color: str, environ: Mapping[str, str]) -> View:
    """How to write to `stream`: --color decides, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
    terminal = stream.isatty()
    width = shutil.get_terminal_size().columns if terminal else FILE_WIDTH
    if color != "auto":
        return View(width, color == "always")
    if environ.get("NO_COLOR"):
        return View(width, color=False)
    return View(width, bool(environ.get("FORCE_COLOR")) or (terminal and environ.get("TERM") != "dumb"))


def print_anything() -> None:
    """Makes the standard streams print all of a text, what they cannot show as an escape; closed ones (`>&-`) take anything."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if isinstance(stream.buffer, io.RawIOBase):  # PYTHONUNBUFFERED: what a pipe does not take at once would be lost
                encoding, whole = stream.encoding, io.BufferedWriter(stream.detach())
                setattr(sys, name, io.TextIOWrapper(whole, encoding, "backslashreplace", line_buffering=True))


def write_out(text: str | Iterable[str]) -> None:
    """Writes data, whole or in pieces, to stdout. A reader that has left (`| head`) is no error.

    Raises LinkbotError where there is no room.
    """
    with _heard():
        sys.stdout.writelines([text] if isinstance(text, str) else text)
        sys.stdout.flush()


def write_bytes(pieces: Iterable[bytes]) -> None:
    """Writes data to stdout as it is, whatever the encoding of the stream. Raises LinkbotError as `write_out` does."""
    with _heard():
        sys.stdout.flush()
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()


@contextmanager
def _heard() -> Iterator[None]:
    """A reader of stdout that has left is no error; a disk that is full is."""
    try:
        yield
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more at its end
        if not isinstance(error, BrokenPipeError):
            raise LinkbotError(
                f"standard output cannot be written: {error.strerror}", hint="--output FILE writes a file"
            ) from error


def write_err(text: str) -> None:
    """Writes talk to stderr. Where nobody can hear it, that is no reason to fail."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def check_writable(file: Path) -> None:
    """Raises LinkbotError when `file` cannot be written, before a long run has to find out."""
    folder = file.parent
    if file.suffix.lower() in ENDINGS:
        raise LinkbotError(f"{file}: a report is not written over a list", hint="give the report another ending")
    if file.is_dir():
        raise LinkbotError(f"{file}: a folder, not a file", hint="name the file that the report is to be written to")
    if not folder.is_dir():
        raise LinkbotError(f"{file}: there is no folder {folder}", hint=f"make it first: mkdir -p {folder}")
    if not os.access(folder, os.W_OK):
        raise LinkbotError(f"{file}: the folder {folder} cannot be written to", hint="choose another folder")


def check_apart(file: Path, lists: Iterable[File]) -> None:
    """Raises LinkbotError when `file` is one of `lists`, under whatever name."""
    if os.path.realpath(file) in {os.path.realpath(each.path) for each in lists}:
        raise LinkbotError(f"{file}: a report is not written over a list", hint="give the report another name")


def write_file(file: Path, text: str | Iterable[str]) -> None:
    """Writes a file, of a text or of its pieces, whole or not at all: whoever reads it never sees half a report.

    Raises LinkbotError.
    """
    pieces = [text] if isinstance(text, str) else text
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        if file.exists() and not file.is_file():  # a pipe or a device is written to, not replaced
            with file.open("w", encoding="utf-8") as stream:
                stream.writelines(pieces)
            return
        try:
            with part.open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(pieces)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise LinkbotError(f"{file}: cannot be written: {error.strerror}", hint="choose another file or folder") from error

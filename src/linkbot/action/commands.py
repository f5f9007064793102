"""What the Action says to the runner of the workflow: groups, annotations, and passages in which the runner hears no command."""

from __future__ import annotations

import secrets
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Literal, TextIO

from linkbot.report.annotations import annotation
from linkbot.report.text import clean

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_OWN_WORDS = ("error: ", "Error: ", "hint: ")
"""How the lines begin in which linkbot says why it failed."""


def relayed(words: Sequence[str], environ: Mapping[str, str], stream: TextIO, title: str) -> tuple[int, str]:
    """Runs a program and passes all that it prints on to `stream`, in a group of the log: its exit code, and why it failed.

    What it prints may quote anybody, so the runner is told to hear no command in it until a word comes that nobody can guess.
    A signal is passed on to the program, which then ends in its own way. A program that a signal killed has exit code 2.
    """
    told: list[str] = []
    stream.write(f"::group::{title}\n")
    with _unheard(stream), _started(words, environ) as program:
        for line in program.stdout or ():
            text = line.rstrip("\n")
            told += [text] if text.startswith(_OWN_WORDS) else []
            stream.write(text + "\n")
            stream.flush()
    stream.write("::endgroup::\n")
    code = program.returncode
    if code < 0:
        return 2, f"it was killed by {signal.Signals(-code).name}"
    return code, " ".join(clean(line) for line in told[-2:])


def complain(stream: TextIO, message: str, level: Literal["error", "warning"] = "error") -> None:
    """Says something of the step as a whole, which a person is to read."""
    stream.write(annotation(level, clean(message), {"title": "linkbot"}) + "\n")


@contextmanager
def _unheard(stream: TextIO) -> Iterator[None]:
    token = secrets.token_hex(32)
    stream.write(f"::stop-commands::{token}\n")
    stream.flush()
    try:
        yield
    finally:
        stream.write(f"::{token}::\n")
        stream.flush()


@contextmanager
def _started(words: Sequence[str], environ: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A program with one pipe for all that it says, so that its words keep their order. It has ended when the block ends."""
    program = subprocess.Popen(  # noqa: S603 - words of our own; inputs are single arguments, and no shell reads them
        words,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )

    def pass_on(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what Python gives a handler
        program.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in _SIGNALS}
    try:
        with program:
            yield program
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)

"""Runs the script of a `run:` step with the runner's own command lines."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.actions.listening import LINE_END

# ScriptHandlerHelpers.cs. Without `shell:` it is `bash -e`, which does not see a failure at the left end of a pipe.
_ARGUMENTS = {"bash": "--noprofile --norc -e -o pipefail {0}", "sh": "-e {0}", "python": "{0}"}
_DEFAULT = ("bash", "-e {0}")
_ENDINGS = {"bash": ".sh", "sh": ".sh", "python": ".py"}


class ScriptError(ValueError):
    """The script cannot be started."""


@dataclass(frozen=True)
class Shell:
    """A shell: its program, and its arguments with {0} for the script's file."""

    program: str
    arguments: str

    @property
    def ending(self) -> str:
        """How the name of the script's file ends."""
        return _ENDINGS.get(self.program, "")


def shell(option: str) -> Shell:
    """The shell of a step; the empty text is the default. ScriptError where this runner has none of the name."""
    if not option:
        return Shell(*_DEFAULT)
    program, _, arguments = option.partition(" ")
    arguments = arguments.strip() or _ARGUMENTS.get(program, "")
    if "{0}" not in arguments:
        known = "a valid built-in (bash, sh, python) or a format string containing '{0}'"
        raise ScriptError(f"Invalid shell option {option!r}. Shell must be {known}")
    return Shell(program, arguments)


def run(
    script: str,
    shell: Shell,
    program: str,
    *,
    directory: Path,
    variables: Mapping[str, str],
    temp: Path,
    deadline: float,
    hear: Callable[[str], None],
) -> int | None:
    """Runs the script; gives its exit code, or None where it had not ended in time and was killed.

    `program`: the shell's file. `deadline`: on time.monotonic(), seconds. `hear` is given each printed line.
    """
    file = temp / f"{uuid.uuid4()}{shell.ending}"
    file.write_text(script, encoding="utf-8", newline="")
    if not directory.is_dir():
        raise ScriptError(f"An error occurred trying to start process '{program}' with working directory '{directory}'")
    process = subprocess.Popen(
        [program, *shlex.split(shell.arguments.replace("{0}", shlex.quote(str(file))))],
        cwd=directory,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    in_time = True
    try:
        printed, _ = process.communicate(timeout=max(0.0, deadline - time.monotonic()) if deadline != float("inf") else None)
    except subprocess.TimeoutExpired:
        in_time = False
        os.killpg(process.pid, signal.SIGKILL)
        printed, _ = process.communicate()
    for line in _lines(printed.decode("utf-8", "replace")):
        hear(line)
    return process.returncode if in_time else None


def _lines(printed: str) -> list[str]:
    lines = LINE_END.split(printed)
    return lines[:-1] if lines[-1] == "" else lines

"""Stands in for actions/setup-python: puts a Python that is already here on the PATH."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from tests.actions.calls import Call, StandIn

_INPUTS = (
    "python-version",
    "python-version-file",
    "cache",
    "architecture",
    "check-latest",
    "token",
    "cache-dependency-path",
    "update-environment",
    "allow-prereleases",
    "ignore-platform-version",
    "freethreaded",
    "pip-version",
    "pip-install",
)


def setup_python(python: Path = Path(sys.executable)) -> StandIn:
    """A stand-in that gives this Python, whatever version the workflow asks for."""

    def stand_in(call: Call) -> None:
        call.accept_only(*_INPUTS)
        call.refuse("cache", "pip-install")
        folder = call.machine.tool_cache / "Python" / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("python", "python3"):
            # A script and not a link: a Python finds its virtual environment by the path that it is started as.
            _write_program(folder / name, f'#!/bin/sh\nexec {shlex.quote(str(python))} "$@"\n')
        _write_program(folder / "pip", f'#!/bin/sh\nexec {shlex.quote(str(python))} -m pip "$@"\n')
        call.answer("python-path", str(folder / "python"))
        call.answer("python-version", _version(python))
        if call.read_flag("update-environment", default=True):
            call.machine.path.append(str(folder))
            call.machine.environment["pythonLocation"] = str(folder.parent)

    return stand_in


def _write_program(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)


def _version(python: Path) -> str:
    if python == Path(sys.executable):
        return ".".join(map(str, sys.version_info[:3]))
    command = [str(python), "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

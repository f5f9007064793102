"""The files through which a step's program answers: made before it starts, read when it has ended."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.actions.env_files import SUMMARY_LIMIT, EnvFileError, pairs, paths, summary_error
from tests.actions.listening import Listener
from tests.actions.machine import Machine
from tests.actions.values import Value

# In the order in which the runner reads them; the part after "GITHUB_" and in the context `github`.
_NAMES = ("path", "env", "step_summary", "state", "output")


class StepFiles:
    """GITHUB_OUTPUT, GITHUB_ENV, GITHUB_PATH, GITHUB_STEP_SUMMARY and GITHUB_STATE of one step."""

    def __init__(self, machine: Machine) -> None:
        folder = machine.temp / "_runner_file_commands"
        folder.mkdir(exist_ok=True)
        suffix = uuid.uuid4()
        self._files = {name: folder / f"{name}_{suffix}" for name in _NAMES}
        for file in self._files.values():
            file.touch()

    @property
    def context(self) -> Mapping[str, Value]:
        """What the files add to the context `github`."""
        return {name: str(file) for name, file in self._files.items()}

    def read(self, listener: Listener) -> None:
        """Obeys what the files say. A malformed one is an error that fails the step; the others count all the same."""
        readers: dict[str, Callable[[Path, Listener], None]] = {
            "path": _read_path,
            "env": _read_env,
            "step_summary": _read_summary,
            "state": _read_state,
            "output": _read_output,
        }
        for name, file in self._files.items():
            if not file.exists():
                continue
            try:
                readers[name](file, listener)
            except EnvFileError as error:
                listener.error(f"Unable to process file command '{name}' successfully.")
                listener.error(str(error))
                listener.failed = True


def _read_path(file: Path, listener: Listener) -> None:
    known = listener.machine.path
    for folder in paths(_text(file)):
        if folder in known:
            known.remove(folder)
        known.append(folder)


def _read_env(file: Path, listener: Listener) -> None:
    for name, value in pairs(_text(file)):
        if name.upper() == "NODE_OPTIONS":
            raise EnvFileError(f"Can't store {name} output parameter using '$GITHUB_ENV' command.")
        listener.machine.environment[name] = value


def _read_summary(file: Path, listener: Listener) -> None:
    size = file.stat().st_size
    if size > SUMMARY_LIMIT:
        listener.error(summary_error(size))
    elif size:
        masked = [listener.machine.masks.applied(line) for line in _text(file).splitlines()]
        listener.machine.summaries.append("\n".join(masked) + "\n")


def _read_state(file: Path, _listener: Listener) -> None:
    # Only the post step of a JavaScript action reads it; a malformed line is an error all the same.
    for _pair in pairs(_text(file)):
        pass


def _read_output(file: Path, listener: Listener) -> None:
    for name, value in pairs(_text(file)):
        listener.step.outputs[name] = value


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")

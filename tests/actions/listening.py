"""Listens to what a step prints: obeys the commands in it, writes the rest to the log."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from tests.actions.annotations import Annotation, Level, annotation
from tests.actions.command_lines import COMMANDS, Command, parse
from tests.actions.machine import Machine
from tests.actions.results import StepResult

# .NET's StreamReader ends a line at each of these, so a bare carriage return in a printed text begins a new command.
LINE_END = re.compile(r"\r\n|\r|\n")

_DEPRECATED = (
    "The `{0}` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. "
    "For more information see: "
    "https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/"
)
_DISABLED = (
    "The `{0}` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution "
    "by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to `true`. For more information see: "
    "https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/"
)
_BAD_TOKEN = "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command."
_UNECHOED = ("add-mask", "debug", *get_args(Level))


class CommandError(ValueError):
    """A command that the runner refuses: the step fails."""


class Listener:
    """Obeys the commands of one step; `raised` is where its annotations go, those of an action's own step to the action's too."""

    def __init__(self, machine: Machine, step: StepResult, raised: list[list[Annotation]]) -> None:
        self.machine = machine
        self.step = step
        self.failed = False
        """Whether a command failed the step."""
        self.matchers: list[str] = []
        """The files of add-matcher, which have no effect here."""
        self._raised = raised
        self._echo = False
        self._registered = set(COMMANDS)
        self._token: str | None = None

    def hear(self, line: str) -> None:
        """Takes one printed line."""
        command = parse(line, self._registered)
        if command is None or not self._obeyed(command, line):
            self.machine.print(self.step, line)

    def issue(self, issue: Annotation) -> None:
        """Raises an annotation, and writes it to the log."""
        for raised in self._raised:
            raised.append(issue)
        self.machine.print(self.step, f"##[{issue.level}]{issue.message}")

    def error(self, message: str) -> None:
        """Raises an error of the step without a place."""
        self.issue(Annotation("error", message))

    def warning(self, message: str) -> None:
        """Raises a warning of the step without a place."""
        self.issue(Annotation("warning", message))

    def _obeyed(self, command: Command, line: str) -> bool:
        """Whether the line was a command and not text: while commands are stopped, only the token is one."""
        name = command.name.lower()
        if self._token is not None:
            if name != self._token:
                return False
            self.machine.print(self.step, line)
            self._registered.discard(self._token)
            self._token = None
            return True
        if self._echo and name not in _UNECHOED:
            self.machine.print(self.step, line)
        try:
            self._obey(name, command, line)
        except CommandError as error:
            self.error(f"Unable to process command '{name if name in _UNECHOED else line}' successfully.")
            self.error(str(error))
            self.failed = True
        return True

    def _obey(self, name: str, command: Command, line: str) -> None:
        match name:
            case "error" | "warning" | "notice":
                self.issue(annotation(name, command.data, command.properties, self.machine.workspace))
            case "stop-commands":
                self._stop(command.data, line)
            case "add-mask":
                self._hide(command.data)
            case "set-output" | "save-state":
                self.warning(_DEPRECATED.format(name))
                self._keep(name, command)
            case "set-env" | "add-path":
                raise CommandError(_DISABLED.format(name))
            case "group" | "endgroup":
                self.machine.print(self.step, f"##[{name}]{command.data if name == 'group' else ''}")
            case "echo":
                self._switch_echo(command.data)
            case "debug":
                pass
            case "add-matcher":
                self._add_matcher(command.data)
            case "remove-matcher":
                self.matchers.clear()

    def _stop(self, token: str, line: str) -> None:
        if not token or token.lower() == "pause-logging" or token.lower() in self._registered:
            raise CommandError(_BAD_TOKEN)
        self._token = token.lower()
        self._registered.add(self._token)
        self.machine.print(self.step, line)

    def _hide(self, value: str) -> None:
        if not value.strip():
            self.warning("Can't add secret mask for empty string in ##[add-mask] command.")
            return
        if self._echo:
            self.machine.print(self.step, "::add-mask::***")
        self.machine.masks.add(value)

    def _keep(self, name: str, command: Command) -> None:
        key = command.properties.get("name")
        if not key:
            raise CommandError(f"Required field 'name' is missing in ##[{name}] command.")
        if name == "set-output":
            self.step.outputs[key] = command.data

    def _switch_echo(self, value: str) -> None:
        if value.strip().upper() not in ("ON", "OFF"):
            raise CommandError(f"Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '{value}'.")
        self._echo = value.strip().upper() == "ON"

    def _add_matcher(self, file: str) -> None:
        if not file:
            self.warning("File path must be specified.")
            return
        try:
            json.loads((self.machine.workspace / Path(file)).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"The problem matcher {file} cannot be read: {error}") from error
        self.matchers.append(file)

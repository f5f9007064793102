"""The inputs of the Action, which come as variables of the environment, checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from linkbot.errors import ConfigError
from linkbot.report.text import clean

PREFIX = "LINKBOT_ACTION_"
"""How the variables begin: `fail-on` is LINKBOT_ACTION_FAIL_ON. action.yml hands inputs over in no other way."""
_LEVELS = ("error", "warning", "info", "never")
_OF_A_CHECK = ("files", "config", "since", "fail-on", "budget")
_NAMES = ("mode", *_OF_A_CHECK, "offline", "cache", "report", "token")


class Mode(StrEnum):
    """What a step of the Action does."""

    CHECK = "check"
    PUBLISH = "publish"
    DRY_RUN = "dry-run"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a step was told; "" stands for what was not said, and leaves it to the settings."""

    mode: Mode
    files: tuple[str, ...]
    config: str
    since: str
    fail_on: str
    budget: str
    offline: bool
    cache: bool
    report: Path
    folder: Path
    """Where the Action keeps what it makes."""
    token: str = field(repr=False)


def read(environ: Mapping[str, str]) -> Inputs:
    """The inputs in `environ`. Raises ConfigError that names the input."""
    given = {
        name.removeprefix(PREFIX).lower().replace("_", "-"): value for name, value in environ.items() if name.startswith(PREFIX)
    }
    _check_names(given)
    mode = Mode(_chosen(given, "mode", tuple(Mode), default=Mode.CHECK))
    if mode is not Mode.CHECK and (surplus := [name for name in _OF_A_CHECK if given.get(name, "").strip()]):
        raise ConfigError(f"input {surplus[0]}: of no use with mode {mode}", hint="it belongs to the step that checks")
    folder = Path(environ.get("RUNNER_TEMP") or ".").absolute() / "linkbot"
    token = given.get("token", "").strip()
    if mode is not Mode.CHECK and not token:
        raise ConfigError(f"input token: mode {mode} needs one", hint="leave the input out, and the job's own token is used")
    return Inputs(
        mode=mode,
        files=_files(given.get("files", "")),
        config=_line(given, "config"),
        since=_line(given, "since"),
        fail_on=_chosen(given, "fail-on", ("", *_LEVELS), default=""),
        budget=_line(given, "budget"),
        offline=_chosen(given, "offline", ("true", "false"), default="false") == "true",
        cache=_chosen(given, "cache", ("true", "false"), default="true") == "true",
        report=Path(_line(given, "report") or folder / "report.json").absolute(),
        folder=folder,
        token=token,
    )


def _check_names(given: Mapping[str, str]) -> None:
    for name in given:
        if name not in _NAMES:
            near = get_close_matches(name, _NAMES, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_NAMES)}"
            raise ConfigError(f"input {clean(name)}: there is none of this name", hint=hint)


def _chosen(given: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = given.get(name, "").strip() or default
    if value not in choices:
        allowed = ", ".join(choice for choice in choices if choice)
        raise ConfigError(f"input {name}: {clean(value)!r} is none of {allowed}", hint="inputs are text, in small letters")
    return value


def _line(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    if any(ord(character) < ord(" ") for character in value):
        raise ConfigError(f"input {name}: more than one line, or control characters", hint="write it in one line")
    return value


def _files(text: str) -> tuple[str, ...]:
    files = tuple(line.strip() for line in text.splitlines() if line.strip())
    if "-" in files:
        raise ConfigError("input files: a step has no standard input", hint="write paths or patterns, one a line")
    return files

"""Options that several commands share, and how their words become settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from linkbot.discovery import Configuration

_Command = TypeVar("_Command", bound=Callable[..., Any])


def config_options(command: _Command) -> _Command:
    """Adds --config and --no-config."""
    for option in (
        click.option("--no-config", is_flag=True, help="Read no configuration file."),
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Read this configuration file instead of the closest linkbot.toml or pyproject.toml.",
        ),
    ):
        command = option(command)
    return command


def settings_for(inputs: Sequence[str], config: Path | None, no_config: bool, flags: Mapping[str, Any]) -> Configuration:
    """The settings of this call; `flags` that were not given (None, False, nothing) leave a setting as it is."""
    from linkbot.discovery import configure

    if config and no_config:
        raise click.UsageError("--config and --no-config cannot both be given.")
    return configure(
        inputs,
        folder=Path.cwd(),
        environ=os.environ,
        flags={name: value for name, value in flags.items() if value},
        file=config,
        search=not no_config,
    )


def words(values: Sequence[str]) -> tuple[str, ...]:
    """The words of an option that may be repeated and may hold several: `--select LB1,LB201 --select LB3`."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())

"""`linkbot config show`: every setting, its value, and where the value comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkbot.cli.errors import verbose_option
from linkbot.cli.options import config_options, settings_for
from linkbot.cli.terminal import write_out
from linkbot.report.json import escaped, redacted_data
from linkbot.report.text import clean

if TYPE_CHECKING:
    from linkbot.discovery import Configuration

DEFAULT = "default"


@click.group()
def config() -> None:
    """Look at the settings of a run."""


@config.command(short_help="Show every setting and where it comes from.")
@click.argument("paths", nargs=-1)
@click.option(
    "--format", "format_name", type=click.Choice(["toml", "json"]), default="toml", show_default=True, help="How to print."
)
@config_options
@verbose_option
def show(paths: tuple[str, ...], format_name: str, config: Path | None, no_config: bool, verbose: int) -> None:  # noqa: ARG001 - read from the context
    """Show the settings that a check of PATHS would use, each with where it comes from."""
    configuration = settings_for(paths, config, no_config, {})
    write_out(as_toml(configuration) if format_name == "toml" else as_json(configuration))


def as_toml(configuration: Configuration) -> str:
    """The settings as a linkbot.toml that would give the same run; what has no value, and what is secret, are comments."""
    from linkbot.config import SECRETS

    values = _values(configuration)
    rules = values.pop("rules")
    lines = [f"# settings from {configuration.file or 'no file'}"]
    for name, value in values.items():
        origin = clean(configuration.origins.get(name, DEFAULT))
        line = f"# {name} is {'set' if value else 'not set'}" if name in SECRETS or value is None else f"{name} = {_toml(value)}"
        lines.append(f"{line}  # {origin}")
    for rule, setting in rules.items():
        lines += ["", f"[rules.{_toml(rule)}]  # {clean(configuration.origins.get('rules', DEFAULT))}"]
        lines += [f"{name} = {_toml(value)}" for name, value in setting.items() if value is not None]
    return "\n".join(lines) + "\n"


def as_json(configuration: Configuration) -> str:
    """An object with a member for each setting: its value and its origin. A secret is `***`."""
    shown = {
        name: {"value": value, "origin": configuration.origins.get(name, DEFAULT)}
        for name, value in _values(configuration).items()
    }
    return escaped(json.dumps(shown, indent=2, ensure_ascii=False)) + "\n"


def _values(configuration: Configuration) -> dict[str, Any]:
    from linkbot.config import SECRETS

    values: dict[str, Any] = redacted_data(configuration.settings.model_dump(mode="json"))
    values |= {name: "***" if getattr(configuration.settings, name) else None for name in SECRETS}
    return values


def _toml(value: Any) -> str:
    """A value in TOML, whose strings, numbers and truth values are those of JSON."""
    match value:
        case dict():
            return "{" + ", ".join(_pairs(value)) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case _:
            return escaped(json.dumps(value, ensure_ascii=False))


def _pairs(table: dict[str, Any]) -> Iterator[str]:
    return (f"{_toml(name)} = {_toml(value)}" for name, value in table.items() if value is not None)

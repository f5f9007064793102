"""`linkbot entries`: what linkbot reads in a list, as data for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from linkbot.cli.errors import verbose_option
from linkbot.cli.options import config_options, settings_for
from linkbot.cli.terminal import write_out
from linkbot.report import ENTRY_FORMATS


@click.command(short_help="Print the entries of lists as JSON, CSV or BibTeX.")
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--format", "format_name", type=click.Choice(list(ENTRY_FORMATS)), default="json", show_default=True, help="How to print."
)
@config_options
@verbose_option
def entries(paths: tuple[str, ...], format_name: str, config: Path | None, no_config: bool, verbose: int) -> None:  # noqa: ARG001 - read from the context
    """Print the entries of lists with their titles, links, dates and authors, without checking anything.

    PATHS are files, folders, glob patterns, or - for standard input.
    """
    from linkbot.pipeline import read_entries

    settings = settings_for(paths, config, no_config, {}).settings
    stdin = sys.stdin.buffer.read() if "-" in paths else None
    write_out(ENTRY_FORMATS[format_name](read_entries(paths, settings, stdin)))

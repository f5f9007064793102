"""Where the reports of a command go: standard output, and any number of files, each in a format of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from linkbot.cli.terminal import FILE_WIDTH, write_file
from linkbot.errors import LinkbotError
from linkbot.report import FORMATS, written
from linkbot.report.view import View

if TYPE_CHECKING:
    from linkbot.model.report import Report

_Command = TypeVar("_Command", bound=Callable[..., Any])

ENDINGS = {".json": "json", ".txt": "full"}
"""The format that the ending of an --output file stands for."""
STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a report is written to, and in which format; `-` is standard output."""

    format: str
    file: Path

    @classmethod
    def parse(cls, text: str) -> Output:
        """`FORMAT=FILE`, or `FILE` with an ending that tells. Raises click.BadParameter for anything else."""
        format_name, equals, file = text.partition("=")
        if equals and format_name in FORMATS and file:
            return cls(format_name, Path(file))
        if ending := ENDINGS.get(Path(text).suffix.lower()):
            return cls(ending, Path(text))
        raise click.BadParameter(
            f"cannot tell the format of {text!r}: write FORMAT=FILE (FORMAT is {', '.join(FORMATS)}), "
            f"or end the file's name in {' or '.join(ENDINGS)}."
        )


def output_options(command: _Command) -> _Command:
    """Adds --format and --output."""
    for option in (
        click.option(
            "--output",
            "outputs",
            multiple=True,
            metavar="[FORMAT=]FILE",
            callback=_outputs,
            help="Also write the report to a file, in the format that its ending says (.json, .txt); FORMAT=- prints it in that "
            "format. May be repeated.",
        ),
        click.option(
            "--format",
            "format_name",
            type=click.Choice(list(FORMATS)),
            help="Default: full on a terminal, concise otherwise.",
        ),
    ):
        command = option(command)
    return command


def printed(format_name: str | None, outputs: Iterable[Output]) -> str:
    """The format of standard output, as --format or `--output FORMAT=-` says; "" where neither does.

    Raises click.UsageError where they name several.
    """
    named = [*([format_name] if format_name else []), *(output.format for output in outputs if output.file == STDOUT)]
    if len(named) > 1:
        raise click.UsageError(f"Standard output takes one report, not {' and '.join(named)}; write the others to files.")
    return named[0] if named else ""


def usual_format() -> str:
    """The format of standard output where none was asked for."""
    return "full" if sys.stdout.isatty() else "concise"


def deliver(report: Report, writing: Sequence[Callable[[], None]], files: Iterable[Output]) -> LinkbotError | None:
    """Prints, and writes the report to `files`. What cannot be written costs no other, and the first such trouble is returned."""
    troubles: list[LinkbotError] = []
    reports: list[Callable[[], None]] = [partial(_write, report, output) for output in files]
    for write in [*writing, *reports]:
        try:
            write()
        except LinkbotError as error:
            troubles.append(error)
    return troubles[0] if troubles else None


def _outputs(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[Output, ...]:
    return tuple(Output.parse(value) for value in values)


def _write(report: Report, output: Output) -> None:
    write_file(output.file, written(output.format, report, View(FILE_WIDTH)))

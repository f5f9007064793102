"""`linkbot report`: a report that a check has written, told again in another format."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from linkbot.cli.errors import unverified_option
from linkbot.cli.outputs import STDOUT, Output, deliver, output_options, printed, usual_format
from linkbot.cli.terminal import check_writable, view_of, write_err, write_out
from linkbot.errors import InputError
from linkbot.report import written


@click.command(short_help="Tell the report of a check again, in any format.")
@click.argument("file", type=click.Path(path_type=Path))
@output_options
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="NO_COLOR and FORCE_COLOR are honoured."
)
@click.option("-q", "--quiet", is_flag=True, help="Print findings and errors, and nothing else.")
@unverified_option
def report(file: Path, format_name: str | None, outputs: tuple[Output, ...], color: str, quiet: bool, verbose: int) -> None:
    """Tell a report again that `linkbot check --output report.json` has written: the same findings, in any format.

    Nothing is checked, nobody is asked, and the lists need not be there. Exit codes: 0 told, whatever is in it;
    2 FILE is no report of this version of linkbot, or another error.
    """
    from linkbot.report.summary import render
    from linkbot.report_file import load

    name = printed(format_name, outputs) or usual_format()
    files = [output for output in outputs if output.file != STDOUT]
    for output in files:
        check_writable(output.file)
        if os.path.realpath(output.file) == os.path.realpath(file):
            raise InputError(f"{output.file}: the report that is read is not written over", hint="give the new one another name")
    told = load(file)
    trouble = deliver(told, [lambda: write_out(written(name, told, view_of(sys.stdout, color, os.environ)))], files)
    if not quiet:
        write_err(render(told, view_of(sys.stderr, color, os.environ), verbose=verbose > 0))
    if trouble:
        raise trouble

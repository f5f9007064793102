"""`linkbot check`: checks lists, prints the findings, and says what was and was not looked at."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from linkbot.cli.baseline import remember
from linkbot.cli.errors import arguments, unverified_option
from linkbot.cli.fixing import Fixing, Mode, Outcome, carry_out, fix_options, fixing, write_diff
from linkbot.cli.options import config_options, settings_for, words
from linkbot.cli.outputs import STDOUT, Output, deliver, output_options, printed, usual_format
from linkbot.cli.terminal import check_apart, check_writable, view_of, write_err, write_out
from linkbot.errors import ConfigError, LinkbotError
from linkbot.report import written

if TYPE_CHECKING:
    from linkbot.config import Settings
    from linkbot.discovery import Configuration
    from linkbot.model.report import Report
    from linkbot.read import File
    from linkbot.revision import Revision

_GARBAGE = (50_000, 20, 1_000)
"""How seldom Python looks for garbage: what a run learns it keeps, and to search it over and over is a fifth of the time."""
LEVELS = ("info", "warning", "error", "never")


@click.command(short_help="Check lists and print what is wrong in them.")
@click.argument("paths", nargs=-1)
@click.option(
    "--since",
    metavar="REV",
    help="Tell only of what has changed since this revision of git, or more exactly since the commit from which HEAD departed "
    "from it: entries on added or changed lines, and local links that the change broke. Nobody is asked about the rest.",
)
@fix_options
@click.option("--offline", is_flag=True, help="Ask nobody: judge by the files and by what the store knows.")
@click.option("--refresh", is_flag=True, help="Ask again even where the store's answer is still fresh.")
@click.option(
    "--select", multiple=True, metavar="RULES", help="Run only these rules: codes, prefixes (LB2) or names, with commas."
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not run these rules.")
@output_options
@click.option("--fail-on", type=click.Choice(LEVELS), help="The mildest severity that makes the exit code 1.  [default: warning]")
@click.option("--budget", metavar="TIME", help="Ask for no longer than this (90s, 10m, 1h); the next run asks the rest first.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Leave out the findings that this file accepts (linkbot baseline write makes it).  [default: linkbot-baseline.json, if "
    "it is there]",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option(
    "--allow-network",
    multiple=True,
    metavar="CIDR",
    help="A network that may be reached although it is not public. May be repeated.",
)
@config_options
@click.option("--store", type=click.Path(path_type=Path), metavar="FILE", help="Keep answers between runs in this file.")
@click.option("--no-progress", is_flag=True, help="Draw no progress bar.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="NO_COLOR and FORCE_COLOR are honoured."
)
@click.option("-q", "--quiet", is_flag=True, help="Print findings and errors, and nothing else.")
@unverified_option
def check(
    paths: tuple[str, ...],
    since: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    format_name: str | None,
    outputs: tuple[Output, ...],
    exit_zero: bool,
    config: Path | None,
    no_config: bool,
    no_progress: bool,
    color: str,
    quiet: bool,
    verbose: int,
    **flags: Any,
) -> None:
    """Check the links, papers, repositories, dates and duplicates of Markdown lists.

    PATHS are files, folders, glob patterns, or - for standard input; without any, the tracked Markdown files
    from here down, and with --since those that git does not track yet. Findings go to standard output,
    everything else to standard error.

    Exit codes: 0 clean or all fixed; 1 findings, or --diff shows a change; 2 error; 3 nothing to check;
    130 interrupted (linkbot help exit-codes).
    """
    from linkbot.cli.interruption import Interruption

    gc.set_threshold(*_GARBAGE)
    interruption = Interruption()
    with interruption.heard():
        from linkbot.cli.progress import progress
        from linkbot.pipeline import Checker, read

        wanted = fixing(paths, flags)
        format_name = _printed(format_name, outputs, wanted)
        files = [output for output in outputs if output.file != STDOUT]
        for output in files:
            check_writable(output.file)
        configuration = settings_for(paths, config, no_config, {"select": words(select), "ignore": words(ignore), **flags})
        settings = configuration.settings
        revision = _revision(since, paths)
        checker = Checker(settings, arguments=arguments(), since=revision)

        def run(lists: Sequence[File]) -> Report:
            with progress(wanted=not (no_progress or quiet)) as observer:
                return interruption.run(checker.check(lists, observer))

        try:
            lists = read(paths, settings, sys.stdin.buffer.read() if "-" in paths else None, with_new=revision is not None)
            for output in files:
                check_apart(output.file, lists)
            found = run(lists)
            done = carry_out(wanted, lists, found, run, settings, color)
        except ConfigError as error:
            raise configuration.located(error) from error
        kept, unkept = _remembered(done, configuration)
        if wanted.mode is Mode.DIFF:
            encodings = {document.path: document.encoding for document in found.documents}
            trouble = deliver(found, [lambda: write_diff(done.changes, encodings, color)], files)
        else:
            view = view_of(sys.stdout, color, os.environ)
            trouble = deliver(done.report, [lambda: write_out(written(format_name, done.report, view))], files)
        if not quiet:
            _summarise(found if wanted.mode is Mode.DIFF else done.report, done, wanted, color, verbose)
            write_err(kept)
        if trouble := done.trouble or trouble or unkept:
            raise trouble
        click.get_current_context().exit(_exit_code(found, done, wanted, settings, exit_zero=exit_zero))


def _revision(since: str | None, paths: Iterable[str]) -> Revision | None:
    """What the lists are compared with. Raises LinkbotError, and click.UsageError for a list that git knows nothing of."""
    if since is None:
        return None
    if "-" in paths:
        raise click.UsageError("--since asks git what has changed, and git knows nothing of standard input.")
    from linkbot.revision import revision

    return revision(since, Path.cwd())


def exit_code(report: Report, settings: Settings, *, exit_zero: bool = False) -> int:
    """130 for a report that was cut short, 1 for one with findings that the settings do not tolerate, else 0."""
    if report.run.partial:
        return 130
    if exit_zero or settings.fail_on == "never":
        return 0
    return int(any(row.severity.rank >= settings.fail_on.rank for row in report.findings))


def _exit_code(found: Report, done: Outcome, wanted: Fixing, settings: Settings, *, exit_zero: bool) -> int:
    """That of what is left in the files; with --diff, which leaves everything, 1 as well where it shows anything."""
    if wanted.mode is not Mode.DIFF:
        return exit_code(done.report, settings, exit_zero=exit_zero)
    is_tolerated = exit_zero or settings.fail_on == "never"
    return exit_code(found, settings, exit_zero=exit_zero) or int(bool(done.changes) and not is_tolerated)


def _remembered(done: Outcome, configuration: Configuration) -> tuple[str, LinkbotError | None]:
    """Puts what a person called right into the baseline: what is to be said of it, and what kept linkbot from it."""
    try:
        return (remember(done.refused, configuration) if done.refused else ""), None
    except LinkbotError as error:
        return "", error


def _summarise(report: Report, done: Outcome, wanted: Fixing, color: str, verbose: int) -> None:
    from linkbot.report.fixes import render as fixes
    from linkbot.report.summary import render

    view = view_of(sys.stderr, color, os.environ)
    write_err(render(report, view, verbose=verbose > 0))
    write_err(fixes(done.report, wanted.mode.value, len(done.changes), view))


def _printed(format_name: str | None, outputs: Iterable[Output], wanted: Fixing) -> str:
    """The format of standard output. Raises click.UsageError where --diff, or another format, is to go there as well."""
    named = printed(format_name, outputs)
    if named and wanted.mode is Mode.DIFF:
        raise click.UsageError(f"--diff prints a diff, not {named}; --output FILE writes the report to a file.")
    return named or usual_format()

"""`linkbot init`: puts settings and workflows into a repository, says what each is for, and what is left to do at GitHub."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkbot.cli.errors import verbose_option
from linkbot.cli.terminal import view_of, write_err, write_out
from linkbot.errors import WriteError
from linkbot.report.text import clean

if TYPE_CHECKING:
    from linkbot.init.place import Place
    from linkbot.init.writing import Planned

_NEXT = """\
What is left to do:
  1. On GitHub, in Settings > Actions > General > Workflow permissions, switch on
     "Allow GitHub Actions to create and approve pull requests".
     Without it linkbot keeps its branches up to date, and its issue has the fixes and a link that opens each pull request.
  2. Commit these files, and push them to the default branch.
  3. Try it: Actions > linkbot > Run workflow, with "dry-run" ticked. The log of the job "Offer what is proven" shows what
     would be written to GitHub.
"""
_NO_TERMINAL = "on a terminal linkbot init shows the difference and asks; linkbot init --yes replaces without asking"


def _schedule(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from linkbot.crontab import CrontabError, parse

    try:
        return value and parse(value).text
    except CrontabError as error:
        raise click.BadParameter(str(error)) from error


def _action(_: click.Context, __: click.Parameter, value: str | None) -> str:
    from linkbot.init.workflow import ACTION, check_action

    try:
        return check_action(value or ACTION)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command("init", short_help="Write settings and workflows into a repository.")
@click.option(
    "--repository-root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder to write into.  [default: the top of the repository around the working directory]",
)
@click.option(
    "--schedule",
    metavar="CRON",
    callback=_schedule,
    help="When the nightly workflow begins, in UTC, as in '17 3 * * *'.  [default: every night, at an odd minute]",
)
@click.option(
    "--action",
    metavar="OWNER/NAME@COMMIT",
    callback=_action,
    help="What the workflows run: the Action, pinned by a commit, or by a tag.  [default: the tag of this version]",
)
@click.option("-y", "--yes", is_flag=True, help="Replace files that are there already, without asking.")
@verbose_option
def init(
    repository_root: Path | None,
    schedule: str | None,
    action: str,
    yes: bool,
    verbose: int,  # noqa: ARG001 - read from the context
) -> None:
    """Write linkbot.toml and two GitHub workflows, and explain them: a check every night that opens pull requests, and a check
    of each pull request.

    A file that is there already is left alone, unless you agree to what a diff shows. Without a terminal to ask on, nothing is
    replaced, and the exit code is 2.
    """
    from linkbot.init.place import place_of
    from linkbot.init.writing import put

    place = place_of(repository_root or Path.cwd())
    refused: list[str] = []

    def agree(path: str, before: bytes, after: bytes) -> bool:
        if yes:
            return True
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            refused.append(path)
            return False
        return _agreed(path, before, after)

    if not place.is_repository:
        write_err(f"{clean(str(place.root))} is no git repository; GitHub runs workflows from the default branch of one.\n")
    for planned in _plan(place, schedule, action):
        outcome = put(planned, place.root, agree)
        write_out(f"{planned.path}: {outcome.value}\n  {planned.purpose}\n")
    write_out(f"\n{_NEXT}")
    if refused:
        raise WriteError(f"{', '.join(refused)}: there already, with another text, and left as it was", hint=_NO_TERMINAL)


def _plan(place: Place, schedule: str | None, action: str) -> Sequence[Planned]:
    """The files that are wanted; no linkbot.toml where the settings stand in pyproject.toml, which it would hide."""
    from linkbot.config import Settings
    from linkbot.discovery import find
    from linkbot.init.place import markdown_files
    from linkbot.init.settings_file import settings_text
    from linkbot.init.workflow import NIGHTLY, PULL_REQUEST, nightly, odd_time, pull_request
    from linkbot.init.writing import Planned

    cron = schedule or odd_time(place.name)
    files = [
        Planned(
            NIGHTLY,
            nightly(cron, action=action),
            f"Checks the lists at {cron} (UTC), and offers what is proven as pull requests.",
        ),
        Planned(
            PULL_REQUEST, pull_request(action=action), "Checks what a pull request changes, and marks the lines that are wrong."
        ),
    ]
    if find(place.root) == place.root / "pyproject.toml":
        write_out("pyproject.toml: holds linkbot's settings\n  No linkbot.toml is written, which would take their place.\n")
        return files
    lists = markdown_files(place, Settings.model_fields["max_file_size"].default)
    return [Planned("linkbot.toml", settings_text(lists), "Says what is checked here, and how strictly."), *files]


def _agreed(path: str, before: bytes, after: bytes) -> bool:
    """Shows what would change in a file, and asks."""
    from linkbot.fix.diff import unified
    from linkbot.report.diff import render

    write_err(render(unified(path, before, after), "utf-8", view_of(sys.stderr, "auto", os.environ)))
    return click.confirm(f"{path} is there already. Replace it?", default=False, err=True)

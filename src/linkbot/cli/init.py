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
from linkbot.errors import ConfigError, WriteError
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
_NO_TERMINAL = "on a terminal linkbot init shows the difference and asks; linkbot init --yes replaces these without asking"
_ANOTHER_NAME = "give it another name with git mv, and run linkbot init again"
SETTINGS = "linkbot.toml"


def _schedule(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from linkbot.crontab import CrontabError, parse

    try:
        return value and parse(value).text
    except CrontabError as error:
        raise click.BadParameter(str(error)) from error


def _action(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from linkbot.init.workflow import check_action

    try:
        return value and check_action(value)
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
    help="When the nightly workflow begins, in UTC, as in '17 3 * * *'.  [default: as it is, or every night, at an odd minute]",
)
@click.option(
    "--action",
    metavar="OWNER/NAME@COMMIT",
    callback=_action,
    help="What the workflows run: the Action, pinned by a commit or a tag.  "
    "[default: the commit that is there, or this version's tag]",
)
@click.option("-y", "--yes", is_flag=True, help="Replace linkbot's own workflows that are there already, without asking.")
@verbose_option
def init(
    repository_root: Path | None,
    schedule: str | None,
    action: str | None,
    yes: bool,
    verbose: int,  # noqa: ARG001 - read from the context
) -> None:
    """Write linkbot.toml and two GitHub workflows, and explain them: a check every night that opens pull requests, and a check
    of each pull request.

    A linkbot.toml that is there already is left alone, and so is a workflow that is not linkbot's. Another text of linkbot's
    own workflows is replaced if you agree to what a diff shows; without a terminal to ask on it is left, and the exit code is 2.
    """
    from linkbot.init.place import place_of
    from linkbot.init.writing import Outcome, look, put

    place = place_of(repository_root or Path.cwd())
    refused: list[str] = []

    def agree(path: str, before: bytes, after: bytes) -> bool:
        if path == SETTINGS:
            return False
        if yes:
            return True
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            refused.append(path)
            return False
        return _agreed(path, before, after)

    files = _plan(place, schedule, action)
    for planned in files:
        look(planned, place.root)
    strange = [planned.path for planned in files if _is_a_stranger_s(place.root / planned.path, action)]
    if not place.is_repository:
        write_err(f"{clean(str(place.root))} is no git repository; GitHub runs workflows from the default branch of one.\n")
    for planned in files:
        if planned.path in strange:
            write_out(f"{planned.path}: left as it is\n  This workflow is not linkbot's.\n")
            continue
        outcome = put(planned, place.root, agree)
        kept = "The settings are yours." if planned.path == SETTINGS else "It is not what linkbot init writes now."
        write_out(f"{planned.path}: {outcome.value}\n  {kept if outcome is Outcome.KEPT else planned.purpose}\n")
    _tell_settings(place.root)
    write_out(f"\n{_NEXT}")
    if strange:
        raise WriteError(f"{', '.join(strange)}: somebody's own, and left as it is", hint=_ANOTHER_NAME)
    if refused:
        raise WriteError(f"{', '.join(refused)}: there already, with another text, and left as it is", hint=_NO_TERMINAL)


def _plan(place: Place, schedule: str | None, action: str | None) -> Sequence[Planned]:
    """The files that are wanted; no linkbot.toml where the settings stand in pyproject.toml, which it would hide."""
    from linkbot.config import Settings
    from linkbot.discovery import find
    from linkbot.init.place import markdown_files
    from linkbot.init.settings_file import settings_text
    from linkbot.init.workflow import ACTION, NIGHTLY, PULL_REQUEST, nightly, odd_time, pin_of, pull_request, times_of
    from linkbot.init.writing import Planned

    nightly_now, pull_request_now = (_text(place.root / path) for path in (NIGHTLY, PULL_REQUEST))
    cron = schedule or times_of(nightly_now) or odd_time(place.name)
    files = [
        Planned(
            NIGHTLY,
            nightly(cron, action=action or pin_of(nightly_now) or ACTION),
            f"Checks the lists at {cron} (UTC), and offers what is proven as pull requests.",
        ),
        Planned(
            PULL_REQUEST,
            pull_request(action=action or pin_of(pull_request_now) or ACTION),
            "Checks what a pull request changes, and marks the lines that are wrong.",
        ),
    ]
    if (place.root / "pyproject.toml").is_file() and find(place.root) == place.root / "pyproject.toml":
        write_out("pyproject.toml: holds linkbot's settings\n  No linkbot.toml is written, which would take their place.\n")
        return files
    lists = markdown_files(place, Settings.model_fields["max_file_size"].default)
    return [Planned(SETTINGS, settings_text(lists), "Says what is checked here, and how strictly."), *files]


def _text(file: Path) -> str:
    """What a file says, "" where there is none."""
    return file.read_bytes().decode(errors="replace") if file.is_file() else ""


def _is_a_stranger_s(file: Path, action: str | None) -> bool:
    """Whether there is a workflow of that name already that has nothing to do with linkbot."""
    from linkbot.init.workflow import is_ours

    return file.name != SETTINGS and file.is_file() and not is_ours(_text(file), action)


def _tell_settings(root: Path) -> None:
    """Says so where the settings that are there cannot be used."""
    from linkbot.discovery import configure

    try:
        configure([], folder=root, environ={})
    except ConfigError as error:
        hint = f" ({error.hint})" if error.hint else ""
        write_out(f"Settings that cannot be used: {clean(str(error).removeprefix(f'{root}/') + hint)}\n")


def _agreed(path: str, before: bytes, after: bytes) -> bool:
    """Shows what would change in a file, and asks."""
    from linkbot.fix.diff import unified
    from linkbot.report.diff import render

    write_err(render(unified(path, before, after), "utf-8", view_of(sys.stderr, "auto", os.environ)))
    return click.confirm(f"{path} is there already. Replace it?", default=False, err=True)

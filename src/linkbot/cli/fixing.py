"""`linkbot check --fix`, `--diff` and `--review`: which fixes are wanted, and what becomes of the files."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

import click

from linkbot.cli.terminal import view_of, write_bytes, write_out
from linkbot.errors import LinkbotError

if TYPE_CHECKING:
    from linkbot.config import Settings
    from linkbot.fix import Accept
    from linkbot.model.report import FindingRow, Report
    from linkbot.read import File
    from linkbot.repair import Change

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Mode(StrEnum):
    """What is done with the fixes: nothing, shown as a diff, written, or written as far as a person says yes."""

    NONE = ""
    DIFF = "--diff"
    FIX = "--fix"
    REVIEW = "--review"


@dataclass(frozen=True, slots=True)
class Fixing:
    """What the flags ask for; `unsafe` lets the fixes through that are to be read first. `named` are the paths as given."""

    mode: Mode = Mode.NONE
    unsafe: bool = False
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report to deliver, the files that were changed (or would be), and what kept linkbot from writing them.

    `refused` are findings of which a person said that the list is right as it is; they are suppressed in the report.
    """

    report: Report
    changes: tuple[Change, ...] = ()
    trouble: LinkbotError | None = None
    refused: tuple[FindingRow, ...] = ()


def fix_options(command: _Command) -> _Command:
    """Adds --fix, --diff, --review and --unsafe-fixes."""
    for option in (
        click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: also the fixes that are to be read first."),
        click.option("--review", is_flag=True, help="Show the fixes one by one, with their proof, and apply those you accept."),
        click.option("--diff", is_flag=True, help="Print what --fix would change as a unified diff, and write nothing."),
        click.option("--fix", is_flag=True, help="Apply the fixes that are proven to keep the meaning."),
    ):
        command = option(command)
    return command


def fixing(paths: Iterable[str], flags: MutableMapping[str, Any]) -> Fixing:
    """What the four flags, taken out of `flags`, ask for. Raises click.UsageError where they contradict each other."""
    unsafe = flags.pop("unsafe_fixes")
    given = [mode for mode in (Mode.DIFF, Mode.FIX, Mode.REVIEW) if flags.pop(mode.removeprefix("--"))]
    if len(given) > 1:
        raise click.UsageError(
            f"Choose {given[0]} or {given[1]}: --diff shows the fixes, --fix writes them, --review asks about each."
        )
    mode = given[0] if given else Mode.NONE
    if unsafe and mode in (Mode.NONE, Mode.REVIEW):
        reason = "--review shows them anyway" if mode else "add --diff to see them, or --fix to apply them"
        raise click.UsageError(f"--unsafe-fixes needs --fix or --diff; {reason}.")
    if "-" in paths and mode in (Mode.FIX, Mode.REVIEW):
        raise click.UsageError(f"Standard input cannot be written back; {mode} needs files. --diff prints what would change.")
    if mode is Mode.REVIEW and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise click.UsageError("--review asks questions, which needs a terminal; --fix and --diff do not.")
    return Fixing(mode, unsafe, tuple(paths))


def carry_out(
    wanted: Fixing,
    files: Sequence[File],
    report: Report,
    check: Callable[[Sequence[File]], Report],
    settings: Settings,
    color: str,
) -> Outcome:
    """Mends `files`, of which `report` tells, as far as `wanted`. `check` reports on files whose bytes have changed.

    Nothing is written of a run that was interrupted before all was known, nor where one of the files cannot be written.
    """
    if wanted.mode is Mode.NONE or report.run.partial or not any(row.fix for row in report.findings):
        return Outcome(report)
    from linkbot.repair import repair
    from linkbot.rulebook import load_rulebook

    refused: list[FindingRow] = []
    names = _Names(files)
    own = [file for file in names.one if file.path in wanted.named or not _leads_out(file.path)]
    rulebook = load_rulebook(settings.rules_dir)
    repaired = repair(own, report, _choice(wanted, color, refused, own), lambda mended: check(names.all(mended)), rulebook)
    foreign = [f"{file.path} leads out of this folder: name it to have it mended" for file in names.one if file not in own]
    repaired = replace(repaired, report=_hinted(repaired.report, foreign))
    if repaired.report.run.partial:
        return Outcome(_cut_short(report))
    if wanted.mode is Mode.DIFF:
        return Outcome(repaired.report, repaired.changes)
    from linkbot.cli.interruption import undisturbed
    from linkbot.fix.write import write_all

    try:
        with undisturbed() as signals:  # all files are written, or none
            write_all([(Path(change.path), change.before, change.after) for change in repaired.changes])
    except LinkbotError as error:
        return Outcome(report, (), error)
    mended = _cut_short(repaired.report) if signals else repaired.report
    return Outcome(_without(refused, mended), repaired.changes, refused=tuple(refused))


class _Names:
    """The lists that were given, of which one may go by several names: it is mended, and told as fixed, under one.

    That is its own where it is among them, and the first otherwise.
    """

    def __init__(self, files: Sequence[File]) -> None:
        self._files = [(os.path.realpath(file.path), file) for file in files]
        own: dict[str, File] = {}
        others: dict[str, File] = {}
        for place, file in self._files:
            is_own = place == os.path.abspath(file.path)  # noqa: PTH100 - the links in it are what is asked about
            (own if is_own else others).setdefault(place, file)
        self.one = tuple({place: own.get(place) or others[place] for place, _ in self._files}.values())

    def all(self, mended: Iterable[File]) -> list[File]:
        """All names of the lists, with the bytes that they have under that one."""
        now = {os.path.realpath(file.path): file.data for file in mended}
        return [replace(file, data=now.get(place, file.data)) for place, file in self._files]


def _leads_out(path: str) -> bool:
    """Whether a file is a link to one outside the repository, or outside the working directory where there is no repository.

    Such a link may come with a pull request; what it leads to is changed only for somebody who names it.
    """
    here = Path.cwd().resolve()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    is_below = Path(os.path.abspath(path)).is_relative_to(top)  # noqa: PTH100 - the links in it are what is asked about
    return is_below and not Path(path).resolve().is_relative_to(top)


def _hinted(report: Report, hints: Sequence[str]) -> Report:
    return report.model_copy(update={"hints": [*report.hints, *hints]}) if hints else report


def _cut_short(report: Report) -> Report:
    return report.model_copy(update={"run": report.run.model_copy(update={"partial": True})})


def write_diff(changes: Iterable[Change], encodings: dict[str, str], color: str) -> None:
    """Prints the changes: coloured and made harmless on a terminal, otherwise as the bytes that `git apply` takes."""
    from linkbot.fix.diff import unified

    diffs = [
        (unified(_from_here(change.path), change.before, change.after), encodings.get(change.path, "utf-8")) for change in changes
    ]
    if sys.stdout.isatty():
        from linkbot.report.diff import render

        view = view_of(sys.stdout, color, os.environ)
        write_out(render(diff, encoding, view) for diff, encoding in diffs)
    else:
        write_bytes(_unheeded([diff for diff, _ in diffs]))


def _from_here(path: str) -> str:
    """The path of a file below the working directory as `git apply`, which is called there, needs it."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path


def _unheeded(diffs: Sequence[bytes]) -> Iterable[bytes]:
    """The diffs; in a GitHub workflow between the lines that make its runner take no command from them.

    `git apply` and `patch` skip what stands around a diff, so that they can still read it from a pipe.
    """
    if not diffs or os.environ.get("GITHUB_ACTIONS") != "true" or _is_file():
        return diffs
    token = token_hex(16).encode()
    return [b"::stop-commands::" + token + b"\n", *diffs, b"::" + token + b"::\n"]


def _is_file() -> bool:
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except OSError:  # a stream without a file
        return False


def _choice(wanted: Fixing, color: str, refused: list[FindingRow], files: Sequence[File]) -> Callable[[Report], Accept]:
    from linkbot.fix import by_applicability

    if wanted.mode is not Mode.REVIEW:
        return lambda _: by_applicability(unsafe=wanted.unsafe)
    from linkbot.cli.review import Review
    from linkbot.model.report import writable

    paths = {writable(file.path) for file in files}
    review = Review(view_of(sys.stderr, color, os.environ), refused)
    return lambda report: review(report.model_copy(update={"findings": [row for row in report.findings if row.path in paths]}))


def _without(refused: Sequence[FindingRow], report: Report) -> Report:
    """`report` as the next check will tell it, which knows what was refused."""
    if not refused:
        return report
    from linkbot.accepted import REFUSED
    from linkbot.model.report import SuppressedRow

    keys = {row.fingerprint for row in refused}
    hidden = [SuppressedRow(finding=row, by="baseline", reason=REFUSED) for row in report.findings if row.fingerprint in keys]
    return report.model_copy(
        update={
            "findings": [row for row in report.findings if row.fingerprint not in keys],
            "suppressed": [*report.suppressed, *hidden],
            "held": [row for row in report.held if row.fingerprint not in keys],
        }
    )

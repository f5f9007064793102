"""`linkbot ignore`: puts an ignore comment on a line, and changes nothing else."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkbot.cli.errors import verbose_option
from linkbot.cli.options import config_options, settings_for
from linkbot.cli.terminal import write_err
from linkbot.report.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkbot.config import Settings

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]{1,9})(?::[0-9]{1,9})?", re.DOTALL)


def _place(_: click.Context, __: click.Parameter, value: str) -> tuple[str, int]:
    """`FILE:LINE`, or `FILE:LINE:COLUMN` as linkbot prints it, as the file and the line."""
    match = _PLACE.fullmatch(value)
    if match is None:
        raise click.BadParameter(f"{value!r} names no line: write README.md:12.")
    return match["file"], int(match["line"])


def _reason(_: click.Context, __: click.Parameter, value: str) -> str:
    text = value.strip()
    if not text:
        raise click.BadParameter("say in a few words why the line is right as it is.")
    if any(mark in text for mark in ("-->", "--!>")):
        raise click.BadParameter("--> would end the comment; write it otherwise.")
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") for letter in text):
        raise click.BadParameter("a reason is one line of text.")
    return text


def _last_day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    if value and value.date() < _today():
        raise click.BadParameter(f"{value:%Y-%m-%d} is over.")
    return value.date() if value else None


@click.command(short_help="Put an ignore comment on a line.")
@click.argument("place", callback=_place, metavar="FILE:LINE")
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--reason", required=True, callback=_reason, metavar="TEXT", help="Why the line is right as it is.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), callback=_last_day, metavar="YYYY-MM-DD", help="The last day on which it holds."
)
@click.option("--diff", is_flag=True, help="Print the change as a unified diff, and write nothing.")
@config_options
@verbose_option
def ignore(
    place: tuple[str, int],
    codes: tuple[str, ...],
    reason: str,
    until: date | None,
    diff: bool,
    config: Path | None,
    no_config: bool,
    verbose: int,  # noqa: ARG001 - read from the context
) -> None:
    """Put `<!-- linkbot-disable-line CODE -- reason -->` on a line of a list, so that checks leave the line alone.

    FILE:LINE is a place as `linkbot check` prints it. CODE is a rule's code or name; there may be several. The comment goes to
    the end of the line, in a table into the last cell; one that is there already is extended. Nothing is written unless the
    page that GitHub shows stays the same. Asks nobody.
    """
    from linkbot.cli.rule import named
    from linkbot.ignoring import Wish
    from linkbot.ignoring import ignore as ignored
    from linkbot.pipeline import read_documents
    from linkbot.repair import Change
    from linkbot.rulebook import load_rulebook

    file, line = place
    if file == "-" or Path(file).is_dir():
        raise click.UsageError(f"{file} is no file that a comment could be written into.")
    settings = settings_for((file,), config, no_config, {}).settings
    rulebook = load_rulebook(settings.rules_dir)
    wish = Wish(tuple(named(code, rulebook).code for code in codes), reason, until)
    document, *more = read_documents((file,), settings, rulebook)
    if more:
        raise click.UsageError(f"{file} names {len(more) + 1} files; a line is in one.")
    done = ignored(document, line, wish, rulebook, _today())
    if not done.codes:
        _tell(f"{file}:{line} ignores {_listed(wish.codes)} already; nothing was changed.")
        return
    change = Change(file, document.data, done.data)
    unknown = set(done.codes) - _found(file, line, settings)
    if diff:
        from linkbot.cli.fixing import write_diff

        write_diff([change], {file: document.encoding}, "auto")
    else:
        from linkbot.fix.write import write

        write(Path(file), change.before, change.after)
        _tell(f"{file}:{line} ignores {_listed(done.codes)}{f' until {until}' if until else ''}.")
    if unknown:
        _tell(f"note: nothing is found there by {' or '.join(sorted(unknown))} now, as far as is known without asking.")


def _found(file: str, line: int, settings: Settings) -> set[str]:
    """The codes of what is found on a line without asking anybody, whatever hides it."""
    import asyncio

    from linkbot.pipeline import check

    report = asyncio.run(check((file,), settings.model_copy(update={"offline": True})))
    hidden = (row.finding for row in report.suppressed)
    return {row.code for row in (*report.findings, *hidden) if row.line == line}


def _today() -> date:
    return datetime.now(UTC).date()


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes)


def _tell(sentence: str) -> None:
    write_err(f"{clean(sentence)}\n")

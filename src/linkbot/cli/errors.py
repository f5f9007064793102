"""The edge of the command line: errors become a sentence, a cause and a hint, and every one an exit code."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

import click

from linkbot import __version__
from linkbot.cli.terminal import write_err
from linkbot.errors import LinkbotError
from linkbot.report.text import clean

_VERBOSITY = "linkbot.verbosity"
_ARGUMENTS = "linkbot.arguments"
_Command = TypeVar("_Command", bound=Callable[..., Any])

TRACEBACK = 2
"""How often -v must be given to see a traceback."""


class Edge(click.Group):
    """A group of commands whose failures are told to a person; tracebacks only with -vv."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keeps the arguments as they were given, for the report."""
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; what it raises becomes words on stderr and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except LinkbotError as error:
            _tell(str(error), error.hint, ctx)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            _tell("interrupted", "", ctx)
            ctx.exit(130)
        except Exception as error:  # noqa: BLE001 - the edge of the program: whatever it is, the user gets a sentence
            _tell(_unexpected(error), f"run it again with -{'v' * TRACEBACK} for the traceback, and report it", ctx)
            ctx.exit(2)


def arguments() -> tuple[str, ...]:
    """The arguments of this call of linkbot, as they were given."""
    given: tuple[str, ...] = click.get_current_context().meta.get(_ARGUMENTS, ())
    return given


def verbose_option(command: _Command) -> _Command:
    """Adds -v to a command, by which tracebacks are asked for."""
    return _verbose("Given twice (-vv), shows the traceback of an error.")(command)


def unverified_option(command: _Command) -> _Command:
    """The same for a command that can list what could not be verified."""
    return _verbose("List what could not be verified; -vv shows the traceback of an error, too.")(command)


def _verbose(words: str) -> Callable[[_Command], _Command]:
    return click.option("-v", "--verbose", count=True, callback=_remember, help=words)


def _remember(ctx: click.Context, _: click.Parameter, value: int) -> int:
    ctx.meta[_VERBOSITY] = value
    return value


def _tell(message: str, hint: str, ctx: click.Context) -> None:
    if ctx.meta.get(_VERBOSITY, 0) >= TRACEBACK:
        write_err(traceback.format_exc())
    write_err(f"error: {clean(message)}\n" + (f"hint: {clean(hint)}\n" if hint else ""))


def _unexpected(error: Exception) -> str:
    where = f"linkbot {__version__}, Python {platform.python_version()}, {platform.system()}"
    return f"linkbot failed, which is its own fault: {type(error).__name__}: {error} ({where})"

"""`linkbot watch`: keeps the lists of many repositories true, by a daemon or by whatever else starts programs at set times."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import click

from linkbot.cli.errors import verbose_option
from linkbot.cli.options import config_options, settings_for
from linkbot.cli.terminal import write_err, write_out
from linkbot.errors import ConfigError
from linkbot.report.text import clean

if TYPE_CHECKING:
    from linkbot.discovery import Configuration
    from linkbot.watch.log import Say
    from linkbot.watch.run import Setup
    from linkbot.watch_settings import Target

ALL_DUE = ""
_EXAMPLE = '[[watch.targets]]: name = "my-list", repository = "OWNER/NAME", schedule = "17 3 * * *" (docs/watch.md)'


@click.command(short_help="Check many lists and repositories on a schedule.")
@click.option(
    "--once",
    is_flag=False,
    flag_value=ALL_DUE,
    metavar="[NAME]",
    help="Run this target now, or without a name all that are due, and exit: for cron, and for a person.",
)
@click.option(
    "--print",
    "printed",
    type=click.Choice(["systemd", "cron", "github"]),
    help="Print what fires at the same times: units of systemd, lines of a crontab, or a workflow. Nothing is run.",
)
@click.option("--target", metavar="NAME", help="With --print: this target alone.")
@click.option(
    "--log-format", type=click.Choice(["plain", "json"]), default="plain", show_default=True, help="How events are told."
)
@config_options
@verbose_option
def watch(
    once: str | None,
    printed: str | None,
    target: str | None,
    log_format: str,
    config: Path | None,
    no_config: bool,
    verbose: int,  # noqa: ARG001 - read from the context
) -> None:
    """Check the targets of [[watch.targets]] in linkbot.toml when their schedules say so, and publish what is found.

    Runs until it is told to stop: SIGTERM lets what is being written end, a second one does not; SIGHUP reads the settings
    again. /healthz, /readyz and /metrics are served at 127.0.0.1:9467. Events go to standard error.

    Exit codes: 0 stopped, or with --once all runs went well; 1 a run of --once did not; 2 error; 3 another linkbot is at it;
    130 or 143 interrupted.
    """
    if target is not None and not printed:
        raise click.UsageError("--target goes with --print; to run one target, write --once NAME.")
    if printed and once is not None:
        raise click.UsageError("--print and --once cannot both be given.")

    def load() -> Setup:
        return setup_from(settings_for((), config, no_config, {}))

    if printed:
        write_out(_printed(printed, target, settings_for((), config, no_config, {})))
        return
    from linkbot.watch import log

    say = (log.as_json if log_format == "json" else log.plain)(write_err)
    import asyncio

    if once is not None:
        click.get_current_context().exit(asyncio.run(_once(once, load(), say)))
    from linkbot.watch.daemon import watch as keep_watch
    from linkbot.watch.notify import Notify

    click.get_current_context().exit(asyncio.run(keep_watch(load, say, Notify(os.environ))))


def setup_from(configuration: Configuration) -> Setup:
    """What the settings say of the watch. Raises ConfigError where they say nothing."""
    from linkbot.watch.folder import Folder, default_folder
    from linkbot.watch.run import Setup

    settings = configuration.settings
    if not (settings.watch and settings.watch.targets):
        raise ConfigError(f"{configuration.file or 'no settings file'}: there are no targets to watch", hint=f"write {_EXAMPLE}")
    base = configuration.file.parent.absolute() if configuration.file else Path.cwd()
    state = base / settings.watch.state.expanduser() if settings.watch.state else default_folder(os.environ)
    return Setup(settings, settings.watch, Folder(state), base, dict(os.environ))


async def _once(name: str, setup: Setup, say: Say) -> int:
    from linkbot.watch.once import due, once

    setup.folder.prepare()
    targets = due(setup) if name == ALL_DUE else [_named(name, setup)]
    if not targets:
        say("nothing_due", "no target is due")
    return await once(targets, setup, say)


def _named(name: str, setup: Setup) -> Target:
    targets = {target.name: target for target in setup.watch.targets}
    if name not in targets:
        from difflib import get_close_matches

        close = get_close_matches(name, targets, n=1)
        raise ConfigError(
            f"there is no target {name}", hint=f"did you mean {close[0]}?" if close else f"there are {', '.join(targets)}"
        )
    return targets[name]


def _printed(form: str, name: str | None, configuration: Configuration) -> str:
    setup = setup_from(configuration)
    targets = [_named(name, setup)] if name is not None else [target for target in setup.watch.targets if target.enabled]
    if not targets:
        raise ConfigError("no target is enabled", hint="name one with --target")
    command = _command(configuration)
    if form == "cron":
        from linkbot.watch.cron_lines import cron_lines

        return cron_lines(targets, command)
    if form == "systemd":
        from linkbot.watch.units import troubles, units

        programs = [Path(sys.prefix), Path(sys.base_prefix), Path(command[0])]
        places = [*programs, setup.base, *(setup.base / each.path.expanduser() for each in targets if each.path)]
        for trouble in troubles(places):
            write_err(f"warning: {clean(trouble)}\n")
        return units(targets, setup.watch, command, places)
    from linkbot.watch.workflow import workflow

    if len(targets) > 1:
        raise ConfigError(
            "a workflow belongs to one repository", hint=f"choose one with --target: {', '.join(each.name for each in targets)}"
        )
    return workflow(targets[0])


def _command(configuration: Configuration) -> Sequence[str]:
    """`linkbot watch` as other programs have to start it, wherever they do."""
    beside = Path(sys.executable).with_name("linkbot")
    script = str(beside) if beside.is_file() else which("linkbot")
    program = [script] if script else [sys.executable, "-m", "linkbot"]
    file = ["--config", str(configuration.file.absolute())] if configuration.file else []
    return [*program, "watch", *file]

"""`linkbot`: the commands, and the help about them."""

from __future__ import annotations

from collections.abc import Mapping

import click

from linkbot import __version__
from linkbot.cli.action import action
from linkbot.cli.baseline import baseline
from linkbot.cli.check import check
from linkbot.cli.config import config
from linkbot.cli.entries import entries
from linkbot.cli.errors import Edge
from linkbot.cli.exit_codes import exit_codes
from linkbot.cli.history import history
from linkbot.cli.ignore import ignore
from linkbot.cli.init import init
from linkbot.cli.publish import publish
from linkbot.cli.report import report
from linkbot.cli.rule import rule
from linkbot.cli.terminal import print_anything, write_out
from linkbot.cli.watch import watch

TOPICS = {"exit-codes": exit_codes}
"""What `linkbot help` explains beside the commands."""


@click.group(cls=Edge, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="linkbot", message="%(prog)s %(version)s")
def main() -> None:
    """Keep curated Markdown lists true: links, arXiv papers, repositories, dates, duplicates."""
    print_anything()


@click.command("help", short_help="Explain a command, or a topic such as exit-codes.")
@click.argument("topic", nargs=-1)
@click.pass_context
def help_command(ctx: click.Context, topic: tuple[str, ...]) -> None:
    """Explain a command, such as check or config show, or one of the topics: exit-codes."""
    if topic and topic[0] in TOPICS:
        write_out(TOPICS[topic[0]]())
        return
    shown = ctx.find_root()
    for name in topic:
        inner = _commands(shown.command).get(name)
        if inner is None:
            known = [name for name, each in _commands(shown.command).items() if not each.hidden]
            known += TOPICS if shown.parent is None else ()
            there = f"; there are {', '.join(known)}" if known else ""
            raise click.UsageError(f"There is no command or topic {' '.join(topic)!r}{there}.")
        shown = click.Context(inner, info_name=name, parent=shown)
    write_out(shown.get_help() + "\n")


def _commands(command: click.Command) -> Mapping[str, click.Command]:
    return command.commands if isinstance(command, click.Group) else {}


for command in (check, baseline, ignore, entries, history, publish, report, rule, config, init, watch, action, help_command):
    main.add_command(command)

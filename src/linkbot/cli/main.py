"""`linkbot`: the commands, and the help about them."""

from __future__ import annotations

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
@click.argument("topic", required=False)
@click.pass_context
def help_command(ctx: click.Context, topic: str | None) -> None:
    """Explain a command, or one of the topics: exit-codes."""
    root = ctx.find_root()
    if topic is None:
        write_out(root.get_help() + "\n")
    elif topic in TOPICS:
        write_out(TOPICS[topic]())
    elif command := main.get_command(root, topic):
        with click.Context(command, info_name=topic, parent=root) as shown:
            write_out(command.get_help(shown) + "\n")
    else:
        known = ", ".join([*main.commands, *TOPICS])
        raise click.UsageError(f"There is no command or topic {topic!r}; there are {known}.")


for command in (check, baseline, ignore, entries, history, publish, report, rule, config, init, watch, action, help_command):
    main.add_command(command)

"""`linkbot rule`: explains the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkbot.cli.errors import verbose_option
from linkbot.cli.options import config_options, settings_for
from linkbot.cli.terminal import write_out
from linkbot.errors import LinkbotError

if TYPE_CHECKING:
    from linkbot.rulebook import Rule, Rulebook


@click.command(short_help="Explain a rule, or list them all.")
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="Explain every rule.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@config_options
@verbose_option
def rule(code: str | None, every: bool, format_name: str, config: Path | None, no_config: bool, verbose: int) -> None:  # noqa: ARG001 - read from the context
    """Explain the rule CODE (LB101, or its name dead-link); without one, list them all."""
    from linkbot.cli import rule_page
    from linkbot.rulebook import load_rulebook

    if code and every:
        raise click.UsageError("CODE and --all cannot both be given.")
    rulebook = load_rulebook(settings_for((), config, no_config, {}).settings.rules_dir)
    rules = [named(code, rulebook)] if code else list(rulebook.rules.values())
    if format_name == "json":
        write_out(rule_page.as_json(rules))
    elif not (code or every):
        write_out(rule_page.as_list(rules))
    elif format_name == "markdown":
        write_out("\n".join(map(rule_page.as_markdown, rules)))
    else:
        write_out("\n\n".join(map(rule_page.as_text, rules)))


def named(code: str, rulebook: Rulebook) -> Rule:
    """The rule of that code or name. Raises LinkbotError, with the closest one, where there is none."""
    found = rulebook.rule(code)
    if found is None:
        from difflib import get_close_matches

        names = [name for known in rulebook.rules.values() for name in (known.code, known.name)]
        close = get_close_matches(code.upper(), names, n=1) or get_close_matches(code.lower(), names, n=1)
        hint = f"did you mean {close[0]}?" if close else "`linkbot rule` lists all rules"
        raise LinkbotError(f"there is no rule {code}", hint=hint)
    return found

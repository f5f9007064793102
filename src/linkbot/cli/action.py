"""`linkbot action`: what action.yml runs; of no use to a person."""

from __future__ import annotations

import os
import sys

import click


@click.command(hidden=True, short_help="One step of the GitHub Action.")
def action() -> None:
    """Run one step of the GitHub Action, whose inputs are variables of the environment (docs/action.md)."""
    from linkbot.action.running import run

    click.get_current_context().exit(run(os.environ, sys.stdout))

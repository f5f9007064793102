"""The workflows that check and publish, for the repositories of others and for linkbot's own."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.resources import files

from linkbot import __version__

ACTION = f"linkbot/linkbot@v{__version__}"
"""Where the Action is, and the version of it that goes with this program."""
SELF = "$/"
"""The Action as a workflow of its own repository calls it: this repository, at the commit of the workflow."""
NIGHTLY = ".github/workflows/linkbot.yml"
PULL_REQUEST = ".github/workflows/linkbot-pull-request.yml"
_USES = re.compile(r"\$/|[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+@[A-Za-z0-9_./-]+(?: # [A-Za-z0-9_.-]+)?")
_BY_INIT = "Written by `linkbot init`, and yours from now on."
_NIGHT = range(1, 6)
"""The hours, in UTC, at which a workflow begins that nobody gave a time: GitHub is busiest around midnight and at full hours."""


def nightly(cron: str, *, action: str = ACTION, written: str = _BY_INIT) -> str:
    """The workflow that checks at the times of `cron` (five fields, UTC) and publishes; `action` is what its steps use.

    `written` says in its first line where it comes from. Raises ValueError for an `action` that is none.
    """
    return _filled("nightly.yml", action, written).replace("@CRON@", cron)


def pull_request(*, action: str = ACTION, written: str = _BY_INIT) -> str:
    """The workflow that checks what a pull request changes. Raises ValueError for an `action` that is none."""
    return _filled("pull_request.yml", action, written)


def check_action(action: str) -> str:
    """`action`, if a step can use it: OWNER/NAME@COMMIT, also with ` # v1.0`, or SELF. Raises ValueError."""
    if not _USES.fullmatch(action):
        raise ValueError(f"{action!r} is no action; write OWNER/NAME@COMMIT, or OWNER/NAME@TAG")
    return action


def odd_time(name: str) -> str:
    """A cron line for every night, at an odd minute that follows from the repository's name: not everybody begins at once."""
    number = int.from_bytes(sha256(name.lower().encode(errors="backslashreplace")).digest()[:4])
    return f"{2 * (number % 30) + 1} {_NIGHT[number // 30 % len(_NIGHT)]} * * *"


def _filled(template: str, action: str, written: str) -> str:
    text = files("linkbot.init").joinpath(template).read_text(encoding="utf-8")
    return text.replace("@ACTION@", check_action(action)).replace("@WRITTEN@", written)

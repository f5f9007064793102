"""The workflows that check and publish, for the repositories of others and for linkbot's own."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.resources import files

from linkbot import __version__
from linkbot.crontab import CrontabError, parse

ACTION = f"linkbot/linkbot@v{__version__}"
"""Where the Action is, and the version of it that goes with this program."""
SELF = "$/"
"""The Action as a workflow of its own repository calls it: this repository, at the commit of the workflow."""
NIGHTLY = ".github/workflows/linkbot.yml"
PULL_REQUEST = ".github/workflows/linkbot-pull-request.yml"
_USES = re.compile(r"\$/|[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+@[A-Za-z0-9_./-]+(?: # [A-Za-z0-9_.-]+)?")
_BY_INIT = "Written by `linkbot init`, and yours from now on."
_WRITTEN = re.compile(r"# Written by `linkbot |^[ \t]*(?:- )?uses:[ \t]*\S*/linkbot(?:/\S*)?@", re.MULTILINE)
_PIN = re.compile(
    r"^[ \t]*(?:- )?uses:[ \t]*(\S{1,200}/linkbot@[0-9a-f]{40}(?: # [A-Za-z0-9_.-]{1,100})?)[ \t]*\r?$", re.MULTILINE
)
_CRON = re.compile(r"""^[ \t]*- cron:[ \t]*(["'])([^"'\n]{9,100})\1""", re.MULTILINE)
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


def is_ours(text: str, action: str | None) -> bool:
    """Whether a workflow is one of linkbot's, as it was written or as somebody has changed it since: it runs linkbot.

    `action` is what linkbot is called where it is not called so.
    """
    return bool(_WRITTEN.search(text)) or bool(action and f"uses: {action.partition('@')[0]}@" in text)


def times_of(text: str) -> str:
    """The first schedule of a workflow, "" where it has none that can be read."""
    found = _CRON.search(text)
    try:
        return parse(found[2]).text if found else ""
    except CrontabError:
        return ""


def pin_of(text: str) -> str:
    """The Action of linkbot that a workflow pins by a commit, "" where it pins none: a tag is only that of some version."""
    found = _PIN.search(text)
    return found[1] if found and _USES.fullmatch(found[1]) else ""


def odd_time(name: str) -> str:
    """A cron line for every night, at an odd minute that follows from the repository's name: not everybody begins at once."""
    number = int.from_bytes(sha256(name.lower().encode(errors="backslashreplace")).digest()[:4])
    return f"{2 * (number % 30) + 1} {_NIGHT[number // 30 % len(_NIGHT)]} * * *"


def _filled(template: str, action: str, written: str) -> str:
    text = files("linkbot.init").joinpath(template).read_text(encoding="utf-8")
    return text.replace("@ACTION@", check_action(action)).replace("@WRITTEN@", written)

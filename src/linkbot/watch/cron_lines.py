"""The watch as lines of a crontab."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from linkbot.crontab import parse
from linkbot.errors import LinkbotError
from linkbot.watch.trigger import delay
from linkbot.watch_settings import Target

_HEAD = """\
# linkbot, for a machine whose clock shows UTC (`timedatectl` tells): a crontab has no time zones of its own
"""
_FOR_TOKENS = """\
# to publish, linkbot needs a token: write LINKBOT_GITHUB_TOKEN=... here, in a crontab that nobody else can read
"""


def cron_lines(targets: Sequence[Target], command: Sequence[str]) -> str:
    """One line a target; `command` is `linkbot watch` with its options.

    A line sleeps for as long as the daemon would put the target off. Raises LinkbotError for a schedule that counts in another
    time zone than UTC: there is no line that fires at the same times.
    """
    if other := next((target for target in targets if target.timezone != "UTC"), None):
        raise LinkbotError(
            f"target {other.name} counts in {other.timezone}, and a crontab has no time zones",
            hint='write the schedule with timezone = "UTC", or take --print systemd, which knows time zones',
        )
    lines = "".join(f"{parse(target.schedule).text} {_command(target, command)}\n" for target in targets)
    return _HEAD + (_FOR_TOKENS if any(target.publish for target in targets) else "") + lines


def _command(target: Target, command: Sequence[str]) -> str:
    seconds = int(delay(target.name, target.jitter).total_seconds())
    words = f"{shlex.join(command)} --once {target.name}".replace("%", "\\%")  # a bare % is the end of the line to cron
    return f"sleep {seconds}; {words}" if seconds else words

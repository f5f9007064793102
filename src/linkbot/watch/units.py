"""The watch as units of systemd: one service for all targets, and a timer for each that elapses when the daemon would run it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from linkbot.crontab import Crontab, Days, parse, ranges
from linkbot.watch.trigger import WEEKDAYS
from linkbot.watch_settings import Target, WatchSettings

_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - named, not used
"""What PrivateTmp= hides from a service (systemd.exec(5))."""
_EVERY = {"month": 12, "day": 31, "hour": 24, "minute": 60}
_PLAIN = re.compile(r"[A-Za-z0-9_./:=@+-]+", re.ASCII)

_SERVICE = """\
# /etc/systemd/system/linkbot@.service
[Unit]
Description=linkbot looks at %i
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command} --once %i
# 3: another linkbot was at it
SuccessExitStatus=3
KillMode=mixed
TimeoutStopSec={stop:.0f}
{credential}# one user for all targets, who share a folder
DynamicUser=yes
User=linkbot
StateDirectory=linkbot
Environment=LINKBOT_WATCH__STATE=/var/lib/linkbot
StateDirectoryMode=0700
UMask=0077

NoNewPrivileges=yes
CapabilityBoundingSet=
LockPersonality=yes
PrivateDevices=yes
PrivateTmp=yes
PrivateUsers=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome={home}
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
"""
_TIMER = """
# /etc/systemd/system/linkbot@{name}.timer
[Unit]
Description=When linkbot looks at {name}: {schedule} ({timezone})

[Timer]
{calendar}
AccuracySec=1s
{jitter}Persistent=true

[Install]
WantedBy=timers.target
"""
_JITTER = "RandomizedDelaySec={seconds:.0f}\n# the same delay each time\nFixedRandomDelay=true\n"
_STEPS = """
# systemctl daemon-reload
# systemctl enable --now {timers}
"""


def units(targets: Sequence[Target], settings: WatchSettings, command: Sequence[str], places: Sequence[Path]) -> str:
    """The files, each under its name.

    `command` is `linkbot watch` with its options, `places` are what it has to be able to read.
    """
    service = _SERVICE.format(
        command=" ".join(map(_quoted, command)),
        stop=settings.grace + 15,
        credential=(
            "LoadCredential=token:/etc/linkbot/token\n"
            if any(target.publish for target in targets)
            else "# no target publishes\n"
        ),
        home="read-only" if any(_lie_in(_HOMES, places)) else "yes",
    )
    timers = "".join(
        _TIMER.format(
            name=target.name,
            schedule=target.schedule,
            timezone=target.timezone,
            calendar="\n".join(f"OnCalendar={line}" for line in on_calendar(parse(target.schedule), target.timezone)),
            jitter=_JITTER.format(seconds=target.jitter) if target.jitter else "",
        )
        for target in targets
    )
    return service + timers + _STEPS.format(timers=" ".join(f"linkbot@{target.name}.timer" for target in targets))


def troubles(places: Sequence[Path]) -> Iterator[str]:
    """What will keep the service from reading one of `places`, a sentence each."""
    for place in _lie_in(_TEMPORARY, places):
        yield f"the service cannot see {place}, since it has a /tmp of its own (PrivateTmp=yes); move it to /opt or /srv"
    for place in _lie_in(_HOMES, places):
        yield f"the service's user may not be allowed to read {place}, in somebody's home; move it to /opt or /srv"


def _lie_in(folders: Sequence[Path], places: Sequence[Path]) -> Iterator[Path]:
    """Those of `places` that lie in one of `folders`, without what lies in one of those."""
    found = [place for place in dict.fromkeys(places) if any(place.is_relative_to(folder) for folder in folders)]
    return (place for place in found if not any(place != other and place.is_relative_to(other) for other in found))


def on_calendar(schedule: Crontab, timezone: str) -> Iterator[str]:
    """The schedule as calendar events of systemd (systemd.time(7)), which fire when any of them does."""
    return (_event(days, schedule, timezone) for days in schedule.days)


def _event(days: Days, schedule: Crontab, timezone: str) -> str:
    week = [WEEKDAYS[day].capitalize() for day in days.of_week]
    weekdays = "" if len(week) == len(WEEKDAYS) else f"{','.join(week)} "
    date = f"*-{_values(schedule.months, 'month')}-{_values(days.of_month, 'day')}"
    return f"{weekdays}{date} {_values(schedule.hours, 'hour')}:{_values(schedule.minutes, 'minute')}:00 {timezone}"


def _values(values: Sequence[int], unit: str) -> str:
    return "*" if len(values) == _EVERY[unit] else ranges(values, "..")


def _quoted(word: str) -> str:
    """A word of ExecStart=, which systemd splits, unquotes, and looks through for % and $ (systemd.service(5))."""
    word = word.replace("%", "%%").replace("$", "$$")
    return word if _PLAIN.fullmatch(word) else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'

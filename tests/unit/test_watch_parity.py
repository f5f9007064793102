"""One schedule, five programs: the daemon, systemd, cron and GitHub run a target at the same times."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest
from ruamel.yaml import YAML
from tests.unit.crontab_oracle import calendar_times, times

from linkbot.crontab import parse
from linkbot.errors import LinkbotError
from linkbot.watch.cron_lines import cron_lines
from linkbot.watch.trigger import Due, delay
from linkbot.watch.units import units
from linkbot.watch.workflow import workflow
from linkbot.watch_settings import Target, WatchSettings

START = datetime(2027, 2, 20, 11, 58, tzinfo=UTC)
COUNT = 50
AFTER_SYSTEMD = 2200
"""The first year that systemd looks for nothing in."""
COMMAND = ["/usr/bin/linkbot", "watch", "--config", "/etc/linkbot.toml"]
SCHEDULES = [
    "17 3 * * *",
    "@hourly",
    "@daily",
    "@weekly",
    "@monthly",
    "@yearly",
    "*/15 * * * *",
    "3/5 2 * * *",
    "1-20/6 4-22/6 * * *",
    "0,30 0-5,22 * * *",
    "5 4 * * 0",
    "5 4 * * 7",
    "5 4 * * sun",
    "5 4 * * FRI-SUN",
    "0 5 * * 1-5",
    "0 0 13 * 5",
    "30 6 1,15 jan-mar,oct 2",
    "0 0 */2 * 1",
    "0 12 1-7 * mon",
    "0 0 29 2 *",
    "59 23 31 * *",
    "0 0 30 2 1",
]


def a_target(schedule: str = "17 3 * * *", **settings: object) -> Target:
    given = {"name": "some-list", "repository": "owner/list", "publish": True, **settings}
    return Target.model_validate({"schedule": schedule, **given})


def printed_units(target: Target) -> str:
    return units([target], WatchSettings(targets=(target,)), COMMAND, [Path("/usr"), Path("/etc")])


def calendar(target: Target) -> list[str]:
    return re.findall(r"^OnCalendar=(.+)$", printed_units(target), re.MULTILINE)


def elapses(events: list[str], start: datetime, count: int) -> list[datetime]:
    """The same by systemd's own program."""
    since = f"--base-time={start:%Y-%m-%d %H:%M:%S} UTC"
    command = ["systemd-analyze", "calendar", since, f"--iterations={count}", *events]
    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
    )
    found = re.findall(r"(?:Next elapse|Iter\. #\d+): \w{3} (\S+ \S+) UTC", said.stdout)
    return sorted({datetime.strptime(moment, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) for moment in found})[:count]


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_all_forms_of_a_schedule_fire_at_the_same_times(schedule: str) -> None:
    target = a_target(schedule, jitter=0)
    expected = times(schedule, START, COUNT)

    trigger, daemon = Due.of(target), [START]
    for _ in range(COUNT):
        daemon.append(trigger.after(daemon[-1]))
    line = cron_lines([target], COMMAND).splitlines()[-1]
    crontab = " ".join(line.split()[:5])

    assert daemon[1:] == expected
    assert line == f"{crontab} /usr/bin/linkbot watch --config /etc/linkbot.toml --once some-list"
    assert times(crontab, START, COUNT) == expected
    assert calendar_times(calendar(target), START, COUNT) == expected
    assert YAML(typ="safe").load(workflow(target))["on"]["schedule"] == [{"cron": crontab}]
    assert not re.search("[a-z7@]", " ".join(crontab.split()[3:]), re.IGNORECASE)


@pytest.mark.skipif(
    not which("systemd-analyze"), reason="this machine has no systemd-analyze, which reads timers as systemd does"
)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_systemd_itself_reads_a_timer_so(schedule: str) -> None:
    expected = [moment for moment in times(schedule, START, COUNT) if moment.year < AFTER_SYSTEMD]

    assert elapses(calendar(a_target(schedule)), START, COUNT) == expected


@pytest.mark.skipif(
    not which("systemd-analyze"), reason="this machine has no systemd-analyze, which reads timers as systemd does"
)
def test_systemd_and_the_daemon_agree_on_the_night_when_the_clock_is_put_back() -> None:
    target = a_target("30 2 * * *", timezone="Europe/Berlin", jitter=0)
    start = datetime(2027, 10, 29, 12, tzinfo=UTC)

    trigger, daemon = Due.of(target), [start]
    for _ in range(COUNT):
        daemon.append(trigger.after(daemon[-1]))

    assert elapses(calendar(target), start, COUNT) == daemon[1:]


@pytest.mark.skipif(not which("systemd-analyze"), reason="this machine has no systemd-analyze, which reads units as systemd does")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    here = ["/bin/true", "watch", "--config", "/etc/a $b 100%.toml"]
    text = units([a_target()], WatchSettings(), here, [tmp_path])
    for heading, body in re.findall(
        r"^# /etc/systemd/system/(\S+)\n(.*?)(?=^# /etc|^# systemctl|\Z)", text, re.MULTILINE | re.DOTALL
    ):
        (tmp_path / heading).write_text(body)

    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "linkbot@some-list.timer")],
        check=False,
        capture_output=True,
        text=True,
    )

    assert [line for line in said.stderr.splitlines() if "linkbot" in line] == []  # others are the machine's own units


def test_the_jitter_of_a_timer_is_the_same_each_time() -> None:
    text = printed_units(a_target(jitter="10m"))

    assert "RandomizedDelaySec=600\n" in text
    assert "FixedRandomDelay=true\n" in text
    assert "Persistent=true\n" in text


def test_a_line_of_a_crontab_waits_as_long_as_the_daemon_would() -> None:
    seconds = int(delay("some-list", 900).total_seconds())

    assert cron_lines([a_target()], COMMAND).splitlines()[-1].startswith(f"17 3 * * * sleep {seconds}; /usr/bin/linkbot ")


def test_a_percent_sign_does_not_end_a_line_of_a_crontab() -> None:
    command = ["/opt/100%/linkbot", "watch", "--config", "/etc/a b.toml"]

    assert "/opt/100\\%/linkbot watch --config '/etc/a b.toml' --once" in cron_lines([a_target()], command)


def test_a_crontab_refuses_a_time_zone_that_it_cannot_know() -> None:
    with pytest.raises(LinkbotError, match="counts in Europe/Berlin, and a crontab has no time zones") as caught:
        cron_lines([a_target(timezone="Europe/Berlin")], COMMAND)

    assert "--print systemd" in caught.value.hint


def test_github_is_told_the_time_zone() -> None:
    told = YAML(typ="safe").load(workflow(a_target("@daily", timezone="Europe/Berlin")))

    assert told["on"]["schedule"] == [{"cron": "0 0 * * *", "timezone": "Europe/Berlin"}]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"schedule": "*/4 * * * *"}, "more often than every 5 minutes"),
        ({"schedule": "58,2 * * * *"}, "more often than every 5 minutes"),
        ({"publish": False}, "does not publish"),
        ({"repository": None, "path": "lists", "publish": False}, "has no repository"),
    ],
)
def test_github_is_asked_for_nothing_that_it_cannot_do(settings: dict[str, object], words: str) -> None:
    with pytest.raises(LinkbotError, match=words):
        workflow(a_target(**settings))


def test_a_unit_sees_homes_only_where_something_it_needs_lies_in_one() -> None:
    at_home = units([a_target()], WatchSettings(), COMMAND, [Path("/home/ann/venv")])

    assert "ProtectHome=read-only\n" in at_home
    assert "ProtectHome=yes\n" in printed_units(a_target())


def test_a_unit_without_a_target_that_publishes_asks_for_no_token() -> None:
    assert "LoadCredential=token:/etc/linkbot/token\n" in printed_units(a_target())
    assert "LoadCredential" not in printed_units(a_target(publish=False))


def test_all_units_of_a_printout_share_one_service() -> None:
    targets = [a_target(name="one"), a_target(name="two")]

    text = units(targets, WatchSettings(), COMMAND, [])

    assert text.count("[Service]") == 1
    assert text.count("[Timer]") == len(targets)
    assert parse("17 3 * * *").text in text

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from linkbot.discovery import configure
from linkbot.errors import ConfigError
from linkbot.watch_settings import WatchSettings

LIST = 'name = "my-list"\nrepository = "owner/my-list"\nschedule = "17 3 * * *"\n'


def watch(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> WatchSettings:
    (folder / "linkbot.toml").write_text(text)
    settings = configure([], folder=folder, environ=environ or {}).settings
    assert settings.watch
    return settings.watch


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        watch(folder, text)
    return str(caught.value)


def test_a_target_needs_a_name_a_place_and_a_schedule(tmp_path: Path) -> None:
    target = watch(tmp_path, f"[[watch.targets]]\n{LIST}").targets[0]

    assert (target.timezone, target.jitter, target.publish, target.timeout, target.enabled) == ("UTC", 900, False, 3600, True)


def test_durations_are_written_as_everywhere(tmp_path: Path) -> None:
    found = watch(tmp_path, f'[watch]\ngrace = "1m"\n[[watch.targets]]\n{LIST}jitter = "0"\ntimeout = "2h"\n')

    assert (found.grace, found.targets[0].jitter, found.targets[0].timeout) == (60, 0, 7200)


def test_an_environment_changes_one_setting_and_leaves_the_targets(tmp_path: Path) -> None:
    found = watch(
        tmp_path, f"[[watch.targets]]\n{LIST}", {"LINKBOT_WATCH__LISTEN": "[::1]:80", "LINKBOT_WATCH__STATE": "/var/lib"}
    )

    assert found.address == ("::1", 80)
    assert found.state == Path("/var/lib")
    assert len(found.targets) == 1


def test_a_schedule_and_a_time_zone_are_kept_in_one_form(tmp_path: Path) -> None:
    text = f'[[watch.targets]]\n{LIST}timezone = "utc"\n'.replace("17 3 * * *", "17  3 *\\n* *")

    target = watch(tmp_path, text).targets[0]

    assert (target.schedule, target.timezone) == ("17 3 * * *", "UTC")


def test_nowhere_is_a_place_to_listen_at(tmp_path: Path) -> None:
    assert watch(tmp_path, '[watch]\nlisten = ""\n').address is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            f"[[watch.targets]]\n{LIST}schedul = 1\n",
            "linkbot.toml:5: watch.targets.0.schedul: there is no such setting",
        ),
        ("[watch]\nlissten = 1\n", "linkbot.toml:2: watch.lissten: there is no such setting"),
        ('[[watch.targets]]\nname = "a"\npath = "."\n', "linkbot.toml:1: watch.targets.0: `schedule` is missing"),
        (
            f"[[watch.targets]]\n{LIST}".replace("17 3", "17 25"),
            "linkbot.toml:4: watch.targets.0.schedule: hour (column 4): 25 is not in 0-23",
        ),
        (f"[[watch.targets]]\n{LIST}".replace("17 3 * * *", "@reboot"), "@reboot names no time"),
        (
            f'[[watch.targets]]\n{LIST}timezone = "Europe/Berlln"\n',
            "'Europe/Berlln' is no time zone that is known here; write UTC",
        ),
        (f'[[watch.targets]]\n{LIST}timezone = "../etc/passwd"\n', "is no time zone"),
        (f"[[watch.targets]]\n{LIST}[[watch.targets]]\n{LIST}", "two targets have the name 'my-list'"),
        (f"[[watch.targets]]\n{LIST}".replace("my-list", "My_List", 1), "'My_List' is not a name"),
        (f"[[watch.targets]]\n{LIST}".replace("owner/", "../"), "is not a repository: write OWNER/NAME"),
        (f"[[watch.targets]]\n{LIST}".replace("owner/my-list", "owner/.."), "is not a repository: write OWNER/NAME"),
        (f'[[watch.targets]]\n{LIST}branch = "--upload-pack=x"\n', "is not the name of a branch"),
        ('[[watch.targets]]\nname = "a"\nschedule = "@daily"\n', "target 'a' has neither a repository nor a path"),
        ('[[watch.targets]]\nname = "a"\npath = "."\nschedule = "@daily"\npublish = true\n', "names no repository"),
        (f'[[watch.targets]]\n{LIST}jitter = "soon"\n', "not a time: 'soon'"),
        ('[watch]\nlisten = "9467"\n', "'9467' is not HOST:PORT"),
        ('[watch]\nlisten = "localhost:70000"\n', "is not HOST:PORT"),
        ('[watch]\ngit_url = "https://me:secret@host"\n', "is no server that git can fetch from"),
        ("[watch]\nconcurrency = 0\n", "watch.concurrency: should be greater than or equal to 1"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    assert words in problem(tmp_path, text)

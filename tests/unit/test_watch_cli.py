from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkbot.cli.main import main
from linkbot.watch.units import troubles

TARGET = '[[watch.targets]]\nname = "papers"\nrepository = "owner/papers"\nschedule = "17 3 * * *"\npublish = true\n'
OTHER = '[[watch.targets]]\nname = "notes"\npath = "."\nschedule = "@weekly"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with no settings of this machine."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def watch(settings: str, *arguments: str) -> Result:
    Path("linkbot.toml").write_text(f'[watch]\nstate = "state"\n{settings}')
    return CliRunner().invoke(main, ["watch", *arguments])


def test_units_start_one_target_with_the_same_settings(folder: Path) -> None:
    result = watch(TARGET + OTHER, "--print", "systemd")

    assert result.exit_code == 0
    assert f"/linkbot watch --config {folder}/linkbot.toml --once %i\n" in result.stdout
    assert "# /etc/systemd/system/linkbot@papers.timer\n" in result.stdout
    assert "# /etc/systemd/system/linkbot@notes.timer\n" in result.stdout


def test_what_a_unit_s_protections_hide_is_told(folder: Path) -> None:
    result = watch(TARGET + OTHER.replace('"."', '"/var/tmp/notes"'), "--print", "systemd")

    assert result.exit_code == 0
    assert "warning: the service cannot see /var/tmp/notes, since it has a /tmp of its own (PrivateTmp=yes)" in result.stderr
    assert "warning" not in result.stdout


def test_each_place_that_a_unit_cannot_read_is_told_once() -> None:
    places = ["/tmp/venv", "/tmp/venv/bin/linkbot", "/home/me/lists", "/opt/x", "/tmp/venv"]

    told = list(troubles([Path(place) for place in places]))

    assert [words for words in told if "/tmp/venv" in words] == told[:1]
    assert "may not be allowed to read /home/me/lists" in told[1]
    assert len(told) == 2


def test_one_target_may_be_chosen(folder: Path) -> None:
    result = watch(TARGET + OTHER, "--print", "cron", "--target", "notes")

    assert result.stdout.splitlines()[-1].startswith("0 0 * * 0 ")
    assert "papers" not in result.stdout


def test_a_target_that_is_switched_off_is_printed_only_when_it_is_named(folder: Path) -> None:
    off = f"{OTHER}enabled = false\n"

    assert "notes" not in watch(TARGET + off, "--print", "cron").stdout
    assert "notes" in watch(TARGET + off, "--print", "cron", "--target", "notes").stdout


def test_a_workflow_is_printed_for_one_repository(folder: Path) -> None:
    assert 'cron: "17 3 * * *"' in watch(TARGET, "--print", "github").stdout

    result = watch(TARGET + OTHER, "--print", "github")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "choose one with --target: papers, notes" in result.stderr


@pytest.mark.parametrize(
    ("settings", "arguments", "words"),
    [
        ("", [], "there are no targets to watch"),
        (f"{OTHER}enabled = false\n", ["--print", "cron"], "no target is enabled"),
        (TARGET, ["--once", "paper"], "did you mean papers?"),
        (TARGET, ["--once", "x"], "there are papers"),
        (TARGET, ["--target", "papers"], "--target goes with --print"),
        (TARGET, ["--print", "cron", "--once"], "--print and --once cannot both be given"),
        (TARGET.replace("17 3", "17 24"), [], "linkbot.toml:6: watch.targets.0.schedule: hour (column 4): 24 is not in 0-23"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_way_out(folder: Path, settings: str, arguments: list[str], words: str) -> None:
    result = watch(settings, *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_nothing_is_run_where_nothing_is_due(folder: Path) -> None:
    now = datetime.now(UTC).isoformat()
    (folder / "state/targets").mkdir(parents=True)
    (folder / "state/targets/notes.json").write_text(json.dumps({"known_since": now, "last_start": now}))

    result = watch(OTHER, "--once", "--log-format", "json")

    assert result.exit_code == 0
    assert json.loads(result.stderr)["event"] == "nothing_due"


def test_the_state_lies_where_systemd_or_the_user_keeps_such_things(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from linkbot.watch.folder import default_folder

    assert default_folder({"STATE_DIRECTORY": "/var/lib/linkbot:/var/lib/other"}) == Path("/var/lib/linkbot")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    assert default_folder({}) == folder / "linkbot/watch"

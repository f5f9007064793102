from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from linkbot.cli.main import main
from linkbot.crontab import parse
from linkbot.discovery import configure
from linkbot.init.place import place_of
from linkbot.init.settings_file import settings_text
from linkbot.init.workflow import ACTION, NIGHTLY, PULL_REQUEST, SELF, nightly, odd_time, pull_request

ROOT = Path(__file__).parents[2]
PINNED = "linkbot/linkbot@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v1.0.0"
WRITTEN = {"linkbot.toml", NIGHTLY, PULL_REQUEST}
_USES = re.compile(r"uses: (?P<action>[^@\s]+)@(?P<pin>\S+)(?P<comment> # \S+)?")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a list and a changelog, which is the working directory."""
    for name in [name for name in os.environ if name.startswith(("LINKBOT_", "GH_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    folder = tmp_path / "list"
    folder.mkdir()
    (folder / "README.md").write_text("- [A page](https://x.example/a)\n", encoding="utf-8")
    (folder / "CHANGELOG.md").write_text("# Changes\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def linkbot() -> CliRunner:
    return CliRunner()


def files_of(folder: Path) -> set[str]:
    """The files below `folder`, git's own left out."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in paths if path.parts[0] != ".git"}


def test_init_writes_settings_and_two_workflows_and_explains_them(repository: Path, linkbot: CliRunner) -> None:
    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 0
    assert files_of(repository) == {"README.md", "CHANGELOG.md", *WRITTEN}
    assert all(f"{path}: written\n  " in result.stdout for path in WRITTEN)
    assert "Allow GitHub Actions to create and approve" in result.stdout
    assert '"dry-run" ticked' in result.stdout


def test_a_second_init_changes_nothing(repository: Path, linkbot: CliRunner) -> None:
    linkbot.invoke(main, ["init"])
    before = {path: (repository / path).stat().st_mtime_ns for path in WRITTEN}

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 0
    assert result.stdout.count("there already, just like this") == 3
    assert {path: (repository / path).stat().st_mtime_ns for path in WRITTEN} == before


def test_without_a_terminal_a_file_of_somebody_s_is_left_and_the_others_are_written(repository: Path, linkbot: CliRunner) -> None:
    (repository / "linkbot.toml").write_text('fail_on = "error"\n', encoding="utf-8")

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 2
    assert (repository / "linkbot.toml").read_text(encoding="utf-8") == 'fail_on = "error"\n'
    assert files_of(repository) >= WRITTEN
    assert result.stderr == (
        "error: linkbot.toml: there already, with another text, and left as it was\n"
        "hint: on a terminal linkbot init shows the difference and asks; linkbot init --yes replaces without asking\n"
    )


def test_yes_replaces_what_is_there(repository: Path, linkbot: CliRunner) -> None:
    (repository / "linkbot.toml").write_text('fail_on = "error"\n', encoding="utf-8")

    result = linkbot.invoke(main, ["init", "--yes"])

    assert result.exit_code == 0
    assert "linkbot.toml: replaced" in result.stdout
    assert (repository / "linkbot.toml").read_text(encoding="utf-8") == settings_text(["CHANGELOG.md", "README.md"])


def answered(answer: bytes) -> tuple[int, str, str]:
    """`linkbot init` by a person who types `answer` at its question: its exit code, what it printed, what the terminal showed."""
    leader, follower = pty.openpty()
    words = [sys.executable, "-m", "linkbot", "init"]
    process = subprocess.Popen(words, start_new_session=True, stdin=follower, stderr=follower, stdout=subprocess.PIPE)
    os.close(follower)
    shown = b""
    with suppress(OSError):  # what a pseudo-terminal says at its end
        while piece := os.read(leader, 65_536):
            shown += piece
            if shown.endswith(b"[y/N]: "):
                os.write(leader, answer)
    printed, _ = process.communicate(timeout=60)
    os.close(leader)
    return process.returncode, printed.decode(), shown.decode()


@pytest.mark.parametrize(("answer", "outcome"), [(b"y\n", "replaced"), (b"\n", "left as it was")])
def test_on_a_terminal_the_difference_is_shown_and_a_person_decides(repository: Path, answer: bytes, outcome: str) -> None:
    (repository / "linkbot.toml").write_text('fail_on = "error"\n', encoding="utf-8")

    code, printed, shown = answered(answer)

    assert code == 0
    assert f"linkbot.toml: {outcome}\n" in printed
    assert '-fail_on = "error"' in shown
    assert "linkbot.toml is there already. Replace it? [y/N]" in shown


def test_init_finds_the_top_of_the_repository(repository: Path, linkbot: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "docs").mkdir()
    monkeypatch.chdir(repository / "docs")

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 0
    assert files_of(repository) >= WRITTEN
    assert files_of(repository / "docs") == set()


def test_a_folder_that_is_no_repository_is_told_and_served(repository: Path, linkbot: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()

    result = linkbot.invoke(main, ["init", "--repository-root", str(tmp_path / "plain")])

    assert result.exit_code == 0
    assert result.stderr.endswith("plain is no git repository; GitHub runs workflows from the default branch of one.\n")
    assert files_of(tmp_path / "plain") == WRITTEN


def test_settings_in_pyproject_are_not_hidden_by_a_file_of_ours(repository: Path, linkbot: CliRunner) -> None:
    (repository / "pyproject.toml").write_text('[tool.linkbot]\nfail_on = "error"\n', encoding="utf-8")

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 0
    assert "No linkbot.toml is written" in result.stdout
    assert not (repository / "linkbot.toml").exists()
    assert (repository / NIGHTLY).exists()


def test_a_folder_in_the_way_is_an_error_and_stays(repository: Path, linkbot: CliRunner) -> None:
    (repository / "linkbot.toml").mkdir()

    result = linkbot.invoke(main, ["init", "--yes"])

    assert result.exit_code == 2
    assert "linkbot.toml: cannot be read" in result.stderr


def test_a_link_that_leads_nowhere_is_not_written_through(repository: Path, linkbot: CliRunner, tmp_path: Path) -> None:
    (repository / "linkbot.toml").symlink_to(tmp_path / "elsewhere.toml")

    result = linkbot.invoke(main, ["init", "--yes"])

    assert result.exit_code == 2
    assert not (tmp_path / "elsewhere.toml").exists()


@pytest.mark.parametrize(
    "wrong", [["--schedule", "0 3 * * 9"], ["--schedule", "@reboot"], ["--action", "linkbot"], ["--action", "a/b@c\nd"]]
)
def test_what_cannot_be_used_is_told_before_anything_is_written(repository: Path, linkbot: CliRunner, wrong: list[str]) -> None:
    result = linkbot.invoke(main, ["init", *wrong])

    assert result.exit_code == 2
    assert files_of(repository) == {"README.md", "CHANGELOG.md"}


def test_the_schedule_is_written_as_github_reads_it(repository: Path, linkbot: CliRunner) -> None:
    linkbot.invoke(main, ["init", "--schedule", "@daily"])

    workflow = YAML(typ="safe").load(repository / NIGHTLY)
    assert workflow["on"]["schedule"] == [{"cron": "0 0 * * *"}]


def test_the_settings_that_are_written_can_be_used(repository: Path, linkbot: CliRunner) -> None:
    linkbot.invoke(main, ["init"])

    settings = configure([], folder=repository, environ={}).settings

    assert settings.exclude == ("CHANGELOG.md",)
    assert settings.fail_on == "warning"


@pytest.mark.parametrize("comment", [line for line in settings_text([]).splitlines() if re.match(r"# (\[|\w+ = )", line)])
def test_the_settings_that_are_proposed_exist(tmp_path: Path, comment: str) -> None:
    proposed = "[publish]\n" * comment.startswith("# fixes") + comment.removeprefix("# ")
    (tmp_path / "linkbot.toml").write_text(proposed + "\n", encoding="utf-8")

    assert configure([], folder=tmp_path, environ={}, file=tmp_path / "linkbot.toml").origins


def test_a_file_s_name_cannot_add_a_setting(tmp_path: Path) -> None:
    text = settings_text(["a\noffline = true\n.md", 'b"].md'])

    (tmp_path / "linkbot.toml").write_text(text, encoding="utf-8")
    assert configure([], folder=tmp_path, environ={}, file=tmp_path / "linkbot.toml").settings.offline is False


@pytest.mark.parametrize(
    "origin", ["git@github.com:curator/list.git", "https://github.com/curator/list", "https://me:pw@github.com/curator/list.git/"]
)
def test_a_repository_is_known_by_its_name_however_it_was_cloned(repository: Path, origin: str) -> None:
    subprocess.run(["git", "remote", "add", "origin", origin], check=True)

    assert place_of(repository).name == "curator/list"


def test_the_time_follows_from_the_name_and_lies_at_an_odd_minute_of_the_night() -> None:
    times = {odd_time(f"owner/list-{number}") for number in range(200)}

    crontabs = [parse(time) for time in times]
    assert odd_time("Owner/List") == odd_time("owner/list")
    assert len(times) > 80
    assert {crontab.minutes[0] % 2 for crontab in crontabs} == {1}
    assert {crontab.hours[0] for crontab in crontabs} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("text", [nightly("17 3 * * *", action=PINNED), pull_request(action=PINNED)])
def test_a_workflow_gives_no_right_that_a_job_does_not_name(text: str) -> None:
    workflow = YAML(typ="safe").load(text)

    assert workflow["permissions"] == {}
    assert "pull_request_target" not in workflow["on"]
    assert all(job["permissions"] and job["timeout-minutes"] for job in workflow["jobs"].values())


def test_the_job_that_reads_the_web_cannot_write_and_the_one_that_writes_checks_nothing_out() -> None:
    jobs = YAML(typ="safe").load(nightly("17 3 * * *"))["jobs"]

    assert jobs["check"]["permissions"] == {"contents": "read"}
    assert "write" in jobs["publish"]["permissions"].values()
    assert not any("actions/checkout" in step["uses"] for step in jobs["publish"]["steps"])


def test_every_action_is_pinned_by_a_commit_and_everywhere_by_the_same() -> None:
    texts = [nightly("17 3 * * *", action=PINNED), pull_request(action=PINNED)]
    texts += [path.read_text(encoding="utf-8") for path in [ROOT / "action.yml", *(ROOT / ".github/workflows").glob("*.yml")]]

    uses = [match for text in texts for match in _USES.finditer(text)]

    pins = {(match["action"].removesuffix("/restore").removesuffix("/save"), match["pin"], match["comment"]) for match in uses}
    assert all(re.fullmatch(r"[0-9a-f]{40}", pin) and comment for _, pin, comment in pins)
    assert len({action for action, _, _ in pins}) == len(pins)


def test_the_repository_runs_its_own_action() -> None:
    workflow = (ROOT / ".github/workflows/nightly.yml").read_text(encoding="utf-8")

    assert workflow.count(f"uses: {SELF}\n") == 2
    assert ACTION not in workflow

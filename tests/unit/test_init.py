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


def test_without_a_terminal_a_workflow_that_differs_is_left_and_the_others_are_written(
    repository: Path, linkbot: CliRunner
) -> None:
    (repository / ".github/workflows").mkdir(parents=True)
    (repository / NIGHTLY).write_text(nightly("17 3 * * *") + "# mine\n", encoding="utf-8")

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 2
    assert (repository / NIGHTLY).read_text(encoding="utf-8").endswith("# mine\n")
    assert files_of(repository) >= WRITTEN
    assert f"{NIGHTLY}: left as it is\n  It is not what linkbot init writes now.\n" in result.stdout
    assert result.stderr == (
        f"error: {NIGHTLY}: there already, with another text, and left as it is\n"
        "hint: on a terminal linkbot init shows the difference and asks; linkbot init --yes replaces these without asking\n"
    )


def test_yes_replaces_a_workflow_of_linkbot_s(repository: Path, linkbot: CliRunner) -> None:
    (repository / ".github/workflows").mkdir(parents=True)
    (repository / NIGHTLY).write_text(nightly("17 3 * * *") + "# mine\n", encoding="utf-8")

    result = linkbot.invoke(main, ["init", "--yes"])

    assert result.exit_code == 0
    assert f"{NIGHTLY}: replaced" in result.stdout
    assert (repository / NIGHTLY).read_text(encoding="utf-8") == nightly("17 3 * * *")


@pytest.mark.parametrize("flags", [[], ["--yes"]])
def test_settings_that_a_person_wrote_are_never_replaced(repository: Path, linkbot: CliRunner, flags: list[str]) -> None:
    (repository / "linkbot.toml").write_text('fail_on = "error"\n', encoding="utf-8")

    result = linkbot.invoke(main, ["init", *flags])

    assert result.exit_code == 0
    assert "linkbot.toml: left as it is\n" in result.stdout
    assert (repository / "linkbot.toml").read_text(encoding="utf-8") == 'fail_on = "error"\n'


def test_settings_that_cannot_be_used_are_told_in_one_line(repository: Path, linkbot: CliRunner) -> None:
    (repository / "linkbot.toml").write_text('fail_on = "fatal"\n', encoding="utf-8")

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 0
    assert "\nSettings that cannot be used: linkbot.toml:1: fail_on: should be " in result.stdout


@pytest.mark.parametrize("flags", [[], ["--yes"]])
def test_a_workflow_that_is_not_linkbot_s_is_left_and_nothing_is_said_of_what_it_does(
    repository: Path, linkbot: CliRunner, flags: list[str]
) -> None:
    (repository / ".github/workflows").mkdir(parents=True)
    (repository / NIGHTLY).write_text("name: mine\n", encoding="utf-8")

    result = linkbot.invoke(main, ["init", *flags])

    assert result.exit_code == 2
    assert (repository / NIGHTLY).read_text(encoding="utf-8") == "name: mine\n"
    assert f"{NIGHTLY}: left as it is\n  This workflow is not linkbot's.\n" in result.stdout
    assert "Checks the lists at" not in result.stdout
    assert result.stderr.endswith("hint: give it another name with git mv, and run linkbot init again\n")


def test_a_new_list_or_remote_makes_no_difference_to_what_was_written(repository: Path, linkbot: CliRunner) -> None:
    linkbot.invoke(main, ["init", "--schedule", "3 4 * * 1", "--action", PINNED])
    (repository / "more.md").write_text("- [More](https://x.example/b)\n", encoding="utf-8")
    subprocess.run(["git", "add", "more.md"], check=True)
    subprocess.run(["git", "remote", "add", "origin", "https://github.com/curator/other"], check=True)

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 0
    assert result.stdout.count("there already, just like this") == 3
    assert "Checks the lists at 3 4 * * 1 (UTC)" in result.stdout


def test_a_file_where_a_folder_has_to_be_is_told_before_anything_is_written(repository: Path, linkbot: CliRunner) -> None:
    (repository / ".github").write_text("", encoding="utf-8")

    result = linkbot.invoke(main, ["init"])

    assert result.exit_code == 2
    assert f"error: .github: it is no folder, so that {NIGHTLY} cannot be made\nhint: give it another name" in result.stderr
    assert files_of(repository) == {"README.md", "CHANGELOG.md", ".github"}


@pytest.mark.parametrize("folder", [".git", "bare"])
def test_git_s_own_folders_are_no_place_for_settings(repository: Path, linkbot: CliRunner, folder: str) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "bare"], check=True)

    result = linkbot.invoke(main, ["init", "--repository-root", folder])

    assert result.exit_code == 2
    assert f"{folder} is git's own folder" in result.stderr
    assert not (repository / folder / "linkbot.toml").exists()


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


@pytest.mark.parametrize(("answer", "outcome"), [(b"y\n", "replaced"), (b"\n", "left as it is")])
def test_on_a_terminal_the_difference_is_shown_and_a_person_decides(repository: Path, answer: bytes, outcome: str) -> None:
    (repository / ".github/workflows").mkdir(parents=True)
    (repository / NIGHTLY).write_text(nightly("17 3 * * *") + "# mine\n", encoding="utf-8")

    code, printed, shown = answered(answer)

    assert code == 0
    assert f"{NIGHTLY}: {outcome}\n" in printed
    assert "-# mine" in shown
    assert f"{NIGHTLY} is there already. Replace it? [y/N]" in shown


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

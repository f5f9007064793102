"""Which repository is published to, and whether a run can write to it at all."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from linkbot.errors import ConfigError, InputError, LinkbotError
from linkbot.publish.target import is_fork_event, repository_of

API = "https://api.github.com"


def a_checkout(folder: Path, origin: str) -> Path:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    with (folder / ".git" / "config").open("a") as config:
        config.write(f'[remote "origin"]\n\turl = "{origin}"\n')
    return folder


@pytest.mark.parametrize(
    ("origin", "api"),
    [
        ("https://github.com/curator/list", API),
        ("https://github.com/curator/list.git", API),
        ("https://GitHub.com/curator/list.git/", API),
        ("https://curator:ghp_secret@github.com/curator/list.git", API),
        ("git@github.com:curator/list.git", API),
        ("github.com:curator/list", API),
        ("ssh://git@github.com/curator/list.git", API),
        ("ssh://git@ssh.github.com:443/curator/list.git", API),
        ("git://github.com/curator/list.git", API),
        ("https://git.example/curator/list.git", "https://git.example/api/v3"),
        ("git@git.example:curator/list.git", "https://git.example/api/v3"),
        ("https://acme.ghe.com/curator/list", "https://api.acme.ghe.com"),
        ("http://127.0.0.1:8000/curator/list.git", "http://127.0.0.1:9000"),
    ],
)
def test_an_origin_names_the_repository_in_every_form(tmp_path: Path, origin: str, api: str) -> None:
    assert repository_of("", {}, a_checkout(tmp_path, origin), api) == "curator/list"


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("https://user:t0ken@gitlab.com/curator/list.git", "at gitlab.com, and not at github.com"),
        ("https://evil-github.com/curator/list.git", "at evil-github.com"),
        ("https://github.com.evil.example/curator/list.git", "at github.com.evil.example"),
        ("/srv/git/list.git", "on this machine"),
        ("../list", "on this machine"),
        ("https://github.com/curator", "does not look like a repository"),
        ("https://github.com/curator/list/tree/t0ken", "does not look like a repository"),
        ("https://[t0ken/curator/list", "on this machine"),
    ],
)
def test_an_origin_elsewhere_is_not_published_to_and_shows_no_password(tmp_path: Path, origin: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        repository_of("", {}, a_checkout(tmp_path, origin), API)

    assert words in str(caught.value)
    assert "t0ken" not in f"{caught.value} {caught.value.hint}"
    assert "--repository" in caught.value.hint


def test_what_is_given_goes_before_the_workflows_and_that_before_the_origin(tmp_path: Path) -> None:
    folder = a_checkout(tmp_path, "https://github.com/of/origin")
    environ = {"GITHUB_REPOSITORY": "of/workflow"}

    assert repository_of("given/one", environ, folder, API) == "given/one"
    assert repository_of("", environ, folder, API) == "of/workflow"
    assert repository_of("", {}, folder, API) == "of/origin"


@pytest.mark.parametrize("name", ["list", "a/b/c", "../x", "curator/list?x", "https://github.com/curator/list", "-o/x", "a b/c"])
def test_a_name_that_is_none_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="not a repository"):
        repository_of(name, {}, tmp_path, API)


def test_a_folder_without_an_origin_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(LinkbotError, match="no git remote `origin`") as caught:
        repository_of("", {}, tmp_path, API)

    assert "--repository" in caught.value.hint


def a_run(folder: Path, event: str, head: Any, actor: str = "somebody") -> dict[str, str]:
    """The environment of a workflow's run for a pull request whose branch lies in the repository `head`."""
    payload = {"pull_request": {"head": {"repo": head}, "base": {"repo": {"full_name": "curator/list"}}}}
    (folder / "event.json").write_text(json.dumps(payload))
    return {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(folder / "event.json"), "GITHUB_ACTOR": actor}


@pytest.mark.parametrize(
    ("event", "head", "actor", "reads_only"),
    [
        ("pull_request", {"full_name": "somebody/list"}, "somebody", True),
        ("pull_request", None, "somebody", True),
        ("pull_request", {"full_name": "curator/list"}, "curator", False),
        ("pull_request", {"full_name": "curator/list"}, "dependabot[bot]", True),
        ("push", {"full_name": "curator/list"}, "dependabot[bot]", True),
        ("schedule", {"full_name": "somebody/list"}, "somebody", False),
        ("workflow_dispatch", None, "curator", False),
    ],
)
def test_a_run_for_a_pull_request_from_outside_may_only_read(
    tmp_path: Path, event: str, head: Any, actor: str, reads_only: bool
) -> None:
    assert is_fork_event(a_run(tmp_path, event, head, actor)) is reads_only


def test_an_event_that_cannot_be_read_counts_as_one_from_outside(tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text("{}")

    assert is_fork_event({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(tmp_path / "event.json")})
    assert is_fork_event({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(tmp_path / "none.json")})
    assert is_fork_event({"GITHUB_EVENT_NAME": "pull_request"})


def test_outside_of_a_workflow_there_is_no_event() -> None:
    assert not is_fork_event({})

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest

from linkbot.config import Settings
from linkbot.watch.environment import Tokens, for_check, for_git, for_publish, git_server, tokens

GIVEN = {
    "PATH": "/usr/bin",
    "LC_ALL": "C.UTF-8",
    "SSL_CERT_FILE": "/etc/ca.pem",
    "GH_TOKEN": "t0ken",
    "GITHUB_TOKEN": "t0ken",
    "LINKBOT_GITHUB_TOKEN": "t0ken",
    "LINKBOT_GITHUB_APP_KEY": "t0ken",
    "LINKBOT_GITHUB_APP_KEY_FILE": "/etc/t0ken",
    "LINKBOT_CHECK_TOKEN": "t0ken",
    "LINKBOT_WATCH__STATE": "/var/lib/linkbot",
    "LINKBOT_CONTACT": "me@example.org",
    "LINKBOT_RULES__LB401__ENABLED": "false",
    "AWS_SECRET_ACCESS_KEY": "t0ken",
    "CREDENTIALS_DIRECTORY": "/run/credentials/t0ken",
    "NOTIFY_SOCKET": "/run/notify",
    "ACTIONS_RUNTIME_TOKEN": "t0ken",
    "https_proxy": "http://user:t0ken@proxy",
}
BOTH = Tokens(publish="may-write", check="may-read")


def settings(**given: object) -> Settings:
    return Settings.model_validate(given)


def test_a_check_is_told_no_secret_that_the_watch_knows() -> None:
    told = for_check(GIVEN, settings(github_token="t0ken", github_app_key="t0ken"), Path("/store"), Tokens(publish="t0ken"))

    assert "t0ken" not in "".join([*told.keys(), *told.values()])
    assert not [name for name in told if "TOKEN" in name or "APP" in name or "WATCH" in name or "NOTIFY" in name]


def test_a_check_keeps_the_settings_of_variables() -> None:
    told = for_check(GIVEN, settings(), Path("/store"), BOTH)

    assert told["LINKBOT_CONTACT"] == "me@example.org"
    assert told["LINKBOT_RULES__LB401__ENABLED"] == "false"
    assert told["LINKBOT_STORE"] == "/store"
    assert told["LINKBOT_GITHUB_TOKEN"] == "may-read"


def test_a_repository_cannot_send_a_check_to_other_networks_or_servers() -> None:
    told = for_check({}, settings(github_url="https://ghes.example/api/v3"), Path("/store"), BOTH)

    assert told["LINKBOT_ALLOW_NETWORK"] == "[]"
    assert told["LINKBOT_ALLOW_PORTS"] == "[80, 443]"
    assert told["LINKBOT_GITHUB_URL"] == "https://ghes.example/api/v3"
    assert told["LINKBOT_ARXIV_URL"] == "https://export.arxiv.org/api/query"


def test_publishing_is_told_the_token_and_where_it_may_be_sent() -> None:
    told = for_publish(GIVEN, settings(), BOTH)

    assert told["LINKBOT_GITHUB_TOKEN"] == "may-write"
    assert told["LINKBOT_GITHUB_URL"] == "https://api.github.com"
    assert not {"GH_TOKEN", "GITHUB_TOKEN", "LINKBOT_CHECK_TOKEN", "NOTIFY_SOCKET"} & told.keys()


def test_publishing_as_an_app_needs_no_token() -> None:
    told = for_publish({}, settings(github_app_id=7, github_app_key_file="/etc/app.pem"), Tokens())

    assert told["LINKBOT_GITHUB_APP_ID"] == "7"
    assert told["LINKBOT_GITHUB_APP_KEY_FILE"] == "/etc/app.pem"
    assert "LINKBOT_GITHUB_TOKEN" not in told


def test_git_is_told_the_lesser_token_for_one_server_and_nothing_else() -> None:
    told = for_git(GIVEN, settings(), "https://git.example", BOTH)
    configured = {told[f"GIT_CONFIG_KEY_{n}"]: told[f"GIT_CONFIG_VALUE_{n}"] for n in range(int(told["GIT_CONFIG_COUNT"]))}

    header = configured["http.https://git.example/.extraHeader"]
    assert b64decode(header.rpartition(" ")[2]) == b"x-access-token:may-read"
    assert configured["protocol.allow"] == "never"
    assert configured["protocol.https.allow"] == "always"
    assert configured["http.followRedirects"] == "false"
    assert not [name for name in told if "TOKEN" in name or name.startswith("LINKBOT_")]


def test_git_without_a_token_sends_none() -> None:
    assert "extraHeader" not in "".join(for_git({}, settings(), "https://git.example", Tokens()).values())


@pytest.mark.parametrize(
    ("api", "server"),
    [
        ("https://api.github.com", "https://github.com"),
        ("https://ghes.example/api/v3", "https://ghes.example"),
        ("https://ghes.example:8443/api/v3/", "https://ghes.example:8443"),
        ("https://api.octo.ghe.com", "https://octo.ghe.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_git_finds_the_server_that_an_api_belongs_to(api: str, server: str) -> None:
    assert git_server(settings(github_url=api)) == server


def test_git_may_be_told_another_server() -> None:
    assert git_server(settings(watch={"git_url": "https://mirror.example/"})) == "https://mirror.example"


def test_credentials_of_systemd_are_tokens(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("may-write\n")
    (tmp_path / "check-token").write_text("may-read\n")

    assert tokens(settings(), {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == BOTH


def test_a_token_does_not_show_when_it_is_printed() -> None:
    assert "may" not in repr(BOTH)

"""How linkbot gets to GitHub: by a token or as an App, at github.com or at an Enterprise server, and without telling secrets."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.hub import Hub as GitHub
from tests.unit.scripted import TOKEN, Said, an_api, an_issue

from linkbot.cli.config import as_json, as_toml
from linkbot.config import Settings
from linkbot.discovery import configure
from linkbot.errors import ConfigError
from linkbot.publish.client import api_url, open_courier, open_hub
from linkbot.publish.facts import Cause, Refused

APP = 4711


@cache
def a_key() -> str:
    """A private key, as GitHub makes one for an App."""
    return (
        generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    )


def settings_for(github: GitHub, **given: Any) -> Settings:
    return Settings.model_validate({"github_url": github.url, **given})


def login_of(settings: Settings, name: str = "curator/list") -> str:
    courier = open_courier(settings, name, {})
    try:
        return open_hub(courier, settings, name).me
    finally:
        courier.close()


# Apps


@pytest.mark.parametrize("as_written", [lambda key: key, lambda key: key.replace("\n", "\\n")])
def test_an_app_acts_as_its_installation(as_written: Any) -> None:
    with GitHub() as github:
        github.repository("curator/list", {"README.md": b""})
        github.app(APP, a_key(), slug="list-keeper", installed_on=["curator/list"])

        assert login_of(settings_for(github, github_app_id=APP, github_app_key=as_written(a_key()))) == "list-keeper[bot]"


def test_the_key_of_an_app_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text(a_key())
    with GitHub() as github:
        github.repository("curator/list", {"README.md": b""})
        github.app(APP, a_key(), slug="list-keeper", installed_on=["curator/list"])

        assert login_of(settings_for(github, github_app_id=APP, github_app_key_file=tmp_path / "app.pem")) == "list-keeper[bot]"


def test_an_app_that_is_not_installed_says_so() -> None:
    with GitHub() as github:
        github.repository("curator/list", {"README.md": b""})
        github.app(APP, a_key(), slug="list-keeper", installed_on=["curator/other"])

        with pytest.raises(Refused) as caught:
            login_of(settings_for(github, github_app_id=APP, github_app_key=a_key()))

        assert caught.value.cause is Cause.MISSING
        assert "not installed for curator/list" in str(caught.value)
        assert "Install App" in caught.value.hint


def test_an_app_that_nobody_knows_says_so() -> None:
    with GitHub() as github:
        github.repository("curator/list", {"README.md": b""})

        with pytest.raises(Refused, match="no App with that id") as caught:
            login_of(settings_for(github, github_app_id=APP, github_app_key=a_key()))

        assert caught.value.cause is Cause.CREDENTIALS


def test_a_key_that_is_not_the_apps_says_so() -> None:
    with an_api({"GET /repos/curator/list/installation": Said(401, {"message": "A JSON web token could not be decoded"})}) as api:
        with pytest.raises(Refused, match="the key is not of this App") as caught:
            login_of(Settings.model_validate({"github_url": api.url, "github_app_id": APP, "github_app_key": a_key()}))

        assert caught.value.cause is Cause.CREDENTIALS


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"github_app_key": "no key"}, "cannot be used"),
        ({"github_app_key": "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----"}, "cannot be used"),
        ({}, "needs its private key"),
        ({"github_app_key_file": Path("/nowhere/app.pem")}, "app.pem: cannot be read: No such file"),
    ],
)
def test_a_key_that_is_none_is_told_without_showing_it(given: dict[str, Any], words: str) -> None:
    settings = Settings.model_validate({"github_app_id": APP, **given})

    with pytest.raises(ConfigError, match=words) as caught:
        open_courier(settings, "curator/list", {})

    assert "c2VjcmV0" not in f"{caught.value} {caught.value.hint}"
    assert "LINKBOT_GITHUB_APP_KEY" in caught.value.hint


def test_an_app_that_loses_its_installation_on_the_way_says_so() -> None:
    answers = {
        "GET /repos/curator/list/installation": Said(200, {"id": 5}),
        "POST /app/installations/5/access_tokens": Said(404, {"message": "Not Found"}),
    }
    with an_api(answers) as api:
        settings = Settings.model_validate({"github_url": api.url, "github_app_id": APP, "github_app_key": a_key()})
        with pytest.raises(Refused) as caught:
            login_of(settings)

        assert caught.value.cause is Cause.MISSING
        assert api.times("POST /app/installations/5/access_tokens") == 1


def test_what_waits_for_an_apps_token_was_not_sent_and_is_tried_again() -> None:
    token = {"token": "ghs_fresh", "expires_at": "2126-11-20T04:17:00Z", "permissions": {}}
    issue = Said(201, an_issue())
    answers: dict[str, Said | list[Said]] = {
        "GET /repos/curator/list/installation": Said(200, {"id": 5}),
        "POST /app/installations/5/access_tokens": [Said(502), Said(201, token)],
        "POST /repos/curator/list/issues": issue,
    }
    with an_api(answers) as api:
        courier = api.courier(github_app_id=APP, github_app_key=a_key())
        reply = courier.create("/repos/curator/list/issues", {"title": "Link health", "body": "body"})
        courier.close()

        assert reply.status == 201
        assert api.times("POST /repos/curator/list/issues") == 1


# tokens


def test_without_a_token_it_says_which_variable_to_set() -> None:
    with pytest.raises(Refused) as caught:
        open_courier(Settings(), "curator/list", {})

    assert caught.value.cause is Cause.CREDENTIALS
    assert "GH_TOKEN" in caught.value.hint


def test_a_token_that_github_does_not_know_is_told() -> None:
    with GitHub() as github:
        github.repository("curator/list", {"README.md": b""})

        with pytest.raises(Refused) as caught:
            login_of(settings_for(github, github_token="ghp_unknown"))

        assert caught.value.cause is Cause.CREDENTIALS


def test_a_bots_token_of_an_unknown_form_is_asked_by_graphql() -> None:
    answers = {
        "GET /user": Said(403, {"message": "Resource not accessible by integration"}),
        "POST /graphql": Said(200, {"data": {"viewer": {"login": "list-keeper[bot]"}}}),
    }
    with an_api(answers) as api:
        assert login_of(Settings.model_validate({"github_url": api.url, "github_token": "v1.of-old"})) == "list-keeper[bot]"


def test_a_viewer_that_nobody_is_is_told() -> None:
    answer = Said(200, {"data": None, "errors": [{"message": "Something went wrong"}]})
    with an_api({"POST /graphql": answer}) as api, pytest.raises(Refused, match="Something went wrong"):
        login_of(Settings.model_validate({"github_url": api.url, "github_token": "ghs_token"}))


# where


@pytest.mark.parametrize(
    ("given", "environ", "url"),
    [
        ({}, {}, "https://api.github.com"),
        ({}, {"GITHUB_API_URL": "https://git.example/api/v3"}, "https://git.example/api/v3"),
        (
            {"github_url": "https://other.example/api/v3"},
            {"GITHUB_API_URL": "https://git.example/api/v3"},
            "https://other.example/api/v3",
        ),
        ({"github_url": "https://api.github.com"}, {"GITHUB_API_URL": "https://git.example/api/v3"}, "https://api.github.com"),
    ],
)
def test_the_runners_github_counts_where_nothing_else_was_set(given: dict[str, str], environ: dict[str, str], url: str) -> None:
    assert api_url(Settings.model_validate(given), environ) == url


def test_a_token_of_the_environment_does_not_go_where_a_file_of_the_list_says(tmp_path: Path) -> None:
    (tmp_path / "linkbot.toml").write_text('github_url = "https://evil.example"\n')
    settings = configure([], folder=tmp_path, environ={"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": "https://git.example"}).settings

    with pytest.raises(Refused, match="no token"):
        open_courier(settings, "curator/list", {"GITHUB_TOKEN": TOKEN})


def test_a_private_key_does_not_belong_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "linkbot.toml").write_text('github_app_key = "secret"\n')

    with pytest.raises(ConfigError, match="private key does not belong in a file") as caught:
        configure([], folder=tmp_path, environ={})

    assert "secret" not in str(caught.value)


# secrets


def test_the_key_is_not_among_the_settings_that_are_shown(tmp_path: Path) -> None:
    environ = {"LINKBOT_GITHUB_APP_KEY": "-----BEGIN-----", "LINKBOT_GITHUB_APP_ID": "4711"}
    configuration = configure([], folder=tmp_path, environ=environ)

    assert "# github_app_key is set" in as_toml(configuration)
    assert "github_app_id = 4711" in as_toml(configuration)
    assert "BEGIN" not in as_toml(configuration) + as_json(configuration)


def test_no_token_is_logged_or_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with GitHub() as github:
        github.repository("curator/list", {"README.md": b""})
        github.app(APP, a_key(), installed_on=["curator/list"])
        settings = settings_for(github, github_app_id=APP, github_app_key=a_key())
        courier = open_courier(settings, "curator/list", {})
        hub = open_hub(courier, settings, "curator/list")
        hub.open_issue("Link health", "body")
        courier.close()

        tokens = [token for token in github.tokens if token.startswith("ghs_")]
        assert tokens
        assert all(token not in caplog.text for token in tokens)
        assert a_key() not in repr((settings, courier, hub, vars(hub)))


def test_an_address_of_the_runner_that_is_none_is_named() -> None:
    with pytest.raises(ConfigError, match="GITHUB_API_URL: not a web address: 'ftp://x'"):
        api_url(Settings(), {"GITHUB_API_URL": "ftp://x"})

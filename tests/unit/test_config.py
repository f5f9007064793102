"""Settings say what they mean, and refuse what nobody can mean."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from linkbot.config import Settings
from linkbot.duration import spelt


@pytest.mark.parametrize(
    ("written", "seconds"), [("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600), ("1.5 H", 5400), (2.5, 2.5), (7, 7)]
)
def test_a_duration_is_written_as_people_write_it(written: object, seconds: float) -> None:
    assert Settings.model_validate({"budget": written}).budget == seconds


@pytest.mark.parametrize("written", ["soon", "10 minutes", "-5m", "", "1m30s", "٣m", 0, -1, "0s", float("nan")])
def test_what_is_no_duration_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"budget": written})


@pytest.mark.parametrize(("seconds", "words"), [(600, "10m"), (3600, "1h"), (90, "90s"), (5400, "90m"), (0.5, "0.5s"), (1, "1s")])
def test_a_duration_is_told_as_it_would_be_written(seconds: float, words: str) -> None:
    assert spelt(seconds) == words
    assert Settings.model_validate({"budget": words}).budget == seconds


@pytest.mark.parametrize("setting", ["proxy", "github_url", "arxiv_url", "doi_url", "crossref_url"])
@pytest.mark.parametrize(
    "address", ["foo", "example.org:8080", "socks5://host:1", "https://", "http://host:0", "http://host:99999", "http://[1"]
)
def test_an_address_that_nobody_can_speak_http_to_is_refused(setting: str, address: str) -> None:
    with pytest.raises(ValidationError, match="not a web address"):
        Settings.model_validate({setting: address})


def test_addresses_with_ports_and_without_are_taken() -> None:
    settings = Settings.model_validate({"proxy": "http://user:word@[::1]:3128", "github_url": "https://ghe.example/api/v3"})

    assert (settings.proxy, settings.github_url) == ("http://user:word@[::1]:3128", "https://ghe.example/api/v3")
    assert Settings.model_validate({"proxy": ""}).proxy == ""


@pytest.mark.parametrize("port", [0, -1, 65_536, 99_999])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"allow_ports": [80, port]})

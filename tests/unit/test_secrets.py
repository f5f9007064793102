"""What of a URL's secrets is shown and kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkbot.secrets import is_sealed, redact, seal


def test_the_same_secret_is_sealed_alike_and_another_otherwise() -> None:
    one, again, other = (seal(f"https://x.example/?token={token}") for token in ("abc", "abc", "abd"))

    assert one == again
    assert one != other
    assert "abc" not in one


@pytest.mark.parametrize(
    "url",
    ["https://user:pass@x.example/", "https://x.example/?access_token=s3cret", "https://x.example/#id_token=s3cret&x=1"],
)
def test_what_is_sealed_says_so_and_shows_as_redacted(url: str) -> None:
    sealed = seal(url)

    assert is_sealed(sealed)
    assert "s3cret" not in sealed
    assert "pass" not in sealed
    assert redact(sealed) == redact(url)


@given(st.text(max_size=200))
def test_sealing_twice_is_sealing_once(text: str) -> None:
    once = seal(f"https://x.example/?token={text}")

    assert seal(once) == once


def test_a_secret_does_not_reach_over_the_quotes_of_json() -> None:
    text = '{"a":"https://x.example","b":"me@example.org"}'

    assert seal(text) == text

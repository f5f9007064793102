from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkbot.report.text import clean, neutral, visible
from linkbot.secrets import redact


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://x.example\x1b\\link", "link"),
        ("a\r\nb\tc\u2028d", "a  b c d"),
        ("a\u202eb\u2066c\u200fd", "abcd"),
        ("bell\x07 and \x9b2Jclear", "bell and clear"),
        ("hidden\U000e0041tag", "hiddentag"),
    ],
)
def test_text_cannot_move_the_cursor_or_turn_the_reading_order(hostile: str, harmless: str) -> None:
    assert visible(hostile) == harmless


def test_emoji_of_several_characters_stay_whole() -> None:
    family = "👩\u200d👩\u200d👧"

    assert visible(family) == family


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("https://me:hunter2@x.example/a", "https://***@x.example/a"),
        ("https://ghp_abc@github.com/o/r", "https://***@github.com/o/r"),
        ("https://me:p@ss@x.example/", "https://***@x.example/"),
        ("https://x.example/?a=1&token=abc&b=2", "https://x.example/?a=1&token=***&b=2"),
        ("https://x.example/?ACCESS_TOKEN=abc", "https://x.example/?ACCESS_TOKEN=***"),
        ("https://x.example/#access_token=abc", "https://x.example/#access_token=***"),
        ("https://x.example/?sv=1&amp;sig=abc%3D", "https://x.example/?sv=1&amp;sig=***"),
        ("https://s3.example/?X-Amz-Signature=abc", "https://s3.example/?X-Amz-Signature=***"),
        ("[x](https://x.example/?api_key=abc)", "[x](https://x.example/?api_key=***)"),
        ("https://maps.example/?key=AIzaSyA1", "https://maps.example/?key=***"),
    ],
)
def test_secrets_of_urls_are_never_shown(secret: str, shown: str) -> None:
    assert redact(secret) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://medium.com/@someone/post",
        "https://x.example/?monkey=1",
        "mailto:me@x.example",
        "https://x.example/a@b?q=key",
        "https://x.example/?key=0AtDoc",
        "https://x.example/?author_access_token=abc",
    ],
)
def test_what_is_no_secret_is_shown(url: str) -> None:
    assert redact(url) == url


def test_a_secret_can_be_hidden_without_moving_what_follows() -> None:
    url = "https://me:pw@x.example/?sig=abc&b=1"

    hidden = redact(url, same_length=True)

    assert hidden == "https://*****@x.example/?sig=***&b=1"


@pytest.mark.parametrize("text", ["::error::x", "  ::set-output name=a::b", "first\n::warning::x", "a ##[set-output name=x;]b"])
def test_a_workflow_runner_is_given_no_commands(text: str) -> None:
    harmless = neutral(text)

    assert "##[" not in harmless
    assert not any(line.lstrip().startswith("::") for line in harmless.split("\n"))


def test_colons_inside_a_line_are_left_alone() -> None:
    assert neutral("std::vector and IPv6 ::1") == "std::vector and IPv6 ::1"


@given(st.text())
def test_clean_text_is_one_printable_line(text: str) -> None:
    assert not [character for character in clean(text) if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}]


@given(st.text(alphabet="?&;#=_-.:/@ \x1b[]0tokenkey"))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)

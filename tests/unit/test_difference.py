"""A reader sees in what two texts differ, however long they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linkbot.report.difference import LIMIT, change, told_apart

HOST = "https://example.org/"


def test_two_short_texts_stand_beside_each_other() -> None:
    assert change("2022", "2023") == "`2022` → `2023`"


def test_two_long_texts_stand_under_each_other() -> None:
    old, new = HOST + "a" * 40, HOST + "b" * 40

    assert change(old, new) == f"<br>`{old}` →<br>`{new}`"


def test_a_text_that_goes_or_comes_is_named() -> None:
    assert change("- a line", "") == "remove `- a line`"
    assert change("", "a word") == "add `a word`"


def test_one_character_in_a_long_address_is_seen() -> None:
    path = "a/" * 200
    old, new = f"{HOST}{path}v1/{path}end.html", f"{HOST}{path}v2/{path}end.html"

    before, after = told_apart(old, new)

    assert before == "https://example.org/a/a/a/a/a/a/…/a/a/a/a/a/a/a/v1/a/a/a/a/a/a/a/a…"
    assert after == before.replace("v1", "v2")


def test_what_was_added_to_a_long_address_is_seen() -> None:
    long = HOST + "a" * 300

    assert told_apart(long, f"{long}?b=1")[1].endswith("aaaaaaaaaaaaaaaa?b=1")


def test_texts_that_differ_in_what_cannot_be_seen_are_spelled_out() -> None:
    assert change("a\u200bb", "ab") == r"`a\u200bb` → `ab`"
    assert change("a\u00a0b", "a b") == r"`a\xa0b` → `a b`"
    assert change("a\u202eb", "ab") == r"`a\u202eb` → `ab`"
    assert change("¬†", "\u00a0") == r"`¬†` → `\xa0`"


def test_an_arrow_points_the_same_way_between_words_that_are_read_from_the_right() -> None:
    assert change("שלום", "עולם") == "`שלום` \u200e→\u200e `עולם`"


@given(
    head=st.text("ab", max_size=300),
    old=st.text("cd", max_size=300),
    new=st.text("ef", max_size=300),
    tail=st.text("ab", max_size=300),
)
def test_different_texts_are_never_shown_alike_or_too_long(head: str, old: str, new: str, tail: str) -> None:
    before, after = told_apart(f"{head}{old}{tail}", f"{head}{new}{tail}")

    assert (before == after) == (old == new)
    assert max(len(before), len(after)) <= LIMIT

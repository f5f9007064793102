from __future__ import annotations

import pytest

from linkbot.fix.apply import Shift, apply
from linkbot.model.finding import Edit
from linkbot.model.text import Span

EDITS = (Edit(Span(2, 4), "xyz"), Edit(Span(6, 6), "++"), Edit(Span(8, 10), ""))


def test_the_bytes_between_the_edits_stay() -> None:
    assert apply(b"0123456789AB", EDITS, "utf-8") == b"01xyz45++67AB"


def test_texts_are_written_in_the_encoding_of_the_file() -> None:
    assert apply(b"caf.", (Edit(Span(3, 4), "é"),), "latin-1") == b"caf\xe9"


def test_no_edit_is_no_change() -> None:
    assert apply(b"\xff\r\n", (), "utf-8") == b"\xff\r\n"


@pytest.mark.parametrize(("before", "after"), [(0, 0), (2, 2), (4, 5), (5, 6), (6, 7), (7, 10), (10, 11), (12, 13)])
def test_what_starts_somewhere_starts_where_its_bytes_are_now(before: int, after: int) -> None:
    assert Shift(EDITS, "utf-8").start(before) == after


@pytest.mark.parametrize(("before", "after"), [(2, 2), (4, 5), (6, 9), (7, 10), (8, 11), (10, 11)])
def test_what_ends_somewhere_holds_an_insertion_at_its_end(before: int, after: int) -> None:
    assert Shift(EDITS, "utf-8").end(before) == after


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [(0, 2, False), (0, 3, True), (4, 5, False), (4, 6, True), (6, 8, True), (7, 8, False), (10, 12, False)],
)
def test_an_insertion_touches_what_it_borders_on(start: int, end: int, touched: bool) -> None:
    assert Shift(EDITS, "utf-8").touches(start, end) is touched


@pytest.mark.parametrize(("start", "end", "removed"), [(8, 10, True), (8, 9, True), (7, 9, False), (9, 11, False), (6, 6, False)])
def test_only_what_an_edit_covers_is_removed(start: int, end: int, removed: bool) -> None:
    assert Shift(EDITS, "utf-8").removes(start, end) is removed

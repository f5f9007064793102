"""Rows that have room are told, the rest is counted, and no section pushes out another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linkbot.report.room import Row, Section, fitting, rendered, shares


def test_a_section_that_has_room_tells_all_its_rows() -> None:
    section = Section("Dead links", [Row("- one", ("why",)), Row("- two")], "A note.")

    assert rendered([section], 1_000, len) == "### Dead links: 2\n\nA note.\n\n- one\n  why\n- two\n\n"


def test_a_folded_section_is_folded() -> None:
    section = Section("Style", [Row("- one")], is_folded=True)

    assert rendered([section], 1_000, len) == "<details><summary><b>Style: 1</b></summary>\n\n- one\n\n</details>\n\n"


def test_a_section_without_rows_is_not_told() -> None:
    assert rendered([Section("Style", [])], 1_000, len) == ""


def test_what_has_no_room_is_counted() -> None:
    section = Section("Dead links", [Row(f"- row {number}") for number in range(2_000)], elsewhere=", in the job summary")

    text = rendered([section], 400, len)

    assert text.startswith("### Dead links: 2,000\n\n- row 0\n")
    assert text.endswith("\n- and 1,971 more, in the job summary\n\n")


def test_lower_lines_go_before_rows_do() -> None:
    rows = [Row("- a", ("because",)), Row("- b", ("because",))]

    assert fitting(rows, 8, len) == ["- a", "- b"]
    assert fitting(rows, 18, len) == ["- a\n  because", "- b"]
    assert fitting(rows, 28, len) == ["- a\n  because", "- b\n  because"]


def test_a_row_that_is_too_long_makes_way_for_others() -> None:
    assert fitting([Row("- " + "x" * 100), Row("- b")], 20, len) == ["- b"]


def test_a_small_section_is_told_whole_beside_a_large_one() -> None:
    large = Section("Style", [Row(f"- row {number}") for number in range(1_000)])
    small = Section("Dead links", [Row("- the only one")])

    text = rendered([large, small], 600, len)

    assert "- the only one" in text
    assert "- row 0\n" in text


def test_shares_are_fair() -> None:
    assert shares([10, 1_000, 1_000], 110) == [10, 50, 50]
    assert shares([10, 20], 100) == [10, 20]
    assert shares([10, 20], 0) == [0, 0]
    assert shares([], 100) == []


@given(needs=st.lists(st.integers(0, 10_000), max_size=12), room=st.integers(-100, 30_000))
def test_shares_are_never_more_than_there_is_or_is_needed(needs: list[int], room: int) -> None:
    given_out = shares(needs, room)

    assert sum(given_out) <= max(0, room)
    assert all(share <= need for share, need in zip(given_out, needs, strict=True))


@given(
    sections=st.lists(st.lists(st.text(alphabet="ab é\U0001f600", max_size=40), max_size=30), max_size=8),
    room=st.integers(2_500, 6_000),
)
def test_what_is_rendered_is_never_longer_than_the_room(sections: list[list[str]], room: int) -> None:
    parts = [Section("Heading", [Row(text, (text,)) for text in texts], is_folded=len(texts) % 2 == 0) for texts in sections]

    assert len(rendered(parts, room, len)) <= room

"""Findings carried over to a file that has changed since it was checked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.mending import a_mend
from tests.unit.reports import a_related

from linkbot.publish.carry import blocks, carried

OLD = b"# List\n\n- one\n- tow\n- three\n"
LINES_OF_A_FILE = st.lists(st.sampled_from([b"a\n", b"b\n", b"b\r\n", b"cc\n", b"\n", b"\xe9t\xe9\n"]), max_size=12).map(b"".join)


def test_a_fix_moves_with_its_line() -> None:
    new = OLD.replace(b"# List\n", b"# The list\n\nWith words.\n")

    (row,), lost = carried([a_mend(OLD, ("tow", "two"))], OLD, new, lambda _: True)

    assert lost == []
    assert row.fix is not None
    start, end = row.fix.edits[0].span
    assert (new[start:end], new[row.span[0] : row.span[1]], row.line) == (b"tow", b"tow", 6)


def test_a_fix_on_a_line_that_has_changed_is_not_carried() -> None:
    row = a_mend(OLD, ("tow", "two"))

    assert carried([row], OLD, OLD.replace(b"- tow", b"- tow more"), lambda _: True) == ([], [row])


def test_a_fix_is_not_carried_where_what_it_relates_to_has_changed() -> None:
    here = a_mend(OLD, ("tow", "two"), related=[a_related(path="README.md", span=(8, 13), line=3)])
    elsewhere = a_mend(OLD, ("tow", "two"), related=[a_related(path="other.md")])

    assert carried([here], OLD, OLD.replace(b"- one\n", b""), lambda _: True) == ([], [here])
    assert carried([elsewhere], OLD, b"x\n" + OLD, lambda path: path != "other.md") == ([], [elsewhere])


def test_what_a_fix_relates_to_moves_too() -> None:
    row = a_mend(OLD, ("tow", "two"), related=[a_related(path="README.md", span=(8, 13), line=3)])

    (moved,), _ = carried([row], OLD, b"new\n" + OLD, lambda _: True)

    assert [(each.span, each.line) for each in moved.related] == [((12, 17), 4)]


def test_an_unchanged_file_keeps_everything() -> None:
    row = a_mend(OLD, ("tow", "two"))

    assert carried([row], OLD, OLD, lambda _: False) == ([row], [])


def test_a_file_that_is_another_one_altogether_is_not_searched_for_long() -> None:
    old = b"".join(b"old %d\n" % number for number in range(3_000))
    new = b"".join(b"new %d\n" % number for number in range(3_000))

    assert blocks(old, new) == []


def test_a_file_of_a_few_lines_again_and_again_is_not_compared_for_minutes() -> None:
    old, new = b"first\n" + b"a\n" * 2_900 + b"last\n", b"1st\n" + b"a\nb\n" * 1_450 + b"end\n"

    assert blocks(old, new) == []


@given(LINES_OF_A_FILE, LINES_OF_A_FILE)
def test_blocks_are_the_same_bytes_in_both_versions(old: bytes, new: bytes) -> None:
    found = blocks(old, new)

    assert [old[start:end] for (start, end) in (block.span for block in found)] == [
        new[block.span[0] + block.by_bytes : block.span[1] + block.by_bytes] for block in found
    ]
    assert [block.span for block in found] == sorted(block.span for block in found)

"""What a change touched is what its author wrote or changed the meaning of, line by line, and nothing that only moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.reading import document_of

from linkbot.line_diff import Hunk, hunks, lines_of, unchanged
from linkbot.touched import carried, narrowed, touched, with_entries

LIST = "# A list\n\n- [One](https://one.example.org)\n- [Two](https://two.example.org)\n- [Three](https://three.example.org)\n"
TWICE = "# A list\n\n- [Three](https://three.example.org)\n- [Three](https://three.example.org)\n"
A_LINE = some.sampled_from([b"", b"- a", b"- b", b"- c", b"| - |"]) | some.binary(max_size=2).map(
    lambda text: text.hex().encode()
)


def lines(before: str | bytes, after: str | bytes) -> list[int]:
    return sorted(touched(document_of(before), document_of(after)))


# The lines themselves


@given(some.lists(A_LINE, max_size=30), some.lists(A_LINE, max_size=30))
def test_the_hunks_make_of_the_old_text_the_new_one(old: list[bytes], new: list[bytes]) -> None:
    made, at = [], 0
    for hunk in hunks(old, new):
        made += [*old[at : hunk.old[0]], *new[slice(*hunk.new)]]
        at = hunk.old[1]

    assert [*made, *old[at:]] == new


@given(some.lists(A_LINE, max_size=30), some.lists(A_LINE, max_size=30))
def test_what_is_unchanged_is_the_same_line_in_the_same_order(old: list[bytes], new: list[bytes]) -> None:
    same = unchanged(hunks(old, new), len(new))

    assert [new[number] for number in same] == [old[earlier] for earlier in same.values()]
    assert list(same.values()) == sorted(set(same.values()))


def test_a_line_that_is_common_holds_nothing_in_place() -> None:
    old, new = lines_of(b"- a\n\n- b\n\n- c\n"), lines_of(b"- x\n\n- a\n\n- y\n\n- c\n")

    assert hunks(old, new) == [Hunk((0, 0), (0, 2)), Hunk((2, 3), (4, 5))]


def test_two_texts_of_one_line_repeated_are_not_weighed_for_ever() -> None:
    assert hunks([b"same"] * 10_000, [*[b"same"] * 5_000, b"new", *[b"same"] * 4_999, b"end"]) == [
        Hunk((5_000, 10_000), (5_000, 10_001))
    ]


# What is touched


def test_what_is_added_is_touched_and_its_neighbours_are_not() -> None:
    assert lines(LIST, LIST.replace("- [Two]", "- [New](https://new.example.org)\n- [Two]")) == [4]


def test_what_is_changed_is_touched() -> None:
    assert lines(LIST, LIST.replace("Two", "Zwei")) == [4]


def test_taking_out_an_entry_touches_no_other() -> None:
    assert lines(LIST, LIST.replace("- [Two](https://two.example.org)\n", "")) == []


def test_what_was_moved_is_touched_where_it_is_now() -> None:
    one = "- [One](https://one.example.org)\n"

    assert lines(LIST, LIST.replace(one, "") + one) == [5]


@pytest.mark.parametrize(
    "after",
    [
        LIST.replace("\n", "\r\n"),
        LIST.replace("\n", "\r"),
        "\ufeff" + LIST,
        LIST.removesuffix("\n"),
        LIST,
        LIST.replace("\n- [Two]", "\r\n- [Two]"),
    ],
    ids=["CRLF", "CR", "a byte order mark", "no end", "nothing", "one CRLF"],
)
def test_line_ends_and_a_byte_order_mark_touch_nothing(after: str) -> None:
    assert lines(LIST, after) == []


def test_another_encoding_touches_the_lines_that_it_writes_otherwise() -> None:
    before = "# Liste\n\n- [Müller](https://one.example.org)\n- [Two](https://two.example.org)\n"

    assert lines(before.encode("latin-1"), before) == [3]


def test_one_line_of_a_megabyte_is_one_line() -> None:
    before = "# A list\n\n" + "word " * 200_000 + "\n\n- end\n"

    assert lines(before, before.replace("- end", "- another end")) == [5]


def test_an_entry_that_lost_a_line_is_touched() -> None:
    before = "- [One](https://one.example.org),\n  a page\n  of 2024\n- [Two](https://two.example.org)\n"

    assert lines(before, before.replace("  a page\n", "")) == [1, 2]
    assert lines(before, before.replace("  of 2024\n", "")) == [1, 2]


def test_lines_whose_link_has_another_definition_now_are_touched() -> None:
    before = "# A list\n\n- [One][one]\n- [Two][two]\n\n[one]: https://one.example.org\n[two]: https://two.example.org\n"

    assert lines(before, before.replace("https://one.", "https://uno.")) == [3, 6]


def test_lines_for_which_an_earlier_definition_was_taken_out_are_touched() -> None:
    before = "# A list\n\n- [One][one]\n\n[one]: https://one.example.org\n\n[one]: https://uno.example.org\n"

    assert lines(before, before.replace("[one]: https://one.example.org\n\n", "")) == [3]


def test_lines_that_a_change_made_links_of_are_touched() -> None:
    before = "# A list\n\n```text\n- [One](https://one.example.org)\n```\n- [Two](https://two.example.org)\n"

    assert lines(before, before.replace("```text\n", "").replace("```\n", "")) == [3]


def test_lines_that_a_change_took_the_links_from_are_not_told_of() -> None:
    assert lines(LIST, LIST.replace("# A list\n", "# A list\n<!--\n")) == [2]


# What stands there


def test_an_entry_of_which_one_line_is_touched_is_asked_about_with_all_its_links() -> None:
    document = document_of(
        "- [One](https://one.example.org), a page\n  with [code](https://code.example.org)\n- [Two](https://two.example.org)\n"
    )

    found = narrowed(document, frozenset({2}))

    assert [entry.title for entry in found.entries] == ["One"]
    assert [link.url for link in found.links] == ["https://one.example.org", "https://code.example.org"]
    assert with_entries(document, frozenset({2})) == {1, 2}


def test_a_link_outside_of_every_entry_is_asked_about_where_its_line_is_touched() -> None:
    document = document_of("# A list\n\nSee [here](https://here.example.org) and\n[there](https://there.example.org).\n")

    assert [link.url for link in narrowed(document, frozenset({4})).links] == ["https://there.example.org"]


def test_entries_below_a_touched_entry_are_not_touched() -> None:
    document = document_of(
        "- [One](https://one.example.org) is a site about things\n"
        "  - [Its child](https://child.example.org) is a page of its own\n"
        "  - [Another child](https://other.example.org) is a page of its own as well\n"
    )

    assert with_entries(document, frozenset({1})) == {1}


def test_nothing_is_asked_about_a_list_that_is_not_touched() -> None:
    found = narrowed(document_of(LIST), frozenset())

    assert (found.entries, found.links) == ((), ())
    assert found.anchors == document_of(LIST).anchors


# What linkbot itself has mended


def test_a_line_that_linkbot_mended_is_touched_if_it_was_before() -> None:
    after = LIST.replace("one.example", "uno.example").replace("two.example", "due.example")

    assert carried(frozenset({4}), LIST.encode(), after.encode()) == {4}


def test_lines_move_up_where_linkbot_took_one_out() -> None:
    assert carried(frozenset({4}), TWICE.encode(), LIST.encode()[:10] + b"- [Three](https://three.example.org)\n") == frozenset()
    assert carried(frozenset({5}), LIST.encode(), LIST.replace("- [Two](https://two.example.org)\n", "").encode()) == {4}


def test_of_lines_that_became_fewer_all_are_touched_where_one_was() -> None:
    assert carried(frozenset({3}), b"# A\n\n- one\n- two\n- end\n", b"# A\n\n- both\n- end\n") == {3}

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reading import document_of

from linkbot.parse import tree
from linkbot.parse.flow import OBJECT, Flow, flow
from linkbot.rulebook import load_rulebook

PIECES = ["a ", "é", "日", "&amp;", "&nGt;", "\\*", "*b c*", "**d**", "`e`", "[f](https://x.org)", "\n", "⭐", "<br>", OBJECT]


def flow_of(markdown: str) -> Flow:
    """The flow of a file's first paragraph."""
    data = markdown.encode()
    root = tree("list.md", data, load_rulebook()).block
    return flow([block for block in root.children if block.kind == "paragraph"][:1], document_of(data))


def test_each_character_knows_its_bytes() -> None:
    read = flow_of("é [Title](https://x.example.org) b")

    assert read.text == f"é {OBJECT} b"
    assert read.span(0, 1).slice(read.document.data) == "é".encode()
    assert read.span(2, 3).slice(read.document.data) == b"[Title](https://x.example.org)"
    assert read.span(0, 5).slice(read.document.data) == read.document.data


def test_a_character_of_text_with_an_entity_has_the_bytes_of_all_of_it() -> None:
    read = flow_of("[Title](https://x.example.org) &amp; b")

    assert read.text == f"{OBJECT} & b"
    assert read.span(2, 3).slice(read.document.data) == b" &amp; b"


def test_a_part_knows_the_same_bytes_as_the_whole() -> None:
    read = flow_of("one é [Title](https://x.example.org) **two** three")
    part = read.slice(4, 12)

    assert part.text == read.text[4:12]
    assert [part.span(at, at + 1) for at in range(8)] == [read.span(at, at + 1) for at in range(4, 12)]
    assert [part.strong(at) for at in range(8)] == [read.strong(at) for at in range(4, 12)]
    assert list(part.links()) == [(at - 4, link) for at, link in read.links()]


def test_what_a_reader_sees_has_labels_in_the_place_of_links() -> None:
    read = flow_of("see [Title](https://x.example.org) and `code`")

    assert read.visible(0, len(read.text)) == "see Title and code"
    assert read.visible(5, 9) == " and"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_bytes_of_characters_follow_one_another(markdown: str) -> None:
    read = flow_of("x" + markdown)
    spans = [read.span(at, at + 1) for at in range(len(read.text))]

    assert all(one == two or one.end <= two.start for one, two in pairwise(spans))
    assert all(at < read.stretch_end(at) <= len(read.text) for at in range(len(read.text)))

"""Whatever a page or a file holds, its anchors can be asked for; and what has an anchor is never missing it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from linkbot.parse.anchors import markdown_anchors, slugs
from linkbot.sources.page import PageText

PIECES = st.sampled_from(
    [
        "<p id=a>",
        "<a name='b'>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<?xml ?>",
        "<![CDATA[",
        "]]>",
        "<",
        ">",
        '"',
        "&",
        "&#0;",
    ]
)
LINES = st.sampled_from(
    ["# a", "## a", "a", "===", "---", "<h2>", "</h2>", "", "> # b", "- # c", "```", "<!--", "-->", "[^1]: x", "|a|"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_anchors_of_any_page_can_be_read(pieces: list[str]) -> None:
    html = "".join(pieces).encode("utf-8", "replace")

    anchors = PageText.decode(html, {"content-type": "text/html"}).anchors()

    assert anchors is None or (list(anchors) == sorted(set(anchors)) and "" not in anchors)


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "utf-16", "gbk", "shift_jis", "latin-1", "nonsense"]))
@settings(max_examples=200, deadline=None)
def test_the_anchors_of_any_bytes_can_be_read(data: bytes, charset: str) -> None:
    page = PageText.decode(b"<p id=x>" + data, {"content-type": f"text/html; charset={charset}"})

    assert "" not in (page.anchors() or ())


@given(st.lists(st.text(max_size=12), max_size=12))
@settings(max_examples=300, deadline=None)
def test_every_heading_of_a_file_has_a_slug_of_its_own(headings: list[str]) -> None:
    made = slugs(headings)

    assert len(made) == len(set(made)) == len(headings)


@given(st.lists(LINES, max_size=25))
@settings(max_examples=200, deadline=None)
def test_the_anchors_of_any_markdown_can_be_read_and_have_both_forms(lines: list[str]) -> None:
    anchors = markdown_anchors("\n".join(lines).encode())

    assert {f"user-content-{anchor}" for anchor in anchors if not anchor.startswith("user-content-")} <= anchors

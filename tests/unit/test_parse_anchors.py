import pytest

from linkbot.parse.anchors import markdown_anchors, slugs


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Hello World", "hello-world"),
        ("C++ & Rust", "c--rust"),
        ("What's new?", "whats-new"),
        ("snake_case and kebab-case", "snake_case-and-kebab-case"),
        ("  two  spaces", "--two--spaces"),
        ("Émile Zola", "émile-zola"),
        ("中文 标题", "中文-标题"),
        ("№ ½ 1/2", "--12"),
        ("🚀 Launch", "-launch"),
        (":rocket: Launch", "rocket-launch"),
        ("1. First", "1-first"),
    ],
)
def test_a_slug_is_githubs(heading, slug):
    assert slugs([heading]) == (slug,)


def test_repeated_headings_are_numbered_and_never_clash():
    assert slugs(["a", "a", "a-1", "a"]) == ("a", "a-1", "a-1-1", "a-2")


@pytest.mark.parametrize(
    ("markdown", "anchor"),
    [
        ("## [Linked](u) `code` *it*", "linked-code-it"),
        ("Setext\n===", "setext"),
        ("## ![logo](u) Title", "-title"),
        ('<h2 align="center">In HTML</h2>', "in-html"),
        ('<a name="Old"></a>', "Old"),
        ('text <span id="x"></span>', "x"),
        ("a[^1]\n\n[^1]: b", "fn-1"),
        ("a[^1]\n\n[^1]: b", "fnref-1"),
        ("# Title", "user-content-title"),
    ],
)
def test_a_fragment_can_be_named(markdown, anchor):
    assert anchor in markdown_anchors(markdown.encode())


def test_code_and_comments_define_no_fragments():
    assert markdown_anchors(b'```\n# a\n```\n\n<!-- <a id="b"></a> -->\n') == frozenset()


def test_another_file_tells_its_anchors():
    assert markdown_anchors(b"# A\n\n# A\n") >= {"a", "a-1"}


def test_a_file_that_is_no_text_has_no_anchors():
    assert markdown_anchors(b"\x00\x01") == frozenset()

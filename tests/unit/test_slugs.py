"""Headings get the anchors that GitHub gives them, however they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from ruamel.yaml import YAML

from linkbot.model.identity import Identity
from linkbot.parse.anchors import markdown_anchors, slugs
from linkbot.parse.decode import decode
from linkbot.parse.markdown import read_tree
from linkbot.parse.oracle import render

CONFORMANCE = YAML(typ="safe").load(Path(__file__).with_name("slugs.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("heading", "slug"), CONFORMANCE["alone"])
def test_a_heading_has_the_slug_that_github_slugger_gives_it(heading: str, slug: str) -> None:
    assert slugs([heading]) == (slug,)


@pytest.mark.parametrize("file", CONFORMANCE["together"])
def test_the_headings_of_a_file_have_slugs_of_their_own(file: list[list[str]]) -> None:
    assert slugs(heading for heading, _ in file) == tuple(slug for _, slug in file)


def test_ten_thousand_headings_of_one_text_are_numbered_in_linear_time() -> None:
    assert slugs(["Again"] * 10_000)[-1] == "again-9999"


@pytest.mark.parametrize(
    "markdown",
    [
        "# some *more* words",
        "# the `#` sign",
        "# dashes &mdash; and &#38; &amp; &copy; &notanentity;",
        "# Closed ##",
        "# Closed \\##",
        "# a #b #",
        "#no heading",
        "#",
        "####### seven",
        "   ## indented",
        "    ## code",
        "# \\*escaped\\* \\_signs\\_",
        "## __init__ and snake_case_name",
        "## ~~gone~~ <del>too</del> ~~~not~~~",
        "Setext\n===",
        "Over two\nlines\n---",
        "With a break  \nin it\n---",
        "a\n# b\nc",
        "a\n===\n# b",
        "- # in a list\n- a\n\n  ## behind text",
        "1. # numbered\n+ ## x\n  + ### deeper",
        "- [ ] # task",
        "- a\n# b",
        "> # quoted\n> and on",
        "> Setext\n> ---\n> > # deep",
        "<details>\n<summary>x</summary>\n\n## Inside\n\n</details>",
        "<details><summary><h3>In the summary</h3></summary>\n\n## Inside\n\n</details>",
        "<div align=center><h1>In a div</h1></div>",
        "<H3>Upper</H3> <h4>Lower</h4>",
        "<h1>A<br>B &amp; C</h1>",
        "text <h3>inline</h3> text",
        "## [Link](http://a.example) text",
        "## [ref][r] and [undefined]\n\n[r]: http://a.example",
        "## [a](<b c>) d [e](f",
        "## **[Bold link](x)** [`code`](x)",
        "## Text <!-- comment --> more <br> and <kbd>K</kbd> H<sub>2</sub>O",
        "## `<tag>` a < b > c <notatag x",
        "## https://example.org/x_y bare and <https://example.org/z>",
        "## me@example.org @user #1",
        "## :rocket: Launch 🚀 ⚙️ 👨‍👩‍👧 🅰️",
        "## a&nbsp;b a\u00a0b a\u2003b\ttab",
        "## 中文（括号）和 العربية e\u0301 \u200dx İstanbul",
        "## foo {#bar}",
        "## $x^2$ and $$y$$",
        "## `` a`b `` and `code with ``",
        "<!-- # no -->",
        "```\n# no\n```\n\n~~~\n# no\n~~~",
        "<pre>\n# no\n</pre>",
        "* * *\n# after a rule",
        "# a\n## a\n### a-1\n# a",
        "| a |\n|---|\n| <h4>cell</h4> |",
    ],
)
def test_a_files_slugs_are_made_of_the_headings_that_github_shows(markdown: str) -> None:
    shown = BeautifulSoup(render(markdown), "lxml").find_all(["h1", "h2", "h3", "h4", "h5", "h6"])

    tree = read_tree(decode(markdown.encode()), lambda url: Identity("web", url))

    assert slugs(tree.headings) == slugs(heading.get_text().strip() for heading in shown)


@pytest.mark.parametrize(
    ("markdown", "slug"),
    [
        ("## ![alt](u) Title", "-title"),
        ("## [![alt](u)](v) Badge ![a][b]\n\n[b]: c", "-badge-"),
        ('## <img src=x alt=y> Title <a name="x"></a>Named <span id="z">y</span>', "-title-named-y"),
    ],
)
def test_a_picture_in_a_heading_leaves_only_the_blank_behind_it(markdown: str, slug: str) -> None:
    assert slug in markdown_anchors(markdown.encode())


def test_a_heading_in_html_may_span_blank_lines() -> None:
    anchors = markdown_anchors(b'<h1 align="center">\n\nThe *whole* title\n\n</h1>\n\n## Next\n')

    assert anchors >= {"the-whole-title", "next"}


@pytest.mark.parametrize("anchor", ["a-title", "-a-title-", "next-1"])
def test_the_blanks_around_a_heading_in_html_may_count_or_not(anchor: str) -> None:
    assert anchor in markdown_anchors(b"# Next\n\n<h1> A title <img src=x></h1>\n\n# Next\n")


def test_a_heading_in_html_that_never_ends_takes_nothing_from_the_next() -> None:
    anchors = markdown_anchors(b"<h2>Open\n\ntext\n\n## Next\n\nmore <b>text</b></h2>\n")

    assert anchors == {"next", "user-content-next"}


@pytest.mark.parametrize("attributes", ["{#own-id}", "{: #own-id}", "{: #own-id .wide }", "{ #own-id data-x=1 }"])
def test_an_id_that_a_heading_gives_itself_can_be_linked_to(attributes: str) -> None:
    assert "own-id" in markdown_anchors(f"## Title {attributes}\n".encode())


def test_a_sign_in_braces_within_a_heading_is_no_id() -> None:
    assert "own-id" not in markdown_anchors(b"## Title {#own-id} goes on\n")


@pytest.mark.parametrize("fragment", ["τελος", "τελοσ"])
def test_a_sigma_at_the_end_of_a_word_may_be_written_either_way(fragment: str) -> None:
    assert fragment in markdown_anchors("# ΤΕΛΟΣ\n".encode())

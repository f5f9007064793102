from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.unit.rendering import expected_with_token, read, shown, urls, with_token

from linkbot.model.identity import Identity
from linkbot.parse.oracle import doubt, render, rendered_urls

CONSTRUCTS = (Path(__file__).parents[1] / "lists" / "constructs.md").read_bytes()
TREE = read(CONSTRUCTS)


def only(markdown):
    (link,) = read(markdown).links
    return link


def test_every_construct_gives_the_links_that_github_shows():
    ours = Counter(unquote(link.url) for link in TREE.links)

    assert ours == shown(CONSTRUCTS)
    assert len(TREE.links) == 80


def test_nothing_that_github_hides_is_a_link():
    assert [link.url for link in TREE.links if link.url.endswith("/no")] == []


@pytest.mark.parametrize("link", TREE.links, ids=lambda link: link.url)
def test_replacing_the_url_span_changes_exactly_that_link_on_github(link):
    replaced = with_token(CONSTRUCTS, link)

    assert shown(replaced) == expected_with_token(CONSTRUCTS, TREE, link)


@pytest.mark.parametrize("eol", [b"\r\n", b"\r"])
def test_other_line_ends_give_the_same_links_in_the_same_places(eol):
    data = CONSTRUCTS.replace(b"\n", eol)

    tree = read(data)

    assert [link.url for link in tree.links] == [link.url for link in TREE.links]
    assert [link.url_span.slice(data) for link in tree.links] == [link.url_span.slice(CONSTRUCTS) for link in TREE.links]


def test_a_bom_moves_every_span_by_three_bytes():
    data = b"\xef\xbb\xbf" + CONSTRUCTS

    tree = read(data)

    assert [link.url_span.start - 3 for link in tree.links] == [link.url_span.start for link in TREE.links]


def test_everything_may_stand_in_a_quote():
    body = CONSTRUCTS.partition(b"---\n\n")[2]
    data = b"".join(b"> " + line for line in body.splitlines(keepends=True))

    tree = read(data)

    assert Counter(unquote(link.url) for link in tree.links) == shown(data)


@pytest.mark.parametrize(
    ("markdown", "how", "url", "text", "url_text"),
    [
        ("[a *b* `c`](u)", "inline", "u", "a b c", "u"),
        (r"[a\]](u\_v)", "inline", "u_v", "a]", r"u\_v"),
        ("[a](<u v>)", "inline", "u v", "a", "u v"),
        ("[a](u&amp;v)", "inline", "u&v", "a", "u&amp;v"),
        ("[a]\n\n[A]: <u>", "reference", "u", "a", "u"),
        ("<http://u>", "autolink", "http://u", "http://u", "http://u"),
        ("<a@b.c>", "autolink", "mailto:a@b.c", "a@b.c", "a@b.c"),
        ("see http://u.v.", "bare", "http://u.v", "http://u.v", "http://u.v"),
        ("see www.u.v.", "bare", "http://www.u.v", "www.u.v", "www.u.v"),
        ("see a@b.c.", "bare", "mailto:a@b.c", "a@b.c", "a@b.c"),
        ('<a href="u">x <b>y</b></a>', "html", "u", "x y", "u"),
        ("![a](u)", "image", "u", "a", "u"),
        ('<img src="u" alt="a">', "html", "u", "a", "u"),
    ],
)
def test_a_link_knows_how_it_is_written_and_where(markdown, how, url, text, url_text):
    link = only(markdown)

    assert (link.how, link.url, link.text) == (how, url, text)
    assert link.url_span.slice(markdown.encode()).decode() == url_text


def test_the_span_of_a_link_covers_the_whole_construct():
    markdown = 'é [a](u "t") b'

    link = only(markdown)

    assert link.span.slice(markdown.encode()) == b'[a](u "t")'


def test_a_badge_is_an_image_in_a_link():
    outer, inner = read("[![alt](img.svg)](page)").links

    assert (outer.url, outer.text, outer.is_image) == ("page", "alt", False)
    assert (inner.url, inner.text, inner.is_image) == ("img.svg", "alt", True)
    assert outer.span.contains(inner.span)


def test_uses_of_one_definition_share_its_url_span():
    first, second = read("[a][x] [b][x]\n\n[x]: http://u").links

    assert first.url_span == second.url_span
    assert first.span != second.span


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("https://a.com/(b)", ["https://a.com/(b)"]),
        ("(https://a.com/b)", ["https://a.com/b"]),
        ("https://a.com/b?!.,:*_~'\"", ["https://a.com/b"]),
        ("https://a.com/b&amp;", ["https://a.com/b"]),
        ("https://a.com/b;", ["https://a.com/b"]),
        ("https://a.com/b<br>", ["https://a.com/b"]),
        ("https://a.com。后面", ["https://a.com。后面"]),
        ("https://a.com/[a](b)", ["https://a.com/[a](b)"]),
        ("[x https://a.com", []),
        ("[1] https://a.com", ["https://a.com"]),
        ("xhttp://a.com", []),
        ("1http://a.com", ["http://a.com"]),
        ("http://a_b.com", []),
        ("http://a_b.c.com", ["http://a_b.c.com"]),
        ("http://localhost", ["http://localhost"]),
        ("Www.a.com", []),
        ("a.b-c_d@a.b", ["mailto:a.b-c_d@a.b"]),
        ("a@b", []),
        ("`a@b.c`", []),
    ],
)
def test_bare_links_end_where_github_ends_them(markdown, expected):
    assert urls(markdown) == expected
    assert Counter(expected) == shown(markdown.encode())


def test_footnotes_that_nothing_refers_to_are_not_shown():
    assert urls("x[^1]\n\n[^1]: http://a.com\n\n[^2]: http://b.com\n") == ["http://a.com"]


def test_a_comment_that_never_ends_hides_the_rest():
    assert urls("[a](u)\n\n<div><!--\n\n[b](v)\n") == ["u"]


def test_front_matter_holds_no_links():
    assert urls("---\na: http://a.com\n---\n[b](v)") == ["v"]


def test_a_disagreement_with_githubs_renderer_is_a_doubt():
    (link,) = read("[a](http://u.v)").links

    assert doubt([link], Counter(["http://u.v"])) == ""
    assert doubt([link], Counter(["http://w.x", "http://u.v"])) == "GitHub shows the link http://w.x that was not found here"
    assert doubt([link], Counter()) == "GitHub does not show the link http://u.v as a link"


def test_rendering_keeps_what_the_oracle_needs():
    assert list(rendered_urls(render("a[^1]\n\n[^1]: [b](c)\n"))) == ["c"]


def test_links_carry_their_identity():
    assert only("[a](http://u.v)").identity == Identity("web", "http://u.v")


@pytest.mark.parametrize(
    ("markdown", "text", "url", "reason"),
    [
        ("- [a](https://x.org/b c)", "a", "https://x.org/b c", "there is a space in the URL"),
        ("- [a](https://x.org/b\n- c", "a", "https://x.org/b", "the closing parenthesis is missing"),
        ("[[Paper(https://x.org/b)] x", "Paper", "https://x.org/b", "a bracket is out of place"),
        ("(a)[https://x.org/b]", "a", "https://x.org/b", "the brackets are the wrong way round"),
        ("[Code]() x", "Code", "", "it leads nowhere: the parentheses are empty"),
    ],
)
def test_what_was_meant_as_a_link_is_told(markdown, text, url, reason):
    (broken,) = read(markdown).broken

    assert (broken.text, broken.url, broken.reason) == (text, url, reason)
    assert broken.url_span.slice(markdown.encode()).decode() == url


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](https://x.org/b 'title') and [b](https://x.org)",
        "`[a](https://x.org/b c)`",
        "    [a](https://x.org/b c)",
        "<!-- [a](https://x.org/b c) -->",
        "f(x)[0] and a[1](2) and [1] (see https://x.org for more)",
        "[note] https://x.org (and so on)",
        "[a](https://x.org/b_(c))",
    ],
)
def test_prose_and_code_are_not_broken_links(markdown):
    assert read(markdown).broken == ()

"""The anchors of a web page are those that a browser finds, and unknown where a program makes them."""

from __future__ import annotations

import warnings

import pytest

from linkbot.rulebook import load_rulebook
from linkbot.sources.page import PageText
from linkbot.sources.signs import Signs

TEXT = f"<p>{'Words to read. ' * 30}</p>"
FILLERS = Signs.of(load_rulebook()).fillers


@pytest.mark.parametrize(
    ("html", "anchor"),
    [
        ("<section id=x>", "x"),
        ('<P ID="x">', "x"),
        ("<a name=x>unquoted</a>", "x"),
        ("<a name = 'x' href=y>", "x"),
        ("<svg><g id='x'/></svg>", "x"),
        ("<math><mi id=x></math>", "x"),
        ('<p id="a&amp;b">', "a&b"),
        ('<p id="中文 标题">', "中文 标题"),
        ('<p id="x y">', "x y"),
        ('<p id="a%20b">', "a%20b"),
        ('<p class="a"id="x">', "x"),
        ('<a href="y"" id="x">', "x"),
        ('<p id="x">1<p id="x">2', "x"),
        ("a < b, 3<4 <p id=x>", "x"),
        ("<!--> empty <p id=x>", "x"),
        ("<!-- odd --!><p id=x>", "x"),
        ("<noscript><p id=x></noscript>", "x"),
        ("<template><p id=x></template>", "x"),
        ("</body></html><p id=x>", "x"),
        (f"<img src='data:image/png;base64,{'A' * 200_000}'><p id=x>", "x"),
        ("<div>" * 3000 + "<p id=x>", "x"),
        ("<li id='user-content-x'>", "x"),
        ("<li id='user-content-x'>", "user-content-x"),
        ("<?php echo 1 ?><p id=x>", "x"),
        ("\0<p id=x>", "x"),
    ],
)
def test_an_anchor_is_found_as_a_browser_finds_it(html: str, anchor: str) -> None:
    assert anchor in (PageText(TEXT + html).anchors() or ())


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <p id=x> -->",
        "<script>document.write('<p id=\"x\">')</script>",
        "<style>/* <p id=x> */</style>",
        "<textarea><p id=x></textarea>",
        "<iframe><p id=x></iframe>",
        "<title><p id=x></title>",
        "<input name=x><form name=x></form><meta name=x>",
        "<p data-id=x idx=x>",
        "<p title='<p id=x>'>",
        "<p>id=x</p>",
    ],
)
def test_what_only_looks_like_an_anchor_is_none(html: str) -> None:
    assert PageText(TEXT + html).anchors() == ()


def test_xhtml_with_name_spaces_is_read_without_a_warning() -> None:
    page = PageText(
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        '<a name="one" id="two"/><svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:g id="three"/></svg:svg>'
        '<p xml:id="four"/></body></html>'
    )

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        anchors = page.anchors()

    assert anchors == ("four", "one", "three", "two")


def test_a_text_that_resembles_an_address_is_read_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        anchors = PageText("https://example.org/page.html").anchors()

    assert anchors == ()


def test_where_a_pages_own_contents_lead_a_script_makes_a_place() -> None:
    contents = '<a href="#caf%C3%A9">1</a><a href="#">top</a><a href="other.html#x">2</a>'

    assert PageText(TEXT + contents + "<script></script>").anchors() == ("café",)
    assert PageText(TEXT + contents).anchors() == ()


@pytest.mark.parametrize(
    "html",
    [
        '<div id="root"></div><script src=a.js></script>',
        "<app-root></app-root><script src=a.js></script>",
        '<script src="//cdn.jsdelivr.net/npm/docsify@4"></script>',
        '<link href="https://unpkg.com/swagger-ui-dist/ui.css"><script src=ui.js></script>',
        '<script src="/js/anchor.min.js"></script>',
        '<meta name="generator" content="Discourse 3.2"><script></script>',
    ],
)
def test_the_anchors_of_a_page_that_a_known_program_writes_are_unknown(html: str) -> None:
    assert PageText(TEXT + html).anchors(FILLERS) is None


@pytest.mark.parametrize(
    "html",
    [
        '<meta http-equiv="refresh" content="0; url=../new/">',
        "<META HTTP-EQUIV = Refresh CONTENT='0; URL=new.html'>",
        '<frameset cols="20%,80%"><frame src="toc.html"></frameset>',
    ],
)
def test_the_anchors_of_a_page_that_shows_another_are_unknown(html: str) -> None:
    assert PageText(html + TEXT).anchors() is None


def test_the_mark_of_a_program_on_a_page_without_scripts_is_but_a_word() -> None:
    assert PageText(f"{TEXT}<p id=x>We like swagger-ui and docsify@4.").anchors(FILLERS) == ("x",)


@pytest.mark.parametrize(
    "html",
    [
        '<meta name="generator" content="Sphinx 7"><script src="doctools.js"></script><section id="x">',
        '<meta name="generator" content="Docusaurus v3"><script defer src="/assets/js/main.js"></script><h2 id="x">',
        '<meta name="generator" content="mkdocs-1.5"><script src="bundle.js"></script><h2 id="x">',
        '<meta name="generator" content="mdBook"><script src="book.js"></script><h2 id="x">',
        '<script id="__NEXT_DATA__" type="application/json">{}</script><h2 id="x">',
    ],
)
def test_pages_that_are_written_beforehand_have_their_anchors(html: str) -> None:
    assert "x" in (PageText(TEXT + html).anchors(FILLERS) or ())


def test_a_bare_list_of_anchors_is_read_however_many_they_are() -> None:
    page = PageText("".join(f"<p id=a{number}>" for number in range(5000)))

    assert len(page.anchors() or ()) == 5000

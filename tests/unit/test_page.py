"""What a page says is read whatever its encoding, and cheaply."""

from __future__ import annotations

import time

import pytest

from linkbot.sources.page import PageText, is_html


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        (b"<title>Plain</title>", "text/html", "Plain"),
        (b"<TITLE lang=en>\n  Two\n lines </TITLE>", "text/html", "Two lines"),
        (b"<title>A &amp; B &mdash; C</title>", "text/html", "A & B — C"),
        ("<title>Café</title>".encode(), "text/html; charset=utf-8", "Café"),
        ("<title>Café</title>".encode("latin-1"), "text/html; charset=ISO-8859-1", "Café"),
        ("<meta charset='gb2312'><title>页面</title>".encode("gb2312"), "text/html", "页面"),
        ("<title>Wide</title>".encode("utf-16"), "text/html", "Wide"),
        (b"<title>Odd</title>", "text/html; charset=no-such-thing", "Odd"),
        (b"<titles>no</titles><title>yes</title>", "text/html", "yes"),
        (b"<title>never ends", "text/html", ""),
        (b"", "text/html", ""),
        ("İ<title>Dotted</title>".encode(), "text/html", "dotted"),
    ],
)
def test_the_title_is_read(body: bytes, content_type: str, title: str) -> None:
    assert PageText.decode(body, {"content-type": content_type}).title == title


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "idna", "undefined", "punycode", "utf-7", "rot13"])
def test_an_encoding_that_no_browser_knows_is_read_as_utf_8(charset: str) -> None:
    page = PageText.decode(b"<title>\\ud800 caf\xc3\xa9 \xff</title>", {"content-type": f"text/html; charset={charset}"})

    assert page.title == "\\ud800 café \ufffd"


def test_the_heading_is_its_text_without_tags() -> None:
    page = PageText("<header></header><h1 class='x'>Not <b>found</b></h1>")

    assert page.heading == "Not found"


def test_a_title_is_no_longer_than_a_title() -> None:
    assert len(PageText(f"<title>{'x' * 10_000}</title>").title) == 300


def test_anchors_are_ids_and_names() -> None:
    page = PageText('<h2 id="one">1</h2><a name="two"></a><input name="not"><a id="user-content-readme"></a><p id="">')

    assert page.anchors() == ("one", "readme", "two", "user-content-readme")


def test_the_anchors_of_a_page_that_a_program_fills_are_unknown() -> None:
    shell = '<title>App</title><div id="root"></div><noscript>Please run scripts.</noscript><script src="app.js"></script>'

    assert PageText(shell).anchors() is None
    assert PageText(f"{shell}<p>{'Words to read. ' * 20}").anchors() == ("root",)


def test_only_what_a_reader_sees_is_text() -> None:
    page = PageText("<title>T</title><script>var a = 1</script><style>p {}</style><p>Seen <b>by</b> all</p>")

    assert page.visible_text == "Seen by all"


def test_a_hostile_page_is_read_in_linear_time() -> None:
    begun = time.perf_counter()

    pages = [PageText(piece * 60_000) for piece in ("<", "<title", "<h1 ", "<title >", "charset=")]
    titles = [page.title + page.heading for page in pages]

    assert titles == [""] * 5
    assert time.perf_counter() - begun < 5  # quadratic would be minutes


@pytest.mark.parametrize(
    ("content_type", "body", "verdict"),
    [
        ("text/html; charset=utf-8", b"", True),
        ("application/xhtml+xml", b"", True),
        ("application/pdf", b"<html>", False),
        ("", b"  <!DOCTYPE html>", True),
        ("", b"%PDF-1.7", False),
    ],
)
def test_a_web_page_is_known_by_its_type_or_its_beginning(content_type: str, body: bytes, verdict: bool) -> None:
    assert is_html({"content-type": content_type}, body) is verdict

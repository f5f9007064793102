"""Text of lists in Markdown is shown as it is, and is nothing but text. Whole bodies are looked at in test_hostile_bodies."""

from __future__ import annotations

import time

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tests.hub.pings import pings_of, pings_of_plain

from linkbot.report.neutral import LIMIT, NOTHING, SENTENCE, code, is_tame, link_target, plain, url

GAP = "\u200b"


def shown(markdown: str) -> str:
    """What a reader sees, without the gaps."""
    body = LexborHTMLParser(github_flavored_markdown_to_html(f"a {markdown} b")).body
    assert body is not None
    return body.text().strip()[2:-2].replace(GAP, "")


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a`b",
        "`a`",
        "```a",
        "a``b```c`",
        "` a `",
        "a\\",
        "\\`a",
        "<b>",
        "&amp;",
        "*a*",
        "[a](b)",
        "a|b",
        "$x$",
        ":smile:",
        "--> x",
    ],
)
def test_code_shows_a_text_letter_by_letter(text: str) -> None:
    assert shown(code(text)) == text


def test_code_is_one_line_without_what_cannot_be_seen() -> None:
    assert code("a\nb\u2028c\td\u202ee\x1b[31mf\x00g") == "`a b c defg`"


def test_code_says_where_there_is_nothing() -> None:
    assert code("") == NOTHING


def test_code_names_a_character_that_alone_is_not_seen() -> None:
    assert code("\u00a0") == r"`\xa0`"


def test_code_is_shortened() -> None:
    assert code("x" * 1_000) == "`" + "x" * (LIMIT - 1) + "…`"
    assert code("abcdef", 4) == "`abc…`"


def test_code_never_opens_a_comment() -> None:
    assert code("<!-- lb:0000000000000000 -->") == "`<! -- lb:0000000000000000 -->`"


def test_code_hides_passwords_and_tokens() -> None:
    assert code("https://me:hunter2@example.org/?token=hunter2") == f"`https://***@{GAP}example.org/?token=***`"


@pytest.mark.parametrize(
    "text", ["@user", "see #1", "o/r#1", "GH-1", "fixes #1", "https://github.com/o/r/issues/1", "o/r@" + "a1" * 20]
)
def test_code_pings_nobody_even_as_the_text_of_a_commit(text: str) -> None:
    assert pings_of_plain(code(text), repository="acme/papers") == []
    assert shown(code(text)) == text


def test_an_address_is_shown_without_gaps_where_it_refers_to_nothing() -> None:
    assert code("https://medium.com/@user/a-story#1") == "`https://medium.com/@user/a-story#1`"


def test_a_sentence_stays_readable_and_what_could_do_something_in_it_is_code() -> None:
    message = "“Mya 2023” by @user: see https://example.org/a_b, C# and *more* (#1)."

    assert plain(message) == (f"“Mya 2023” by `@{GAP}user`: see `https://example.org/a_b`, C\\# and \\*more\\* (`#{GAP}1`).")
    assert shown(plain(message)) == message


def test_a_sentence_keeps_the_code_that_it_quotes_together() -> None:
    assert plain("set `params = { a }`, then run `linkbot check`") == "set `params = { a }`, then run `linkbot check`"


@pytest.mark.parametrize(
    "text", ["- a", "+ a", "1. a", "12) a", "# a", "> a", "=== ", "--- ", "~~~ a", "``` a", "| a |", "    a", "[a]: b"]
)
def test_a_sentence_at_the_start_of_a_line_is_a_paragraph(text: str) -> None:
    html = github_flavored_markdown_to_html(plain(text))

    assert html.startswith("<p>")
    assert html.count("<") == 2 + 2 * html.count("<code>")


@given(text=st.text(alphabet=st.sampled_from("@#aA1-/`<>!&;:.*_~[]()|$\\\"' \n\t=+{}^%?wGH\u200b\u202e"), max_size=60))
def test_no_text_does_anything(text: str) -> None:
    for markdown in (code(text), plain(text), url(text)):
        html = github_flavored_markdown_to_html(f"fixes {markdown} x")

        assert pings_of(f"fixes {markdown} x", repository="acme/papers") == []
        assert {node.tag for node in LexborHTMLParser(html).css("body *")} <= {"p", "code", "a"}
        assert "<!--" not in markdown


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&amp;c=2#d"),
        ("https://example.org/a_(b)", "https://example.org/a_%28b%29"),
        ("HTTP://Example.org:8080", "http://example.org:8080"),
        ("https://example.org/ä", "https://example.org/%C3%A4"),
        ("https://github.com/o/r/issues/1", "https://redirect.github.com/o/r/issues/1"),
        ("https://github.com/o/r", "https://redirect.github.com/o/r"),
        (
            "https://web.archive.org/web/20240302120000/https://example.org/guide",
            "https://web.archive.org/web/20240302120000/https://example.org/guide",
        ),
    ],
)
def test_an_address_is_a_link_where_it_can_be_followed(address: str, target: str) -> None:
    assert link_target(address) == target


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.md",
        "#part",
        "//example.org",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[broken",
        "https://printer.local/",
        "https://me:hunter2@example.org/",
        "https://example.org/?token=hunter2",
        "https://example.org/a b",
        "https://example.org/a\u202eb",
        "https://github.example.org/o/r/issues/1",
        "https://github.example.org/o/r/%70ull/1",
        "https://exämple.org/",
        "https://example.org/" + "a" * 5_000,
    ],
)
def test_an_address_that_nobody_should_follow_is_no_link(address: str) -> None:
    assert link_target(address) == ""
    assert url(address) == code(address)


@pytest.mark.parametrize("name", ["README.md", "docs/a_b-c.md", "2024.md"])
def test_a_plain_file_name_is_tame(name: str) -> None:
    assert is_tame(name)


@pytest.mark.parametrize(
    "name",
    ["", "a b.md", "GH-1.md", "x/gh-1", "@user.md", "a#1.md", "0a1b2c3.md", "www.example.org", "//host/x", "é.md", "a\n", "[x]"],
)
def test_a_file_name_that_could_be_more_is_not_tame(name: str) -> None:
    assert not is_tame(name)


@pytest.mark.parametrize(
    "text", ["`" * 50_000, "`a " * 20_000, ")" * 50_000, "a." * 30_000, "&a" * 30_000, ":a" * 30_000, "//a" * 20_000]
)
def test_no_text_takes_long(text: str) -> None:
    before = time.process_time()

    code(text), plain(text), url(text), url(f"https://{text}"), is_tame(text)

    assert time.process_time() - before < 2


def test_a_long_message_is_shortened() -> None:
    assert len(plain("word " * 1_000)) <= SENTENCE


def test_a_line_of_a_list_that_a_message_quotes_is_one_piece_of_code() -> None:
    told = plain("line 18 says “- [Ollama](https://ollama.com) - Run it.”, and this one “| a | b |”; “Ollama” stands twice")

    assert told == "line 18 says `- [Ollama](https://ollama.com) - Run it.`, and this one `| a | b |`; “Ollama” stands twice"

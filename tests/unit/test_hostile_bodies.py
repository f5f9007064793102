"""No text of a list or a page does anything in what linkbot writes to GitHub, wherever it stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from selectolax.lexbor import LexborHTMLParser
from tests.hub.pings import pings_of, pings_of_plain
from tests.unit.hostile import corpus
from tests.unit.hostile_views import MARKER, batches, dashboard, job_summary, pull_request

from linkbot.publish.marker import PullMarker, boxes, read
from linkbot.report.neutral import code, plain, url

CORPUS = corpus()
Body = Callable[[Sequence[str]], str]
# of these there may be more or fewer, as a text is an address, or long
_AS_TEXTS_ARE = {"a", "br", "code"}
_ADDRESS = re.compile(r"https?://(?!(?:www\.)?github\.com)[^\s`)<>]+", re.IGNORECASE)


@cache
def made(body: Body) -> dict[tuple[str, ...], str]:
    """The bodies by the texts that they hold."""
    return {tuple(texts): body(texts) for texts in batches(CORPUS)}


@cache
def harmless(body: Body, number: int) -> str:
    """A body with so many texts that are nothing but words."""
    return body([f"harmless words {each}" for each in range(number)])


@cache
def tree(markdown: str) -> LexborHTMLParser:
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return LexborHTMLParser(github_flavored_markdown_to_html(markdown, options=options))


def shape(markdown: str) -> Counter[str]:
    """The elements of a rendered body, but for those that depend on its texts."""
    return Counter(node.tag for node in tree(markdown).css("body *") if node.tag not in _AS_TEXTS_ARE)


def links(markdown: str) -> set[str]:
    return {node.attributes.get("href") or "" for node in tree(markdown).css("a")}


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 500


@pytest.mark.parametrize("body", [pull_request, dashboard, job_summary])
def test_no_text_pings_anybody_or_changes_the_form_of_a_body(body: Body) -> None:
    for texts, markdown in made(body).items():
        expected = harmless(body, len(texts))

        assert pings_of(markdown, repository="acme/papers") == [], texts
        assert shape(markdown) == shape(expected), texts
        assert boxes(markdown) == boxes(expected), texts
        assert markdown.count("<!--") == expected.count("<!--"), texts


@pytest.mark.parametrize("body", [pull_request, dashboard])
def test_no_text_forges_the_marker(body: Body) -> None:
    for texts, markdown in made(body).items():
        assert markdown.endswith(MARKER)
        assert read(markdown, PullMarker) == PullMarker(group="links"), texts


@pytest.mark.parametrize("body", [pull_request, dashboard, job_summary])
def test_every_link_leads_to_the_public_web_and_leaves_no_trace_in_other_repositories(body: Body) -> None:
    found = {link for markdown in made(body).values() for link in links(markdown)}

    assert {link for link in found if not link.startswith(("https://", "http://"))} == set()
    assert {link for link in found if "//github.com" in link and not link.startswith("https://github.com/acme/papers/")} == set()


@pytest.mark.parametrize("body", [pull_request, dashboard])
def test_not_even_the_bare_text_of_a_body_pings_when_it_becomes_the_message_of_a_squashed_commit(body: Body) -> None:
    for texts, markdown in made(body).items():
        assert pings_of_plain(_ADDRESS.sub("", markdown), repository="acme/papers") == [], texts


@pytest.mark.parametrize("body", [pull_request, dashboard, job_summary])
def test_no_text_commands_the_runner_of_a_workflow_or_hides_itself(body: Body) -> None:
    for markdown in made(body).values():
        assert "##[" not in markdown
        assert not re.search(r"^\s*::", markdown, re.MULTILINE)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", markdown)
        assert "hunter2" not in markdown


@pytest.mark.parametrize("shown", [code, plain, url])
def test_every_text_is_one_line_that_is_shown_as_text(shown: Callable[[str], str]) -> None:
    for text in CORPUS:
        html = tree(f"before {shown(text)} after")

        assert set(shape(f"before {shown(text)} after")) == {"p"}, text
        assert html.body is not None
        assert html.body.text().startswith("before ")
        assert html.body.text().strip().endswith(" after")

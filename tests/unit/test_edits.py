"""Edits inside a URL touch the bytes that are meant and no others."""

from __future__ import annotations

import pytest

from linkbot.checks.edits import replace_in_url, replace_url
from linkbot.model.document import Document, Link
from linkbot.model.finding import Edit
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook


def a_link(markdown: str) -> tuple[Document, Link]:
    document = parse("README.md", markdown.encode(), load_rulebook())
    return document, document.links[0]


def after(document: Document, edit: Edit | None) -> str:
    assert edit is not None
    return (document.data[: edit.span.start] + edit.text.encode() + document.data[edit.span.end :]).decode()


def test_the_name_of_a_repository_is_replaced_whatever_its_case() -> None:
    document, link = a_link("数据 [code](https://github.com/Old-Lab/Tool/tree/main/docs#usage)")

    edit = replace_in_url(document, link, "old-lab/tool", "new-lab/tool")

    assert after(document, edit) == "数据 [code](https://github.com/new-lab/tool/tree/main/docs#usage)"


def test_the_ending_of_a_clone_url_stays() -> None:
    document, link = a_link("[code](https://github.com/old-lab/tool.git)")

    edit = replace_in_url(document, link, "old-lab/tool", "new-lab/tool")

    assert after(document, edit) == "[code](https://github.com/new-lab/tool.git)"


def test_a_name_that_is_only_the_beginning_of_another_is_left_alone() -> None:
    document, link = a_link("[code](https://github.com/old-lab/toolbox)")

    assert replace_in_url(document, link, "old-lab/tool", "new-lab/tool") is None


def test_a_place_that_is_not_the_only_one_is_left_alone() -> None:
    document, link = a_link("[code](https://github.com/a/b/tree/main/a/b)")

    assert replace_in_url(document, link, "a/b", "c/d") is None


def test_the_first_place_behind_another_part_is_meant() -> None:
    document, link = a_link("[code](https://github.com/master/tool/tree/master/master)")

    edit = replace_in_url(document, link, "master", "main", after="master/tool")

    assert after(document, edit) == "[code](https://github.com/master/tool/tree/main/master)"


@pytest.mark.parametrize("url", ["https://a.example.org/x_(y)", "https://a.example.org/x y", "https://a.example.org/<x>"])
def test_a_url_that_needs_an_escape_is_not_written(url: str) -> None:
    _, link = a_link("[page](https://a.example.org/)")

    assert replace_url(link, url) is None


def test_an_ampersand_is_not_written_into_html() -> None:
    _, in_html = a_link('<a href="https://a.example.org/">page</a>')
    _, in_markdown = a_link("[page](https://a.example.org/)")

    assert replace_url(in_html, "https://a.example.org/?b&c") is None
    assert replace_url(in_markdown, "https://a.example.org/?b&c") is not None

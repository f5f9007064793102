"""Edits of a URL touch the bytes that are meant and no others, and what they write is read as it was meant."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from tests.unit.reading import document_of

from linkbot.checks.edits import replace_in_url, replace_url
from linkbot.model.document import Document
from linkbot.model.finding import Edit


def after(document: Document, edits: Iterable[Edit]) -> str:
    data = document.data
    for edit in sorted(edits, reverse=True):
        data = data[: edit.span.start] + edit.text.encode(document.encoding) + data[edit.span.end :]
    return data.decode(document.encoding)


def relinked(markdown: str, url: str) -> str:
    """The text after its first link was made to lead to `url`, "" where no edit was offered."""
    document = document_of(markdown)
    edits = replace_url(document, document.links[0], url)
    return after(document, edits) if edits else ""


def renamed(markdown: str, old: str, new: str, behind: str = "") -> str:
    document = document_of(markdown)
    edits = replace_in_url(document, document.links[0], old, new, after=behind)
    return after(document, edits) if edits else ""


def test_the_name_of_a_repository_is_replaced_whatever_its_case() -> None:
    before = "数据 [code](https://github.com/Old-Lab/Tool/tree/main/docs#usage)"

    assert renamed(before, "old-lab/tool", "new-lab/tool") == "数据 [code](https://github.com/new-lab/tool/tree/main/docs#usage)"


def test_the_ending_of_a_clone_url_stays() -> None:
    before = "[code](https://github.com/old-lab/tool.git)"

    assert renamed(before, "old-lab/tool", "new-lab/tool") == "[code](https://github.com/new-lab/tool.git)"


def test_a_text_that_shows_the_url_is_renamed_with_it() -> None:
    before = "[https://github.com/old-lab/tool](https://github.com/old-lab/tool)"

    assert renamed(before, "old-lab/tool", "lab/t_1") == "[https://github.com/lab/t_1](https://github.com/lab/t_1)"


def test_a_name_that_is_only_the_beginning_of_another_is_left_alone() -> None:
    assert renamed("[code](https://github.com/old-lab/toolbox)", "old-lab/tool", "new-lab/tool") == ""


def test_a_place_that_is_not_the_only_one_is_left_alone() -> None:
    assert renamed("[code](https://github.com/a/b/tree/main/a/b)", "a/b", "c/d") == ""


def test_the_first_place_behind_another_part_is_meant() -> None:
    before = "[code](https://github.com/master/tool/tree/master/master)"

    assert renamed(before, "master", "main", "master/tool") == "[code](https://github.com/master/tool/tree/main/master)"


@pytest.mark.parametrize(
    ("before", "to", "expected"),
    [
        pytest.param("[a](https://o.org)", "https://n.org/x_(y)", "[a](https://n.org/x_(y))", id="balanced"),
        pytest.param("[a](https://o.org)", "https://n.org/x)", "[a](https://n.org/x%29)", id="not balanced"),
        pytest.param("[a](https://o.org)", "https://n.org/)x(", "[a](https://n.org/%29x%28)", id="closed before it is open"),
        pytest.param("[a](<https://o.org>)", "https://n.org/x)", "[a](<https://n.org/x)>)", id="angle brackets"),
        pytest.param("[a](https://o.org)", "https://n.org/?a&copy;", "[a](https://n.org/?a&amp;copy;)", id="entity"),
        pytest.param("[a](https://o.org)", "https://n.org/?a&copy=1", "[a](https://n.org/?a&copy=1)", id="no entity"),
        pytest.param("[a](https://o.org/?b&amp;c)", "https://n.org/?b&c", "[a](https://n.org/?b&amp;c)", id="as it was"),
        pytest.param("[a](https://o.org)", 'https://n.org/ <a>"|', "[a](https://n.org/%20%3Ca%3E%22%7C)", id="no URL characters"),
        pytest.param("[a](https://o.org/自)", "https://n.org/自", "[a](https://n.org/自)", id="letters of any script"),
        pytest.param("[a](https://o.org)", "https://n.org/。", "[a](https://n.org/%E3%80%82)", id="signs of any script"),
        pytest.param("<https://o.org>", "https://n.org/x)", "<https://n.org/x)>", id="autolink"),
        pytest.param("see https://o.org, and", "https://n.org/x_(y)", "see https://n.org/x_(y), and", id="bare"),
        pytest.param("(https://o.org)", "https://n.org/x", "(https://n.org/x)", id="bare in parentheses"),
        pytest.param("www.o.org/a b", "https://n.org/a", "https://n.org/a b", id="bare without a scheme"),
        pytest.param(
            "[a]: https://o.org\n\n[a] [b][a]", "https://n.org/x)", "[a]: https://n.org/x%29\n\n[a] [b][a]", id="definition"
        ),
        pytest.param(
            '<a href="https://o.org">a</a>', "https://n.org/?b=1&c=2", '<a href="https://n.org/?b=1&amp;c=2">a</a>', id="html"
        ),
        pytest.param("<a href='https://o.org'>a</a>", "https://n.org/it's", "<a href='https://n.org/it%27s'>a</a>", id="quotes"),
        pytest.param("<a href=https://o.org>a</a>", "https://n.org/b", "<a href=https://n.org/b>a</a>", id="no quotes"),
        pytest.param(
            '<img src="https://o.org/?a=1&b=2">',
            "https://n.org/?a=1&b=2",
            '<img src="https://n.org/?a=1&b=2">',
            id="html as it was",
        ),
    ],
)
def test_a_url_is_written_as_its_place_needs_it(before: str, to: str, expected: str) -> None:
    assert relinked(before, to) == expected


@pytest.mark.parametrize(
    ("before", "to"),
    [
        pytest.param("see https://o.org", "https://n.org/x.", id="the end would be cut off"),
        pytest.param("(https://o.org)", "https://n.org/x)", id="the bracket would go to the sentence"),
        pytest.param("see https://o.org", "https://my_host.org/", id="GitHub makes no link of such a host"),
        pytest.param("<a href=https://o.org>a</a>", "https://n.org/?b=1", id="an unquoted value holds no ="),
        pytest.param("[a](https://o.org)", "https://n org/", id="a host has no escapes"),
    ],
)
def test_what_would_not_be_read_as_it_is_meant_is_not_written(before: str, to: str) -> None:
    assert relinked(before, to) == ""


def test_a_letter_that_the_file_cannot_hold_is_escaped() -> None:
    document = document_of("é [a](https://o.org)".encode("latin-1"))

    edits = replace_url(document, document.links[0], "https://n.org/自")

    assert after(document, edits) == "é [a](https://n.org/%E8%87%AA)"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("[https://o.org/](https://o.org/)", "[https://n.org/\\_x_y](https://n.org/_x_y)"),
        ("[https://o.org/][o]\n\n[o]: https://o.org/", "[https://n.org/\\_x_y][o]\n\n[o]: https://n.org/_x_y"),
    ],
)
def test_a_text_that_shows_the_url_goes_with_it_and_is_not_taken_for_emphasis(before: str, expected: str) -> None:
    mended = relinked(before, "https://n.org/_x_y")

    assert mended == expected
    assert document_of(mended).links[0].text == "https://n.org/_x_y"


@pytest.mark.parametrize("text", ["https://o.org", "the page at https://o.org/", "o.org"])
def test_any_other_text_stays(text: str) -> None:
    assert relinked(f"[{text}](https://o.org/)", "https://n.org/") == f"[{text}](https://n.org/)"


def test_a_text_that_names_a_definition_stays() -> None:
    before = "[https://o.org/]\n\n[https://o.org/]: https://o.org/"

    assert relinked(before, "https://n.org/") == "[https://o.org/]\n\n[https://o.org/]: https://n.org/"

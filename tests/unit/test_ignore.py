"""An ignore comment hides what it names, changes nothing else, and is not written where it cannot stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.unit.reading import document_of

from linkbot.errors import InputError
from linkbot.ignoring import Wish, ignore
from linkbot.rulebook import load_rulebook

TODAY = date(2026, 11, 20)
C = "<!-- linkbot-disable-line LB101 -- it moves -->"
LEGACY = "- [Über uns](d.md): schöne Grüße aus Köln, für alle, größer, Straße\n".encode("cp1250") * 3


def ignored(
    markdown: str | bytes, line: int = 1, *codes: str, reason: str = "it moves", until: date | None = None
) -> tuple[bytes, tuple[str, ...]]:
    """The list with the comment, and what the line ignores now and did not before."""
    wish = Wish(codes or ("LB101",), reason, until)
    done = ignore(document_of(markdown), line, wish, load_rulebook(), TODAY)
    return done.data, done.codes


def written(markdown: str, line: int = 1, *codes: str, reason: str = "it moves", until: date | None = None) -> str:
    return ignored(markdown, line, *codes, reason=reason, until=until)[0].decode()


# Where it stands


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        pytest.param("- [A](https://x.example)\n", 1, f"- [A](https://x.example) {C}\n", id="a bullet"),
        pytest.param("1. <https://x.example>", 1, f"1. <https://x.example> {C}", id="a number, at the end of the file"),
        pytest.param("See https://x.example/a\n", 1, f"See https://x.example/a {C}\n", id="a bare URL"),
        pytest.param("A, B. *T*. 2024. https://x.example", 1, f"A, B. *T*. 2024. https://x.example {C}", id="a citation"),
        pytest.param("one  \ntwo\n", 1, f"one {C}  \ntwo\n", id="before the blanks of a hard break"),
        pytest.param("one\\\ntwo\n", 1, f"one {C}\\\ntwo\n", id="before the backslash of a hard break"),
        pytest.param("one\ntwo\\\n", 2, f"one\ntwo\\ {C}\n", id="behind a backslash that breaks nothing"),
        pytest.param("one \t\ntwo\n", 1, f"one {C} \t\ntwo\n", id="before blanks without a meaning"),
        pytest.param("> - [A](b.md)\n>   more\n", 2, f"> - [A](b.md)\n>   more {C}\n", id="in a quotation"),
        pytest.param("- [ ] [A](b.md)\n", 1, f"- [ ] [A](b.md) {C}\n", id="a task"),
        pytest.param("A[^1]\n\n[^1]: [B](b.md)\n", 3, f"A[^1]\n\n[^1]: [B](b.md) {C}\n", id="a footnote"),
        pytest.param("a <b>\n[A](b.md)</b>\n", 2, f"a <b>\n[A](b.md)</b> {C}\n", id="among inline HTML"),
        pytest.param("## [A](b.md)\n", 1, f"## [A](b.md){C}\n", id="a heading, whose anchor a blank would change"),
        pytest.param("## A ##\n", 1, f"## A{C} ##\n", id="a heading that is closed"),
        pytest.param("A\n===\n", 1, f"A{C}\n===\n", id="the text of an underlined heading"),
        pytest.param("|A|B|\n|-|-|\n|a|b|\n", 3, f"|A|B|\n|-|-|\n|a|b {C}|\n", id="a row"),
        pytest.param("|A|B|\n|-|-|\n|a|b|\n", 1, f"|A|B {C}|\n|-|-|\n|a|b|\n", id="a header"),
        pytest.param("A|B\n-|-\na|b\n", 3, f"A|B\n-|-\na|b {C}\n", id="a row without pipes around it"),
        pytest.param("|A|B|\n|-|-|\n|a| |\n", 3, f"|A|B|\n|-|-|\n|a| {C} |\n", id="an empty cell"),
        pytest.param("|A|B|\n|-|-|\n|a|b   |\n", 3, f"|A|B|\n|-|-|\n|a|b {C}   |\n", id="a padded cell"),
        pytest.param("|A|B|\n|-|-|\n|a|b|c|\n", 3, f"|A|B|\n|-|-|\n|a|b {C}|c|\n", id="a row with a cell too many"),
        pytest.param("|A|B|\n|-|-|\n|a|\n", 3, f"|A|B|\n|-|-|\n|a {C}|\n", id="a row with a cell too few"),
    ],
)
def test_the_comment_stands_at_the_end_of_the_line(before: str, line: int, after: str) -> None:
    assert written(before, line) == after


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf- [A](b.md)\r\n- [C](d.md)\r\n", id="BOM and CRLF"),
        pytest.param(LEGACY, id="in an encoding of old"),
        pytest.param(b"- [A](b.md)\r- [C](d.md)\r", id="lone CR"),
        pytest.param(b"- [A](b.md) \xf0\x9f\x98\x80\n\n- [C](d.md)\r\n  mixed", id="mixed"),
    ],
)
def test_every_other_byte_stays(data: bytes) -> None:
    after, _ = ignored(data)

    assert after.count(C.encode()) == 1
    assert after.replace(f" {C}".encode(), b"") == data


def test_a_pipe_in_the_reason_does_not_end_the_cell() -> None:
    after = written("|A|\n|-|\n|a|\n", 3, reason="a | b")

    assert after == "|A|\n|-|\n|a <!-- linkbot-disable-line LB101 -- a \\| b -->|\n"
    assert document_of(after).suppressions[0].reason == "a | b"


def test_rules_and_the_last_day_are_named() -> None:
    after = written("[A](b.md)", 1, "LB101", "LB203", until=date(2027, 1, 1))

    assert after == "[A](b.md) <!-- linkbot-disable-line LB101 LB203 until=2027-01-01 -- it moves -->"


# Comments that are there


@pytest.mark.parametrize(
    "markdown",
    [
        f"[A](b.md) {C}",
        "[A](b.md) <!-- linkbot-disable-line -->",
        "[A](b.md)\n\n<!-- linkbot-disable-file LB101 -->",
    ],
)
def test_what_a_line_ignores_already_is_not_written_again(markdown: str) -> None:
    assert ignored(markdown) == (markdown.encode(), ())


def test_what_a_line_ignores_for_a_while_can_be_ignored_for_longer() -> None:
    markdown = "[A](b.md) <!-- linkbot-disable-line dead-link until=2026-11-20 -->"

    data, codes = ignored(markdown)

    assert data.decode() == f"{markdown} <!-- linkbot-disable-line LB101 -- it moves -->"
    assert codes == ("LB101",)


def test_only_what_is_not_ignored_yet_is_written() -> None:
    after, codes = ignored("[A](b.md)\n\n<!-- linkbot-disable-file LB203 -->", 1, "LB101", "LB203")

    assert codes == ("LB101",)
    assert after.startswith(f"[A](b.md) {C}\n".encode())


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        pytest.param(
            "[A](b.md) <!-- linkbot-disable-line LB203 -- it moves -->",
            1,
            "[A](b.md) <!-- linkbot-disable-line LB203 LB101 -- it moves -->",
            id="the same reason",
        ),
        pytest.param(
            "[A](b.md) <!--linkbot-disable-line wrong-date -- a talk --> x",
            1,
            "[A](b.md) <!--linkbot-disable-line wrong-date LB101 -- a talk; it moves --> x",
            id="another reason",
        ),
        pytest.param(
            "[A](b.md) <!-- linkbot-disable-line LB203 -->",
            1,
            "[A](b.md) <!-- linkbot-disable-line LB203 LB101 -- it moves -->",
            id="no reason",
        ),
        pytest.param(
            "<!-- linkbot-disable-next-line LB203 -- a talk -->\n[A](b.md)",
            2,
            "<!-- linkbot-disable-next-line LB203 LB101 -- a talk; it moves -->\n[A](b.md)",
            id="above the line",
        ),
        pytest.param(
            "[A](b.md) <!-- linkbot-disable-line LB101 until=2026-11-19 -- for now -->",
            1,
            f"[A](b.md) {C}",
            id="whose day is over",
        ),
    ],
)
def test_a_comment_that_is_there_takes_it_in(before: str, line: int, after: str) -> None:
    assert written(before, line) == after


@pytest.mark.parametrize(
    "there",
    [
        pytest.param("<!-- linkbot-disable-line LB203 until=2027-01-01 -- a talk -->", id="another day"),
        pytest.param("<!-- linkbot-disable-line LB101 LB203 until=2026-01-01 -->", id="a day that is over, for another rule too"),
        pytest.param("<!-- linkbot-disable-line LB203 LB999 -->", id="a slip"),
        pytest.param("<!-- a note -->", id="somebody else's"),
    ],
)
def test_a_comment_that_means_something_else_stays(there: str) -> None:
    assert written(f"[A](b.md) {there}") == f"[A](b.md) {there} {C}"


# Where none can stand


@pytest.mark.parametrize(
    ("markdown", "line", "why", "instead"),
    [
        ("```\n[A](b.md)\n```", 2, "a code block", "linkbot-enable LB101"),
        ("    [A](b.md)", 1, "a code block", "linkbot-enable LB101"),
        ("<p>\n<a href='b.md'>A</a>\n</p>", 2, "a block of HTML", "<!-- linkbot-disable-next-line LB101 -- it moves -->"),
        ("[A]\n\n[A]: b.md\n", 3, "nothing may follow a definition", "name the line that uses it"),
        ("A\n===\n", 2, "the underline of a heading", "name the line of its text"),
        ("---\na: b\n---\n\n[A](b.md)", 2, "front matter", "[rules.LB101]"),
        ("a\n\nb", 2, "the line is empty", "linkbot check"),
        ("a\n\n---\n", 3, "a thematic break", "linkbot check"),
        ("|A|\n|-|\n|a|\n", 2, "the line below a table's header", "linkbot check"),
        ("[A\nB](b.md)", 1, "read otherwise", "baseline write --select LB101 README.md"),
        ("- \n- [A](b.md)", 1, "there is no text on the line", "linkbot check"),
        ("a <h2>B\nc</h2>", 1, "the anchor of a heading would change", "baseline write --select LB101 README.md"),
        ("a `b\nc` d", 1, "not be read as a comment", "baseline write --select LB101 README.md"),
    ],
)
def test_where_no_comment_can_stand_something_else_is_named(markdown: str, line: int, why: str, instead: str) -> None:
    with pytest.raises(InputError, match=rf"README\.md:{line}: no comment can stand here: .*{why}") as caught:
        ignored(markdown, line)

    assert instead in caught.value.hint


@pytest.mark.parametrize("line", [0, 3])
def test_a_line_that_is_not_there_is_told_with_how_many_there_are(line: int) -> None:
    with pytest.raises(InputError, match=rf"README\.md:{line}: the file has 2 lines"):
        ignored("a\nb\n", line)


def test_a_list_that_github_may_read_otherwise_is_not_edited() -> None:
    doubtful = document_of("[A](b.md)")
    object.__setattr__(doubtful, "doubt", "GitHub does not show b.md as a link")

    with pytest.raises(InputError, match="never edited: GitHub does not show b") as caught:
        ignore(doubtful, 1, Wish(("LB101",), "it moves"), load_rulebook(), TODAY)

    assert C in caught.value.hint


def test_a_file_that_is_no_text_is_not_edited() -> None:
    with pytest.raises(InputError, match="NUL byte"):
        ignored(b"a\0")


def test_a_reason_that_the_file_cannot_hold_is_told() -> None:
    with pytest.raises(InputError, match="'→' cannot be written in cp125") as caught:
        ignored(LEGACY, reason="a → b")

    assert caught.value.hint == "give the reason in other words"


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "e2e" / "lists").glob("*.md")), ids=lambda path: path.name)
def test_every_line_of_a_list_is_ignored_or_left_as_it_is(path: Path) -> None:
    data = path.read_bytes()
    lines = [document_of(data).line(link.span.start) for link in document_of(data).links][::7]

    for line in lines:
        after, codes = ignored(data, line)

        assert codes == ("LB101",)
        assert after.replace(f" {C}".encode(), b"") == data

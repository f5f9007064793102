from datetime import date
from pathlib import Path

import pytest
from tests.unit.rendering import read

from linkbot.model.text import line_starts
from linkbot.parse.directives import suppressions
from linkbot.rulebook import Example, Rule, Rulebook


def a_rule(code, name):
    example = (Example(markdown="x"),)
    texts = {"summary": "s", "since": "0.1", "message": "m", "why": "w", "what": "w"}
    return Rule(code=code, name=name, kind="k", severity="error", confidence="high", bad=example, good=example, **texts)


RULEBOOK = Rulebook({"LB101": a_rule("LB101", "dead-link"), "LB201": a_rule("LB201", "title-mismatch")}, (), (), {})


def found(markdown):
    return suppressions(read(markdown).comments, line_starts(markdown.encode()), RULEBOOK)


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("a\n\nb <!-- linkbot-disable-line -->\n\nc", (3, 3)),
        ("<!-- linkbot-disable-next-line -->\na", (2, 2)),
        ("a\n\n<!-- linkbot-disable -->\n\nb\n\n<!-- linkbot-enable -->\n\nc", (3, 7)),
        ("a\n\n<!-- linkbot-disable -->\n\nb", (3, 5)),
        ("a\n\nb\n\n<!-- linkbot-disable-file -->\n", (1, 6)),
        ("- a\n- b <!--linkbot-disable-line-->\n", (2, 2)),
        ("|a|\n|-|\n|b <!-- linkbot-disable-line -->|", (3, 3)),
    ],
)
def test_a_comment_hides_findings_on_its_lines(markdown, lines):
    (suppression,) = found(markdown)

    assert (suppression.lines, suppression.codes, suppression.problem) == (lines, (), "")


def test_codes_names_date_and_reason_are_read():
    (suppression,) = found("<!-- linkbot-disable-line lb101, title-mismatch until=2027-01-01 -- a known move -->")

    assert suppression.codes == ("LB101", "LB201")
    assert suppression.until == date(2027, 1, 1)
    assert suppression.reason == "a known move"


def test_enabling_one_rule_leaves_the_others_hidden():
    first, second = found("<!-- linkbot-disable LB101 LB201 -->\n\na\n\n<!-- linkbot-enable LB101 -->\n\nb")

    assert {first.codes: first.lines, second.codes: second.lines} == {("LB101",): (1, 5), ("LB201",): (1, 7)}


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        ("linkbot-disable-lines", "linkbot-disable-lines is not known"),
        ("linkbot-disable-line LB999", "there is no rule 'LB999'"),
        ("linkbot-disable-line until=soon", "until=soon: a day is written"),
        ("linkbot-enable", "nothing here that this comment could enable"),
        ("linkbot-disable LB999", "there is no rule 'LB999'"),
    ],
)
def test_a_malformed_comment_says_what_is_wrong(comment, problem):
    (suppression,) = found(f"<!-- {comment} -->")

    assert problem in suppression.problem


@pytest.mark.parametrize(
    "markdown",
    [
        "`<!-- linkbot-disable-line -->`",
        "    <!-- linkbot-disable-line -->",
        "```\n<!-- linkbot-disable-file -->\n```",
        "<!-- linkbot is fine -->",
        "linkbot-disable-line",
    ],
)
def test_only_comments_that_are_meant_for_linkbot_count(markdown):
    assert found(markdown) == ()


def test_a_comment_knows_its_place():
    markdown = "é <!-- linkbot-disable-line -->"

    (suppression,) = found(markdown)

    assert suppression.span.slice(markdown.encode()) == b"<!-- linkbot-disable-line -->"


def test_the_constructs_hold_no_suppression():
    text = (Path(__file__).parents[1] / "lists" / "constructs.md").read_text(encoding="utf-8")

    assert found(text) == ()

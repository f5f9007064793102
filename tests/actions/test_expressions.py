"""Expressions give what GitHub's documentation, and the runner's own source, say that they give."""

from __future__ import annotations

import math

import pytest

from tests.actions.evaluation import Scope, evaluate
from tests.actions.templates import expand
from tests.actions.tokens import ExpressionError
from tests.actions.values import CaseSensitive, Value

SCOPE = Scope(
    {
        "github": {
            "sha": "ffac537e6cbbf934b08745a378932722df287a53",
            "ref": "refs/heads/main",
            "event": {"issue": {"labels": [{"name": "bug"}, {"name": "Help wanted"}]}, "none": None},
        },
        "env": CaseSensitive({"Name": "value"}),
        "fruits": {"apple": {"count": 1, "tags": ["red", "green"]}, "pear": {"count": 2, "tags": ["green"]}, "note": "two kinds"},
        "list": ["a", "b"],
    }
)


def the_value_of(expression: str) -> Value:
    return evaluate(expression, SCOPE)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("null", None),
        ("true", True),
        ("711", 711),
        ("-9.2", -9.2),
        ("0xff", 255),
        ("0xffffffff", -1),
        ("-2.99e-2", -0.0299),
        (".5", 0.5),
        ("'It''s open source!'", "It's open source!"),
        ("''", ""),
        ("Infinity", math.inf),
    ],
)
def test_a_literal_is_its_value(expression: str, value: Value) -> None:
    assert the_value_of(expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        "1 == '1'",
        "1 == '0x1'",
        "'main' == 'MAIN'",
        "null == 0",
        "null == ''",
        "true == 1",
        "true == '1'",
        "false == ''",
        "'' == 0",
        "' 12 ' == 12",
        "true != 'true'",
        "NaN != NaN",
        "github == github",
        'list != fromJSON(\'["a", "b"]\')',
        "2 > '1'",
        "'b' > 'A'",
        "true > false",
        "1 <= 1.0",
        "!(1 < 'one')",
        "!(1 >= 'one')",
        "!(null > null)",
    ],
)
def test_values_of_different_kinds_are_compared_as_numbers_and_texts_without_regard_to_case(expression: str) -> None:
    assert the_value_of(expression) is True


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("true || false && false", True),
        ("(true || false) && false", False),
        ("1 < 2 == true", True),
        ("!true == false", True),
        ("!github.none && 'yes' || 'no'", "yes"),
        ("'' || 'default'", "default"),
        ("0 && 1", 0),
        ("'a' && 'b'", "b"),
        ("NaN || 'not a number'", "not a number"),
        ("fruits && 'objects are true'", "objects are true"),
    ],
)
def test_and_and_or_give_one_of_their_operands_and_bind_as_in_javascript(expression: str, value: Value) -> None:
    assert the_value_of(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("github.sha", "ffac537e6cbbf934b08745a378932722df287a53"),
        ("github['SHA']", "ffac537e6cbbf934b08745a378932722df287a53"),
        ("GitHub.Sha", "ffac537e6cbbf934b08745a378932722df287a53"),
        ("env.Name", "value"),
        ("env.name", None),
        ("github.nothing.of.this[0]['kind']", None),
        ("github.ref.length", None),
        ("list[1]", "b"),
        ("list['1']", "b"),
        ("list[1.9]", "b"),
        ("list[2]", None),
        ("list[-1]", None),
        ("list.first", None),
        ("fruits.*.count", [1, 2]),
        ("fruits.*.tags[0]", ["red", "green"]),
        ("fruits.*.tags.*", ["red", "green", "green"]),
        ("fruits['*']", None),
        ("github.ref.*", []),
        ("fromJSON('{\"a\": [true]}').a[0]", True),
    ],
)
def test_a_property_that_is_not_there_is_null(expression: str, value: Value) -> None:
    assert the_value_of(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("contains('Hello world', 'llo')", True),
        ("contains('Hello world', 'LLO')", True),
        ("contains(github.event.issue.labels.*.name, 'help WANTED')", True),
        ("contains(list, 'ab')", False),
        ("contains(github.event.issue.labels.*.name, 'wanted')", False),
        ("contains(fruits, 'apple')", False),
        ("startsWith('Hello world', 'he')", True),
        ("endsWith('Hello world', 'LD')", True),
        ("format('Hello {0} {1} {2}', 'Mona', 'the', 'Octocat')", "Hello Mona the Octocat"),
        ("format('{{Hello {0} {1} {2}!}}', 'Mona', 'the', 'Octocat')", "{Hello Mona the Octocat!}"),
        ("format('{0}{1}{2}{3}', null, true, 1.50, list)", "true1.5Array"),
        ("join(github.event.issue.labels.*.name, ', ')", "bug, Help wanted"),
        ("join(list)", "a,b"),
        ("join('text')", "text"),
        ("join(fruits)", ""),
        ("toJSON(list)", '[\n  "a",\n  "b"\n]'),
        (
            'toJSON(fromJSON(\'{"n": 1, "deep": {"none": null, "empty": []}}\'))',
            '{\n  "n": 1,\n  "deep": {\n    "none": null,\n    "empty": []\n  }\n}',
        ),
        ("TOJSON('ü\"')", '"ü\\""'),
        ("case(false, 1, true, 2, 3)", 2),
        ("case(false, 1, 'otherwise')", "otherwise"),
    ],
)
def test_a_function_gives_what_the_documentation_says(expression: str, value: Value) -> None:
    assert the_value_of(expression) == value


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.0", "1"),
        ("-0", "0"),
        ("1e21", "1E+21"),
        ("0.00001", "1E-05"),
        ("0.1", "0.1"),
        ("123456789012345678", "1.23456789012346E+17"),
    ],
)
def test_a_number_is_written_as_dot_net_writes_it(number: str, text: str) -> None:
    assert expand(f"${{{{ {number} }}}}!", SCOPE) == f"{text}!"


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "unknown.context",
        "unknown()",
        "true || unknown.context",
        "false && unknown()",
        "true || contains('one')",
        "success()",
        '"double quotes"',
        "'open",
        "1 +",
        "1 = 1",
        "a & b",
        "github.",
        "github..sha",
        "github.'sha'",
        "*",
        "(1",
        "1)",
        "1 2",
        "'text'.length",
        "contains('one')",
        "join('one',)",
        "format('{1}', 'one')",
        "format('{', 'one')",
        "fromJSON('{')",
        "case(true, 1)",
        "case('yes', 1, 2)",
        "12ab",
    ],
)
def test_what_github_refuses_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionError):
        the_value_of(expression)


def test_the_second_operand_is_not_evaluated_where_the_first_decides() -> None:
    assert the_value_of("true || fromJSON('{')") is True
    assert the_value_of("false && fromJSON('{')") is False


@pytest.mark.parametrize(
    ("value", "expanded"),
    [
        ("plain", "plain"),
        ("${{ github.ref }}", "refs/heads/main"),
        ("ref ${{ github.ref }} of ${{github.none}}.", "ref refs/heads/main of ."),
        ("${{ fruits.apple }}", {"count": 1, "tags": ["red", "green"]}),
        ("of ${{ fruits }}", "of Object"),
        ("${{ format('{{0}} }}') }}", "{0} }"),
        ("${{ '}}' }}", "}}"),
        ({"${{ list[0] }}": ["${{ 1 }}", 2, None]}, {"a": [1, 2, None]}),
    ],
)
def test_expressions_are_replaced_wherever_a_value_may_stand(value: Value, expanded: Value) -> None:
    assert expand(value, SCOPE) == expanded


def test_an_expression_that_is_not_closed_is_refused() -> None:
    with pytest.raises(ExpressionError, match="not closed"):
        expand("${{ github.ref }", SCOPE)

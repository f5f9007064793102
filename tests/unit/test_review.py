from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.unit.mending import a_mend
from tests.unit.reports import a_report

from linkbot.cli.review import Review
from linkbot.fix import Reason
from linkbot.model.report import FindingRow
from linkbot.report.view import View

LIST = b"- [One](https://one.example/a) March 20222\n- [Two](https://two.example/b) June 2023\n"
ONE = a_mend(LIST, ("20222", "2022"), claim="March 20222")
TWO = a_mend(LIST, ("June", "July"), claim="June 2023", applicability="unsafe")
IDEA = a_mend(LIST, ("March", "May"), applicability="display")


def answers(*words: str) -> Callable[[], str]:
    """A person who types these words, and then closes the terminal."""
    left = iter(words)

    def ask() -> str:
        if (word := next(left, None)) is None:
            raise EOFError
        return word

    return ask


def decided(*words: str) -> list[Reason | None]:
    """What becomes of the three fixes after these answers."""
    accept = Review(View(), [], answers(*words))(a_report(findings=[ONE, TWO, IDEA]))
    return [accept(row) for row in (ONE, TWO, IDEA)]


def test_a_fix_is_applied_only_after_a_yes() -> None:
    assert decided("y", "s") == [None, Reason.REFUSED, Reason.DISPLAY]
    assert decided("n", "y") == [Reason.REFUSED, None, Reason.DISPLAY]


def test_what_is_accepted_on_one_line_is_not_accepted_on_another() -> None:
    first, second = (a_mend(LIST, pair, fingerprint=name) for pair, name in ((("One", "Uno"), "1"), (("Two", "Due"), "2")))
    review = Review(View(), [], answers("y", "s"))
    accept = review(a_report(findings=[first, second]))

    later = review(a_report(findings=[second.model_copy(update={"fingerprint": "1"})]))  # the only one now, and so the first

    assert [accept(first), accept(second)] == [None, Reason.REFUSED]
    assert later(second.model_copy(update={"fingerprint": "1"})) == Reason.REFUSED


@pytest.mark.parametrize("words", [("y", "q"), ("y",)])
def test_to_quit_keeps_what_was_accepted(words: tuple[str, ...]) -> None:
    assert decided(*words) == [None, Reason.REFUSED, Reason.DISPLAY]


def test_what_is_no_answer_is_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert decided("", "perhaps", "skpi", "?", "yes", "never") == [None, Reason.REFUSED, Reason.DISPLAY]

    said = capsys.readouterr().err
    assert "y, n, s, q or ? (did you mean skip?)" in said
    assert "n  leave it, and tell it no more" in said


def test_entry_proof_edit_and_place_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    row = ONE.model_copy(update={"quote": "- [One](https://one.example/a) March 20222", "column": 38, "end_column": 43})
    row = row.model_copy(update={"fix": ONE.fix and ONE.fix.model_copy(update={"proof": "no year has five digits"})})

    Review(View(), [], answers("q"))(a_report(findings=[row, TWO]))

    said = capsys.readouterr().err
    assert "- [One](https://one.example/a) March 20222" in said
    assert "because no year has five digits" in said
    assert "20222 -> 2022" in said
    assert "(1 of 2)" in said


def test_an_answer_holds_for_the_checks_that_follow(capsys: pytest.CaptureFixture[str]) -> None:
    review = Review(View(), [], answers("n", "y"))
    report = a_report(findings=[ONE, TWO])
    review(report)
    capsys.readouterr()

    accept = review(report)

    assert [accept(ONE), accept(TWO)] == [Reason.REFUSED, None]
    assert capsys.readouterr().err == ""


def test_what_a_person_calls_right_is_remembered() -> None:
    refused: list[FindingRow] = []

    Review(View(), refused, answers("n", "s"))(a_report(findings=[ONE, TWO]))

    assert refused == [ONE]

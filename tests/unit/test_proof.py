"""Why a finding is one, in words: everything that a reviewer needs, nothing twice, and nothing that changes overnight."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.reports import a_finding, a_fix, an_evidence

from linkbot.model.report import EvidenceRow, HopRow
from linkbot.report.proof import code_of, finding, lasting, name_of, reasons, way_out


def a_record(detail: str) -> EvidenceRow:
    return an_evidence(question="arxiv:1706.03762", answer="found", detail=detail, hops=[])


def test_message_proof_and_record_are_told() -> None:
    record = a_record("“Attention Is All You Need”, first version 2017-06-12, latest version 2023-08-02")
    row = a_finding(
        message="“2016” is before its first version", evidence=[record], fix=a_fix("2017", proof="no version is of 2016")
    )

    assert reasons(row, "2017") == (
        "“2016” is before its first version; no version is of 2016. [arXiv 1706.03762](https://arxiv.org/abs/1706.03762): "
        "“Attention Is All You Need”, first version 2017-06-12, latest version 2023-08-02."
    )


def test_a_title_is_not_told_twice_and_one_day_is_one_day() -> None:
    record = a_record("“Attention Is All You Need”, first version 2017-06-12, latest version 2017-06-12")

    text = finding(a_finding(message="this is “Attention Is All You Need”", evidence=[record]))

    assert text == "This is “Attention Is All You Need”. [arXiv 1706.03762](https://arxiv.org/abs/1706.03762), of 2017-06-12."


def test_a_message_that_says_no_more_than_the_change_is_left_out() -> None:
    new = "https://example.org/new/guide"
    row = a_finding(message=f"the page has moved for good to {new}", fix=a_fix(new, proof="the old address answers 301 to it"))

    assert reasons(row, new) == "The old address answers 301 to it."
    assert reasons(row).startswith(f"The page has moved for good to `{new}`; ")


def test_a_new_text_that_is_only_a_part_of_a_word_says_nothing() -> None:
    row = a_finding(message="there is no #long-context-llms-old", fix=a_fix("x", proof="another is called so"))

    assert reasons(row, "long-context-llms") == "There is no `#long-context-llms-old`; another is called so."


def test_the_way_over_several_redirects_is_told() -> None:
    hops = [HopRow(status=301, url="https://a.example/"), HopRow(status=308, url="https://b.example/")]
    row = a_finding(message="it moved", evidence=[an_evidence(answer="moved", detail="moved for good", hops=hops)])

    assert finding(row) == "It moved. By way of 301 `https://a.example/`."


def test_the_history_is_told_once() -> None:
    evidence = [an_evidence(since=date(2026, 11, 2), hops=[])]

    assert finding(a_finding(message="404 on two GETs", evidence=evidence)) == "404 on two GETs, since 2026-11-02."
    assert finding(a_finding(message="no answer since 2026-11-01", evidence=evidence)).startswith("No answer since 2026-11-01. ")


def test_a_name_at_the_start_keeps_its_small_letter() -> None:
    assert finding(a_finding(message="example/name is archived")) == "example/name is archived."
    assert finding(a_finding(message="the page is gone")) == "The page is gone."


@pytest.mark.parametrize(
    ("tonight", "words"),
    [
        ("HTTP 404 on two GETs, 10 s apart", "HTTP 404 on two GETs"),
        ("no such domain: a.example (asked 2 times)", "no such domain: a.example"),
        ("could not be verified in 6 runs since 2026-11-02: blocked", "could not be verified since 2026-11-02: blocked"),
        ("in 6 runs of a mill", "in 6 runs of a mill"),
    ],
)
def test_what_changes_overnight_is_left_out(tonight: str, words: str) -> None:
    assert lasting(tonight) == words


def test_an_idea_is_told_as_one() -> None:
    assert way_out(a_finding()) == ""
    assert way_out(a_finding(fix=a_fix("x", title="take this line out", proof=""))) == "*Fix:* Take this line out."
    assert (
        way_out(a_finding(fix=a_fix("x", title="take it out", proof="b", applicability="display"))) == "*Idea:* Take it out; b."
    )


def test_a_rule_is_named_only_by_what_can_be_a_name() -> None:
    assert (code_of(a_finding()), name_of(a_finding())) == ("LB201", "title-mismatch")
    assert (code_of(a_finding(code="#1")), name_of(a_finding(name="gh-1"))) == ("", "")

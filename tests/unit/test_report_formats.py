from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.reports import a_document, a_finding, a_fix, a_link, a_related, a_report, an_evidence

from linkbot.model.report import EditRow, FindingRow, Report
from linkbot.report import FORMATS, summary, written
from linkbot.report.view import View

PLAIN = View(100)


def test_a_concise_line_can_be_searched_by_place_code_and_severity() -> None:
    report = a_report(a_finding(line=41, column=4))

    text = FORMATS["concise"](report, PLAIN)

    assert text == "README.md:41:4: LB201 the title is not the paper's [warning]\n"


def test_a_full_finding_shows_the_line_the_place_the_proof_and_the_way_out() -> None:
    finding = a_finding(hint="look at the paper", evidence=[an_evidence()], related=[a_related()], fix=a_fix("Attention"))

    text = FORMATS["full"](a_report(finding), PLAIN)

    assert text == (
        "README.md:1:4: warning LB201 title-mismatch: the title is not the paper's\n"
        "    1 | - [Atention](https://x.example/a)\n"
        "      |    ^^^^^^^^\n"
        "      = web:https://x.example/a: 404 on two GETs (seen 2026-11-20 12:00 UTC)\n"
        "        301 -> https://y.example/a\n"
        "      = see other.md:9:2: also here\n"
        "      hint: look at the paper\n"
        "      fix: use the paper's title (safe: it keeps the meaning)\n"
        "        Atention -> Attention\n"
    )


def test_wide_characters_are_underlined_where_they_stand() -> None:
    finding = a_finding(quote="- 🎉 论文 [注意力](x)", marked="注意力")

    _, quote, carets = FORMATS["full"](a_report(finding), PLAIN).splitlines()

    assert quote == "    1 | - 🎉 论文 [注意力](x)"
    assert carets == "      |            ^^^^^^"


def test_a_long_line_is_cut_around_the_place() -> None:
    finding = a_finding(quote="before " * 60 + "HERE" + " after" * 60, marked="HERE")

    _, quote, carets = FORMATS["full"](a_report(finding), View(60)).splitlines()

    assert len(quote) <= 60
    assert quote.startswith("    1 | …")
    assert quote.endswith("…")
    assert quote[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_a_place_longer_than_the_page_is_cut_once() -> None:
    finding = a_finding(quote="- [" + "long " * 60 + "](x) and more", marked="[" + "long " * 60 + "]")

    _, quote, carets = FORMATS["full"](a_report(finding), View(60)).splitlines()

    assert quote.startswith("    1 | - [long long")
    assert quote.endswith("…")
    assert quote.count("…") == 1
    assert len(carets) <= len(quote) <= 60


def test_a_quote_that_starts_within_its_line_is_underlined_where_it_stands() -> None:
    finding = a_finding(quote="middle HERE end", marked="HERE", quote_start=1001, column=1008, end_column=1012)

    _, quote, carets = FORMATS["full"](a_report(finding), PLAIN).splitlines()

    assert quote[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_a_secret_in_a_quoted_line_does_not_move_the_underline() -> None:
    finding = a_finding(quote="- https://me:pw@x.example/?token=abc [Atention](x)")

    _, quote, carets = FORMATS["full"](a_report(finding), PLAIN).splitlines()

    assert "pw" not in quote
    assert "abc" not in quote
    assert quote[carets.index("^") : carets.rindex("^") + 1] == "Atention"


def test_a_fix_outside_the_quoted_line_shows_only_what_would_be_written() -> None:
    finding = a_finding(fix=a_fix("Attention", span=(900, 908)))

    text = FORMATS["full"](a_report(finding), PLAIN)

    assert text.endswith("        -> Attention\n")


def test_taking_out_a_whole_line_shows_the_line() -> None:
    finding = a_finding(quote="- [a](x)", marked="[a]", fix=a_fix("", span=(0, 9)))

    text = FORMATS["full"](a_report(finding), PLAIN)

    assert text.endswith("        - [a](x) -> (removed)\n")


def test_of_a_fix_with_many_edits_a_few_are_shown_and_the_rest_counted() -> None:
    edits = [EditRow(span=(3, 11), text=str(number)) for number in range(12)]
    finding = a_finding(fix=a_fix("", edits=edits))

    text = FORMATS["full"](a_report(finding), PLAIN)

    assert text.count("Atention -> ") == 5
    assert text.endswith("        and 7 more edits\n")


def test_a_fix_in_another_encoding_shows_what_it_replaces() -> None:
    finding = a_finding(quote="- [é Atention](x)", span=(5, 13), fix=a_fix("Attention", span=(5, 13)))
    report = a_report(finding, documents=[a_document(encoding="latin-1")])

    text = FORMATS["full"](report, PLAIN)

    assert text.endswith("        Atention -> Attention\n")


def test_findings_of_a_file_stand_together_in_the_order_of_the_files() -> None:
    findings = [
        a_finding(path="b.md", line=2),
        a_finding(path="a.md", line=9),
        a_finding(path="b.md", line=1),
        a_finding(path="a.md", line=1),
    ]
    report = a_report(*findings, documents=[a_document("b.md"), a_document("a.md")])

    lines = FORMATS["concise"](report, PLAIN).splitlines()

    assert [line.split(":", 2)[:2] for line in lines] == [["b.md", "1"], ["b.md", "2"], ["a.md", "1"], ["a.md", "9"]]


@pytest.mark.parametrize("name", ["full", "concise"])
def test_a_clean_report_prints_nothing(name: str) -> None:
    assert FORMATS[name](a_report(), PLAIN) == ""


def test_colours_never_change_the_words() -> None:
    report = a_report(a_finding(evidence=[an_evidence()], fix=a_fix("Attention")))

    colored = FORMATS["full"](report, View(100, color=True))

    assert "\x1b[1;33m" in colored
    assert "warning" in colored


def test_a_report_survives_its_own_json() -> None:
    report = a_report(a_finding(fix=a_fix("Attention"), evidence=[an_evidence()], related=[a_related()]), links=[a_link()])

    text = FORMATS["json"](report, PLAIN)

    assert Report.model_validate_json(text) == report


def test_json_writes_dangerous_characters_as_escapes_and_loses_none() -> None:
    report = a_report(a_finding(message="\x1b[2J \u202e ##[set-output name=x;] \x9b"))

    text = FORMATS["json"](report, PLAIN)

    assert json.loads(text)["findings"][0]["message"] == "\x1b[2J \u202e ##[set-output name=x;] \x9b"
    assert "##[" not in text
    assert not [character for character in text if unicodedata.category(character) in {"Cc", "Cf"} and character != "\n"]


def test_json_holds_no_secrets() -> None:
    report = a_report(a_finding(url="https://me:pw@x.example/?token=abc"), links=[a_link(url="https://x.example/?api_key=abc")])

    data = json.loads(FORMATS["json"](report, PLAIN))

    assert data["findings"][0]["url"] == "https://***@x.example/?token=***"
    assert data["links"][0]["url"] == "https://x.example/?api_key=***"


def test_a_fix_that_would_write_a_redacted_secret_is_left_out_of_json() -> None:
    report = a_report(a_finding(fix=a_fix("https://x.example/?token=abc")))

    data = json.loads(FORMATS["json"](report, PLAIN))

    assert data["findings"][0]["fix"] is None


_TEXT = st.text(max_size=40)


def _any_finding(text: str, span: tuple[int, int], **fields: object) -> FindingRow:
    texts = dict.fromkeys(("code", "name", "path", "url", "subject", "claim", "message", "hint"), text)
    related, evidence = a_related(path=text, message=text), an_evidence(question=text, detail=text)
    fix = a_fix(text, span=span, title=text)
    row = a_finding(**texts, related=[related], evidence=[evidence], fix=fix, severity=fields["severity"])
    return row.model_copy(update={name: value for name, value in fields.items() if name != "severity"})


_FINDINGS = st.builds(
    _any_finding,
    text=_TEXT,
    quote=st.text(max_size=300),
    column=st.integers(0, 400),
    end_column=st.integers(0, 400),
    quote_start=st.integers(0, 50),
    span=st.tuples(st.integers(0, 300), st.integers(0, 300)),
    severity=st.sampled_from(["info", "warning", "error"]),
)


def test_json_is_the_same_in_pieces_and_at_once() -> None:
    report = a_report(a_finding(), links=[a_link(number) for number in range(2_500)])

    pieces = list(written("json", report, PLAIN))

    assert "".join(pieces) == FORMATS["json"](report, PLAIN) == report.model_dump_json(indent=2) + "\n"
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 2


_REPORTS = st.builds(
    lambda findings, text, encoding: a_report(
        *findings,
        documents=[a_document(path=text, encoding=encoding, unreadable=text, doubt=text)],
        hints=[text],
        links=[a_link(path=text, url=text, reason=text, verdict="unknown")],
    ),
    findings=st.lists(_FINDINGS, max_size=3),
    text=_TEXT,
    encoding=st.sampled_from(["utf-8", "latin-1", "utf-16", "no such encoding"]),
)


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"github"}))  # that one is commands: test_annotations.py
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=_REPORTS, width=st.integers(1, 200))
def test_no_text_makes_a_format_fail_or_reach_the_terminal(name: str, report: Report, width: int) -> None:
    text = FORMATS[name](report, View(width)) + summary.render(report, View(width), verbose=True)

    assert not [character for character in text if unicodedata.category(character) == "Cc" and character != "\n"]
    assert "##[" not in text
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))


@settings(max_examples=50, deadline=None)
@given(report=_REPORTS)
def test_any_report_without_secrets_survives_its_own_json(report: Report) -> None:
    once = Report.model_validate_json(FORMATS["json"](report, PLAIN))

    assert Report.model_validate_json(FORMATS["json"](once, PLAIN)) == once

from __future__ import annotations

from tests.unit.reports import a_finding, a_fix, a_report

from linkbot.model.report import HeldRow, Report
from linkbot.report.fixes import SHOWN, render
from linkbot.report.view import View


def held(reason: str, line: int = 1, detail: str = "") -> HeldRow:
    """A fix of LB401 that was not applied."""
    return HeldRow(fingerprint="f", code="LB401", path="README.md", line=line, reason=reason, detail=detail)


def said(report: Report, mode: str, files: int = 0) -> list[str]:
    return render(report, mode, files, View()).splitlines()


def test_a_check_says_which_flag_mends_what() -> None:
    safe, unsafe = (a_finding(fix=a_fix("x", applicability=word)) for word in ("safe", "unsafe"))
    idea = a_finding(fix=a_fix("x", applicability="display"))

    assert said(a_report(findings=[safe, safe, unsafe, idea]), "") == [
        "2 findings can be mended with --fix (--diff shows how).",
        "1 unsafe fix, to be read first: --diff --unsafe-fixes, or --review.",
    ]


def test_a_check_without_fixes_says_nothing_of_them() -> None:
    assert said(a_report(findings=[a_finding()]), "") == []


def test_fixed_findings_are_counted_by_rule() -> None:
    fixed = [a_finding(code="LB503"), a_finding(code="LB404"), a_finding(code="LB503")]

    assert said(a_report(fixed=fixed), "--fix", 2) == ["Fixed 3 findings in 2 files: LB404 1, LB503 2."]
    assert said(a_report(fixed=fixed), "--diff", 1) == ["Would fix 3 findings in 1 file: LB404 1, LB503 2."]


def test_where_nothing_changes_that_is_said() -> None:
    assert said(a_report(), "--fix") == ["Nothing was changed."]
    assert said(a_report(), "--diff") == ["Nothing to change."]


def test_what_was_held_back_is_said_with_the_flag_for_it() -> None:
    report = a_report(held=[held("unsafe"), held("unsafe"), held("display"), held("refused")])

    assert said(report, "--fix") == [
        "Nothing was changed.",
        "Held back: 2 unsafe fixes, which --diff --unsafe-fixes shows, --review goes through before you apply any.",
        "Not applied: 1 fix, skipped or not looked at.",
        "For a person to decide: 1 idea, which --format full shows.",
    ]
    assert said(report, "--diff")[1] == "Held back: 2 unsafe fixes, which --unsafe-fixes shows before you apply any."


def test_a_fix_that_could_not_be_verified_is_named_with_its_reason() -> None:
    rows = [held("doubt", line, "a list \x1b[31mwould\x1b[0m fall apart") for line in range(1, SHOWN + 3)]

    lines = said(a_report(held=rows), "--fix")

    assert lines[1] == "Not applied: README.md:1 LB401: a list would fall apart."
    assert lines[-1] == "Not applied: 2 more (`held` in report.json tells all)."
    assert len(lines) == SHOWN + 2

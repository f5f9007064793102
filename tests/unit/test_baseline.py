"""What is accepted is told no more, survives edits elsewhere, and is forgotten once it is certainly gone."""

from __future__ import annotations

import asyncio
import json
import resource
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reports import a_document, a_finding, a_link, a_related, a_report, a_run

from linkbot.baseline import Baseline, load, save
from linkbot.config import Settings
from linkbot.errors import ConfigError, LinkbotError
from linkbot.model.finding import fingerprint
from linkbot.model.report import FindingRow, Report, SuppressedRow
from linkbot.pipeline import check
from linkbot.report.hints import hints
from linkbot.report.summary import render
from linkbot.report.view import View

BAD = "[a paper](arxiv.org/abs/1706.03762)"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def a_row(subject: str = "web:https://x.example/a", *, ordinal: int = 0, **fields: Any) -> FindingRow:
    """A finding of LB101 in README.md with the fingerprint that it would have."""
    plain = {"code": "LB101", "path": "README.md", "claim": "", **fields}
    mark = fingerprint(plain["code"], plain["path"], subject, plain["claim"], ordinal)
    return a_finding(**{**plain, "subject": subject, "ordinal": ordinal, "fingerprint": mark})


def a_check(*rows: FindingRow, rules: tuple[str, ...] = ("LB101", "LB401"), **fields: Any) -> Report:
    """The report of a run, with a network, of two rules on README.md."""
    return a_report(*rows, **{"run": a_run(rules=list(rules)), **fields})


def a_baseline(*rows: FindingRow) -> Baseline:
    return Baseline(Path("linkbot-baseline.json")).renewed(a_check(*rows))


def checked(markdown: str, baseline: Baseline | None = None) -> Report:
    """A real check of README.md by one rule that needs no network."""
    Path("README.md").write_text(markdown, encoding="utf-8")
    if baseline:
        save(baseline)
    settings = Settings(select=("LB105",), store=Path("store"), baseline=baseline.file if baseline else None)
    return asyncio.run(check(("README.md",), settings))


def accepting(markdown: str) -> Baseline:
    return Baseline(Path("linkbot-baseline.json")).renewed(checked(markdown))


def unused(report: Report) -> int:
    assert report.baseline is not None
    return report.baseline.unused


# What a check leaves out


def test_what_is_accepted_is_hidden_and_what_is_new_is_told() -> None:
    old, new = a_row("web:https://x.example/a"), a_row("web:https://x.example/b")

    report = a_baseline(old).applied(a_check(old, new))

    assert report.findings == [new]
    assert report.suppressed == [SuppressedRow(finding=old, by="baseline", reason="")]


def test_the_summary_says_what_the_baseline_hides() -> None:
    text = render(a_baseline(a_row()).applied(a_check(a_row())), View())

    assert "No findings.\n1 finding hidden by the baseline.\n" in text


def test_a_baseline_survives_moved_lines_and_a_renamed_heading() -> None:
    baseline = accepting(f"# Papers\n\n{BAD}\n")

    report = checked(f"# Works\n\nA new line.\n\n- Another.\n\n{BAD}\n", baseline)

    assert (report.findings, len(report.suppressed), unused(report)) == ([], 1, 0)


def test_when_the_first_of_two_alike_is_mended_the_second_stays_accepted() -> None:
    baseline = accepting(f"{BAD}\n\n{BAD}\n")

    report = checked(f"A paper.\n\n{BAD}\n", baseline)

    assert (report.findings, len(report.suppressed), unused(report)) == ([], 1, 1)


def test_one_more_of_the_same_is_told() -> None:
    baseline = accepting(f"{BAD}\n\n{BAD}\n")

    report = checked(f"{BAD}\n\n{BAD}\n\n{BAD}\n", baseline)

    assert [row.line for row in report.findings] == [5]


def test_what_was_refused_beside_its_like_stays_refused_when_the_other_is_mended() -> None:
    both = checked(f"{BAD}\n\n{BAD}\n")
    baseline = Baseline(Path("linkbot-baseline.json")).with_refused(both.findings[1:])

    before = checked(f"{BAD}\n\n{BAD}\n", baseline)
    after = checked(f"A paper.\n\n{BAD}\n", baseline)

    assert [row.line for row in before.findings] == [1]
    assert (after.findings, unused(after)) == ([], 0)
    assert [row.reason for row in after.suppressed] == ["right as it is"]


def test_a_file_is_the_same_from_whatever_folder_it_is_named(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    baseline = accepting(f"{BAD}\n")
    save(baseline)
    (folder / "docs").mkdir()
    monkeypatch.chdir(folder / "docs")
    settings = Settings(select=("LB105",), store=Path("store"), baseline=folder / baseline.file)

    reports = [asyncio.run(check((name,), settings)) for name in ("../README.md", str(folder / "README.md"))]

    assert [report.findings for report in reports] == [[], []]


def test_a_report_that_is_told_again_knows_a_new_baseline(folder: Path) -> None:
    baseline = accepting(f"{BAD}\n")
    save(Baseline(baseline.file))
    settings = Settings(select=("LB105",), store=Path("store"), baseline=baseline.file)
    before = asyncio.run(check(("README.md",), settings))

    save(baseline)

    assert len(before.findings) == 1
    assert asyncio.run(check(("README.md",), settings)).findings == []


# What is no longer found


def test_what_is_no_longer_found_is_counted_and_the_way_out_is_named() -> None:
    report = a_baseline(a_row()).applied(a_check())

    assert unused(report) == 1
    (hint,) = hints(report)
    assert hint.startswith("1 finding of linkbot-baseline.json can no longer be found; ")
    assert "`linkbot baseline write --file linkbot-baseline.json`" in hint


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(a_check(documents=[a_document("other.md")]), id="another file"),
        pytest.param(a_check(documents=[a_document(unreadable="not text")]), id="a file that cannot be read"),
        pytest.param(a_check(rules=("LB401",)), id="the rule did not run"),
        pytest.param(a_check(run=a_run(rules=["LB101"], offline=True)), id="offline"),
        pytest.param(a_check(run=a_run(rules=["LB101"], partial=True)), id="cut short"),
        pytest.param(
            a_check(links=[a_link(identity="web:https://x.example/a", verdict="flaky", reason="timeout")]),
            id="the link could not be verified",
        ),
    ],
)
def test_what_a_run_cannot_tell_stays_accepted(report: Report) -> None:
    baseline = a_baseline(a_row())

    applied, renewed = baseline.applied(report), baseline.renewed(report)

    assert unused(applied) == 0
    assert renewed == baseline


def test_a_finding_about_two_files_is_over_only_when_both_were_checked() -> None:
    twice = a_row("arxiv:1706.03762", code="LB401", related=[a_related(path="docs/other.md")])
    baseline = a_baseline(twice)

    one = baseline.renewed(a_check())
    both = baseline.renewed(a_check(documents=[a_document(), a_document("docs/other.md")]))

    assert [row.related for row in one.accepted.values()] == [("docs/other.md",)]
    assert both.accepted == {}


def test_a_finding_that_a_comment_hides_needs_no_baseline() -> None:
    hidden = a_check(suppressed=[SuppressedRow(finding=a_row(), by="comment", reason="moved house")])

    assert a_baseline(a_row()).renewed(hidden).accepted == {}


def test_files_that_are_gone_are_forgotten_when_asked(folder: Path) -> None:
    baseline = a_baseline(a_row(), a_row(path="gone.md"), a_row(code="LB401", related=[a_related(path="gone.md")]))
    (folder / "README.md").touch()

    kept = baseline.without_missing_files()

    assert [(row.path, row.code) for row in kept.accepted.values()] == [("README.md", "LB101")]


# The file


def test_a_finding_is_one_line_in_a_fixed_order() -> None:
    rows = [a_row("web:https://x.example/b", claim="LB"), a_row("web:https://x.example/a"), a_row(path="A.md")]

    lines = a_baseline(*rows).text().splitlines()

    assert a_baseline(*reversed(rows)).text().splitlines() == lines
    assert lines[:3] == ["{", '  "schema_version": 1,', '  "findings": [']
    assert [json.loads(line.rstrip(","))["path"] for line in lines[3:6]] == ["A.md", "README.md", "README.md"]
    assert json.loads(lines[5])["claim"] == "LB"


def test_what_is_written_is_read_again_and_writing_it_twice_changes_nothing(folder: Path) -> None:
    baseline = a_baseline(a_row("“Fünf”\u2028##[x]"), a_row(path="docs/a.md", related=[a_related()]))

    first = save(baseline)
    before = (folder / "linkbot-baseline.json").read_bytes()
    second = save(load(baseline.file).renewed(a_check(run=a_run(offline=True))))

    assert (first, second) == (True, False)
    assert (folder / "linkbot-baseline.json").read_bytes() == before
    assert load(baseline.file) == baseline


def test_other_line_ends_are_no_change(folder: Path) -> None:
    baseline = a_baseline(a_row())
    data = baseline.text().encode().replace(b"\n", b"\r\n")
    (folder / "linkbot-baseline.json").write_bytes(data)

    assert not save(baseline)
    assert (folder / "linkbot-baseline.json").read_bytes() == data


def test_a_reason_stays_as_long_as_its_finding_is_found() -> None:
    baseline = a_baseline().with_refused([a_row()])

    again = baseline.renewed(a_check(a_row(), a_row("web:https://x.example/b")))

    assert sorted(row.reason for row in again.accepted.values()) == ["", "right as it is"]


def test_no_secret_of_a_url_is_written_and_its_finding_is_known_again() -> None:
    row = a_row("https://x.example/?token=c2VjcmV0c2VjcmV0")
    save(a_baseline(row))

    loaded = load(Path("linkbot-baseline.json"))

    assert "c2VjcmV0c2VjcmV0" not in loaded.text()
    assert loaded.applied(a_check(row)).findings == []
    assert loaded.renewed(a_check(row)) == loaded


def test_an_empty_file_accepts_nothing(folder: Path) -> None:
    (folder / "linkbot-baseline.json").touch()

    assert load(Path("linkbot-baseline.json")).accepted == {}


def test_a_baseline_that_is_not_there_says_what_makes_it() -> None:
    with pytest.raises(ConfigError, match=r"there is no baseline accepted\.json") as caught:
        load(Path("accepted.json"))

    assert caught.value.hint == "`linkbot baseline write --file accepted.json` makes it"


ENTRY = '{"path": "a.md", "code": "LB101", "subject": "x", "fingerprint": "0123456789abcdef"}'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{\n"schema_version": 1,\n<<<<<<< ours\n', r":3: not JSON: "),
        ("[]", r":1: the file: "),
        ('{\n  "schema_version": 2,\n  "findings": []\n}', r":2: schema_version: input should be 1"),
        ('{\n  "findings": []\n}', r":1: schema_version: field required"),
        ('{"schema_version": 1,\n"findings": {}}', r":2: findings: input should be a valid tuple"),
        (f'{{"schema_version": 1, "findings": [\n{ENTRY},\n{ENTRY[:-2]}!"}}\n]}}', r":3: findings\.fingerprint: string should"),
        (f'{{"schema_version": 1, "findings": [\n{ENTRY},\n\n{{}}]}}', r":4: findings\.path: field required"),
        (f'{{"schema_version": 1, "findings": [{ENTRY[:-1]}, "line": 3}}]}}', r":1: findings\.line: extra inputs"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_line(folder: Path, text: str, problem: str) -> None:
    (folder / "linkbot-baseline.json").write_text(text, encoding="utf-8")

    with pytest.raises(LinkbotError, match=rf"^linkbot-baseline\.json{problem}") as caught:
        load(Path("linkbot-baseline.json"))

    assert "linkbot baseline write --file linkbot-baseline.json" in caught.value.hint


def test_a_folder_is_no_baseline(folder: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(folder)


def test_a_file_that_cannot_be_written_is_told_and_a_new_one_is_not_left_behind(folder: Path) -> None:
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limit[1]))
    try:
        with pytest.raises(LinkbotError, match="linkbot-baseline"):
            save(a_baseline(a_row()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)

    assert list(folder.iterdir()) == []


def test_a_file_that_is_no_text_is_told(folder: Path) -> None:
    (folder / "linkbot-baseline.json").write_bytes(b"\xff\xfe")

    with pytest.raises(LinkbotError, match="not UTF-8"):
        load(Path("linkbot-baseline.json"))


def test_a_folder_that_is_not_there_is_told_and_nothing_is_left_behind(folder: Path) -> None:
    with pytest.raises(LinkbotError, match="cannot be written") as caught:
        save(Baseline(Path("nowhere/linkbot-baseline.json")))

    assert caught.value.hint == "make the folder first: mkdir -p nowhere"
    assert list(folder.iterdir()) == []

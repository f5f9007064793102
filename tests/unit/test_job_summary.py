"""The summary of a job: everything that was found, the worst first, and never more than GitHub shows."""

from __future__ import annotations

from pathlib import Path

from tests.unit import example_views
from tests.unit.published import PLACE, fingerprint
from tests.unit.reports import a_finding, a_report

from linkbot.report import FORMATS, job_summary
from linkbot.report.view import View

BODIES = Path(__file__).parent / "bodies"


def test_a_summary_reads_as_the_one_that_is_kept() -> None:
    assert FORMATS["summary"](example_views.report(), View()).rstrip("\n") == (BODIES / "job_summary.md").read_text().rstrip("\n")


def test_a_report_without_findings_says_so() -> None:
    assert "No findings." in FORMATS["summary"](a_report(), View())


def test_the_worst_stand_first() -> None:
    rows = [
        a_finding(path=path, severity=severity, line=line)
        for path, severity, line in (("a.md", "info", 1), ("b.md", "warning", 2), ("b.md", "error", 9))
    ]

    text = FORMATS["summary"](a_report(*rows), View())

    assert (
        text.index("### `b.md`: 2")
        < text.index("- **error** line 9")
        < text.index("- **warning** line 2")
        < text.index("### `a.md`: 1")
    )


def test_lines_are_links_where_the_repository_is_known() -> None:
    blob = f"{PLACE.repository}/blob/{PLACE.commit}"

    assert f"[line 1]({blob}/README.md?plain=1#L1)" in job_summary.render(a_report(a_finding()), View(), blob)


def test_thousands_of_findings_stay_below_the_limit_and_the_rest_is_counted() -> None:
    rows = [
        a_finding(path=f"{number % 3}.md", line=number, message="word " * 20, fingerprint=fingerprint(number))
        for number in range(5_000)
    ]

    text = FORMATS["summary"](a_report(*rows), View())

    assert len(text.encode()) <= job_summary.LIMIT < 2**20
    assert "### `0.md`: 1,667\n" in text
    assert "### `2.md`: 1,666\n" in text


def test_more_than_has_room_is_counted() -> None:
    rows = [a_finding(line=number, url=f"https://x.example/{'é' * 60}") for number in range(5_000)]

    text = FORMATS["summary"](a_report(*rows), View())

    assert len(text.encode()) <= job_summary.LIMIT
    assert " more, in report.json\n" in text

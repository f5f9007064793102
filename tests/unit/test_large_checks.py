"""Lists that are wrong from top to bottom are judged in seconds: the costs grow with the list, not with its square."""

from __future__ import annotations

from time import process_time

from tests.rules.worlds import findings_of

from linkbot.model.finding import Finding
from linkbot.rulebook import Example

SECONDS = 5
"""What took 20 and more while every place was compared with every other one, reading the list included."""


def judged(code: str, lines: list[str]) -> tuple[list[Finding], float]:
    """What a rule says of a list, and the seconds of CPU that it took."""
    begun = process_time()
    findings = findings_of(code, Example(markdown="\n".join(lines)))
    return findings, process_time() - begun


def test_a_long_table_of_contents_that_is_wrong_throughout_is_judged_in_seconds() -> None:
    contents = [f"- [Chapter {n}](#-chapter-{n})" for n in range(4000)]
    headings = [line for n in range(4000) for line in ("", f"## Chapter {n}")]

    findings, seconds = judged("LB103", [*contents, *headings])

    assert len(findings) == 4000
    assert seconds < SECONDS


def test_one_target_listed_thousands_of_times_is_judged_in_seconds() -> None:
    findings, seconds = judged("LB401", ["- [A tool](https://tool.example.org/)"] * 8000)

    assert len(findings) == 8000
    assert {len(finding.related) for finding in findings} == {10}
    assert seconds < SECONDS


def test_one_title_on_thousands_of_papers_is_judged_in_seconds_and_told_once_an_entry() -> None:
    title = "On Identifiability in Deep Transformers"

    findings, seconds = judged("LB402", [f"- [{title}](https://arxiv.org/abs/1908.{n:05})" for n in range(1, 3001)])

    assert len(findings) == 3000
    assert {len(finding.related) for finding in findings} == {10}
    assert seconds < SECONDS

"""Lists that are wrong from top to bottom are told of entry by entry, and no finding grows with the list.

Each of these took minutes while every place was compared with every other one: a suite that hangs here has found that again.
"""

from __future__ import annotations

from tests.rules.worlds import findings_of

from linkbot.rulebook import Example


def test_a_long_table_of_contents_that_is_wrong_throughout_is_told_line_by_line() -> None:
    contents = [f"- [Chapter {n}](#-chapter-{n})" for n in range(4000)]
    headings = [line for n in range(4000) for line in ("", f"## Chapter {n}")]

    findings = findings_of("LB103", Example(markdown="\n".join([*contents, *headings])))

    assert len(findings) == 4000


def test_one_target_listed_thousands_of_times_names_ten_other_places() -> None:
    findings = findings_of("LB401", Example(markdown="\n".join(["- [A tool](https://tool.example.org/)"] * 4000)))

    assert len(findings) == 4000
    assert {len(finding.related) for finding in findings} == {10}


def test_one_title_on_thousands_of_papers_is_told_once_an_entry() -> None:
    title = "On Identifiability in Deep Transformers"
    lines = [f"- [{title}](https://arxiv.org/abs/1908.{n:05})" for n in range(1, 2001)]

    findings = findings_of("LB402", Example(markdown="\n".join(lines)))

    assert len(findings) == 2000
    assert {len(finding.related) for finding in findings} == {10}

"""Findings in order, numbered where they are alike, and hidden where a comment says so."""

from __future__ import annotations

from tests.rules.worlds import known_of

from linkbot.config import Settings
from linkbot.judge import Judgement, judge
from linkbot.plan import kinds_of
from linkbot.rulebook import Example

BAD = "[a paper](arxiv.org/abs/1706.03762)"


def judged(markdown: str, **files: str) -> Judgement:
    known = known_of(Example(markdown=markdown, files={f"{name}.md": text for name, text in files.items()}))
    settings = Settings(select=("LB0", "LB105", "LB103"))
    return judge(kinds_of(known.rulebook, settings), known)


def test_findings_come_by_path_and_line() -> None:
    judgement = judged(f"{BAD}\n\n[x](#y)\n\n{BAD}\n", another=f"{BAD}\n")

    assert [(finding.path, finding.code, finding.span.start) for finding in judgement.findings] == [
        ("README.md", "LB105", 0),
        ("README.md", "LB103", 37),
        ("README.md", "LB105", 46),
        ("another.md", "LB105", 0),
    ]


def test_the_same_finding_twice_has_two_fingerprints() -> None:
    judgement = judged(f"{BAD}\n\n{BAD}\n")

    assert [finding.ordinal for finding in judgement.findings] == [0, 1]
    assert len({finding.fingerprint for finding in judgement.findings}) == 2


def test_a_fingerprint_stays_when_the_line_moves() -> None:
    before, after = judged(f"{BAD}\n"), judged(f"A new line.\n\n{BAD}\n")

    assert before.findings[0].fingerprint == after.findings[0].fingerprint


def test_hiding_the_first_of_two_does_not_rename_the_second() -> None:
    both = judged(f"{BAD}\n\n{BAD}\n")
    one = judged(f"{BAD} <!-- linkbot-disable-line LB105 -->\n\n{BAD}\n")

    assert [finding.fingerprint for finding in one.findings] == [both.findings[1].fingerprint]


def test_a_comment_hides_by_code_and_by_name_and_gives_its_reason() -> None:
    judgement = judged(
        f"{BAD} <!-- linkbot-disable-line LB105 -- as printed -->\n\n"
        f"<!-- linkbot-disable-next-line malformed-url -->\n{BAD}\n\n"
        f"<!-- linkbot-disable -->\n\n{BAD}\n\n<!-- linkbot-enable -->\n"
    )

    assert judgement.findings == ()
    assert [suppression.reason for _, suppression in judgement.suppressed] == ["as printed", "", ""]


def test_a_comment_for_another_rule_hides_nothing() -> None:
    judgement = judged(f"{BAD} <!-- linkbot-disable-line LB103 -->\n")

    assert [finding.code for finding in judgement.findings] == ["LB001", "LB105"]


def test_a_comment_past_its_date_hides_nothing_and_says_so() -> None:
    judgement = judged(f"{BAD} <!-- linkbot-disable-line LB105 until=2026-11-19 -->\n")

    assert [finding.message for finding in judgement.findings if finding.code == "LB001"] == [
        "ignore comment: held until 2026-11-19"
    ]
    assert judgement.suppressed == ()


def test_a_comment_holds_through_its_last_day() -> None:
    judgement = judged(f"{BAD} <!-- linkbot-disable-line LB105 until=2026-11-20 -->\n")

    assert judgement.findings == ()


def test_a_comment_that_names_rules_which_did_not_run_is_not_called_unused() -> None:
    judgement = judged("[a](#a) <!-- linkbot-disable-line LB501 -->\n\n# A\n")

    assert judgement.findings == ()


def test_a_comment_for_every_rule_is_not_called_unused_when_only_some_ran() -> None:
    judgement = judged("[a](#a) <!-- linkbot-disable-line -->\n\n# A\n")

    assert judgement.findings == ()


def test_a_complaint_about_a_comment_can_be_hidden_by_name_only() -> None:
    judgement = judged(
        "<!-- linkbot-disable-file LB001 -->\n\n[a](#a) <!-- linkbot-disable-line LB103 -->\n\n# A\n",
    )

    assert judgement.findings == ()
    assert [finding.code for finding, _ in judgement.suppressed] == ["LB001"]

from __future__ import annotations

from tests.rules.worlds import findings_of

from linkbot.model.evidence import Answer, Found, Paper
from linkbot.model.finding import Fix
from linkbot.rulebook import Example

TITLE = "A Study of Lists That Stay True"
HEAD = "| Paper | Date |\n|---|---|\n"


def row(date: str, url: str = "https://example.org/paper") -> str:
    return f"| [{TITLE}]({url}) | {date} |\n"


def fix_of(*rows: str, world: dict[str, Answer] | None = None) -> Fix | None:
    """The fix of the one date with a slip."""
    (finding,) = findings_of("LB404", Example(markdown=HEAD + "".join(rows), world=world or {}))
    return finding.fix


def offered(fix: Fix | None) -> tuple[str, str]:
    assert fix is not None
    return fix.applicability.value, fix.edits[0].text


def test_a_misspelt_month_with_one_reading_is_safe_to_mend() -> None:
    fix = fix_of(row("Februray 2024"), row("March 2024"))

    assert offered(fix) == ("safe", "February 2024")
    assert fix is not None
    assert fix.proof == "only 2024-02 can be meant"


def test_a_missing_space_is_put_in() -> None:
    assert offered(fix_of(row("Oct.2023"), row("Nov. 2023") * 20)) == ("safe", "Oct. 2023")


def test_a_full_stop_goes_where_the_list_writes_none() -> None:
    assert offered(fix_of(row("Oct.2023"), row("Nov 2023") * 20)) == ("safe", "Oct 2023")


def test_a_full_stop_stays_in_a_list_that_only_writes_full_names_without() -> None:
    assert offered(fix_of(row("Oct.2023"), row("November 2023") * 20)) == ("safe", "Oct. 2023")


def test_a_letter_too_many_behind_a_short_name_goes_where_the_list_writes_short_names() -> None:
    assert offered(fix_of(row("Junn. 2023"), row("Nov. 2023") * 3)) == ("safe", "Jun. 2023")
    assert offered(fix_of(row("Junn 2023"), row("November 2023") * 3)) == ("safe", "June 2023")


def test_a_date_that_the_record_agrees_with_is_safe_to_mend() -> None:
    record = Found(facts=Paper.model_validate({"id": "2402.07827", "title": TITLE, "published": "2024-02-12", "version": 1}))

    fix = fix_of(row("Februray 2024", "https://arxiv.org/abs/2402.07827"), world={"arxiv:2402.07827": record})

    assert offered(fix) == ("safe", "February 2024")
    assert fix is not None
    assert fix.proof == "only 2024-02 can be meant, and arXiv has 2402.07827 of that time"


def test_a_date_that_the_id_alone_contradicts_is_only_shown() -> None:
    assert offered(fix_of(row("Februray 2022", "https://arxiv.org/abs/2402.07827"))) == ("display", "February 2022")


def test_a_date_that_only_a_release_before_the_paper_explains_is_to_be_read() -> None:
    markdown = f"{HEAD}| [Aya](https://arxiv.org/abs/2402.07827) | Novembr 2023 |\n"

    (finding,) = findings_of("LB404", Example(markdown=markdown))

    assert offered(finding.fix) == ("unsafe", "November 2023")


def test_a_date_still_to_come_is_only_shown() -> None:
    assert offered(fix_of(row("Decembr 2026"))) == ("display", "December 2026")


def test_a_slip_with_two_readings_has_no_fix() -> None:
    assert fix_of(row("March 20230")) is None

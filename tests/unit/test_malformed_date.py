from __future__ import annotations

import pytest
from tests.rules.worlds import findings_of

from linkbot.model.evidence import Answer, Found, Paper
from linkbot.model.finding import Fix
from linkbot.rulebook import Example

TITLE = "A Study of Lists That Stay True"
HEAD = "| Paper | Date |\n|---|---|\n"
MONTHS = ("January", "March", "April", "May", "June", "July", "September", "October")


BULLETS = "".join(f"- [A paper of {month}](https://example.org/{month}) ({month} 2023)\n" for month in MONTHS)


def row(date: str, url: str = "https://example.org/paper") -> str:
    return f"| [{TITLE}]({url}) | {date} |\n"


def sound(*months: str) -> str:
    """Rows whose dates have no slip."""
    return "".join(row(f"{month} 2023", f"https://example.org/{month}") for month in months)


def told(markdown: str) -> list[tuple[str, str, str]]:
    """What is said of misspelt months, how loudly, and how far the fix goes."""
    findings = findings_of("LB404", Example(markdown=markdown))
    return [(found.message, found.severity.value, found.fix.applicability.value if found.fix else "") for found in findings]


def fix_of(*rows: str, world: dict[str, Answer] | None = None) -> Fix | None:
    """The fix of the one date with a slip."""
    (finding,) = findings_of("LB404", Example(markdown=HEAD + "".join(rows), world=world or {}))
    return finding.fix


def offered(fix: Fix | None) -> tuple[str, str]:
    assert fix is not None
    return fix.applicability.value, fix.edits[0].text


def test_a_misspelt_month_with_one_reading_is_safe_to_mend() -> None:
    fix = fix_of(row("Februray 2024"), sound(*MONTHS))

    assert offered(fix) == ("safe", "February 2024")
    assert fix is not None
    assert fix.title == "write February 2024"
    assert (
        fix.proof
        == "no other English month is spelt so nearly as “Februray”, and 8 dates of the list have sound ones in its place"
    )


@pytest.mark.parametrize("slip", ["Decmber", "Novembr", "Febuary", "Setpember", "Mya", "Arpil", "Jully", "Marrch", "Augsut"])
def test_a_slip_of_the_keyboard_among_dates_with_english_months_is_safe_to_mend(slip: str) -> None:
    assert offered(fix_of(row(f"{slip} 2024"), sound(*MONTHS)))[0] == "safe"


def test_a_misspelt_month_among_few_dates_is_told_as_information_and_only_shown() -> None:
    (said,) = told(HEAD + row("Februray 2024") + sound("March"))

    assert said == ("“Februray 2024”: “Februray” is misspelt, February is meant", "info", "display")


@pytest.mark.parametrize(
    "markdown",
    [
        f"- [{TITLE}](https://example.org/a) (Septemba 2022)\n- [{TITLE}](https://example.org/b) (Novemba 2021)\n",
        f"- [{TITLE}](https://example.org/a) (Februray 2022)\n",
        HEAD + "".join(row(f"{month} 2022") for month in ("augusti", "desember", "avgust", "február", "oktobar", "aprel")),
    ],
)
def test_a_list_that_writes_no_english_months_has_none_misspelt(markdown: str) -> None:
    assert told(markdown) == []


@pytest.mark.parametrize(
    "behind",
    [", C. G. Jung, 2022", ", J. Junne, 2022", " (Jung 2022)", " (Marcy, 2022)", " (Julyy, 2022)", " (Marchi et al., 2022)"],
)
def test_a_surname_is_no_misspelt_month(behind: str) -> None:
    assert told(f"- [{TITLE}](https://example.org/a){behind}\n" + BULLETS) == []


def test_a_missing_space_is_put_in() -> None:
    assert offered(fix_of(row("Oct.2023"), row("Nov. 2023") * 20)) == ("safe", "Oct. 2023")


def test_a_full_stop_goes_where_the_list_writes_none() -> None:
    assert offered(fix_of(row("Oct.2023"), row("Nov 2023") * 20)) == ("safe", "Oct 2023")


def test_a_full_stop_stays_in_a_list_that_only_writes_full_names_without() -> None:
    assert offered(fix_of(row("Oct.2023"), row("November 2023") * 20)) == ("safe", "Oct. 2023")


def test_a_letter_too_many_behind_a_short_name_goes_where_the_list_writes_short_names() -> None:
    assert offered(fix_of(row("Junn. 2023"), row("Nov. 2023") * 8)) == ("safe", "Jun. 2023")
    assert offered(fix_of(row("Junn 2023"), row("November 2023") * 8)) == ("safe", "June 2023")


def test_a_date_that_the_record_agrees_with_is_safe_to_mend() -> None:
    record = Found(facts=Paper.model_validate({"id": "2402.07827", "title": TITLE, "published": "2024-02-12", "version": 1}))

    fix = fix_of(row("Februray 2024", "https://arxiv.org/abs/2402.07827"), sound(*MONTHS), world={"arxiv:2402.07827": record})

    assert offered(fix) == ("safe", "February 2024")
    assert fix is not None
    assert fix.proof.endswith(", and arXiv has 2402.07827 of that time")


def test_a_date_that_the_id_alone_contradicts_is_only_shown() -> None:
    assert offered(fix_of(row("Februray 2022", "https://arxiv.org/abs/2402.07827"), sound(*MONTHS))) == (
        "display",
        "February 2022",
    )


def test_a_date_that_only_a_release_before_the_paper_explains_is_to_be_read() -> None:
    markdown = f"{HEAD}| [Aya](https://arxiv.org/abs/2402.07827) | Novembr 2023 |\n{sound(*MONTHS)}"

    (finding,) = findings_of("LB404", Example(markdown=markdown))

    assert offered(finding.fix) == ("unsafe", "November 2023")


def test_a_date_still_to_come_is_only_shown() -> None:
    assert offered(fix_of(row("Decembr 2026"), sound(*MONTHS))) == ("display", "December 2026")


def test_a_year_of_five_digits_says_what_it_was_compared_with() -> None:
    fix = fix_of(row("March 20222"))

    assert offered(fix) == ("safe", "March 2022")
    assert fix is not None
    assert fix.proof == "leaving out one digit of 20222 gives one year alone from 1950 to 2100"


def test_a_slip_with_two_readings_has_no_fix() -> None:
    assert fix_of(row("March 20230")) is None

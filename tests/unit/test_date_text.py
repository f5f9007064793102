from __future__ import annotations

import pytest

from linkbot.checks.date_text import form_of, rewrite
from linkbot.model.document import DateValue
from linkbot.rulebook import load_rulebook

DAY = DateValue(2023, 7, 5)
MONTH = DateValue(2023, 7)


def rewritten(text: str, value: DateValue, wanted: DateValue, *peers: str) -> str | None:
    return rewrite(text, value, wanted, load_rulebook(), peers)


@pytest.mark.parametrize(
    ("text", "value", "wanted", "expected"),
    [
        ("June 2022", DateValue(2022, 6), MONTH, "July 2023"),
        ("june 2022", DateValue(2022, 6), MONTH, "july 2023"),
        ("JUN 2022", DateValue(2022, 6), MONTH, "JUL 2023"),
        ("Jun. 2023", DateValue(2023, 6), MONTH, "Jul. 2023"),
        ("June, 2023", DateValue(2023, 6), MONTH, "July, 2023"),
        ("October. 2021", DateValue(2021, 10), MONTH, "July. 2023"),
        ("Nov.2023", DateValue(2023, 11), MONTH, "Jul.2023"),
        ("Jun'22", DateValue(2022, 6), MONTH, "Jul'23"),
        ("Mar-2023", DateValue(2023, 3), MONTH, "Jul-2023"),
        ("2022 March", DateValue(2022, 3), MONTH, "2023 July"),
        ("Sept. 2022", DateValue(2022, 9), MONTH, "Jul. 2023"),
        ("2022/4", DateValue(2022, 4), MONTH, "2023/7"),
        ("2022-04", DateValue(2022, 4), MONTH, "2023-07"),
        ("04/2022", DateValue(2022, 4), MONTH, "07/2023"),
        ("2022年4月", DateValue(2022, 4), MONTH, "2023年7月"),
        ("April 29, 2022", DateValue(2022, 4, 29), DAY, "July 5, 2023"),
        ("29 Apr 2022", DateValue(2022, 4, 29), DAY, "5 Jul 2023"),
        ("9th of December 2022", DateValue(2022, 12, 9), DAY, "5th of July 2023"),
        ("August 24th 2022", DateValue(2022, 8, 24), DateValue(2023, 7, 1), "July 1st 2023"),
        ("August 1st 2022", DateValue(2022, 8, 1), DateValue(2022, 8, 22), "August 22nd 2022"),
        ("August 1st 2022", DateValue(2022, 8, 1), DateValue(2022, 8, 12), "August 12th 2022"),
        ("August 1st 2022", DateValue(2022, 8, 1), DateValue(2022, 8, 23), "August 23rd 2022"),
        ("2022-04-30", DateValue(2022, 4, 30), DAY, "2023-07-05"),
        ("2022-04-04", DateValue(2022, 4, 4), DateValue(2022, 7, 4), "2022-07-04"),
        ("30.04.2022", DateValue(2022, 4, 30), DateValue(2023, 7, 30), "30.07.2023"),
        ("20220430", DateValue(2022, 4, 30), DAY, "20230705"),
        ("2022", DateValue(2022), DateValue(2023), "2023"),
        ("ICLR'22", DateValue(2022), DateValue(2023), "ICLR'23"),
    ],
)
def test_a_date_is_rewritten_in_its_own_form(text: str, value: DateValue, wanted: DateValue, expected: str) -> None:
    assert rewritten(text, value, wanted) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("août 2022", DateValue(2022, 8), "août 2023"),
        ("Mai 2022", DateValue(2022, 5), "Mai 2023"),
    ],
)
def test_a_year_changes_in_any_language(text: str, value: DateValue, expected: str) -> None:
    assert rewritten(text, value, DateValue(2023, value.month)) == expected


def test_a_month_of_another_language_is_written_as_the_list_writes_it() -> None:
    assert rewritten("août 2022", DateValue(2022, 8), MONTH, "juillet 2021", "mai 2020") == "juillet 2023"


def test_a_month_of_another_language_that_the_list_never_writes_is_not_guessed() -> None:
    assert rewritten("août 2022", DateValue(2022, 8), MONTH, "mai 2020") is None
    assert rewritten("April 2022", DateValue(2022, 4), DateValue(2022, 5), "août 2020") is None


def test_a_month_that_the_list_always_writes_alike_is_written_so() -> None:
    assert rewritten("Oct. 2022", DateValue(2022, 10), MONTH, "July 2020", "Oct. 2021") == "July 2023"
    assert rewritten("Oct. 2022", DateValue(2022, 10), DateValue(2022, 9), "Sept. 2021") == "Sept. 2022"
    assert rewritten("Oct. 2022", DateValue(2022, 10), DateValue(2022, 5), "May 2021") == "May 2022"


def test_in_a_list_that_writes_months_in_two_ways_a_date_keeps_its_own() -> None:
    peers = ("October 2021", "Oct 2020", "July 2020")

    assert rewritten("Feb 2022", DateValue(2022, 2), MONTH, *peers) == "Jul 2023"
    assert rewritten("February 2022", DateValue(2022, 2), MONTH, *peers) == "July 2023"


def test_what_a_may_is_short_for_the_list_tells() -> None:
    assert rewritten("May 2022", DateValue(2022, 5), DateValue(2022, 10), "Jun 2021", "Jan 2021") == "Oct 2022"
    assert rewritten("May 2022", DateValue(2022, 5), DateValue(2022, 10), "January 2021") == "October 2022"
    assert rewritten("May 2022", DateValue(2022, 5), DateValue(2022, 10), "Jan. 2021", "May 2020") == "Oct. 2022"
    assert rewritten("May 2022", DateValue(2022, 5), DateValue(2022, 10)) == "October 2022"


def test_whether_small_numbers_have_a_zero_the_list_tells() -> None:
    assert rewritten("2022/11", DateValue(2022, 11), DateValue(2022, 4)) == "2022/04"
    assert rewritten("2022/11", DateValue(2022, 11), DateValue(2022, 4), "2021/6") == "2022/4"
    assert rewritten("May 14, 2022", DateValue(2022, 5, 14), DateValue(2022, 5, 4), "June 05, 2021") == "May 04, 2022"


@pytest.mark.parametrize(
    ("text", "value", "wanted"),
    [
        ("2022 or 2022", DateValue(2022), DateValue(2023)),
        ("'22", DateValue(2022), DateValue(2023)),
        ("05/05/2022", DateValue(2022, 5, 5), DateValue(2022, 6, 5)),
        ("August 31, 2022", DateValue(2022, 8, 31), DateValue(2022, 8)),
        ("March 20222", DateValue(2022, 3), DateValue(2023, 3)),
    ],
)
def test_what_cannot_be_rewritten_with_certainty_is_left_alone(text: str, value: DateValue, wanted: DateValue) -> None:
    assert rewritten(text, value, wanted) is None


def test_two_dates_have_one_form_where_only_the_numbers_and_the_month_differ() -> None:
    forms = [form_of(text, load_rulebook()) for text in ("Oct. 2023", "October 2023", "May 2023", "2023-06", "29 Sep 2020")]

    assert forms == ["Mon. 9999", "Month 9999", "May 9999", "9999-99", "99 Mon 9999"]

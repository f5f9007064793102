from __future__ import annotations

from datetime import date

from linkbot.checks.convention import PaperDates
from linkbot.checks.right_date import changed_part, is_settled, precedents, readings, version_at
from linkbot.model.document import DateValue

JUNE, DECEMBER = date(2021, 6, 12), date(2021, 12, 3)
ONE = PaperDates(JUNE, JUNE, complete=True)
TWO = PaperDates(JUNE, DECEMBER, complete=True)
LATER = PaperDates(JUNE, date(2022, 9, 3), complete=True)


def test_the_one_version_leaves_one_reading() -> None:
    assert readings(DateValue(2020, 6), ONE) == (DateValue(2021, 6),)
    assert readings(DateValue(2021, 2), ONE) == (DateValue(2021, 6),)
    assert readings(DateValue(2019), ONE) == (DateValue(2021),)


def test_two_versions_of_one_year_leave_two_readings_of_a_wrong_month() -> None:
    assert readings(DateValue(2021, 4), TWO) == (DateValue(2021, 6), DateValue(2021, 12))


def test_a_month_that_agrees_with_one_version_leaves_that_one() -> None:
    assert readings(DateValue(2020, 12), TWO) == (DateValue(2021, 12),)


def test_one_change_comes_before_two() -> None:
    assert readings(DateValue(2022, 3), LATER) == (DateValue(2022, 9),)
    assert readings(DateValue(2020, 3), LATER) == (DateValue(2021, 6), DateValue(2022, 9))


def test_a_year_and_a_month_may_each_be_the_slip() -> None:
    assert readings(DateValue(2022, 6), LATER) == (DateValue(2021, 6), DateValue(2022, 9))


def test_a_day_keeps_what_is_the_lists_own() -> None:
    assert readings(DateValue(2020, 6, 11), ONE) == (DateValue(2021, 6, 11),)
    assert readings(DateValue(2021, 2, 9), ONE) == (DateValue(2021, 6, 9),)


def test_a_day_that_no_one_change_brings_near_a_version_is_written_anew() -> None:
    assert readings(DateValue(2020, 2, 9), ONE) == (DateValue(2021, 6, 12),)


def test_no_thirty_first_of_june_is_offered() -> None:
    assert readings(DateValue(2021, 8, 31), ONE) == (DateValue(2021, 5, 31),)


def test_a_day_shortly_before_a_version_of_the_next_month_is_near_it() -> None:
    paper = PaperDates(date(2021, 6, 3), date(2021, 6, 3), complete=True)

    assert readings(DateValue(2020, 5, 30), paper) == (DateValue(2021, 5, 30),)


def test_the_year_of_the_id_is_a_reading_too() -> None:
    paper = PaperDates(date(2018, 12, 28), date(2018, 12, 28), announced=date(2019, 1, 1))

    assert readings(DateValue(2021), paper) == (DateValue(2018), DateValue(2019))


def test_a_date_stands_for_the_version_of_its_time() -> None:
    assert version_at(DateValue(2021, 12), TWO) == DECEMBER
    assert version_at(DateValue(2021, 11, 29), TWO) == DECEMBER


def test_the_changed_part_is_named_where_it_is_the_only_one() -> None:
    assert changed_part(DateValue(2020, 6), DateValue(2021, 6)) == "year"
    assert changed_part(DateValue(2020, 6), DateValue(2020, 5)) == "month"
    assert changed_part(DateValue(2020, 6), DateValue(2021, 5)) == ""


def test_a_paper_with_versions_that_are_not_known_is_not_settled() -> None:
    partly = PaperDates(JUNE, DECEMBER)
    open_ended = PaperDates(JUNE, JUNE, complete=True, open_ended=True)

    assert not is_settled(DateValue(2021, 4), partly)
    assert is_settled(DateValue(2019), partly)
    assert not is_settled(DateValue(2019), open_ended)


def test_only_dates_that_can_tell_first_from_latest_versions_are_counted_as_telling() -> None:
    past = precedents([(DateValue(2021, 6), ONE), (DateValue(2021, 6), TWO), (DateValue(2021, 12), TWO), (DateValue(2021), TWO)])

    assert (past.dates, past.versions, past.telling, past.first, past.latest) == (4, 4, 2, 1, 1)


def test_a_habit_needs_enough_dates_that_agree() -> None:
    seven = precedents([(DateValue(2021, 12), TWO)] * 7)
    twenty = precedents([(DateValue(2021, 12), TWO)] * 19 + [(DateValue(2021, 6), TWO)])
    torn = precedents([(DateValue(2021, 12), TWO)] * 18 + [(DateValue(2021, 6), TWO)] * 2)

    assert seven.version(8, 0.95) is None
    assert twenty.version(8, 0.95) == "latest"
    assert torn.version(8, 0.95) is None


def test_days_that_are_only_near_a_version_do_not_count_as_exact() -> None:
    past = precedents([(DateValue(2021, 6, 20), ONE)] * 8)

    assert past.trusts_versions(0.9, exactly=False)
    assert not past.trusts_versions(0.9, exactly=True)


def test_in_a_short_list_all_dates_must_be_versions() -> None:
    past = precedents([(DateValue(2021, 6), ONE)] * 6 + [(DateValue(2021, 8), ONE)])

    assert not past.trusts_versions(0.8, exactly=False)

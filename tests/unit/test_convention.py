from __future__ import annotations

from datetime import date

from linkbot.checks.convention import Habit, PaperDates, fault, infer, is_near_version, needs_versions
from linkbot.model.document import DateValue

FIRST, MIDDLE, LATEST = date(2023, 5, 22), date(2023, 10, 9), date(2024, 1, 18)
PAPER = PaperDates(FIRST, LATEST)
COMPLETE = PaperDates(FIRST, LATEST, (MIDDLE,), complete=True)
UNKNOWN = Habit("unknown")
VERSIONS = Habit("any", share=1.0)


def test_fewer_than_eight_dates_make_no_habit() -> None:
    assert infer([(DateValue(2023, 5), PAPER)] * 7).convention == "unknown"


def test_the_simplest_convention_that_explains_a_list_is_its_habit() -> None:
    firsts = [(DateValue(2023, 5), COMPLETE)] * 20
    latests = [(DateValue(2024, 1), COMPLETE)] * 20
    middles = [(DateValue(2023, 10), COMPLETE)] * 20

    assert infer(firsts).convention == "first"
    assert infer(latests).convention == "latest"
    assert infer(firsts + latests + middles).convention == "any"


def test_a_list_of_years_of_which_some_are_the_venues_follows_the_venue() -> None:
    years = [(DateValue(2022), PaperDates(date(2021, 6, 1), date(2021, 6, 1)))] * 6 + [
        (DateValue(2021), PaperDates(date(2021, 6, 1), date(2021, 6, 1)))
    ] * 6

    assert infer(years).convention == "venue"


def test_one_wrong_date_in_thirty_does_not_unmake_a_habit() -> None:
    claims = [(DateValue(2023, 5), PAPER)] * 29 + [(DateValue(2019, 5), PAPER)]

    assert infer(claims).convention == "first"


def test_a_list_of_other_dates_has_no_habit() -> None:
    assert infer([(DateValue(2022, month), PAPER) for month in range(1, 13)]).convention == "mixed"


def test_the_date_of_any_version_is_right_whatever_the_habit() -> None:
    assert fault(DateValue(2023, 5), PAPER, Habit("latest", share=1.0)) is None
    assert fault(DateValue(2024, 1, 19), PAPER, Habit("first", share=1.0)) is None
    assert fault(DateValue(2023, 10), COMPLETE, VERSIONS) is None


def test_a_day_may_be_a_day_off_because_clocks_are() -> None:
    dawn = PaperDates(date(2023, 12, 31), date(2023, 12, 31))

    assert fault(DateValue(2024, 1), dawn, VERSIONS) is None
    assert fault(DateValue(2023, 12, 30), dawn, VERSIONS) is None


def test_the_month_that_the_id_carries_is_right_for_a_paper_of_the_last_days_of_a_year() -> None:
    paper = PaperDates(date(2018, 12, 28), date(2018, 12, 28), announced=date(2019, 1, 1))

    assert fault(DateValue(2019), paper, VERSIONS) is None
    assert fault(DateValue(2019, 1), paper, VERSIONS) is None
    assert fault(DateValue(2019, 2), paper, VERSIONS) == "late"


def test_a_month_before_the_first_version_is_early() -> None:
    assert fault(DateValue(2023, 4), PAPER, UNKNOWN) == "early"
    assert fault(DateValue(2022), PAPER, UNKNOWN) == "early"


def test_a_day_shortly_before_the_first_version_is_not_held_against_it() -> None:
    paper = PaperDates(date(2023, 6, 3), date(2023, 6, 3))

    assert fault(DateValue(2023, 5, 28), paper, VERSIONS) is None


def test_a_model_may_be_released_before_its_report() -> None:
    report = PaperDates(date(2025, 4, 7), date(2025, 4, 7))

    assert fault(DateValue(2024, 11), report, VERSIONS, lead_months=6) is None
    assert fault(DateValue(2023, 11), report, VERSIONS, lead_months=6) == "early"


def test_a_month_after_the_latest_version_is_late_where_the_list_gives_versions() -> None:
    assert fault(DateValue(2024, 3), PAPER, VERSIONS) == "late"
    assert fault(DateValue(2024, 3), PAPER, UNKNOWN) is None


def test_nothing_is_late_for_a_paper_whose_latest_version_is_not_known() -> None:
    open_ended = PaperDates(FIRST, FIRST, open_ended=True)

    assert fault(DateValue(2024, 3), open_ended, VERSIONS) is None
    assert fault(DateValue(2023, 4), open_ended, VERSIONS) == "early"


def test_the_year_after_the_latest_version_may_be_the_venues() -> None:
    assert fault(DateValue(2025), PAPER, Habit("mixed")) is None
    assert fault(DateValue(2026), PAPER, Habit("mixed")) == "late"
    assert fault(DateValue(2025), PAPER, VERSIONS) == "late"


def test_the_venues_year_is_right() -> None:
    printed = PaperDates(FIRST, LATEST, venue_years=frozenset({2026}))

    assert fault(DateValue(2026), printed, VERSIONS) is None


def test_a_month_between_two_versions_is_wrong_only_where_all_versions_are_known() -> None:
    assert fault(DateValue(2023, 8), PAPER, VERSIONS) is None
    assert fault(DateValue(2023, 8), COMPLETE, VERSIONS) == "between"
    assert fault(DateValue(2023, 8), COMPLETE, UNKNOWN) is None


def test_versions_are_asked_for_only_where_one_might_explain_the_date() -> None:
    assert needs_versions(DateValue(2023, 8), PAPER)
    assert not needs_versions(DateValue(2023, 8), COMPLETE)
    assert not needs_versions(DateValue(2023, 5), PAPER)
    assert not needs_versions(DateValue(2021, 5), PAPER)
    assert not needs_versions(DateValue(2023), PAPER)


def test_a_day_in_the_month_of_a_version_or_shortly_before_it_is_near_it() -> None:
    assert is_near_version(DateValue(2024, 1, 3), PAPER)
    assert is_near_version(DateValue(2023, 5, 12), PAPER)


def test_a_day_of_another_month_is_near_no_version() -> None:
    assert not is_near_version(DateValue(2023, 4, 30), PAPER)
    assert not is_near_version(DateValue(2023, 6, 1), PAPER)

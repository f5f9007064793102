from __future__ import annotations

from tests.rules.worlds import known_of

from linkbot.checks.ordering import Key, misplaced
from linkbot.config import Settings
from linkbot.judge import judge
from linkbot.model.finding import Fix
from linkbot.plan import kinds_of
from linkbot.rulebook import Example


def months(*numbers: int) -> list[Key]:
    return [(2020 + number // 12, number % 12 + 1, 0) for number in numbers]


def test_the_one_date_that_breaks_a_rising_list_is_found() -> None:
    assert misplaced(months(1, 2, 3, 5, 8, 0, 9, 11, 14)) == [5]


def test_the_one_date_that_breaks_a_falling_list_is_found() -> None:
    assert misplaced(months(14, 11, 9, 30, 8, 5, 3, 2, 1)) == [3]


def test_equal_dates_are_in_order() -> None:
    assert misplaced(months(1, 1, 1, 2, 2, 3, 3, 4, 4, 4)) == []


def test_of_two_neighbours_the_wrong_way_round_none_is_accused() -> None:
    assert misplaced(months(1, 2, 3, 5, 4, 6, 7, 8, 9, 10)) == []


def test_a_short_list_proves_nothing() -> None:
    assert misplaced(months(1, 2, 3, 0, 4, 5, 6)) == []


def test_a_list_of_three_months_proves_nothing() -> None:
    assert misplaced(months(1, 1, 1, 2, 2, 0, 2, 2, 2)) == []


def test_an_unsorted_list_proves_nothing() -> None:
    assert misplaced(months(5, 1, 9, 3, 7, 2, 8, 4, 6, 0)) == []


def test_two_of_forty_may_be_out_of_place() -> None:
    numbers = list(range(40))
    numbers[10], numbers[30] = 35, 2

    assert misplaced(months(*numbers)) == [10, 30]


SORTED = ("July 2024", "August 2024", "September 2024", "October 2024", "November 2024")
AFTER = ("December 2024", "December 2024", "January 2025", "February 2025")


def fix_between(*dates: str) -> list[Fix | None]:
    """The fixes of a table of those dates."""
    rows = "".join(f"| [Thing {number}](https://example.org/{number}) | {date} |\n" for number, date in enumerate(dates))
    known = known_of(Example(markdown=f"| Paper | Date |\n|---|---|\n{rows}"))
    kinds = kinds_of(known.rulebook, Settings(select=("LB406",)))
    return [finding.fix for finding in judge(kinds, known).findings]


def test_the_one_year_that_the_neighbours_leave_is_offered() -> None:
    (fix,) = fix_between(*SORTED, "November 2023", *AFTER)

    assert fix is not None
    assert (fix.applicability.value, fix.edits[0].text) == ("unsafe", "November 2024")
    assert fix.proof == (
        "the nearest dates in order, 2024-11 and 2024-12, leave no other year for it, and no other month of 2023"
    )


def test_in_a_wide_gap_a_month_fits_by_chance() -> None:
    (fix,) = fix_between(*SORTED[:2], "November 2023", *AFTER[2:], "March 2025", "April 2025", "May 2025", "June 2025")

    assert fix is None


def test_a_month_that_would_fit_as_well_leaves_the_date_alone() -> None:
    (fix,) = fix_between(*SORTED, "December 2024", "December 2025", "January 2025", "February 2025", "March 2025")

    assert fix is None


def test_a_year_still_to_come_is_not_offered() -> None:
    coming = ("November 2026", "December 2025", "January 2027", "February 2027", "March 2027")

    (fix,) = fix_between("July 2026", "August 2026", "September 2026", "October 2026", *coming)

    assert fix is None

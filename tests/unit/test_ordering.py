from __future__ import annotations

from linkbot.checks.ordering import Key, misplaced


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

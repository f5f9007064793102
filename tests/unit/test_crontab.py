from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSim
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.crontab_oracle import fires, times

from linkbot.crontab import CrontabError, parse
from linkbot.watch.trigger import Due

SOME_MINUTE = datetime(2027, 2, 20, 11, 58, tzinfo=UTC)
DAY = 24 * 60


def due(text: str, start: datetime, count: int) -> list[datetime]:
    trigger, found = Due(parse(text), UTC), [start]
    for _ in range(count):
        found.append(trigger.after(found[-1]))
    return found[1:]


def a_part(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    pair = st.tuples(number, number).map(sorted).map(lambda ends: f"{ends[0]}-{ends[1]}")
    step = st.integers(1, high - low).map(lambda width: f"/{width}")
    stepped = st.tuples(st.one_of(st.just("*"), pair, number.map(str)), step).map("".join)
    return st.one_of(number.map(str), pair, stepped, st.just("*"))


def a_field(low: int, high: int) -> st.SearchStrategy[str]:
    return st.one_of(st.just("*"), st.lists(a_part(low, high), min_size=1, max_size=3).map(",".join))


SCHEDULES = st.tuples(a_field(0, 59), a_field(0, 23), st.one_of(st.just("*"), a_part(1, 28)), a_field(1, 12), a_field(0, 7)).map(
    " ".join
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEDULES, st.integers(0, 500))
def test_any_schedule_fires_in_the_minutes_in_which_vixies_cron_would_run_it(text: str, day: int) -> None:
    start = SOME_MINUTE + timedelta(days=day)
    end = start + timedelta(minutes=DAY)

    expected = [moment for n in range(1, DAY + 1) if fires(text, moment := start + timedelta(minutes=n))]

    trigger, found, moment = Due(parse(text), UTC), [], start
    while (moment := trigger.after(moment)) <= end:
        found.append(moment)
    assert found == expected


@settings(max_examples=40, deadline=None)
@given(SCHEDULES)
def test_the_portable_form_of_a_schedule_is_the_same_schedule(text: str) -> None:
    assert parse(parse(text).text) == parse(text)


@settings(max_examples=25, deadline=None)
@given(SCHEDULES)
def test_any_schedule_fires_next_when_vixies_cron_would_next_run_it(text: str) -> None:
    assert due(text, SOME_MINUTE, 3) == times(text, SOME_MINUTE, 3)


@pytest.mark.parametrize(
    "text",
    ["17 3 * * *", "*/15 0-5,22 1,15 jan-mar fri", "0 0 13 * 5", "0 0 */2 * 1", "0 12 1-7 * MON", "0 0 29 2 *", "5 4 * * 7"],
)
def test_a_second_program_reads_a_schedule_alike(text: str) -> None:
    others = CronSim(text, SOME_MINUTE)

    assert due(text, SOME_MINUTE, 30) == [next(others) for _ in range(30)]


@pytest.mark.parametrize("text", ["0 3 * * 0", "0 3 * * 7", "0 3 * * sun", "0 3 * * SUN", "0 3 * * 7-7"])
def test_0_and_7_are_sunday(text: str) -> None:
    assert {moment.strftime("%A") for moment in due(text, SOME_MINUTE, 5)} == {"Sunday"}


def test_1_to_5_are_monday_to_friday() -> None:
    found = due("0 3 * * 1-5", SOME_MINUTE, 5)

    assert [moment.strftime("%a") for moment in found] == ["Mon", "Tue", "Wed", "Thu", "Fri"]


def test_a_day_of_the_month_or_a_day_of_the_week_is_enough_where_both_are_restricted() -> None:
    found = due("0 0 13 * 5", datetime(2027, 8, 1, tzinfo=UTC), 6)

    assert [moment.day for moment in found] == [6, 13, 20, 27, 3, 10]


def test_both_must_hold_where_one_of_them_begins_with_a_star() -> None:
    found = due("0 0 */2 * 1", datetime(2027, 3, 1, tzinfo=UTC), 3)

    assert [(moment.day, moment.strftime("%a")) for moment in found] == [(15, "Mon"), (29, "Mon"), (5, "Mon")]


def test_a_day_that_no_month_has_does_not_keep_a_schedule_from_its_weekdays() -> None:
    assert [moment.day for moment in due("0 0 30 2 1", datetime(2027, 2, 1, tzinfo=UTC), 3)] == [8, 15, 22]


@pytest.mark.parametrize(
    ("text", "portable"),
    [
        ("@daily", "0 0 * * *"),
        ("@Weekly", "0 0 * * 0"),
        ("@annually", "0 0 1 1 *"),
        ("20/15 * * * *", "20,35,50 * * * *"),
        ("0 3 * jan,FEB,mar fri-sun", "0 3 * 1-3 0,5,6"),
        ("  0\t3 */2  * 7 ", "0 3 */2 * 0"),
        ("0 3 * * */2,5-5/1,7", "0 3 * * */2,5"),
        ("1-59/2 */6 * * *", "1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31,33,35,37,39,41,43,45,47,49,51,53,55,57,59 */6 * * *"),
    ],
)
def test_what_only_some_crons_know_is_written_as_all_know_it(text: str, portable: str) -> None:
    assert parse(text).text == portable


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("60 * * * *", "minute (column 1): 60 is not in 0-59"),
        ("0  24 * * *", "hour (column 4): 24 is not in 0-23"),
        ("0 0 0 * *", "day of the month (column 5): 0 is not in 1-31"),
        ("0 0 * 0,13 *", "month (column 7): 0 is not in 1-12"),
        ("0 0 1,32 * *", "day of the month (column 7): 32 is not in 1-31"),
        ("0 0 * * 8", "day of the week (column 9): 8 is not in 0-7"),
        ("0 0 * * fry", "'fry' is no day of the week; write 0-7 or sun-sat"),
        ("0 0 * march *", "'march' is written mar"),
        ("0 22-2 * * *", "'22-2' runs backwards; write 22-23,0-2"),
        ("0 0 * * sat-mon", "runs backwards; write 6-7,0-1"),
        ("*/0 * * * *", "a step of 0 is not in 1-59"),
        ("*/90 * * * *", "a step of 90 is not in 1-59"),
        ("1,,2 * * * *", "minute (column 3): a part of the list is empty"),
        ("0 0 L * *", "belongs to schedules of other programs"),
        ("0 0 ? * *", "belongs to schedules of other programs"),
        ("0 0 * * 1#2", "belongs to schedules of other programs"),
        ("-5 * * * *", "cannot be read"),
        ("1.5 * * * *", "cannot be read"),
        ("\u0663 * * * *", "cannot be read"),
        ("0 0 30 2 *", "no month of '2' has a day '30', so it would never fire"),
        ("0 0 31 4,6,sep,11 *", "would never fire"),
        ("* * * *", "has 4 fields, not 5"),
        ("0 0 0 * * *", "neither seconds nor years"),
        ("", "has 0 fields"),
        ("@reboot", "names no time"),
        ("@every 5m", "there are @yearly"),
    ],
)
def test_an_error_names_the_field_the_column_and_the_way_out(text: str, words: str) -> None:
    with pytest.raises(CrontabError) as caught:
        parse(text)

    assert words in str(caught.value)

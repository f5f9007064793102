from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from linkbot.crontab import parse
from linkbot.watch.due import catch_up_at, is_missed, is_overdue
from linkbot.watch.folder import Memory
from linkbot.watch.trigger import Due, delay

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
NIGHTLY = "0 3 * * *"
NOW = datetime(2027, 5, 10, 12, tzinfo=UTC)


def due(text: str, start: str, count: int, zone: tzinfo = BERLIN) -> list[str]:
    trigger, moment, found = Due(parse(text), zone), datetime.fromisoformat(start), []
    for _ in range(count):
        moment = trigger.after(moment)
        found.append(f"{moment.astimezone(zone):%d %H:%M%z}")
    return found


def last_run(ago: timedelta, **known: object) -> Memory:
    return Memory.model_validate(
        {"known_since": NOW - 400 * 24 * HOUR, "last_start": NOW - ago, "last_success": NOW - ago, **known}
    )


def test_a_time_that_a_clock_shows_twice_comes_once() -> None:
    assert due("30 2 * * *", "2027-10-29T12:00Z", 3) == ["30 02:30+0200", "31 02:30+0200", "01 02:30+0100"]


def test_a_time_that_a_clock_leaves_out_comes_when_it_is_put_forward() -> None:
    assert due("30 2 * * *", "2027-03-26T12:00Z", 3) == ["27 02:30+0100", "28 03:00+0200", "29 02:30+0200"]


def test_all_times_that_a_clock_leaves_out_are_one() -> None:
    found = due("*/20 2,3 * * *", "2027-03-28T00:50Z", 4)

    assert found == ["28 03:00+0200", "28 03:20+0200", "28 03:40+0200", "29 02:00+0200"]


def test_an_hourly_schedule_leaves_out_the_hour_that_comes_again() -> None:
    assert due("30 * * * *", "2027-10-30T23:00Z", 3) == ["31 01:30+0200", "31 02:30+0200", "31 03:30+0100"]


def test_a_start_between_the_two_hours_that_look_alike_is_no_reason_to_run_again() -> None:
    assert due("30 2 * * *", "2027-10-31T01:10Z", 1) == ["01 02:30+0100"]


def test_a_clock_may_be_put_forward_by_half_an_hour() -> None:
    assert due("15 2 * * *", "2026-10-03T00:00Z", 1, ZoneInfo("Australia/Lord_Howe")) == ["04 02:30+1100"]


def test_a_zone_without_daylight_saving_is_as_far_from_utc_as_ever() -> None:
    assert due("30 5 * * *", "2027-03-27T12:00Z", 2, ZoneInfo("Asia/Kolkata")) == ["28 05:30+0530", "29 05:30+0530"]


def test_every_run_of_a_target_is_put_off_by_the_same_time() -> None:
    trigger = Due(parse(NIGHTLY), UTC, timedelta(minutes=7))

    assert trigger.after(datetime(2027, 1, 1, 3, 6, tzinfo=UTC)) == datetime(2027, 1, 1, 3, 7, tzinfo=UTC)
    assert trigger.after(datetime(2027, 1, 1, 3, 7, tzinfo=UTC)) == datetime(2027, 1, 2, 3, 7, tzinfo=UTC)


def test_a_delay_follows_from_the_name_and_stays_within_the_jitter() -> None:
    names = [f"list-{number}" for number in range(200)]
    delays = [delay(name, 900) for name in names]

    assert delays == [delay(name, 900) for name in names]
    assert timedelta() <= min(delays) < timedelta(minutes=1)
    assert timedelta(minutes=14) < max(delays) <= timedelta(minutes=15)
    assert len(set(delays)) > 150


def test_without_jitter_there_is_no_delay() -> None:
    assert delay("some-list", 0) == timedelta()


def test_the_scheduler_is_told_a_time_that_is_now() -> None:
    three = datetime(2027, 1, 1, 3, tzinfo=UTC)

    assert Due(parse(NIGHTLY), UTC).get_next_fire_time(None, three) == three
    assert Due(parse(NIGHTLY), UTC).get_next_fire_time(three, three) == three + 24 * HOUR


@pytest.mark.parametrize(
    ("memory", "is_so"),
    [
        (last_run(8 * HOUR), False),
        (last_run(10 * HOUR), True),
        (last_run(100 * 24 * HOUR), True),
        (last_run(8 * HOUR, last_outcome="interrupted"), True),
        (last_run(8 * HOUR, last_outcome="running"), True),
        (last_run(8 * HOUR, last_outcome="failure"), False),
        (Memory(known_since=NOW - 8 * HOUR), False),
        (Memory(known_since=NOW - 10 * HOUR), True),
    ],
)
def test_a_run_was_missed_when_a_time_came_and_none_began_or_ended(memory: Memory, is_so: bool) -> None:
    assert is_missed(Due(parse(NIGHTLY), UTC), memory, NOW) is is_so


def test_what_was_missed_is_made_up_for_after_the_delay_of_the_target() -> None:
    times = Due(parse(NIGHTLY), UTC, timedelta(minutes=7))

    assert catch_up_at(times, last_run(100 * 24 * HOUR), NOW) == NOW + timedelta(minutes=7)
    assert catch_up_at(times, last_run(8 * HOUR), NOW) is None


def test_what_was_missed_is_left_to_the_next_run_where_that_is_near() -> None:
    soon = Due(parse("15 12 * * *"), UTC)
    already = Due(parse("55 11 * * *"), UTC, timedelta(minutes=7))

    assert catch_up_at(soon, last_run(30 * HOUR), NOW) is None
    assert catch_up_at(already, last_run(30 * HOUR), NOW) is None


@pytest.mark.parametrize(
    ("hours", "is_so"), [(10, False), (34, True), (8, False)], ids=["one time missed", "two times missed", "none missed"]
)
def test_a_target_is_overdue_when_two_times_have_gone_by_without_a_success(hours: int, is_so: bool) -> None:
    assert is_overdue(Due(parse(NIGHTLY), UTC), last_run(hours * HOUR), 3600, NOW) is is_so


def test_a_target_is_not_overdue_while_its_second_run_may_still_succeed() -> None:
    assert not is_overdue(Due(parse(NIGHTLY), UTC), last_run(34 * HOUR), 10 * 3600, NOW)

"""A pace follows what a server says and shows, down at once and up with time, and never above the host's own."""

from __future__ import annotations

import pytest

from linkbot.sources.limits import Quota
from linkbot.sources.pace import Pace


def a_pace(per_second: float = 10) -> Pace:
    return Pace(per_second, now=0.0)


class TestQuotas:
    """The quota that a server tells of only ever slows down."""

    def test_what_is_left_is_spread_until_it_is_renewed(self) -> None:
        pace = a_pace(per_second=10)

        rest = pace.limit(Quota(20, 10), waiting=100, now=1.1)

        assert (rest, pace.interval(2.0), pace.interval(11.2)) == (0.0, 0.5, 0.1)

    def test_a_quota_that_lasts_for_all_who_wait_changes_nothing(self) -> None:
        pace = a_pace(per_second=10)

        pace.limit(Quota(20, 3600), waiting=20, now=1.1)

        assert pace.interval(2.0) == 0.1

    def test_a_generous_quota_makes_nothing_faster(self) -> None:
        pace = a_pace(per_second=10)

        pace.limit(Quota(1000, 1), waiting=5000, now=1.1)

        assert pace.interval(1.2) == 0.1

    def test_a_day_with_one_request_left_is_not_spread_over_the_day(self) -> None:
        pace = a_pace()

        pace.limit(Quota(1, 86_400), waiting=9, now=1.1)

        assert pace.interval(2.0) == 30

    def test_an_empty_quota_is_a_rest_until_it_is_renewed(self) -> None:
        assert a_pace().limit(Quota(0, 8), waiting=3, now=1.1) == 8

    def test_an_empty_quota_for_longer_than_our_patience_is_left_to_the_refusal(self) -> None:
        pace = a_pace(per_second=10)

        rest = pace.limit(Quota(0, 3600), waiting=3, now=1.1)

        assert (rest, pace.interval(2.0)) == (0.0, 0.1)

    def test_a_server_whose_quota_is_always_empty_is_believed_no_longer_than_our_patience(self) -> None:
        pace = a_pace(per_second=10)

        rests = [pace.limit(Quota(0, 50), waiting=9, now=at) for at in (0.0, 51.0, 102.0, 103.0)]

        assert rests == [50, 50, 0, 0]
        assert pace.interval(110.0) == 0.1

    def test_a_quota_that_is_renewed_is_believed_again(self) -> None:
        pace = a_pace()
        for at in (0.0, 51.0, 102.0):
            pace.limit(Quota(0, 50), waiting=9, now=at)

        pace.limit(Quota(3, 50), waiting=1, now=110.0)

        assert pace.limit(Quota(0, 50), waiting=9, now=120.0) == 50

    def test_answers_that_were_on_their_way_when_the_quota_ran_out_are_no_second_rest(self) -> None:
        pace = a_pace()

        rests = [pace.limit(told, waiting=9, now=1.0) for told in (Quota(0, 10), Quota(0, 10), Quota(2, 10))]

        assert rests == [10, 0, 0]
        assert pace.interval(1.0) == 0.1


class TestPushBacks:
    """One cut for a burst, as deep as what the server took shows."""

    def test_what_the_server_took_is_the_new_pace(self) -> None:
        pace = a_pace(per_second=8)
        for _ in range(10):
            pace.accept()

        pace.push_back(sent_at=1.9, now=2.0, retry_after=1.0)

        assert pace.interval(2.0) == pytest.approx(0.2)

    def test_one_refusal_is_no_reason_to_crawl(self) -> None:
        pace = a_pace(per_second=10)
        for _ in range(3):
            pace.accept()

        pace.push_back(sent_at=99.0, now=100.0, retry_after=100.0)

        assert pace.interval(200.0) == pytest.approx(0.17)

    def test_a_burst_cuts_once(self) -> None:
        pace = a_pace(per_second=10)

        rests = [pace.push_back(sent_at=at, now=2.0 + at, retry_after=None) for at in (0.5, 0.6, 0.7)]

        assert rests == [1.0, None, None]
        assert (pace.refusals, pace.interval(3.0)) == (1, pytest.approx(0.17))

    def test_accepted_requests_lead_back_to_the_hosts_own_pace_and_no_further(self) -> None:
        pace = a_pace(per_second=10)
        pace.push_back(sent_at=0.5, now=1.0, retry_after=1.0)
        cut = pace.interval(1.0)

        for _ in range(1000):
            pace.accept()

        assert cut > pace.interval(2.0) == 0.1

    def test_near_the_pace_that_was_refused_it_grows_slowly(self) -> None:
        pace = a_pace(per_second=100)
        pace.push_back(sent_at=0.5, now=1.0, retry_after=1.0)
        for _ in range(20):
            pace.accept()
        pace.push_back(sent_at=1.5, now=1.8, retry_after=1.0)

        for _ in range(50):
            pace.accept()

        assert pace.interval(3.0) > 0.01

    def test_a_delay_that_a_site_asks_for_is_kept_whatever_is_accepted(self) -> None:
        pace = a_pace(per_second=10)
        pace.slow_down(2.0)

        for _ in range(1000):
            pace.accept()

        assert pace.interval(0.0) == 2.0

    def test_no_site_makes_us_wait_for_more_than_half_a_minute(self) -> None:
        pace = a_pace(per_second=10)

        pace.slow_down(86_400.0)

        assert pace.interval(0.0) == 30.0

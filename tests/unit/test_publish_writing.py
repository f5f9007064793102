"""GitHub is written to once a second, again only where that is safe, and left alone when it wants to be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from tests.unit.scripted import HANG_UP, Said, a_hub, a_pull, an_api, an_issue

from linkbot.publish.facts import Cause, File, Issue, Refused
from linkbot.publish.writing import Stopped
from linkbot.sources.github_proxy import use_proxy

SHA, OTHER = "a" * 40, "b" * 40
REFS = "POST /repos/curator/list/git/refs"
REF = "GET /repos/curator/list/git/ref/heads/linkbot/links"
MOVE = "PATCH /repos/curator/list/git/refs/heads/linkbot/links"
COMMITS = "POST /repos/curator/list/git/commits"
PULLS = "POST /repos/curator/list/pulls"
LIST_PULLS = "GET /repos/curator/list/pulls"
ISSUES = "POST /repos/curator/list/issues"
LIST_ISSUES = "GET /repos/curator/list/issues"
SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
MOVED = Said(200, {"ref": "refs/heads/linkbot/links", "object": {"sha": SHA}})


# the pace


def test_writes_are_a_second_apart() -> None:
    with a_hub({MOVE: MOVED}) as (hub, api):
        for _ in range(4):
            hub.move_branch("linkbot/links", SHA)

        assert all(later - earlier >= 1 for earlier, later in pairwise(api.at[1:]))
        assert len(api.at) == 5


def test_a_second_writer_waits_its_turn() -> None:
    with a_hub({MOVE: MOVED}) as (hub, api), ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(hub.move_branch, "linkbot/links", SHA) for _ in range(4)]:
            done.result()

        assert all(later - earlier >= 1 for earlier, later in pairwise(api.at[1:]))
        assert len(api.at) == 5


def test_reads_need_not_wait() -> None:
    with a_hub({REF: MOVED}) as (hub, api):
        hub.tip("linkbot/links")
        hub.tip("linkbot/links")

        assert api.time.slept == []


def test_a_slower_pace_makes_writes_slower() -> None:
    with a_hub({MOVE: MOVED}, gap=4.0) as (hub, api):
        hub.move_branch("linkbot/links", SHA)
        hub.move_branch("linkbot/links", SHA)

        assert api.at[2] - api.at[1] >= 4


# what may be repeated


@pytest.mark.parametrize("failure", [Said(500), Said(502, b"<html>unicorn</html>"), Said(200, b"<html>proxy</html>"), HANG_UP])
def test_a_write_that_may_be_repeated_is(failure: Said) -> None:
    with a_hub({MOVE: [failure, failure, MOVED]}) as (hub, api):
        hub.move_branch("linkbot/links", SHA)

        assert api.times(MOVE) == 3


def test_three_tries_are_enough() -> None:
    with a_hub({MOVE: Said(502)}) as (hub, api):
        with pytest.raises(Refused) as caught:
            hub.move_branch("linkbot/links", SHA)

        assert caught.value.cause is Cause.UNREACHABLE
        assert "502" in str(caught.value)
        assert api.times(MOVE) == 3


def test_a_read_is_repeated() -> None:
    with a_hub({REF: [Said(503), HANG_UP, MOVED]}) as (hub, api):
        assert hub.tip("linkbot/links") == SHA
        assert api.times(REF) == 3


def test_a_commit_is_made_without_force_author_or_committer() -> None:
    with a_hub({COMMITS: Said(201, {"sha": SHA}), MOVE: MOVED}) as (hub, api):
        hub.make_commit("Fix 1 link", OTHER, [SHA])
        hub.move_branch("linkbot/links", SHA)

        assert api.asked[-2][2] == {"message": "Fix 1 link", "tree": OTHER, "parents": [SHA]}
        assert api.asked[-1][2] == {"sha": SHA, "force": False}


def test_a_blob_that_comes_to_another_id_is_not_used() -> None:
    with a_hub({"POST /repos/curator/list/git/blobs": Said(201, {"sha": OTHER})}) as (hub, api):
        with pytest.raises(Refused, match="other bytes"):
            hub.make_tree(SHA, {"README.md": File(b"text", "100644")})

        assert len(api.asked) == 2


# what must not be repeated


@pytest.mark.parametrize(
    "lost", [Said(502), HANG_UP, Said(201, b"<html>proxy</html>"), Said(201, {}), Said(201), Said(200, {"number": None})]
)
def test_a_pull_request_whose_answer_is_lost_is_found_and_not_made_twice(lost: Said) -> None:
    with a_hub({PULLS: lost, LIST_PULLS: [Said(200, []), Said(200, [a_pull()])]}) as (hub, api):
        pull = hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert pull.number == 7
        assert api.times(PULLS) == 1
        assert sum(api.time.slept) >= 3


def test_no_answer_in_time_is_a_lost_one() -> None:
    with a_hub({PULLS: Said(-1, {}), LIST_PULLS: Said(200, [a_pull()])}) as (hub, api):
        assert hub.open_pull("linkbot/links", "main", "Fix 1 link", "body").number == 7
        assert api.times(PULLS) == 1


def test_a_redirect_is_no_success() -> None:
    with a_hub({ISSUES: Said(307, {"message": "Moved Permanently"}, {"Location": "{url}/repositories/1/issues"})}) as (hub, api):
        with pytest.raises(Refused, match="renamed"):
            hub.open_issue("Link health", "body")

        assert api.times(ISSUES) == 1


def test_what_is_not_found_again_is_uncertain_and_not_made_twice() -> None:
    with a_hub({PULLS: Said(502), LIST_PULLS: Said(200, [])}) as (hub, api):
        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert caught.value.cause is Cause.UNCERTAIN
        assert (api.times(PULLS), api.times(LIST_PULLS)) == (1, 3)


def test_somebody_elses_pull_request_is_not_ours() -> None:
    theirs = a_pull(user={"login": "somebody"})
    with a_hub({PULLS: Said(502), LIST_PULLS: Said(200, [theirs])}) as (hub, _):
        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert caught.value.cause is Cause.UNCERTAIN


def test_an_issue_whose_answer_is_lost_is_known_by_what_the_caller_says() -> None:
    others = [an_issue(number=6, body="another"), an_issue(number=5, pull_request={})]
    with a_hub({ISSUES: HANG_UP, LIST_ISSUES: [Said(200, others), Said(200, [an_issue(title="Renamed"), *others])]}) as (
        hub,
        api,
    ):

        def is_it(issue: Issue) -> bool:
            return "linkbot:v1" in issue.body and issue.state == "open"

        assert hub.open_issue("Link health", "<!-- linkbot:v1 {} -->", is_it=is_it).number == 8
        assert api.times(ISSUES) == 1


def test_a_look_that_fails_is_not_the_last_one() -> None:
    failing = [Said(502)] * 3
    with a_hub({PULLS: Said(502), LIST_PULLS: [*failing, Said(200, [a_pull()])]}) as (hub, _):
        assert hub.open_pull("linkbot/links", "main", "Fix 1 link", "body").number == 7


def test_a_branch_whose_answer_is_lost_is_known_by_its_commit() -> None:
    with a_hub({REFS: Said(502), REF: [Said(404, {"message": "Not Found"}), MOVED]}) as (hub, api):
        hub.create_ref("refs/heads/linkbot/links", SHA)

        assert api.times(REFS) == 1


def test_a_branch_that_another_run_made_meanwhile_is_not_ours() -> None:
    with a_hub({REFS: Said(502), REF: MOVED}) as (hub, _):
        with pytest.raises(Refused) as caught:
            hub.create_ref("refs/heads/linkbot/links", OTHER)

        assert caught.value.cause is Cause.TAKEN


# limits


def test_a_secondary_limit_is_waited_for_as_long_as_it_says() -> None:
    limit = Said(403, SECONDARY, {"Retry-After": "20"})
    with a_hub({PULLS: [limit, Said(201, a_pull())]}) as (hub, api):
        assert hub.open_pull("linkbot/links", "main", "Fix 1 link", "body").number == 7
        assert 20 <= sum(api.time.slept) < 22
        assert api.times(PULLS) == 2


def test_a_limit_that_names_no_time_is_left_alone_for_a_minute() -> None:
    with a_hub({PULLS: [Said(429, SECONDARY), Said(201, a_pull())]}) as (hub, api):
        hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert 60 <= sum(api.time.slept) < 62


def test_the_primary_limit_ends_when_github_says() -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795262430", "Date": "Sat, 21 Nov 2026 12:00:00 GMT"}
    limit = Said(403, {"message": "API rate limit exceeded for installation ID 1."}, headers)
    with a_hub({REF: [limit, MOVED]}) as (hub, api):
        assert hub.tip("linkbot/links") == SHA
        assert 30 <= sum(api.time.slept) <= 32


def test_a_limit_that_never_ends_is_not_asked_for_ever() -> None:
    with a_hub({PULLS: Said(429, SECONDARY, {"Retry-After": "0"})}) as (hub, api):
        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert caught.value.cause is Cause.LIMIT
        assert api.times(PULLS) <= 121


def test_a_limit_beyond_the_patience_is_told_and_not_waited_for() -> None:
    with a_hub({PULLS: Said(403, SECONDARY, {"Retry-After": "3600"})}) as (hub, api):
        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert caught.value.cause is Cause.LIMIT
        assert "60 min" in str(caught.value)
        assert api.time.slept == []
        assert api.times(PULLS) == 1


def test_the_patience_is_for_all_limits_together() -> None:
    with a_hub({PULLS: Said(403, SECONDARY, {"Retry-After": "50"})}) as (hub, api):
        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert caught.value.cause is Cause.LIMIT
        assert api.times(PULLS) == 3


def test_a_403_that_is_no_limit_is_not_waited_for() -> None:
    with a_hub({PULLS: Said(403, {"message": "Resource not accessible by integration"})}) as (hub, api):
        with pytest.raises(Refused):
            hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert api.time.slept == []


# stopping


def test_the_write_after_a_stop_is_not_begun() -> None:
    with an_api({MOVE: MOVED}) as api:
        courier = api.courier()
        courier.change("PATCH", "/repos/curator/list/git/refs/heads/linkbot/links", {"sha": SHA, "force": False})
        courier.stop()

        with pytest.raises(Stopped) as caught:
            courier.change("PATCH", "/repos/curator/list/git/refs/heads/linkbot/links", {"sha": SHA, "force": False})

        courier.close()
        assert caught.value.exit_code == 130
        assert api.times(MOVE) == 1


def test_a_stop_ends_the_wait_for_a_limit() -> None:
    with an_api({MOVE: Said(403, SECONDARY, {"Retry-After": "100"})}) as api:
        courier = api.courier()
        api.time.awake = courier.stop

        with pytest.raises(Stopped):
            courier.change("PATCH", "/repos/curator/list/git/refs/heads/linkbot/links", {"sha": SHA, "force": False})

        courier.close()
        assert api.times(MOVE) == 1
        assert sum(api.time.slept) < 2


def test_githubs_clock_is_that_of_its_last_answer() -> None:
    dated = Said(200, MOVED.body, {"Date": "Sat, 21 Nov 2026 12:00:00 GMT"})
    with a_hub({REF: dated}) as (hub, _):
        hub.tip("linkbot/links")

        assert hub.server_time.isoformat() == "2026-11-21T12:00:00+00:00"


@pytest.mark.parametrize(
    "words", ["You have triggered an abuse detection mechanism.", "You have exceeded a secondary rate limit"]
)
def test_a_limit_is_known_by_its_words_too(words: str) -> None:
    with a_hub({PULLS: [Said(403, {"message": words}), Said(201, a_pull())]}) as (hub, api):
        hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

        assert sum(api.time.slept) >= 60


def test_a_connection_that_cannot_be_made_safe_is_told() -> None:
    with an_api({}) as api:
        courier = api.courier(github_url=api.url.replace("http:", "https:"))
        with pytest.raises(Refused, match="TLS") as caught:
            courier.create("/repos/curator/list/issues", {})
        courier.close()

    assert caught.value.cause is Cause.UNREACHABLE


def test_a_proxy_that_does_not_answer_is_told() -> None:
    with an_api({}) as api:
        url = api.url
    courier = api.courier(proxy=url)
    with pytest.raises(Refused, match="the proxy does not answer"):
        courier.create("/repos/curator/list/issues", {})
    courier.close()
    use_proxy("")


def test_no_server_at_all_is_told_and_nothing_is_uncertain() -> None:
    with a_hub({}) as (hub, api):
        api.gone()

        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", "body")

    assert caught.value.cause is Cause.UNREACHABLE
    assert "no connection" in str(caught.value)

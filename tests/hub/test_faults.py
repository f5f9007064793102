"""Faults, hooks and kills: what was done and what was said are told apart."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.hub.asking import a_bot, a_list, a_pull
from tests.hub.faults import Fault, killed_at, secondary_limit
from tests.hub.hub import Hub
from tests.hub.wire import HangUpError, Request

TITLE = {"title": "Link health"}


def test_a_fault_strikes_as_often_as_it_is_told(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)
    hub.faults.append(Fault(method="GET", path=r"/branches/", nth=2, times=2, status=503, body={"message": "Busy"}))

    statuses = [bot("GET", "branches/main").status_code for _ in range(4)]

    assert statuses == [200, 503, 503, 200]


def test_an_answer_is_lost_after_the_write_is_done(hub: Hub) -> None:
    repository = a_list(hub)
    hub.faults.append(Fault(method="POST", path=r"/issues$", after=True))

    reply = a_bot(hub)("POST", "issues", TITLE)

    assert (reply.status_code, reply.json()) == (502, {"message": "Server Error"})
    assert [issue.title for issue in repository.issues()] == ["Link health"]
    assert [(write.status, write.done) for write in hub.writes] == [(502, True)]


def test_an_answer_that_fails_before_the_write_leaves_nothing(hub: Hub) -> None:
    repository = a_list(hub)
    hub.faults.append(Fault(method="POST", path=r"/issues$"))

    assert a_bot(hub)("POST", "issues", TITLE).status_code == 502
    assert repository.issues() == []
    assert [(write.status, write.done) for write in hub.writes] == [(502, False)]


@pytest.mark.parametrize("after", [False, True])
def test_the_connection_is_closed_without_a_word(hub: Hub, after: bool) -> None:
    repository = a_list(hub)
    hub.faults.append(Fault(method="POST", hang_up=True, after=after))

    with pytest.raises(requests.ConnectionError):
        a_bot(hub)("POST", "issues", TITLE)

    assert len(repository.issues()) == after


def test_an_answer_may_be_slow(hub: Hub) -> None:
    a_list(hub)
    hub.faults.append(Fault(status=0, latency=0.05))

    started = time.monotonic()
    a_bot(hub).get("branches/main")

    assert time.monotonic() - started >= 0.05


def test_the_secondary_limit_says_how_long_to_wait(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)
    hub.faults += [secondary_limit(retry_after=7), secondary_limit(status=429, retry_after=None, nth=2)]

    first, second, third = (bot("POST", "issues", TITLE) for _ in range(3))

    assert (first.status_code, first.headers["Retry-After"]) == (403, "7")
    assert first.json()["message"].startswith("You have exceeded a secondary rate limit")
    assert (second.status_code, "Retry-After" in second.headers) == (429, False)
    assert third.status_code == 201


@pytest.mark.parametrize(("after", "issues"), [(False, 1), (True, 2)])
def test_nothing_comes_through_once_the_client_is_dead(hub: Hub, after: bool, issues: int) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    hub.faults += killed_at(2, after=after)

    bot.write("POST", "issues", TITLE)
    for _ in range(3):
        with pytest.raises(requests.ConnectionError):
            bot("POST", "issues", TITLE)

    assert len(repository.issues()) == issues


def test_a_person_may_act_between_two_calls(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)

    def close(request: Request) -> None:
        if request.method == "PATCH":
            repository.close(number, by="curator")

    hub.before = close
    edited = bot.write("PATCH", f"pulls/{number}", {"body": "New"})

    assert (edited["state"], edited["body"]) == ("closed", "New")


def test_of_two_who_make_the_same_branch_at_once_one_succeeds(hub: Hub) -> None:
    repository = a_list(hub)
    both = threading.Barrier(2, timeout=10)
    hub.before = lambda request: both.wait()
    asked = {"ref": "refs/heads/linkbot/links", "sha": repository.tip()}

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda bot: bot("POST", "git/refs", asked), [a_bot(hub), a_bot(hub)]))

    assert sorted(reply.status_code for reply in replies) == [201, 422]
    assert {request.who for request in hub.log} == {"github-actions[bot]"}


def test_a_hook_may_close_the_connection_after_the_work(hub: Hub) -> None:
    repository = a_list(hub)

    def gone(request: Request) -> None:
        raise HangUpError

    hub.after = gone
    with pytest.raises(requests.ConnectionError):
        a_bot(hub)("POST", "issues", TITLE)

    assert len(repository.issues()) == 1
    assert [write.status for write in hub.writes] == [0]


def test_lists_may_lag_behind(hub: Hub) -> None:
    repository = a_list(hub)
    repository.settings.list_lag = 2
    bot = a_bot(hub)
    bot.write("POST", "issues", TITLE)

    seen = [len(bot.get("issues")) for _ in range(3)]

    assert seen == [0, 0, 1]
    assert bot.get("issues/1")["title"] == "Link health"


def test_who_asked_for_what_is_logged(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)

    bot.write("POST", "issues", TITLE)
    bot.get("issues")

    assert [(request.number, request.method, request.path, request.who) for request in hub.log] == [
        (1, "POST", "/repos/curator/list/issues", "github-actions[bot]"),
        (2, "GET", "/repos/curator/list/issues", "github-actions[bot]"),
    ]
    assert [(write.body, write.status) for write in hub.writes] == [(TITLE, 201)]


def test_what_a_hook_raises_fails_the_test() -> None:
    def wrong(request: Request) -> None:
        raise ValueError("not what was expected")

    hub = Hub()
    hub.before = wrong
    with pytest.raises(requests.ConnectionError):
        a_bot(hub)("GET", "/rate_limit")

    with pytest.raises(ValueError, match="expected"):
        hub.close()


@pytest.mark.parametrize(
    ("method", "path", "body", "complaint"),
    [
        ("GET", "issues?state=closd", None, "query state"),
        ("GET", "pulls?creator=curator", None, "knows no parameter 'creator'"),
        ("POST", "issues", {"title": "T", "lables": []}, "knows no 'lables'"),
        ("POST", "git/refs", {"ref": "refs/heads/x"}, "required"),
        ("POST", "git/trees", {"tree": [{"path": "a", "mode": "644", "type": "blob"}]}, "644"),
        ("GET", "forks", None, "the hub has no answer"),
    ],
)
def test_a_request_that_github_does_not_know_fails_the_test(method: str, path: str, body: object, complaint: str) -> None:
    hub = Hub()
    a_list(hub)

    a_bot(hub)(method, path, body)

    with pytest.raises(AssertionError, match=complaint):
        hub.close()

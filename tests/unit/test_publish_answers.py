"""What comes back from GitHub is believed only where it is GitHub's, and about what was asked for."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from tests.unit.scripted import REPOSITORY, SHA, TOKEN, Said, a_hub, a_pull, an_issue

from linkbot.account import git_blob
from linkbot.publish.facts import Cause, Refused

HERE = "GET /repos/curator/list"
PULLS = f"{HERE}/pulls"
ISSUES = f"{HERE}/issues"


def a_branch(name: str, **changes: Any) -> dict[str, Any]:
    person = {"name": "GitHub", "email": "noreply@github.com", "date": "2026-11-20T03:17:00Z"}
    inner = {
        "author": person,
        "committer": person,
        "message": "Fix 1 link",
        "tree": {"sha": SHA},
        "verification": {"verified": True},
        **changes,
    }
    return {"name": name, "commit": {"sha": SHA, "commit": inner, "parents": []}}


def test_pull_requests_of_forks_are_not_those_of_our_branch() -> None:
    head = {"ref": "linkbot/links", "sha": SHA}
    fork, gone = {**head, "repo": {"full_name": "curator/fork"}}, {**head, "repo": None}
    answer = [a_pull(number=9, head=gone), a_pull(number=8, head=fork), a_pull()]
    with a_hub({PULLS: Said(200, answer)}) as (hub, api):
        assert [pull.number for pull in hub.pulls("linkbot/links")] == [7]
        assert "head=curator%3Alinkbot%2Flinks" in api.asked[-1][1]
        assert "state=all" in api.asked[-1][1]


def test_a_branch_that_was_renamed_is_not_there_any_more() -> None:
    with a_hub({f"{HERE}/branches/linkbot%2Flinks": Said(200, a_branch("fix/links"))}) as (hub, _):
        assert hub.branch("linkbot/links") is None


def test_a_branch_that_is_told_in_short_is_looked_up() -> None:
    short = {"name": "main", "commit": {"sha": SHA}}
    long = {**a_branch("main")["commit"]["commit"], "sha": SHA, "parents": []}
    with a_hub({f"{HERE}/branches/main": Said(200, short), f"{HERE}/git/commits/{SHA}": Said(200, long)}) as (hub, _):
        tip = hub.branch("main")

        assert tip
        assert tip.message == "Fix 1 link"


@pytest.mark.parametrize(
    ("changes", "by_github"),
    [
        ({}, True),
        ({"verification": {"verified": False}}, False),
        ({"verification": None}, False),
        ({"committer": {"name": "GitHub", "email": "me@mail.example", "date": "2026-11-20T03:17:00Z"}}, False),
        ({"committer": {"name": "Me", "email": "noreply@github.com", "date": "2026-11-20T03:17:00Z"}}, False),
        (
            {"committer": {"name": "GitHub Enterprise", "email": "noreply@git.example", "date": "2026-11-20T03:17:00Z"}},
            True,
        ),
    ],
)
def test_only_what_github_signed_is_githubs(changes: dict[str, Any], by_github: bool) -> None:
    with a_hub({f"{HERE}/branches/main": Said(200, a_branch("main", **changes))}) as (hub, _):
        tip = hub.branch("main")

        assert tip
        assert tip.by_github is by_github


def test_who_has_no_account_any_more_is_nobody() -> None:
    with a_hub({f"{HERE}/issues/8": Said(200, an_issue(user=None, body=None))}) as (hub, _):
        issue = hub.issue(8)

        assert (issue.author, issue.body) == ("", "")


@pytest.mark.parametrize(
    "answer", [{"id": 1}, [], "text", {**REPOSITORY, "full_name": None}, {**REPOSITORY, "default_branch": 1}]
)
def test_a_server_that_is_not_github_is_told(answer: Any) -> None:
    with pytest.raises(Refused, match="is not GitHub") as caught, a_hub({HERE: Said(200, answer)}):
        pass

    assert caught.value.cause is Cause.UNREACHABLE
    assert "github_url" in caught.value.hint


@pytest.mark.parametrize(
    "answer",
    [
        {"encoding": "utf-8", "content": "text"},
        {"encoding": "base64", "content": b64encode(b"other bytes").decode()},
        {"encoding": "base64", "content": "%"},
        {},
    ],
)
def test_bytes_that_are_not_those_of_their_id_are_not_believed(answer: dict[str, str]) -> None:
    sha = git_blob(b"bytes")
    with a_hub({f"{HERE}/git/blobs/{sha}": Said(200, answer)}) as (hub, _), pytest.raises(Refused, match="is not GitHub"):
        hub.blob(sha)


def test_a_redirected_list_is_not_taken_for_the_one_that_was_asked_for() -> None:
    elsewhere = an_issue(url="https://api.github.com/repos/curator/renamed/issues/8")
    with a_hub({ISSUES: Said(200, [elsewhere])}) as (hub, _), pytest.raises(Refused, match="renamed or moved"):
        hub.issues()


def test_the_next_page_is_asked_of_the_same_server_whatever_it_says() -> None:
    to = {"Link": '<https://elsewhere.example/repos/curator/list/issues?page=2>; rel="next"'}
    with a_hub({ISSUES: [Said(200, [an_issue()], to), Said(200, [an_issue(number=5)])]}) as (hub, api):
        assert [issue.number for issue in hub.issues()] == [8, 5]
        assert api.asked[-1][1] == "/repos/curator/list/issues?page=2"


def test_a_server_that_sends_us_elsewhere_is_not_followed() -> None:
    to = {"Location": "http://elsewhere.example/repositories/1"}
    with pytest.raises(Refused) as caught, a_hub({HERE: Said(301, {"message": "Moved Permanently"}, to)}):
        pass

    assert caught.value.cause is Cause.UNREACHABLE
    assert "redirected" in str(caught.value)


@pytest.mark.parametrize("answer", [Said(404, b"<html>Not here</html>"), Said(404), Said(403, b"blocked by the firewall")])
def test_a_refusal_without_githubs_words_is_not_githubs(answer: Said) -> None:
    with a_hub({f"{HERE}/git/ref/heads/main": answer}) as (hub, _):
        with pytest.raises(Refused, match="is not GitHub's") as caught:
            hub.tip("main")

        assert caught.value.cause is Cause.UNREACHABLE


def test_more_issues_than_can_be_looked_through_are_no_reason_to_make_another() -> None:
    page = Said(200, [an_issue()], {"Link": '<{url}/repos/curator/list/issues?page=2>; rel="next"'})
    with a_hub({ISSUES: page}) as (hub, api):
        with pytest.raises(Refused, match="more issues and pull requests"):
            hub.issues()

        assert len(api.asked) == 32


def test_who_asks_is_named_with_the_version_of_the_api() -> None:
    with a_hub({ISSUES: Said(200, [])}, contact="me@mail.example") as (hub, api):
        hub.issues()

        sent = api.headers[-1]
        assert sent["User-Agent"].startswith("linkbot/")
        assert "me@mail.example" in sent["User-Agent"]
        assert sent["X-GitHub-Api-Version"] == "2022-11-28"
        assert sent["Authorization"] == f"token {TOKEN}"

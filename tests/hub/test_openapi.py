"""GitHub's description as it is kept here: it knows what the hub answers, and judges requests to any GitHub."""

from __future__ import annotations

import json

import pytest

from tests.hub.openapi import DESCRIPTION, Contract
from tests.hub.serving import ROUTER
from tests.hub.trim_openapi import VERSION, trim

GITHUB = Contract.of_github()


def test_the_description_is_of_what_the_hub_answers() -> None:
    kept = json.loads(DESCRIPTION.read_bytes())

    assert set(kept["operations"]) == {f"{route.method} {route.template}" for route in ROUTER}
    assert kept["source"] == f"@octokit/openapi {VERSION}, MIT"


@pytest.mark.parametrize(
    ("method", "target", "query", "body"),
    [
        ("GET", "/repos/o/r/branches/linkbot%2Flinks", {}, None),
        ("GET", "/repos/o/r/git/ref/heads/linkbot/links", {}, None),
        ("GET", "/repos/o/r/git/matching-refs/linkbot/claim/", {}, None),
        ("GET", "/repos/o/r/compare/main...linkbot/links", {"page": "2"}, None),
        ("GET", "/repos/o/r/contents", {"ref": "main"}, None),
        ("GET", "/repos/o/r/contents/docs/a%20b.md", {}, None),
        ("GET", "/repositories/7/issues", {"state": "all", "creator": "linkbot[bot]"}, None),
        ("PATCH", "/repos/o/r/issues/1", {}, {"state": "closed", "state_reason": "not_planned"}),
        ("POST", "/repos/o/r/issues/1/labels", {}, ["linkbot"]),
        ("PUT", "/repos/o/r/pulls/1/merge", {}, None),
    ],
)
def test_what_github_takes_is_no_problem(method: str, target: str, query: dict[str, str], body: object) -> None:
    assert GITHUB.problems(method, target, query, json.dumps(body).encode() if body else b"") == []


@pytest.mark.parametrize(
    ("method", "target", "query", "raw"),
    [
        ("GET", "/repos/o/r/branch/main", {}, b""),
        ("PUT", "/repos/o/r/issues/1", {}, b"{}"),
        ("GET", "/repos/o/r/issues", {"state": "merged"}, b""),
        ("GET", "/repos/o/r/issues", {"per_page": "many"}, b""),
        ("GET", "/repos/o/r/issues", {"author": "curator"}, b""),
        ("POST", "/repos/o/r/issues", {}, b""),
        ("POST", "/repos/o/r/issues", {}, b"title=T"),
        ("POST", "/repos/o/r/issues", {}, b'{"title": ["T"]}'),
        ("POST", "/repos/o/r/issues", {}, b'{"body": "no title"}'),
        ("POST", "/repos/o/r/issues", {}, b'{"title": "T", "text": "B"}'),
        ("PATCH", "/repos/o/r/pulls/1", {}, b'{"state": "merged"}'),
        ("DELETE", "/repos/o/r/git/refs/heads/x", {}, b'{"sha": "abc"}'),
    ],
)
def test_what_github_does_not_take_is_a_problem(method: str, target: str, query: dict[str, str], raw: bytes) -> None:
    assert len(GITHUB.problems(method, target, query, raw)) == 1


def test_an_answer_that_is_not_github_s_is_a_problem() -> None:
    ref = "/repos/{owner}/{repo}/git/ref/{ref}"

    assert GITHUB.reply_problems("GET", ref, 200, {"ref": "refs/heads/x"})
    assert GITHUB.reply_problems("GET", ref, 200, None)
    assert GITHUB.reply_problems("GET", ref, 202, {})
    assert GITHUB.reply_problems("DELETE", "/repos/{owner}/{repo}/git/refs/{ref}", 204, {"message": "Gone"})


def test_only_what_is_called_is_kept_and_may_be_nothing_where_it_says_so() -> None:
    link = {"$ref": "#/components/schemas/thing"}
    thing = {"type": "object", "nullable": True, "description": "A thing", "properties": {"next": link}}
    reply = {"content": {"application/json": {"schema": link}}}
    description = {
        "info": {"version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/thing"}}}}, "/b": {"get": {}}},
        "components": {"schemas": {"thing": thing, "other": {}}, "responses": {"thing": reply}},
    }

    assert trim(description, [("GET", "/a")]) == {
        "source": "@octokit/openapi 1, MIT",
        "operations": {"GET /a": {"query": {}, "replies": {"200": {"$ref": "#/schemas/thing"}}}},
        "schemas": {"thing": {"type": ["object", "null"], "properties": {"next": {"$ref": "#/schemas/thing"}}}},
    }

"""Every refusal of GitHub is one line with its cause and, where there is one, the setting to change."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.unit.scripted import TOKEN, Said, a_hub

from linkbot.publish.facts import Cause, Refused
from linkbot.rulebook import load_rulebook

BODY = "- [x] a line of the list <!-- lb:0123456789abcdef -->"
TREE = "a" * 40


def _invalid(field: str, code: str = "invalid", **more: str) -> dict[str, Any]:
    return {"message": "Validation Failed", "errors": [{"resource": "PullRequest", "field": field, "code": code, **more}]}


def _custom(message: str) -> dict[str, Any]:
    return {"message": "Validation Failed", "errors": [{"resource": "Issue", "code": "custom", "message": message}]}


# what GitHub answers -> the cause, and what the person must read of it
PULLS = [
    (
        403,
        {"message": "GitHub Actions is not permitted to create or approve pull requests."},
        Cause.PULLS_FORBIDDEN,
        "Allow GitHub Actions to create and approve pull requests",
    ),
    (403, {"message": "Resource not accessible by integration"}, Cause.READ_ONLY, "pull-requests: write"),
    (403, {"message": "Resource not accessible by personal access token"}, Cause.READ_ONLY, "pull-requests: write"),
    (403, {"message": "Must have push access to repository"}, Cause.READ_ONLY, "write access"),
    (403, {"message": "Repository was archived so is read-only."}, Cause.ARCHIVED, "is archived"),
    (401, {"message": "Bad credentials"}, Cause.CREDENTIALS, "GH_TOKEN"),
    (401, {"message": "Requires authentication"}, Cause.CREDENTIALS, "GH_TOKEN"),
    (
        403,
        {
            "message": "Resource protected by organization SAML enforcement. You must grant your Personal Access token access "
            "to this organization."
        },
        Cause.CREDENTIALS,
        "Configure SSO",
    ),
    (
        403,
        {
            "message": "Although you appear to have the correct authorization credentials, the `acme` organization has an IP "
            "allow list enabled, and your IP address is not permitted to access this resource."
        },
        Cause.CREDENTIALS,
        "IP allow list",
    ),
    (403, {"message": "`acme` forbids access via a personal access token (classic)."}, Cause.CREDENTIALS, "GitHub App"),
    (404, {"message": "Not Found"}, Cause.READ_ONLY, "pull-requests: write"),
    (422, _invalid("base"), Cause.NO_BRANCH, "`base` in [publish]"),
    (422, _invalid("head"), Cause.MOVED_ON, "linkbot's branch"),
    (422, _custom("A pull request already exists for curator:linkbot/links."), Cause.TAKEN, "already"),
    (422, _custom("No commits between main and linkbot/links"), Cause.OTHER, "nothing to propose"),
    (422, _custom("body is too long (maximum is 65536 characters)"), Cause.OTHER, "maximum is 65536 characters"),
    (403, _custom("was submitted too quickly"), Cause.LIMIT, "some minutes"),
    (422, _custom("something quite new"), Cause.OTHER, "something quite new"),
    (307, {"message": "Moved Permanently"}, Cause.OTHER, "renamed"),
    (409, {"message": "Git Repository is empty."}, Cause.NO_BRANCH, "no commit yet"),
    (451, {"message": "Repository access blocked"}, Cause.MISSING, "blocked"),
    (403, {"message": "Interactions on this repository have been restricted."}, Cause.READ_ONLY, "interaction_limits"),
]
REFS = [
    (
        422,
        {"message": "Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n"},
        Cause.RULES,
        "/settings/rules",
    ),
    (422, {"message": "Reference already exists"}, Cause.TAKEN, "somebody else"),
    (422, {"message": "Reference update failed"}, Cause.BLOCKED_NAME, "a branch `linkbot`"),
    (403, {"message": "You're not authorized to push to this branch."}, Cause.RULES, "/settings/branches"),
    (422, {"message": "Object does not exist"}, Cause.MOVED_ON, "no longer there"),
]
MOVES = [
    (422, {"message": "Update is not a fast forward"}, Cause.MOVED_ON, "their commits stay"),
    (422, {"message": "Update is not a fast-forward."}, Cause.MOVED_ON, "their commits stay"),
    (422, {"message": "Reference does not exist"}, Cause.MOVED_ON, "deleted"),
    (422, {"message": "Protected branch update failed for refs/heads/linkbot/links."}, Cause.RULES, "/settings/branches"),
    (422, {"message": "Reference update failed"}, Cause.OTHER, "Reference update failed"),
]
ISSUES = [
    (410, {"message": "Issues has been disabled in this repository."}, Cause.ISSUES_OFF, "dashboard = false"),
    (410, {"message": "Issues are disabled for this repo"}, Cause.ISSUES_OFF, "Features"),
    (410, {"message": "Gone"}, Cause.ISSUES_OFF, "Features"),
    (403, {"message": "Resource not accessible by integration"}, Cause.READ_ONLY, "issues: write"),
]


def _is_one_line_with(refusal: Refused, words: str) -> None:
    said = f"{refusal} {refusal.hint}"
    assert words in said
    assert "\n" not in said
    assert str(refusal).endswith(".")
    assert TOKEN not in said
    assert "a line of the list" not in said


@pytest.mark.parametrize(("status", "body", "cause", "words"), PULLS)
def test_a_pull_request_that_is_refused_says_why(status: int, body: Any, cause: Cause, words: str) -> None:
    with a_hub({"POST /repos/curator/list/pulls": Said(status, body)}) as (hub, api):
        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", BODY)

        assert caught.value.cause is cause
        _is_one_line_with(caught.value, words)
        assert api.times("POST /repos/curator/list/pulls") == 1


@pytest.mark.parametrize(("status", "body", "cause", "words"), REFS)
def test_a_branch_that_cannot_be_made_says_why(status: int, body: Any, cause: Cause, words: str) -> None:
    with a_hub({"POST /repos/curator/list/git/refs": Said(status, body)}) as (hub, _):
        with pytest.raises(Refused) as caught:
            hub.create_ref("refs/heads/linkbot/links", TREE)

        assert caught.value.cause is cause
        _is_one_line_with(caught.value, words)


@pytest.mark.parametrize(("status", "body", "cause", "words"), MOVES)
def test_a_branch_that_cannot_be_moved_says_why(status: int, body: Any, cause: Cause, words: str) -> None:
    with a_hub({"PATCH /repos/curator/list/git/refs/heads/linkbot/links": Said(status, body)}) as (hub, _):
        with pytest.raises(Refused) as caught:
            hub.move_branch("linkbot/links", TREE)

        assert caught.value.cause is cause
        _is_one_line_with(caught.value, words)


@pytest.mark.parametrize(("status", "body", "cause", "words"), ISSUES)
def test_an_issue_that_is_refused_says_why(status: int, body: Any, cause: Cause, words: str) -> None:
    with a_hub({"POST /repos/curator/list/issues": Said(status, body)}) as (hub, _):
        with pytest.raises(Refused) as caught:
            hub.open_issue("Link health", BODY)

        assert caught.value.cause is cause
        _is_one_line_with(caught.value, words)


REFUSALS = load_rulebook().conventions["refusals"]["refusals"]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal["words"] or str(refusal.get("status", "else")))
def test_every_refusal_can_be_told(refusal: dict[str, Any]) -> None:
    blanks = re.findall(r"\{(.*?)\}", f"{refusal['says']} {refusal.get('hint', '')}")

    assert {"repository", "page", "needs", "words"}.issuperset(blanks)
    assert refusal["words"] == refusal["words"].lower()
    assert refusal["says"].endswith(".")
    assert Cause(refusal["cause"])


def test_whatever_else_github_says_is_told_too() -> None:
    assert REFUSALS[-1].keys() == {"words", "cause", "says"}
    assert REFUSALS[-1]["words"] == ""


def test_github_tells_itself_which_permission_is_lacking() -> None:
    answer = Said(403, {"message": "Resource not accessible by integration"}, {"X-Accepted-GitHub-Permissions": "contents=write"})
    with a_hub({"POST /repos/curator/list/pulls": answer}) as (hub, _):
        with pytest.raises(Refused) as caught:
            hub.open_pull("linkbot/links", "main", "Fix 1 link", BODY)

        assert "all three: `contents: write`, `issues: write` and `pull-requests: write`" in caught.value.hint


def test_what_a_ruleset_says_is_cleaned_and_kept_short() -> None:
    words = "Repository rule violations found\n\n::error::\x1b[31m" + "x" * 500
    with a_hub({"POST /repos/curator/list/git/refs": Said(422, {"message": words})}) as (hub, _):
        with pytest.raises(Refused) as caught:
            hub.create_ref("refs/heads/linkbot/links", TREE)

        said = str(caught.value)
        assert "\x1b" not in said
        assert len(said) < 300
        assert "\n" not in said


def test_labels_that_are_refused_are_no_trouble() -> None:
    with a_hub({"POST /repos/curator/list/issues/7/labels": Said(403, {"message": "Must have push access"})}) as (hub, _):
        said = hub.add_labels(7, ["linkbot"])

        assert said.startswith("linkbot: not put on #7:")


def test_a_repository_that_is_not_to_be_seen_is_named() -> None:
    with pytest.raises(Refused) as caught, a_hub({"GET /repos/curator/list": Said(404, {"message": "Not Found"})}):
        pass

    assert caught.value.cause is Cause.MISSING
    assert "curator/list" in str(caught.value)

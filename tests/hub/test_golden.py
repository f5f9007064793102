"""The hub's answers against what GitHub itself was recorded to answer.

recorded.json has the newest answer of each kind in PyGithub's test data; what stands below is of npm @octokit/fixtures 23.1.2.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hub.asking import FILES, Asking, a_bot, a_list, a_person, a_pull
from tests.hub.hub import Hub
from tests.hub.repository import Repository

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())["answers"]
READ = [each for each in RECORDED if each["asked"].startswith("GET") and not each["asked"].endswith(("/app", "/installation"))]
WRITTEN = {each["asked"]: each for each in RECORDED if not each["asked"].startswith("GET")}
# keys that the hub leaves out: nothing in linkbot can come to depend on them
LEFT_OUT = {
    *("allow_auto_merge", "allow_update_branch", "use_squash_pr_title_as_default", "pull_request_creation_policy"),
    *("merge_commit_message", "merge_commit_title", "squash_merge_commit_message", "squash_merge_commit_title"),
    *("issue_dependencies_summary", "sub_issues_summary", "pinned_comment", "reactions", "notification_email"),
    # the recorded repository is a fork
    *("parent", "source"),
}


def an_address(template: str, repository: Repository, number: int) -> str:
    """A path of the OpenAPI description, filled in with what `repository` has."""
    tip = repository.tip() or ""
    names = {
        "pull_number": number,
        "issue_number": number,
        "branch": "main",
        "ref": "heads/main" if "/git/" in template else "main",
        "commit_sha": tip,
        "tree_sha": tip,
        "file_sha": repository.git.write_blob(FILES["README.md"]),
        "basehead": "main...linkbot/links",
        "path": "README.md",
        "owner": "curator",
        "repo": "list",
    }
    return template.format(**names)


@pytest.mark.parametrize("recorded", READ, ids=lambda each: str(each["asked"]))
def test_an_answer_has_the_keys_that_github_s_has(hub: Hub, recorded: dict[str, object]) -> None:
    repository = a_list(hub)
    number = a_pull(a_bot(hub), repository)
    repository.comment(number, "Well done")
    repository.close(number)
    repository.reopen(number)
    template = str(recorded["asked"]).removeprefix("GET ")

    answer = a_person(hub).get(an_address(template, repository, number))

    first = answer[0] if isinstance(answer, list) else answer
    keys = recorded["keys"]
    assert isinstance(keys, list)
    assert set(keys) - set(first) - LEFT_OUT == set()


def test_a_write_is_answered_with_the_keys_that_github_answers(hub: Hub) -> None:
    repository = a_list(hub)
    tip = repository.tip() or ""
    bot = a_bot(hub)
    home = "POST /repos/{owner}/{repo}"

    def same(asked: str, path: str, body: dict[str, object]) -> dict[str, str]:
        method = asked.partition(" ")[0]
        reply = bot(method, path, body)
        assert (reply.status_code, sorted(reply.json())) == (WRITTEN[asked]["status"], WRITTEN[asked]["keys"])
        return dict(reply.json())

    entry = {"path": "a.md", "mode": "100644", "type": "blob", "content": "a"}
    tree = same(f"{home}/git/trees", "git/trees", {"base_tree": tip, "tree": [entry]})
    commit = same(f"{home}/git/commits", "git/commits", {"message": "A", "tree": tree["sha"], "parents": [tip]})
    same(f"{home}/git/refs", "git/refs", {"ref": "refs/heads/a", "sha": commit["sha"]})
    bot.write("POST", "pulls", {"title": "A", "head": "a", "base": "main"})
    same("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", "pulls/1/merge", {"merge_method": "squash"})


def test_a_renamed_repository_is_told_as_recorded(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    repository.rename("newname")

    read, written = bot("GET", ""), bot("POST", "issues", {"title": "T"})

    address = f"{hub.url}/repositories/{repository.id}"
    recorded = {"message": "Moved Permanently", "documentation_url": "https://docs.github.com/v3/#http-redirects"}
    assert (read.status_code, written.status_code) == (301, 307)
    assert {**read.json(), "status": None} == {**recorded, "url": address, "status": None}
    assert {**written.json(), "status": None} == {**recorded, "url": f"{address}/issues", "status": None}


def test_links_to_other_pages_are_told_as_recorded(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    for number in range(13):
        repository.open_issue(f"Issue {number}")

    first, second, last = (bot("GET", f"issues?per_page=3{page}") for page in ("", "&page=2", "&page=5"))

    address = f"<{hub.url}/repositories/{repository.id}/issues?per_page=3&page="
    assert first.headers["Link"] == f'{address}2>; rel="next", {address}5>; rel="last"'
    assert second.headers["Link"] == (
        f'{address}1>; rel="prev", {address}3>; rel="next", {address}5>; rel="last", {address}1>; rel="first"'
    )
    assert last.headers["Link"] == f'{address}4>; rel="prev", {address}1>; rel="first"'


def test_a_label_is_refused_as_recorded(hub: Hub) -> None:
    a_list(hub)

    reply = a_bot(hub)("POST", "labels", {"name": "foo", "color": "invalid"})

    assert (reply.status_code, reply.json()["message"]) == (422, "Validation Failed")
    assert reply.json()["errors"] == [{"resource": "Label", "code": "invalid", "field": "color"}]


def test_labels_that_are_new_are_made_as_recorded(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)
    bot.write("POST", "issues", {"title": "Issue without a label"})

    made = bot.write("POST", "issues/1/labels", {"labels": ["Foo", "bAr", "baZ"]})

    assert [(label["name"], label["color"], label["default"], label["description"]) for label in made] == [
        ("Foo", "ededed", False, None),
        ("bAr", "ededed", False, None),
        ("baZ", "ededed", False, None),
    ]


def test_headers_come_as_recorded(hub: Hub) -> None:
    a_list(hub)
    recorded = {
        *("date", "etag", "x-github-media-type", "x-github-request-id", "x-oauth-scopes", "content-type", "content-length"),
        *("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-resource", "x-ratelimit-used"),
    }

    reply = a_person(hub)("GET", "")

    assert recorded - {name.lower() for name in reply.headers} == set()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("branches/gone", 404, "Branch not found"),
        ("pulls/1/merge", 404, "Not Found"),
        ("/repos/curator/gone", 404, "Not Found"),
    ],
)
def test_what_is_gone_is_told_as_recorded(hub: Hub, path: str, status: int, words: str) -> None:
    a_pull(a_bot(hub), a_list(hub))

    assert a_bot(hub).refusal("GET", path) == (status, words)
    assert Asking(hub, "wrong").refusal("GET", path) == (401, "Bad credentials")

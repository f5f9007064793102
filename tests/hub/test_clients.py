"""The clients that linkbot uses find a GitHub here: PyGithub, its sources, and both at a GitHub Enterprise."""

from __future__ import annotations

import base64

import pytest
from github import Auth, Github, GithubException, InputGitTreeElement

from tests.hub.asking import FILES, a_bot, a_list
from tests.hub.hub import Hub


@pytest.mark.parametrize("enterprise", [False, True])
def test_pygithub_opens_a_pull_request(hub: Hub, enterprise: bool) -> None:
    stored = a_list(hub)
    token = Auth.Token(a_bot(hub).token)
    with Github(
        base_url=hub.enterprise_url if enterprise else hub.url,
        auth=token,
        retry=None,
        seconds_between_requests=0,
        seconds_between_writes=0,
    ) as client:
        repository = client.get_repo("curator/list")
        base = repository.get_branch("main").commit.commit
        content = base64.b64encode(FILES["README.md"] + b"more\r\n").decode()
        blob = repository.create_git_blob(content, "base64")
        element = InputGitTreeElement("README.md", "100644", "blob", sha=blob.sha)
        tree = repository.create_git_tree([element], base_tree=base.tree)
        commit = repository.create_git_commit("Fix 1 link", tree, [base])
        repository.create_git_ref("refs/heads/linkbot/links", commit.sha)
        pull = repository.create_pull(base="main", head="linkbot/links", title="Fix 1 link", body="Why")
        pull.add_to_labels("linkbot")
        pull.edit(title="Fix one link")
        same = repository.get_pulls(state="all", head="curator:linkbot/links")[0]
        issue = repository.create_issue("Link health", "One", labels=["linkbot"])
        issue.edit(body="Two", state="closed", state_reason="completed")

    assert (same.title, [label.name for label in same.labels], pull.mergeable) == ("Fix one link", ["linkbot"], True)
    assert stored.files("linkbot/links")["README.md"] == FILES["README.md"] + b"more\r\n"
    assert [item.title for item in stored.issues("closed")] == ["Link health"]


def test_pygithub_tells_a_refusal_in_github_s_words(hub: Hub) -> None:
    a_list(hub)
    with Github(base_url=hub.url, auth=Auth.Token(a_bot(hub, contents="read").token), retry=None) as client:
        repository = client.get_repo("curator/list")

        with pytest.raises(GithubException) as caught:
            repository.create_issue("Link health")

    assert (caught.value.status, caught.value.data["message"]) == (403, "Resource not accessible by integration")


def test_many_repositories_and_their_files_are_asked_about_in_one_query(hub: Hub) -> None:
    repository = a_list(hub)
    repository.rename("better-list")
    query = """query { r0: repository(owner: "curator", name: "list") { nameWithOwner isArchived defaultBranchRef { name }
      p0: object(expression: "main:README.md") { __typename ... on Blob { isBinary isTruncated text } }
      p1: object(expression: "HEAD:") { ... on Tree { entries { name } } }
      p2: object(expression: "main") { __typename } p3: object(expression: "main:none") { __typename } }
      r1: repository(owner: "curator", name: "none") { id } rateLimit { remaining } viewer { login age } }"""

    answer = a_bot(hub).write("POST", "/graphql", {"query": query})

    found = answer["data"]["r0"]
    assert (found["nameWithOwner"], found["isArchived"], found["defaultBranchRef"]) == (
        "curator/better-list",
        False,
        {"name": "main"},
    )
    assert found["p0"] == {"__typename": "Blob", "isBinary": False, "isTruncated": False, "text": "# A list\r\n- caf\ufffd\r\n"}
    assert (found["p1"], found["p2"], found["p3"]) == (
        {"entries": [{"name": "README.md"}, {"name": "docs"}]},
        {"__typename": "Commit"},
        None,
    )
    assert answer["data"]["r1"] is None
    assert [(error.get("type"), error["path"]) for error in answer["errors"]] == [
        ("NOT_FOUND", ["r1"]),
        (None, ["viewer", "age"]),
    ]


def test_a_query_that_cannot_be_read_is_an_error(hub: Hub) -> None:
    a_list(hub)

    assert "errors" in a_bot(hub).write("POST", "/graphql", {"query": "query { viewer {"})
    assert a_bot(hub).write("POST", "/graphql", {"query": "{ planets { name } }"})["data"] == {"planets": None}

"""A dry run asks as any other, walks the whole plan, tells each call it would make, and makes none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.hub import Hub as GitHub
from tests.hub import Repository

from linkbot.account import git_blob
from linkbot.config import Settings
from linkbot.publish.client import open_courier, open_hub
from linkbot.publish.dry_run import DryRun
from linkbot.publish.facts import File
from linkbot.publish.repository import Hub

BRANCH = "linkbot/links"


@contextmanager
def a_dry_run() -> Iterator[tuple[Hub, DryRun, GitHub, Repository]]:
    with GitHub() as github:
        repository = github.repository("curator/list", {"README.md": b"before"})
        settings = Settings.model_validate({"github_token": github.user("curator"), "github_url": github.url})
        courier = open_courier(settings, "curator/list", {})
        dry = DryRun(courier)
        try:
            yield open_hub(dry, settings, "curator/list"), dry, github, repository
        finally:
            courier.close()


def test_the_whole_plan_is_walked_and_nothing_is_written() -> None:
    with a_dry_run() as (hub, dry, github, repository):
        repository.open_issue("By linkbot, some time ago")
        base = hub.branch("main")
        assert base
        assert len(hub.issues()) == 1
        tree = hub.make_tree(base.tree, {"README.md": File(b"after", "100644")})
        commit = hub.make_commit("Fix 1 link", tree, [base.sha])
        hub.create_ref(f"refs/heads/{BRANCH}", commit)
        pull = hub.open_pull(BRANCH, "main", "Fix 1 link", "x" * 1000)
        issue = hub.open_issue("Link health", "body")
        labelled = hub.add_labels(pull.number, ["linkbot"])

        assert github.writes == []
        assert (pull.title, pull.branch, pull.base, pull.tip) == ("Fix 1 link", BRANCH, "main", commit)
        assert (issue.title, issue.number, labelled) == ("Link health", 3, "")
        assert pull.url == "https://github.com/curator/list/compare/main...linkbot/links"
        assert [line.split(" ")[:2] for line in dry.lines] == [
            ["POST", "/repos/curator/list/git/blobs"],
            ["POST", "/repos/curator/list/git/trees"],
            ["POST", "/repos/curator/list/git/commits"],
            ["POST", "/repos/curator/list/git/refs"],
            ["POST", "/repos/curator/list/pulls"],
            ["POST", "/repos/curator/list/issues"],
            ["POST", "/repos/curator/list/issues/2/labels"],
        ]


def test_a_line_tells_what_would_be_sent_in_short() -> None:
    with a_dry_run() as (hub, dry, _, _):
        hub.make_tree("a" * 40, {"README.md": File(b"after", "100644")})
        hub.open_issue("Link health", "::error::first line\nsecond line " + "x" * 1000)

        assert dry.lines[0] == "POST /repos/curator/list/git/blobs (5 bytes)"
        assert dry.lines[1] == f"POST /repos/curator/list/git/trees (on {'a' * 40}: README.md)"
        assert "1032 characters" in dry.lines[2]
        assert len(dry.lines[2]) < 200
        assert "\n" not in dry.lines[2]


def test_what_would_be_there_is_there_for_the_rest_of_the_run() -> None:
    with a_dry_run() as (hub, _, _, _):
        base = hub.branch("main")
        assert base
        commit = hub.make_commit("Fix 1 link", base.tree, [base.sha])
        hub.create_ref("refs/linkbot/claim/dashboard-1", commit)
        hub.create_ref(f"refs/heads/{BRANCH}", commit)

        assert hub.commit(commit).parents == (base.sha,)
        assert hub.tip(BRANCH) == commit
        assert hub.refs("linkbot/claim/") == {"refs/linkbot/claim/dashboard-1": commit}
        hub.delete_ref("refs/linkbot/claim/dashboard-1")
        assert hub.refs("linkbot/claim/") == {}
        hub.move_branch(BRANCH, base.sha)
        assert hub.tip(BRANCH) == base.sha


def test_what_is_there_is_edited_in_thought_alone() -> None:
    with a_dry_run() as (hub, dry, github, repository):
        number = repository.open_issue("Link health", "before").number

        edited = hub.edit_issue(number, body="after", state="closed", reason="completed")

        assert (edited.title, edited.body, edited.state) == ("Link health", "after", "closed")
        assert hub.issue(number) == edited
        assert repository.items[number].body == "before"
        assert len(dry.lines) == 1
        assert github.writes == []


def test_the_ids_of_files_are_gits_own() -> None:
    with a_dry_run() as (_, dry, _, _):
        reply = dry.change("POST", "/repos/curator/list/git/blobs", {"content": "YWZ0ZXI=", "encoding": "base64"})

        assert reply.data["sha"] == git_blob(b"after")

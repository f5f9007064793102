"""What people do by hand, as tests tell it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.hub.asking import FILES, a_bot, a_list, a_pull
from tests.hub.hub import Hub

BODY = """Two fixes.

- [x] `README.md` line 2 <!-- lb:0123456789abcdef -->
- [x] `README.md` line 3 <!-- lb:fedcba9876543210 -->
- [ ] build this anew <!-- lb:cmd:rebuild -->
"""


def test_a_person_pushes_keeps_and_removes_files(hub: Hub) -> None:
    repository = a_list(hub)

    sha = repository.push({"docs/guide.md": None, "new.md": b"new"}, author="visitor", message="Tidy up")

    assert repository.files() == {"README.md": FILES["README.md"], "new.md": b"new"}
    assert (repository.tip(), repository.message(sha)) == (sha, "Tidy up")
    assert repository.git.commit(sha).author.name == "visitor"


def test_a_branch_begins_at_the_default_branch(hub: Hub) -> None:
    repository = a_list(hub)
    start = repository.tip()

    sha = repository.push({"new.md": b"new"}, branch="idea/one")

    assert repository.parents(sha) == [start]
    assert repository.branches() == {"idea/one": sha, "main": start}


def test_amending_replaces_the_last_commit_and_keeps_its_author(hub: Hub) -> None:
    repository = a_list(hub)
    a_pull(a_bot(hub), repository)
    old = repository.tip("linkbot/links") or ""

    new = repository.amend("linkbot/links", {"more.md": b"x"}, by="curator")

    made = repository.git.commit(new)
    assert (made.author.name, made.committer.name) == ("github-actions[bot]", "curator")
    assert repository.parents(new) == repository.parents(old)
    assert (repository.is_reachable(old), repository.is_reachable(new)) == (False, True)


def test_a_line_is_unticked_and_ticked_by_its_fingerprint(hub: Hub) -> None:
    repository = a_list(hub)
    number = a_pull(a_bot(hub), repository, body=BODY)

    repository.untick(number, "fedcba9876543210", by="curator")
    repository.tick(number, "cmd:rebuild", by="curator")

    body = repository.items[number].body or ""
    assert [line[:5] for line in body.splitlines() if line.startswith("- ")] == ["- [x]", "- [ ]", "- [x]"]
    with pytest.raises(AssertionError, match="0 lines"):
        repository.untick(number, "fedcba9876543210")


def test_a_squash_leaves_the_commits_of_the_branch_behind(hub: Hub) -> None:
    repository = a_list(hub)
    number = a_pull(a_bot(hub), repository)
    sha = repository.tip("linkbot/links") or ""

    repository.merge(number, method="squash")
    repository.delete_branch("linkbot/links")

    assert not repository.is_reachable(sha)
    assert repository.is_reachable(sha, under="refs/")


def test_issues_and_pull_requests_are_told_apart(hub: Hub) -> None:
    repository = a_list(hub)
    repository.open_issue("A wish", by="visitor")
    a_pull(a_bot(hub), repository)
    repository.close(1)

    assert [item.title for item in repository.pulls()] == ["Fix 1 link"]
    assert repository.issues() == []
    assert [item.author for item in repository.issues(None)] == ["visitor"]


def test_a_person_opens_a_pull_request_and_edits_it(hub: Hub) -> None:
    repository = a_list(hub)
    repository.push({"new.md": b"new"}, branch="idea")

    item = repository.open_pull("An idea", "idea", by="visitor")
    repository.edit(item.number, title="A better idea", body="Because")

    found = a_bot(hub).get(f"pulls/{item.number}")
    assert (found["title"], found["body"], found["user"]["login"]) == ("A better idea", "Because", "visitor")


def test_nights_pass() -> None:
    with Hub(datetime(2026, 11, 21, tzinfo=UTC)) as hub:
        repository = a_list(hub)
        repository.open_issue("First night")
        hub.clock.advance(hours=24)
        repository.open_issue("Second night")

        found = a_bot(hub).get("issues?direction=asc")
        newer = a_bot(hub).get("issues?since=2026-11-21T12:00:00Z")

    assert [issue["created_at"] for issue in found] == ["2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"]
    assert [issue["title"] for issue in newer] == ["Second night"]


def test_what_is_written_is_asked_whom_it_would_disturb(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)

    tree = repository.git.commit(repository.tip() or "").tree_id
    bot.commit({"a.md": b"a"}, parent=repository.tip() or "", message=f"Fix it\n\nLinkbot-Tree: {tree}")
    bot.write("POST", "issues", {"title": "Link health", "body": "`@octocat`"})
    assert hub.pings == []

    bot.write("POST", "issues/1/comments", {"body": "@octocat fixes o/r#1"})

    assert [(written.where, written.by, ping.kind, ping.target) for written, ping in hub.pings] == [
        ("#1 comment", "github-actions[bot]", "mention", "octocat"),
        ("#1 comment", "github-actions[bot]", "reference", "o/r#1"),
        ("#1 comment", "github-actions[bot]", "closes", "o/r#1"),
    ]

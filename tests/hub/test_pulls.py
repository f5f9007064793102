"""Pull requests: opened once, following their branch, merged and closed as on GitHub."""

from __future__ import annotations

import pytest

from tests.hub.asking import FILES, a_bot, a_list, a_person, a_pull
from tests.hub.hub import Hub
from tests.hub.items import Method


def test_a_pull_request_says_what_it_would_change(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository, body="Why")

    found = bot.get(f"pulls/{number}")

    assert (found["title"], found["body"], found["user"]["login"]) == ("Fix 1 link", "Why", "github-actions[bot]")
    assert (found["head"]["label"], found["base"]["ref"]) == ("curator:linkbot/links", "main")
    assert (found["commits"], found["changed_files"], found["additions"], found["deletions"]) == (1, 1, 1, 2)
    assert (found["mergeable"], found["mergeable_state"], found["merged"]) == (True, "clean", False)
    assert [file["filename"] for file in bot.get(f"pulls/{number}/files")] == ["README.md"]
    assert [commit["commit"]["message"] for commit in bot.get(f"pulls/{number}/commits")] == ["Fix 1 link"]


def test_a_pull_request_in_a_list_is_told_in_short(hub: Hub) -> None:
    a_pull(a_bot(hub), a_list(hub))

    (found,) = a_bot(hub).get("pulls")

    assert {"mergeable", "merged", "commits", "merged_by"}.isdisjoint(found)


def test_a_head_without_its_owner_is_not_looked_at(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    a_pull(bot, repository, "linkbot/links")
    a_pull(bot, repository, "linkbot/metadata")

    def numbers(query: str) -> list[int]:
        return [pull["number"] for pull in bot.get(f"pulls?{query}")]

    assert numbers("head=curator:linkbot/links") == [1]
    assert numbers("head=linkbot/links") == [2, 1]
    assert numbers("head=visitor:linkbot/links") == []
    assert numbers("base=other") == []
    assert numbers("direction=asc&sort=created") == [1, 2]


def test_what_cannot_be_opened_is_refused_in_github_s_words(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    a_pull(bot, repository)
    bot.write("POST", "git/refs", {"ref": "refs/heads/same", "sha": repository.tip()})

    def refusal(**changes: str) -> dict[str, object]:
        reply = bot("POST", "pulls", {"title": "T", "head": "linkbot/links", "base": "main", **changes})
        assert reply.status_code == 422
        return dict(reply.json())

    assert refusal()["errors"] == [
        {"resource": "PullRequest", "code": "custom", "message": "A pull request already exists for curator:linkbot/links."}
    ]
    assert refusal(head="same")["errors"] == [
        {"resource": "PullRequest", "code": "custom", "message": "No commits between main and same"}
    ]
    assert refusal(head="none")["errors"] == [{"resource": "PullRequest", "field": "head", "code": "invalid"}]
    assert refusal(base="none")["errors"] == [{"resource": "PullRequest", "field": "base", "code": "invalid"}]
    assert "body is too long (maximum is 65536 characters)" in str(refusal(body="x" * 65_537)["errors"])


def test_a_pull_request_follows_its_branch(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)

    sha = repository.push({"human.md": b"x"}, branch="linkbot/links", author="visitor")

    assert bot.get(f"pulls/{number}")["head"]["sha"] == sha
    assert bot.get(f"git/ref/pull/{number}/head")["object"]["sha"] == sha


def test_a_conflict_with_the_base_is_told(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)

    repository.push({"README.md": b"# Quite another list\n"})

    assert bot.get(f"pulls/{number}")["mergeable_state"] == "dirty"
    assert bot.refusal("PUT", f"pulls/{number}/merge", {}) == (405, "Pull Request is not mergeable")


def test_the_base_in_a_pull_request_is_the_one_that_its_head_was_pushed_upon(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    start = repository.tip()
    number = a_pull(bot, repository)

    later = repository.push({"other.md": b"x"})

    assert bot.get(f"pulls/{number}")["base"]["sha"] == start
    repository.push({"more.md": b"x"}, branch="linkbot/links")
    assert bot.get(f"pulls/{number}")["base"]["sha"] == later


def test_deleting_the_branch_closes_the_pull_request_for_good(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)

    bot.write("DELETE", "git/refs/heads/linkbot/links")

    assert bot.get(f"pulls/{number}")["state"] == "closed"
    assert [event["event"] for event in bot.get(f"issues/{number}/events")] == ["closed", "head_ref_deleted"]
    status, words = bot.refusal("PATCH", f"pulls/{number}", {"state": "open"})
    assert (status, words) == (422, "state cannot be changed. The linkbot/links branch has been deleted.")


def test_deleting_the_base_closes_the_pull_request(hub: Hub) -> None:
    repository = a_list(hub)
    repository.push({"a.md": b"a"}, branch="next")
    repository.push({"b.md": b"b"}, branch="idea")
    item = repository.open_pull("An idea", "idea", base="next")

    repository.delete_branch("next")

    assert item.state == "closed"
    assert a_bot(hub).get(f"pulls/{item.number}")["merged"] is False


def test_a_closed_pull_request_opens_again_while_its_branch_is_there(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)
    repository.close(number, by="curator")
    assert bot.get(f"issues/{number}")["closed_by"]["login"] == "curator"

    again = bot.write("PATCH", f"pulls/{number}", {"state": "open", "body": "Once more"})

    assert (again["state"], again["body"], again["closed_at"]) == ("open", "Once more", None)


def test_no_second_one_for_the_same_branches_opens_by_the_back_door(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    first = a_pull(bot, repository)
    repository.close(first)
    bot.write("POST", "pulls", {"title": "Second", "head": "linkbot/links", "base": "main"})

    status, words = bot.refusal("PATCH", f"pulls/{first}", {"state": "open"})

    assert (status, words[:58]) == (422, "state cannot be changed. There is already an open pull req")


@pytest.mark.parametrize(("method", "parents"), [("merge", 2), ("squash", 1), ("rebase", 1)])
def test_each_way_to_merge_brings_the_change_into_the_base(hub: Hub, method: Method, parents: int) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)
    repository.push({"other.md": b"x"})

    sha = repository.merge(number, method=method)

    assert repository.files() == {**FILES, "README.md": b"# A better list\n", "other.md": b"x"}
    assert len(repository.parents(sha)) == parents
    assert (repository.items[number].is_merged, repository.items[number].state) == (True, "closed")
    found = bot.get(f"pulls/{number}")
    assert (found["merged"], found["merged_by"]["login"], found["merge_commit_sha"]) == (True, "curator", sha)
    assert bot("GET", f"pulls/{number}/merge").status_code == 204


def test_a_squash_carries_the_title_and_the_number(hub: Hub) -> None:
    repository = a_list(hub)
    number = a_pull(a_bot(hub), repository)

    sha = repository.merge(number, method="squash")

    assert repository.message(sha).splitlines()[0] == "Fix 1 link (#1)"


def test_a_merge_of_something_else_than_was_seen_is_refused(hub: Hub) -> None:
    number = a_pull(a_bot(hub), a_list(hub))

    status, words = a_person(hub).refusal("PUT", f"pulls/{number}/merge", {"sha": "0" * 40})

    assert (status, words) == (409, "Head branch was modified. Review and try the merge again.")


def test_a_base_that_comes_to_hold_the_branch_merges_it(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)

    repository.force_push("main", repository.tip("linkbot/links") or "")

    assert bot.get(f"pulls/{number}")["merged"] is True


def test_a_branch_that_falls_back_into_the_base_closes_its_pull_request(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)

    repository.force_push("linkbot/links", repository.tip() or "")

    found = bot.get(f"pulls/{number}")
    assert (found["state"], found["merged"]) == ("closed", False)


def test_a_pull_request_comes_from_a_fork(hub: Hub) -> None:
    repository = a_list(hub)
    fork = hub.repository("visitor/list", fork_of=repository)
    sha = fork.push({"README.md": b"# Mine\n"}, branch="idea", author="visitor")
    visitor = a_person(hub, "visitor")

    made = visitor.write("POST", "pulls", {"title": "An idea", "head": "visitor:idea", "base": "main"})
    repository.merge(made["number"])

    assert (made["head"]["label"], made["head"]["repo"]["fork"], made["head"]["sha"]) == ("visitor:idea", True, sha)
    assert visitor.get("/repos/visitor/list")["parent"]["full_name"] == "curator/list"
    assert repository.files()["README.md"] == b"# Mine\n"


def test_the_base_can_be_changed(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)
    repository.push({"a.md": b"a"}, branch="next")

    assert bot.write("PATCH", f"pulls/{number}", {"base": "next"})["base"]["ref"] == "next"
    assert bot.refusal("PATCH", f"pulls/{number}", {"base": "none"}) == (422, "Validation Failed")

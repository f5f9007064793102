"""Issues, and what they share with pull requests."""

from __future__ import annotations

from tests.hub.asking import a_bot, a_list, a_person, a_pull
from tests.hub.hub import Hub

BOT = "github-actions[bot]"


def test_a_pull_request_is_an_issue(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    a_pull(bot, repository)
    bot.write("POST", "issues", {"title": "Link health", "body": "All well", "labels": ["linkbot"]})

    found = bot.get("issues")

    assert [(issue["number"], "pull_request" in issue, issue["html_url"]) for issue in found] == [
        (2, False, "https://github.com/curator/list/issues/2"),
        (1, True, "https://github.com/curator/list/pull/1"),
    ]


def test_issues_are_found_by_who_opened_them_their_state_and_labels(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    repository.open_issue("By hand")
    bot.write("POST", "issues", {"title": "Link health", "labels": ["linkbot", "help"]})
    bot.write("PATCH", "issues/2", {"state": "closed", "state_reason": "not_planned"})

    def numbers(query: str) -> list[int]:
        return [issue["number"] for issue in bot.get(f"issues?{query}")]

    assert numbers(f"creator={BOT}&state=all") == [2]
    assert numbers("state=open") == [1]
    assert numbers("state=closed&labels=LINKBOT,help") == [2]
    assert numbers("state=all&labels=linkbot,other") == []
    assert bot.get("issues/2")["state_reason"] == "not_planned"


def test_an_issue_tells_who_closed_it_and_what_happened(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    bot.write("POST", "issues", {"title": "Link health", "body": "one"})

    bot.write("PATCH", "issues/1", {"title": "Links", "body": "two"})
    repository.close(1, by="visitor")

    found = bot.get("issues/1")
    assert (found["title"], found["body"], found["state"], found["state_reason"]) == ("Links", "two", "closed", "completed")
    assert found["closed_by"]["login"] == "visitor"
    events = [(event["event"], event["actor"]["login"]) for event in bot.get("issues/1/events")]
    assert events == [("renamed", BOT), ("closed", "visitor")]
    assert bot.write("PATCH", "issues/1", {"state": "open"})["state_reason"] == "reopened"


def test_labels_are_dropped_without_a_word_where_one_may_not_push(hub: Hub) -> None:
    a_list(hub)
    visitor = a_person(hub, "visitor")

    made = visitor.write("POST", "issues", {"title": "A wish", "labels": ["urgent"]})

    assert made["labels"] == []
    assert visitor.refusal("POST", "issues/1/labels", ["urgent"]) == (403, "Must have admin rights to Repository.")
    assert visitor.write("PATCH", "issues/1", {"labels": ["urgent"], "body": "more"})["labels"] == []


def test_labels_are_added_replaced_and_made(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)
    bot.write("POST", "issues", {"title": "Link health"})
    bot.write("POST", "labels", {"name": "linkbot", "color": "0e8a16", "description": "Opened by linkbot"})

    added = bot.write("POST", "issues/1/labels", {"labels": ["linkbot", "Help"]})
    replaced = bot.write("PUT", "issues/1/labels", {"labels": ["help"]})

    assert [(label["name"], label["color"]) for label in added] == [("linkbot", "0e8a16"), ("Help", "ededed")]
    assert [label["name"] for label in replaced] == ["Help"]
    assert [label["name"] for label in bot.get("labels")] == ["linkbot", "Help"]
    assert bot.get("labels/linkbot")["description"] == "Opened by linkbot"
    assert bot.refusal("POST", "labels", {"name": "LINKBOT"}) == (422, "Validation Failed")
    assert bot.refusal("GET", "labels/none") == (404, "Not Found")


def test_comments_are_written_changed_and_taken_away(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    number = a_pull(bot, repository)
    repository.comment(number, "Looks good", by="visitor")

    mine = bot.write("POST", f"issues/{number}/comments", {"body": "Thanks"})
    bot.write("PATCH", f"issues/comments/{mine['id']}", {"body": "Thank you"})

    said = [(comment["user"]["login"], comment["body"]) for comment in bot.get(f"issues/{number}/comments")]
    assert said == [("visitor", "Looks good"), (BOT, "Thank you")]
    bot.write("DELETE", f"issues/comments/{mine['id']}")
    assert len(bot.get(f"issues/{number}/comments")) == 1
    assert bot.refusal("PATCH", "issues/comments/1", {"body": "x"}) == (404, "Not Found")


def test_where_issues_are_disabled_only_pull_requests_are_left(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    bot.write("POST", "issues", {"title": "Link health"})
    number = a_pull(bot, repository)

    repository.disable_issues()

    gone = (410, "Issues has been disabled in this repository.")
    assert bot.refusal("POST", "issues", {"title": "Another"}) == gone
    assert bot.refusal("GET", "issues/1") == gone
    assert [issue["number"] for issue in bot.get("issues?state=all")] == [number]
    assert bot.get("/repos/curator/list")["has_issues"] is False


def test_long_lists_come_in_pages(hub: Hub) -> None:
    repository = a_list(hub)
    bot = a_bot(hub)
    for number in range(5):
        repository.open_issue(f"Issue {number}")

    first = bot("GET", "issues?per_page=2&direction=asc")
    second = bot("GET", first.links["next"]["url"])
    last = bot("GET", first.links["last"]["url"])

    pages = [[issue["number"] for issue in reply.json()] for reply in (first, second, last)]
    assert pages == [[1, 2], [3, 4], [5]]
    assert (sorted(first.links), sorted(second.links), sorted(last.links)) == (
        ["last", "next"],
        ["first", "last", "next", "prev"],
        ["first", "prev"],
    )


def test_what_needs_a_title_or_is_too_long_is_refused(hub: Hub) -> None:
    a_list(hub)
    bot = a_bot(hub)
    too_long = (422, "body is too long (maximum is 65536 characters)")

    assert bot.refusal("POST", "issues", {"title": " "}) == (422, "Validation Failed")
    assert bot.refusal("POST", "issues", {"title": "T", "body": "x" * 65_537}) == too_long
    bot.write("POST", "issues", {"title": "T", "body": "x" * 65_536})
    assert bot.refusal("PATCH", "issues/1", {"body": "x" * 65_537}) == too_long
    assert bot.refusal("POST", "issues/1/comments", {"body": "x" * 65_537}) == too_long


def test_only_authors_and_those_who_may_push_edit(hub: Hub) -> None:
    repository = a_list(hub)
    repository.open_issue("By hand")
    visitor = a_person(hub, "visitor")

    assert visitor.refusal("PATCH", "issues/1", {"body": "x"}) == (403, "Must have admin rights to Repository.")
    repository.settings.roles["visitor"] = "push"
    assert visitor.write("PATCH", "issues/1", {"body": "x"})["body"] == "x"

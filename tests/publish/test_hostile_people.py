"""What people do that nobody would have thought of, to the texts of pull requests and of the dashboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.hub.items import Item
from tests.hub.wire import Request
from tests.publish.acting import BOT, Night, a_list, dead, fingerprint_of, misdated, moved, renamed

from linkbot.model.publishing import PublishSettings

FIRST, SECOND = fingerprint_of(moved(1)), fingerprint_of(moved(2))
DEAD = fingerprint_of(dead(1))


def links(night: Night) -> Item:
    """The open pull request of the group `links`; an item without a number where there is none."""
    found = [pull for pull in night.repository.pulls() if pull.pull and pull.pull.head.endswith("links")]
    return found[0] if found else Item(0, 0, "", "", "", night.hub.clock.now(), night.hub.clock.now())


def the_dashboard(night: Night) -> Item:
    (issue,) = night.repository.issues()
    return issue


def once_at_the_last_look(night: Night, number: int, act: Callable[[], object]) -> None:
    """Has `act` done right before linkbot looks at the pull request `number` for the last time before an edit."""
    acts = [act]

    def before(request: Request) -> None:
        if request.method == "GET" and request.path.endswith(f"/pulls/{number}") and acts:
            acts.pop()()

    night.hub.before = before


@pytest.mark.parametrize("what", ["everything", "the marker"])
def test_a_pull_request_that_was_emptied_and_closed_is_a_no_too(night: Night, what: str) -> None:
    night.publish()
    number = links(night).number
    left = {"everything": "No, thanks.", "the marker": (links(night).body or "").rpartition("\n")[0]}
    night.repository.edit(number, body=left[what])
    night.repository.close(number)

    night.publish()

    assert links(night).number == 0


def test_what_was_said_last_counts_where_no_dashboard_remembers_it(night: Night) -> None:
    night.settings = PublishSettings(dashboard=False)
    night.publish()
    number = links(night).number
    night.repository.untick(number, SECOND)
    night.publish()
    night.repository.tick(number, f"undo:{SECOND}")
    night.repository.merge(number)
    night.publish()
    night.repository.close(links(night).number)

    night.publish()

    assert links(night).number == 0


def test_a_text_above_stays_also_where_it_took_the_place_of_our_first_line(night: Night) -> None:
    night.publish()
    pull = links(night)
    night.repository.edit(pull.number, body=(pull.body or "").replace("<!-- linkbot:begin -->", "Please review, team."))
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish()
    night.publish()

    assert (pull.body or "").startswith("Please review, team.")
    assert [(pull.body or "").count(f"<!-- lb:{fix} -->") for fix in (FIRST, SECOND)] == [1, 1]


def test_a_dashboard_without_its_marker_is_no_reason_for_a_second_one(night: Night) -> None:
    night.publish()
    number = the_dashboard(night).number
    night.repository.edit(number, body="My own notes.")

    night.publish()

    assert the_dashboard(night).number == number
    assert (the_dashboard(night).body or "").startswith("My own notes.\n\n<!-- linkbot:begin -->")


def test_a_dashboard_that_was_emptied_and_closed_stays_closed(night: Night) -> None:
    night.publish()
    number = the_dashboard(night).number
    night.repository.edit(number, body="")
    night.repository.close(number)

    done = night.publish()

    assert (done.issue.operation, night.repository.issues()) == ("stays closed", [])


def test_what_was_ticked_in_a_second_dashboard_is_heard_before_it_is_closed(night: Night) -> None:
    night.publish()
    copy = night.repository.open_issue("Link health", the_dashboard(night).body or "", by=BOT)
    night.repository.tick(copy.number, DEAD)

    night.publish()

    assert night.repository.issues() == []


def test_a_copy_of_the_dashboard_is_never_taken_for_it_again(night: Night) -> None:
    night.publish()
    kept = the_dashboard(night)
    night.repository.open_issue("Link health", kept.body or "", by=BOT)
    night.publish()
    night.repository.tick(kept.number, DEAD)
    night.publish()
    rotten = night.repository.files()["README.md"]
    night.repository.push({"README.md": a_list()})
    night.publish()
    night.repository.push({"README.md": rotten, "more.md": a_list(dead(2))})

    night.publish()

    assert the_dashboard(night).number == kept.number
    assert f"<!-- lb:{DEAD} -->" not in (kept.body or "")


def test_a_pull_request_that_somebody_pushes_to_is_not_closed_under_their_hands(night: Night) -> None:
    night.publish()
    number = links(night).number
    night.repository.push({"README.md": a_list(renamed(1), misdated(1), dead(1))})
    once_at_the_last_look(night, number, lambda: night.repository.push({"x": b"x"}, branch="linkbot/links", author="maintainer"))

    night.publish()

    assert links(night).number == number


def test_a_title_that_is_being_changed_stays(night: Night) -> None:
    night.publish()
    number = links(night).number
    night.repository.push({"more.md": a_list(moved(3))})
    once_at_the_last_look(night, number, lambda: night.repository.edit(number, title="Mine"))

    night.publish()

    assert links(night).title == "Mine"


def test_that_a_branch_is_left_alone_is_no_longer_said_when_the_commits_are_gone(night: Night) -> None:
    night.publish()
    ours = night.repository.tip("linkbot/links") or ""
    night.repository.push({"x": b"x"}, branch="linkbot/links", author="maintainer")
    night.publish()
    night.repository.force_push("linkbot/links", ours)

    night.publish()

    assert "leaves it alone" not in (links(night).body or "")


def test_a_body_that_was_saved_in_a_browser_is_the_same_body(night: Night) -> None:
    night.publish()
    for item in (*night.repository.pulls(), the_dashboard(night)):
        night.repository.edit(item.number, body=(item.body or "").replace("\n", "\r\n"))
    before = len(night.hub.writes)
    night.publish()
    written = night.hub.writes[before:]
    unticked = (links(night).body or "").replace("- [x]", "- [ ]", 1)
    night.repository.edit(links(night).number, body=unticked)

    night.publish()

    assert written == []
    assert "Fix 1 link in README.md" in [pull.title for pull in night.repository.pulls()]


def test_a_no_that_is_newer_than_a_tick_in_a_closed_dashboard_counts(night: Night) -> None:
    night.publish()
    night.repository.close(links(night).number)
    night.publish()
    issue = the_dashboard(night)
    night.repository.tick(issue.number, f"undo:{FIRST}")
    night.repository.tick(issue.number, f"undo:{SECOND}")
    night.repository.close(issue.number)
    night.publish()
    night.repository.untick(links(night).number, SECOND)
    night.publish()

    night.publish()

    assert [f"<!-- lb:{fix} -->" in (links(night).body or "") for fix in (FIRST, SECOND)] == [True, False]


def test_a_pull_request_remembers_what_was_refused_before_it_where_no_dashboard_does(night: Night) -> None:
    night.repository.push({"x": b"x"}, branch="linkbot")
    night.settings = PublishSettings(dashboard=False)
    night.publish()
    night.repository.untick(links(night).number, SECOND)
    night.repository.close(links(night).number)
    night.repository.delete_branch("linkbot")
    night.repository.push({"more.md": a_list(moved(3))})
    night.publish()

    night.publish()

    assert links(night).title == "Fix 1 link in more.md"

"""What people do to pull requests, and that linkbot heeds it and loses nothing of it."""

from __future__ import annotations

from tests.hub.items import Item
from tests.publish.acting import BOT, Night, a_list, dead, fingerprint_of, misdated, moved, renamed

from linkbot.publish.facts import Cause

FIRST, SECOND = fingerprint_of(moved(1)), fingerprint_of(moved(2))


def links(night: Night) -> Item | None:
    """The open pull request of the group `links`."""
    return next((pull for pull in night.repository.pulls() if pull.pull and pull.pull.head.endswith("links")), None)


def body(night: Night) -> str:
    pull = links(night)
    return (pull and pull.body) or ""


def mended(night: Night) -> list[str]:
    """Which pages the branch of `links` leads right."""
    data = night.repository.files("linkbot/links")["README.md"].decode()
    return [name for name in "12" if f"https://moved.example/{name}" in data]


def test_an_unticked_line_is_taken_out_and_never_offered_again(night: Night) -> None:
    night.publish()
    number = links(night).number  # type: ignore[union-attr]
    night.repository.untick(number, SECOND)

    night.publish()
    first = (mended(night), "- [x] " in body(night), f"<!-- lb:undo:{SECOND} -->" in body(night))
    night.repository.merge(number)
    night.publish()

    assert first == (["1"], True, True)
    assert links(night) is None
    assert b"http://moved.example/2" in night.repository.files()["README.md"]


def test_a_line_that_was_unticked_right_before_the_merge_is_remembered(night: Night) -> None:
    night.publish()
    number = links(night).number  # type: ignore[union-attr]
    night.repository.untick(number, SECOND)
    night.repository.merge(number)
    rotten = night.repository.files()["README.md"].replace(b"https://moved.example/2", b"http://moved.example/2")
    night.repository.push({"README.md": rotten})

    night.publish()

    assert links(night) is None


def test_closing_a_pull_request_refuses_its_fixes_and_no_others(night: Night) -> None:
    night.publish()
    night.repository.close(links(night).number)  # type: ignore[union-attr]
    night.publish()
    closed_once = links(night)
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish()

    assert closed_once is None
    assert "Fix 1 link in more.md" in [pull.title for pull in night.repository.pulls()]
    assert b"http://moved.example/1" in night.repository.files("linkbot/links")["README.md"]


def test_an_undo_box_in_the_dashboard_brings_a_fix_back(night: Night) -> None:
    night.publish()
    night.repository.close(links(night).number)  # type: ignore[union-attr]
    night.publish()
    (issue,) = night.repository.issues()
    night.repository.tick(issue.number, f"undo:{FIRST}")

    night.publish()

    assert mended(night) == ["1"]
    assert f"<!-- lb:undo:{FIRST} -->" not in (night.repository.issues()[0].body or "")


def test_an_undo_box_in_the_pull_request_brings_a_line_back(night: Night) -> None:
    night.publish()
    night.repository.untick(links(night).number, SECOND)  # type: ignore[union-attr]
    night.publish()
    night.repository.tick(links(night).number, f"undo:{SECOND}")  # type: ignore[union-attr]

    night.publish()

    assert mended(night) == ["1", "2"]


def test_reopening_a_pull_request_takes_its_refusal_back(night: Night) -> None:
    night.publish()
    number = links(night).number  # type: ignore[union-attr]
    night.repository.close(number)
    night.publish()
    night.repository.reopen(number)

    night.publish()

    assert links(night).number == number  # type: ignore[union-attr]
    assert (mended(night), FIRST in (night.repository.issues()[0].body or "")) == (["1", "2"], False)


def test_a_line_of_the_dashboard_that_is_ticked_is_accepted_as_it_is(night: Night) -> None:
    night.publish()
    (issue,) = night.repository.issues()
    night.repository.tick(issue.number, fingerprint_of(dead(1)))

    night.publish()
    accepted = night.repository.items[issue.number].body or ""
    night.repository.tick(issue.number, f"undo:{fingerprint_of(dead(1))}")
    night.publish()

    assert f"<!-- lb:{fingerprint_of(dead(1))} -->" not in accepted
    assert f"<!-- lb:{fingerprint_of(dead(1))} -->" in (night.repository.items[issue.number].body or "")


def test_commits_of_others_are_left_alone_and_that_is_said_once(night: Night) -> None:
    night.publish()
    human = night.repository.push({"README.md": b"by hand\n"}, branch="linkbot/links", author="maintainer")
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish()
    said = body(night)
    before = len(night.hub.writes)
    night.publish()

    assert night.repository.tip("linkbot/links") == human
    assert "linkbot leaves it alone" in said
    assert [request for request in night.hub.writes[before:] if "/issues" not in request.path] == []


def test_an_amended_commit_is_a_persons(night: Night) -> None:
    night.publish()
    amended = night.repository.amend("linkbot/links", {"README.md": b"by hand\n"}, by="maintainer")
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish()

    assert night.repository.tip("linkbot/links") == amended


def test_the_branch_can_be_given_back_and_what_was_pushed_stays_below(night: Night) -> None:
    night.publish()
    human = night.repository.push({"README.md": b"by hand\n"}, branch="linkbot/links", author="maintainer")
    night.repository.push({"more.md": a_list(moved(3))})
    night.publish()
    night.repository.tick(links(night).number, "cmd:rebuild")  # type: ignore[union-attr]

    night.publish()

    assert night.repository.files("linkbot/links")["README.md"].count(b"https://moved") == 2
    assert night.repository.is_reachable(human)
    assert "leaves it alone" not in body(night)


def test_a_push_in_the_middle_of_a_run_wins(night: Night) -> None:
    night.publish()
    night.repository.push({"more.md": a_list(moved(3))})
    pushed: list[str] = []

    def push_first(request: object) -> None:
        if request.method == "PATCH" and "/git/refs/" in request.path and not pushed:  # type: ignore[attr-defined]
            pushed.append(night.repository.push({"README.md": b"by hand\n"}, branch="linkbot/links", author="maintainer"))

    night.hub.before = push_first

    done = night.publish()

    assert night.repository.tip("linkbot/links") == pushed[0]
    assert [trouble.cause for trouble in done.troubles] == [Cause.MOVED_ON]


def test_a_tick_in_the_middle_of_a_run_is_not_written_over(night: Night) -> None:
    night.publish()
    number = links(night).number  # type: ignore[union-attr]
    night.repository.push({"more.md": a_list(moved(3))})

    def untick(request: object) -> None:
        if request.method == "PATCH" and "/git/refs/" in request.path:  # type: ignore[attr-defined]
            night.repository.untick(number, SECOND)

    night.hub.before = untick
    night.publish()
    night.hub.before = lambda _: None
    night.publish()

    assert mended(night) == ["1"]


def test_text_around_and_a_title_of_a_persons_own_stay(night: Night) -> None:
    night.publish()
    pull = links(night)
    assert pull is not None
    night.repository.edit(pull.number, title="My title", body=f"Mine above\n\n{pull.body}\n\nMine below")
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish()

    assert pull.title == "My title"
    assert (pull.body or "").startswith("Mine above\n\n<!-- linkbot:begin -->\n**3 links ")
    assert (pull.body or "").endswith("\n\nMine below")


def test_a_pull_request_that_a_person_opened_from_our_branch_is_theirs(night: Night) -> None:
    night.publish()
    number = links(night).number  # type: ignore[union-attr]
    night.repository.close(number)
    night.repository.open_pull("Mine", "linkbot/links", by="maintainer")
    tip = night.repository.tip("linkbot/links")
    night.repository.push({"more.md": a_list(moved(3))})

    done = night.publish()

    assert night.repository.tip("linkbot/links") == tip
    assert [each.operation for each in done.pulls if each.group == "links"] == ["left alone"]


def test_a_deleted_branch_comes_back_when_there_is_something_new(night: Night) -> None:
    night.publish()
    night.repository.delete_branch("linkbot/links")
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish()

    assert night.repository.files("linkbot/links")["more.md"] == a_list(moved(3)).replace(b"http:", b"https:")
    assert [pull.author for pull in night.repository.pulls()] == [BOT] * 3


def test_refusals_of_one_kind_leave_the_others_alone(night: Night) -> None:
    night.publish()
    night.repository.close(links(night).number)  # type: ignore[union-attr]

    night.publish()

    heads = [pull.pull.head for pull in night.repository.pulls() if pull.pull]
    assert heads == ["linkbot/repositories", "linkbot/metadata"]
    assert {fingerprint_of(renamed(1)), fingerprint_of(misdated(1))} <= {
        word for pull in night.repository.pulls() for word in (pull.body or "").replace("<!-- lb:", "").split()
    }


def test_a_branch_that_was_given_back_is_linkbots_even_if_nothing_had_to_change(night: Night) -> None:
    night.publish()
    night.repository.push({}, branch="linkbot/links", author="maintainer", message="Nothing, to start the checks")
    night.repository.push({"more.md": a_list(moved(3))})
    night.publish()
    night.repository.push({"more.md": None})
    night.repository.tick(links(night).number, "cmd:rebuild")  # type: ignore[union-attr]
    night.publish()
    night.repository.push({"again.md": a_list(moved(4))})

    done = night.publish()

    assert next(each.operation for each in done.pulls if each.group == "links") == "updated"

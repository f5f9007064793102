"""The pull requests: opened once, changed only when there is a reason, and never at anybody's cost."""

from __future__ import annotations

import pytest
from tests.hub.git import Person
from tests.hub.hub import Hub
from tests.publish.acting import BOT, NAME, Night, a_list, dead, fingerprint_of, misdated, moved, renamed

from linkbot.model.publishing import PublishSettings


def titles(night: Night) -> list[str]:
    return [pull.title for pull in night.repository.pulls()]


def operations(done: object) -> dict[str, str]:
    return {each.group: each.operation for each in done.pulls}  # type: ignore[attr-defined]


def test_each_kind_of_fix_has_a_pull_request_of_its_own(night: Night) -> None:
    done = night.publish()

    assert operations(done) == {"links": "opened", "repositories": "opened", "metadata": "opened"}
    assert night.repository.files("linkbot/links")["README.md"] == night.repository.files()["README.md"].replace(
        b"http://moved", b"https://moved"
    )
    assert b"May 1991" in night.repository.files("linkbot/metadata")["README.md"]
    assert [pull.author for pull in night.repository.pulls()] == [BOT] * 3
    assert all(pull.labels == ["linkbot"] for pull in night.repository.pulls())


def test_a_pull_request_is_one_commit_that_github_signs(night: Night) -> None:
    night.publish()

    tip = night.repository.tip("linkbot/links") or ""
    assert night.repository.parents(tip) == [night.repository.tip()]
    commit = night.repository.git.commit(tip)
    assert (commit.committer.name, commit.committer.email) == ("GitHub", "noreply@github.com")


def test_one_pull_request_for_all_where_that_is_wanted(night: Night) -> None:
    night.settings = PublishSettings(groups="one")

    night.publish()

    assert titles(night) == ["Fix 4 mistakes in README.md"]
    assert set(night.repository.branches()) == {"main", "linkbot/fixes"}


def test_a_second_run_on_an_unchanged_world_writes_nothing_and_reads_little(night: Night) -> None:
    night.publish()
    before = len(night.hub.log)

    done = night.publish()

    assert operations(done) == {"links": "unchanged", "repositories": "unchanged", "metadata": "unchanged"}
    asked = night.hub.log[before:]
    assert [request for request in asked if request.is_write] == []
    assert len(asked) <= 8


def test_a_night_later_nothing_is_written_either(night: Night) -> None:
    night.publish()
    before = len(night.hub.writes)
    night.hub.clock.advance(days=1)

    night.publish()

    assert night.hub.writes[before:] == []


def test_a_new_finding_goes_into_the_same_pull_request(night: Night) -> None:
    night.publish()
    night.repository.push({"more.md": a_list(moved(3))})

    done = night.publish()

    assert operations(done)["links"] == "updated"
    assert "Fix 3 links in 2 files" in titles(night)
    assert b"https://moved.example/3" in night.repository.files("linkbot/links")["more.md"]


def test_the_diff_of_a_pull_request_is_its_fixes_also_after_the_base_has_moved(night: Night) -> None:
    night.publish()
    edited = night.repository.files()["README.md"].replace(b"# A list\n\n", b"# A list\n\n- a new item\n")
    night.repository.push({"README.md": edited, "other.txt": b"x"})

    night.publish()

    branch = night.repository.files("linkbot/links")
    assert branch == {"README.md": edited.replace(b"http://moved", b"https://moved"), "other.txt": b"x"}
    assert night.repository.git.is_ancestor(night.repository.tip() or "", night.repository.tip("linkbot/links") or "")


def test_nothing_is_pushed_while_merging_the_branch_still_makes_what_is_wanted(night: Night) -> None:
    night.publish()
    number = next(pull.number for pull in night.repository.pulls() if pull.pull and pull.pull.head == "linkbot/links")
    tip = night.repository.tip("linkbot/links")
    edited = b"New first line.\n" + night.repository.files()["README.md"]
    night.repository.push({"README.md": edited})

    night.publish()
    kept = night.repository.tip("linkbot/links")
    night.repository.merge(number)

    assert kept == tip
    assert night.repository.files()["README.md"] == edited.replace(b"http://moved", b"https://moved")


def test_where_pull_requests_are_forbidden_nothing_is_written_twice(night: Night) -> None:
    night.repository.settings.actions_may_open_pulls = False
    night.publish()
    before = len(night.hub.writes)

    night.publish()

    assert {request.path.rpartition("/")[2] for request in night.hub.writes[before:]} == {"pulls"}
    assert not any(request.done for request in night.hub.writes[before:])


def test_a_branch_that_github_has_updated_is_gone_on_with(night: Night) -> None:
    night.publish()
    edited = night.repository.files()["README.md"] + b"- a last item\n"
    base = night.repository.push({"README.md": edited})
    ours = night.repository.tip("linkbot/links") or ""
    git = night.repository.git
    now = night.hub.clock.now()
    tree = git.merged_tree(base, ours) or ""
    github, person = Person("GitHub", "noreply@github.com"), Person("maintainer", "maintainer@example.org")
    merge = git.write_commit("Merge branch 'main' into linkbot/links", tree, [ours, base], person, github, (now, now))
    night.repository.force_push("linkbot/links", merge)

    done = night.publish()

    assert night.repository.tip("linkbot/links") == merge
    assert next(each.operation for each in done.pulls if each.group == "links") != "left alone"


def test_a_change_elsewhere_in_the_base_rebuilds_nothing(night: Night) -> None:
    night.publish()
    before = len(night.hub.writes)
    night.repository.push({"other.txt": b"x"})

    night.publish()

    assert night.hub.writes[before:] == []


def test_what_a_person_mended_by_hand_leaves_the_pull_request(night: Night) -> None:
    night.publish()
    readme = night.repository.files()["README.md"]
    night.repository.push({"README.md": readme.replace(b"http://moved.example/1", b"https://moved.example/1")})

    night.publish()

    assert "Fix 1 link in README.md" in titles(night)


def test_a_pull_request_without_fixes_is_closed_with_a_reason_and_its_branch_stays(night: Night) -> None:
    night.publish()
    night.repository.push({"README.md": a_list(renamed(1), misdated(1), dead(1))})

    done = night.publish()

    assert operations(done)["links"] == "closed"
    closed = night.repository.pulls("closed")
    assert [(pull.closed_by, "Closed by linkbot" in (pull.body or "")) for pull in closed] == [(BOT, True)]
    assert "linkbot/links" in night.repository.branches()


def test_what_was_closed_by_linkbot_is_offered_again_when_it_is_wrong_again(night: Night) -> None:
    rotten = night.repository.files()["README.md"]
    night.publish()
    night.repository.push({"README.md": a_list(renamed(1), misdated(1), dead(1))})
    night.publish()
    night.repository.push({"README.md": rotten})

    done = night.publish()

    assert operations(done)["links"] == "opened"
    assert night.repository.files("linkbot/links")["README.md"] == rotten.replace(b"http://moved", b"https://moved")


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_after_a_merge_there_is_nothing_more_to_do(night: Night, method: str) -> None:
    night.publish()
    number = next(pull.number for pull in night.repository.pulls() if "link in" in pull.title or "links in" in pull.title)
    night.repository.merge(number, method=method)  # type: ignore[arg-type]

    done = night.publish()

    assert "links" not in operations(done)
    assert b"http://moved" not in night.repository.files()["README.md"]


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_after_a_merge_new_fixes_come_in_a_new_pull_request_on_the_same_branch(night: Night, method: str) -> None:
    night.publish()
    number = next(pull.number for pull in night.repository.pulls() if pull.pull and pull.pull.head == "linkbot/links")
    night.repository.merge(number, method=method)  # type: ignore[arg-type]
    night.repository.push({"more.md": a_list(moved(3))})

    done = night.publish()

    assert operations(done)["links"] == "opened"
    changed = {
        path for path, data in night.repository.files("linkbot/links").items() if data != night.repository.files().get(path)
    }
    assert changed == {"more.md"}


def test_at_most_so_many_fixes_and_the_rest_is_counted(hub: Hub) -> None:
    night = Night(hub, hub.repository(NAME, {"README.md": a_list(*(moved(number) for number in range(60)))}))

    night.publish()

    (pull,) = night.repository.pulls()
    assert pull.title == "Fix 50 links in README.md"
    assert "10 more fixes" in (pull.body or "")


def test_safe_fixes_alone_where_that_is_wanted(night: Night) -> None:
    night.settings = PublishSettings(fixes="safe")

    assert "metadata" not in operations(night.publish())


def test_the_bytes_are_those_of_the_base_branch_not_those_that_were_checked(night: Night) -> None:
    report = night.check()
    readme = night.repository.files()["README.md"]
    night.repository.push({"README.md": b"Pushed in between.\r\n" + readme})

    night.publish(report)

    assert night.repository.files("linkbot/links")["README.md"] == (b"Pushed in between.\r\n" + readme).replace(
        b"http://moved", b"https://moved"
    )


def test_a_line_that_has_changed_since_the_check_waits(night: Night) -> None:
    report = night.check()
    readme = night.repository.files()["README.md"]
    night.repository.push({"README.md": readme.replace(b"of 1.", b"of 1, edited.", 1)})

    night.publish(report)

    branch = night.repository.files("linkbot/links")["README.md"]
    assert (b"http://moved.example/1" in branch, b"https://moved.example/2" in branch) == (True, True)


def test_a_file_keeps_its_mode_and_all_other_bytes(hub: Hub) -> None:
    data = b"\xef\xbb\xbf# Caf\xc3\xa9\r\n\r\n- [Page 1](http://moved.example/1) - of 1.  \r\n- tail without an end"
    night = Night(hub, hub.repository(NAME))
    night.repository.push({"README.md": data}, modes={"README.md": 0o100755})

    night.publish()

    assert night.repository.files("linkbot/links")["README.md"] == data.replace(b"http:", b"https:")
    assert night.repository.git.tree(night.repository.tip("linkbot/links") or "")["README.md"].filemode == 0o100755


def test_a_branch_called_linkbot_is_no_obstacle(night: Night) -> None:
    night.repository.push({"x": b"x"}, branch="linkbot")

    first = night.publish()
    before = len(night.hub.writes)
    second = night.publish()

    assert {"linkbot-links", "linkbot-metadata", "linkbot-repositories"} <= set(night.repository.branches())
    assert operations(first) == dict.fromkeys(["links", "repositories", "metadata"], "opened")
    assert operations(second) == dict.fromkeys(["links", "repositories", "metadata"], "unchanged")
    assert night.hub.writes[before:] == []


def test_pull_requests_of_other_settings_are_closed(night: Night) -> None:
    night.publish()
    night.settings = PublishSettings(groups="one")

    night.publish()

    assert titles(night) == ["Fix 4 mistakes in README.md"]


def test_nothing_that_is_written_pings_anybody(night: Night) -> None:
    night.publish()
    night.repository.push({"README.md": a_list(renamed(1), misdated(1))})
    night.publish()

    assert night.hub.pings == []


def test_a_fix_of_a_finding_is_named_by_its_fingerprint(night: Night) -> None:
    night.publish()

    (pull,) = [pull for pull in night.repository.pulls() if pull.pull and pull.pull.head == "linkbot/metadata"]
    assert f"<!-- lb:{fingerprint_of(misdated(1))} -->" in (pull.body or "")


def test_what_is_wrong_again_after_a_merge_is_offered_again(night: Night) -> None:
    rotten = night.repository.files()["README.md"]
    night.publish()
    number = next(pull.number for pull in night.repository.pulls() if pull.pull and pull.pull.head == "linkbot/links")
    night.repository.merge(number)
    night.repository.push({"README.md": rotten})

    done = night.publish()

    assert operations(done)["links"] == "opened"

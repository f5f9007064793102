"""What happens around linkbot: branches that come and go, settings that change, lists that lag, files of all kinds."""

from __future__ import annotations

import pytest
from tests.hub.faults import Fault
from tests.hub.hub import Hub
from tests.hub.items import Item
from tests.publish.acting import NAME, Night, a_list, dead, fingerprint_of, moved, report_of

from linkbot.model.publishing import PublishSettings
from linkbot.publish.facts import Cause, Refused


def heads(night: Night) -> list[str]:
    return [pull.pull.head for pull in night.repository.pulls() if pull.pull]


def links(night: Night) -> Item:
    (pull,) = (pull for pull in night.repository.pulls() if pull.pull and pull.pull.head.endswith("links"))
    return pull


def test_another_base_in_the_settings_does_not_bring_its_commits_into_the_old_one(night: Night) -> None:
    night.publish()
    tip = night.repository.tip("linkbot/links")
    night.repository.push({"secret.txt": b"", "README.md": a_list(moved(1), dead(1))}, branch="develop")
    night.settings = PublishSettings(base="develop")

    done = night.publish()

    assert (night.repository.tip("linkbot/links"), len(heads(night))) == (tip, 3)
    assert next(str(trouble) for trouble in done.troubles if trouble.cause is Cause.OTHER).startswith(
        "pull request 1 leads into main"
    )


def test_a_branch_called_linkbot_that_goes_away_is_no_reason_for_second_pull_requests(night: Night) -> None:
    night.repository.push({"x": b"x"}, branch="linkbot")
    night.publish()
    before = heads(night)
    night.repository.delete_branch("linkbot")

    night.publish()

    assert heads(night) == before


def test_a_no_is_heard_also_when_the_branch_called_linkbot_has_gone(night: Night) -> None:
    night.repository.push({"x": b"x"}, branch="linkbot")
    night.publish()
    night.repository.close(links(night).number)
    night.repository.delete_branch("linkbot")

    night.publish()

    assert heads(night) == ["linkbot-repositories", "linkbot-metadata"]


@pytest.mark.parametrize("dashboard", [True, False])
def test_other_groups_close_the_pull_requests_of_the_old_ones_where_no_dashboard_tells_of_them(hub: Hub, dashboard: bool) -> None:
    night = Night(hub, hub.repository(NAME, {"README.md": a_list(moved(1))}))
    night.settings = PublishSettings(dashboard=dashboard)
    night.publish()
    night.settings = PublishSettings(dashboard=dashboard, groups="one")

    night.publish()

    assert (heads(night), night.repository.issues()) == (["linkbot/fixes"], [])


def test_other_groups_close_the_pull_requests_of_the_old_ones_where_issues_are_switched_off(night: Night) -> None:
    night.repository.disable_issues()
    night.publish()
    night.settings = PublishSettings(groups="one")

    night.publish()

    assert heads(night) == ["linkbot/fixes"]


def test_a_list_of_issues_that_lags_is_no_reason_for_a_second_dashboard(night: Night) -> None:
    night.repository.settings.list_lag = 9

    night.publish()
    night.publish()

    assert len(night.repository.issues(None)) == 1


def test_nothing_is_offered_while_nobody_can_tell_what_was_refused(night: Night) -> None:
    night.hub.faults.append(Fault(method="GET", path="/issues$", status=502, times=9))

    with pytest.raises(Refused):
        night.publish()

    assert night.hub.writes == []


def test_a_copy_of_the_dashboard_that_cannot_be_closed_is_one_line(night: Night) -> None:
    night.publish()
    (kept,) = night.repository.issues()
    copy = night.repository.open_issue("Link health", kept.body or "", by=kept.author)
    night.hub.faults.append(Fault(method="PATCH", path=f"/issues/{copy.number}$", status=403, body={"message": "Blocked"}))

    done = night.publish()

    assert [trouble.cause for trouble in done.troubles] == [Cause.READ_ONLY]


def test_how_often_something_was_asked_is_no_reason_to_write(night: Night) -> None:
    report = night.check()
    nights = [
        report.model_copy(
            update={
                "findings": [
                    row.model_copy(
                        update={"evidence": [row.evidence[0].model_copy(update={"detail": f"HTTP 308 (asked {n} times)"})]}
                    )
                    for row in report.findings
                ]
            }
        )
        for n in (2, 3)
    ]
    night.publish(nights[0])
    before = len(night.hub.writes)

    night.publish(nights[1])

    assert night.hub.writes[before:] == []


def test_a_run_on_a_branch_that_is_left_alone_reads_no_more_than_any_other(night: Night) -> None:
    night.publish()
    night.repository.push({"x": b"x"}, branch="linkbot/links", author="maintainer")
    night.publish()
    before = len(night.hub.log)

    night.publish()

    assert (len(night.hub.log) - before, [request for request in night.hub.log[before:] if request.is_write]) == (8, [])


def test_a_run_after_refusals_reads_no_more_than_any_other(night: Night) -> None:
    night.publish()
    night.repository.close(links(night).number)
    night.publish()
    before = len(night.hub.log)

    night.publish()

    assert (len(night.hub.log) - before, [request for request in night.hub.log[before:] if request.is_write]) == (8, [])


def test_branches_that_github_deletes_after_the_merge_come_back_when_needed(night: Night) -> None:
    night.publish()
    night.repository.merge(links(night).number, method="squash")
    night.repository.delete_branch("linkbot/links")
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish()

    assert links(night).title == "Fix 1 link in more.md"


@pytest.mark.parametrize(
    "path", ["a b/README.md", 'quote "x".md', "ünï/Ωmega.md", "per%20cent.md", "hash#1.md", "who?.md", "@team/x.md", "](x).md"]
)
def test_a_path_of_any_kind_is_mended_and_pings_nobody(hub: Hub, path: str) -> None:
    night = Night(hub, hub.repository(NAME, {path: a_list(moved(1), dead(1))}))

    night.publish()

    assert night.repository.files("linkbot/links")[path] == a_list(moved(1), dead(1)).replace(b"http://moved", b"https://moved")
    assert hub.pings == []


@pytest.mark.parametrize("mode", [0o120000, 0o160000])
def test_what_is_no_file_in_the_repository_is_left_as_it_is(hub: Hub, mode: int) -> None:
    night = Night(hub, hub.repository(NAME, {"docs/README.md": a_list()}))
    tip = night.repository.tip() or ""
    kind = {0o120000: b"docs/README.md", 0o160000: tip.encode()}
    night.repository.push({"README.md": kind[mode]}, modes={"README.md": mode} if mode == 0o120000 else None)

    night.publish(report_of({"README.md": a_list(moved(1))}))

    assert night.repository.pulls() == []


def test_bytes_that_git_changed_on_the_way_out_are_not_mended_blindly(hub: Hub) -> None:
    night = Night(hub, hub.repository(NAME, {"README.md": a_list(moved(1))}))
    checked_out = a_list(moved(1)).replace(b"\n", b"\r\n")

    night.publish(report_of({"README.md": checked_out}))

    assert night.repository.pulls() == []


def test_nothing_is_offered_twice_while_a_pull_request_of_a_person_is_on_the_branch(night: Night) -> None:
    night.publish()
    night.repository.close(links(night).number)
    night.repository.open_pull("Mine", "linkbot/links", by="maintainer", body=f"- [ ] x <!-- lb:{fingerprint_of(moved(1))} -->")

    night.publish()

    assert heads(night).count("linkbot/links") == 1


def test_a_pull_request_that_is_reopened_is_seen_wherever_its_branch_is(night: Night) -> None:
    night.repository.push({"x": b"x"}, branch="linkbot")
    night.publish()
    number = links(night).number
    night.repository.close(number)
    night.publish()
    night.repository.delete_branch("linkbot")
    night.repository.reopen(number)

    done = night.publish()

    assert [each.number for each in done.pulls if each.group == "links"] == [number]

"""The dashboard: one issue, made once, edited when it changes, closed when it is empty, and a person's when they close it."""

from __future__ import annotations

from tests.hub.faults import Fault
from tests.hub.hub import Hub
from tests.publish.acting import BOT, NAME, Night, a_list, dead, fingerprint_of, moved, report_of
from tests.unit.reports import a_related

from linkbot.model.publishing import PublishSettings
from linkbot.model.report import Report
from linkbot.publish.facts import Cause


def test_the_dashboard_is_made_once_and_tells_what_no_pull_request_does(night: Night) -> None:
    night.publish()
    night.publish()

    (issue,) = night.repository.issues()
    assert (issue.title, issue.author, issue.labels) == ("Link health", BOT, ["linkbot"])
    assert fingerprint_of(dead(1)) in (issue.body or "")
    assert fingerprint_of(moved(1)) not in (issue.body or "")


def test_no_claim_is_left_behind(night: Night) -> None:
    night.publish()

    assert night.repository.git.refs("refs/linkbot/") == {}


def test_it_is_edited_when_something_dies(night: Night) -> None:
    night.publish()
    night.repository.push({"more.md": a_list(dead(2))})

    done = night.publish()

    assert done.issue.operation == "updated"
    assert fingerprint_of(dead(2), "more.md") in (night.repository.issues()[0].body or "")


def test_it_is_closed_when_nothing_is_left_and_opened_again_when_there_is(hub: Hub) -> None:
    night = Night(hub, hub.repository(NAME, {"README.md": a_list(dead(1))}))
    night.publish()
    night.repository.push({"README.md": a_list()})

    closed = night.publish().issue
    night.repository.push({"README.md": a_list(dead(2))})
    reopened = night.publish().issue

    assert (closed.operation, reopened.operation, closed.number) == ("closed", "reopened", reopened.number)
    assert night.repository.items[closed.number].state == "open"


def test_one_that_a_person_closed_stays_closed(night: Night) -> None:
    night.publish()
    (issue,) = night.repository.issues()
    night.repository.close(issue.number)
    night.repository.push({"more.md": a_list(dead(2))})

    done = night.publish()

    assert (done.issue.operation, done.is_told) == ("stays closed", False)
    assert (len(night.repository.issues("closed")), night.repository.issues()) == (1, [])


def test_one_that_a_person_opens_again_goes_on(night: Night) -> None:
    night.publish()
    (issue,) = night.repository.issues()
    night.repository.close(issue.number)
    night.publish()
    night.repository.reopen(issue.number)
    night.repository.push({"more.md": a_list(dead(2))})

    assert night.publish().issue.operation == "updated"


def test_there_is_none_where_there_is_nothing_to_say(hub: Hub) -> None:
    night = Night(hub, hub.repository(NAME, {"README.md": a_list()}))

    assert night.publish().issue.operation == "nothing"
    assert night.hub.writes == []


def test_there_is_none_where_none_is_wanted(night: Night) -> None:
    night.settings = PublishSettings(dashboard=False)

    night.publish()

    assert night.repository.issues() == []


def test_without_issues_it_is_told_elsewhere_and_the_setting_is_named(night: Night) -> None:
    night.repository.disable_issues()

    done = night.publish()

    assert ([trouble.cause for trouble in done.troubles], done.is_told) == ([Cause.ISSUES_OFF], False)
    assert "Features > Issues" in done.troubles[0].hint
    assert len(night.repository.pulls()) == 3


def test_surplus_dashboards_are_closed_and_the_oldest_stays(night: Night) -> None:
    night.publish()
    (issue,) = night.repository.issues()
    night.repository.open_issue("Link health", issue.body or "", by=BOT)

    night.publish()

    assert [each.number for each in night.repository.issues()] == [issue.number]


def test_an_issue_of_somebody_else_with_our_marker_is_not_ours(night: Night) -> None:
    night.publish()
    (issue,) = night.repository.issues()
    copy = night.repository.open_issue("Link health", issue.body or "", by="stranger")

    night.publish()

    assert night.repository.items[copy.number].state == "open"


def test_an_answer_that_was_lost_makes_no_second_dashboard(night: Night) -> None:
    night.hub.faults.append(Fault(method="POST", path="/issues$", status=502, after=True))

    done = night.publish()

    assert done.issue.operation == "opened"
    assert len(night.repository.issues()) == 1


def test_two_runs_at_once_make_one_dashboard(night: Night) -> None:
    others: list[str] = []

    def run_another(request: object) -> None:
        if request.method == "POST" and request.path.endswith("/issues") and not others:  # type: ignore[attr-defined]
            others.append("begun")
            others.append(Night(night.hub, night.repository, night.token).publish().issue.operation)

    night.hub.before = run_another

    night.publish()

    assert others == ["begun", "refused"]
    assert len(night.repository.issues(None)) == 1


def test_a_claim_whose_owner_was_killed_is_taken_over_a_quarter_of_an_hour_later(night: Night) -> None:
    base = night.repository.tip() or ""
    night.repository.git.set_ref("refs/linkbot/claim/dashboard-1", base)

    soon = night.publish().issue
    night.hub.clock.advance(minutes=16)
    later = night.publish().issue

    assert (soon.operation, later.operation) == ("refused", "opened")
    assert night.repository.git.refs("refs/linkbot/") == {}


def test_the_other_line_of_a_duplicate_that_is_mended_is_not_told(night: Night) -> None:
    report = night.check()
    first, second = (row for row in report.findings if row.code == "LB102")
    twin = first.model_copy(update={"fix": None, "related": [a_related(path=second.path, line=second.line, span=second.span)]})
    mended = second.model_copy(update={"related": [a_related(path=first.path, line=first.line, span=first.span)]})
    rows = [twin, mended, *(row for row in report.findings if row.code == "LB101")]

    night.publish(report.model_copy(update={"findings": rows}))

    assert first.fingerprint not in (night.repository.issues()[0].body or "")


def test_a_finding_that_comes_and_goes_does_not_lose_its_refusal(night: Night) -> None:
    night.publish()
    (issue,) = night.repository.issues()
    night.repository.tick(issue.number, fingerprint_of(dead(1)))
    night.publish()
    nothing: Report = report_of({"README.md": a_list()})
    night.publish(nothing)

    night.publish()

    assert f"<!-- lb:{fingerprint_of(dead(1))} -->" not in (night.repository.items[issue.number].body or "")

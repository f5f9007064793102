"""A night on which nobody could be asked proves nothing: neither that a fix is done nor that all is well."""

from __future__ import annotations

import pytest
from tests.publish.acting import Night, a_list, moved
from tests.unit.reports import a_link, statistics

from linkbot.errors import InputError
from linkbot.model.report import Report

URL = "http://moved.example/1"


def without(report: Report, url: str, **fields: object) -> Report:
    """The report with no finding on `url`, and a link to it instead."""
    rows = [row for row in report.findings if row.url != url]
    return report.model_copy(update={"findings": rows, "links": [a_link(url=url, identity=f"web:{url}", **fields)]})


def seen(report: Report) -> Report:
    """The report with the link to `URL`, as a check has it."""
    return report.model_copy(update={"links": [a_link(url=URL, identity=f"web:{URL}", verdict="moved")]})


def test_a_fix_stays_while_its_link_cannot_be_verified(night: Night) -> None:
    night.publish(seen(night.check()))
    before = [pull.body for pull in night.repository.pulls()]

    night.publish(without(night.check(), URL, verdict="unknown", reason="network"))

    assert [pull.body for pull in night.repository.pulls()] == before


def test_a_fix_goes_when_its_link_is_well_again(night: Night) -> None:
    night.publish(seen(night.check()))

    night.publish(without(night.check(), URL, verdict="ok"))

    assert "Fix 1 link in README.md" in [pull.title for pull in night.repository.pulls()]


def test_a_night_without_a_network_closes_nothing(night: Night) -> None:
    night.publish(seen(night.check()))
    before = len(night.hub.writes)
    blind = statistics(unique=4, unverified={"network": 3})

    night.publish(night.check().model_copy(update={"findings": [], "statistics": blind}))

    assert night.hub.writes[before:] == []


def test_a_night_that_was_to_ask_nobody_tells_all_that_it_can(night: Night) -> None:
    night.publish()
    report = night.check()
    offline = report.run.model_copy(update={"offline": True})
    unasked = statistics(unique=4, unverified={"offline": 4})

    night.publish(report.model_copy(update={"findings": [], "statistics": unasked, "run": offline}))

    assert (night.repository.pulls(), night.repository.issues()) == ([], [])


@pytest.mark.parametrize("part", [{"partial": True}, {"since": "0" * 40}])
def test_a_report_of_a_part_is_not_published(night: Night, part: dict[str, object]) -> None:
    report = night.check()

    with pytest.raises(InputError, match="would be taken for done"):
        night.publish(report.model_copy(update={"run": report.run.model_copy(update=part)}))

    assert night.hub.writes == []


def test_a_new_finding_waits_where_an_old_one_cannot_be_told(night: Night) -> None:
    night.publish(seen(night.check()))
    night.repository.push({"more.md": a_list(moved(3))})

    night.publish(without(night.check(), URL, verdict="flaky", reason="timeout"))

    assert "more.md" not in night.repository.files("linkbot/links")

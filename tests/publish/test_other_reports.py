"""Reports that do not tell of all, or of something else: what they leave out is not taken for done."""

from __future__ import annotations

import pytest
from tests.publish.acting import Night, a_list, dead, fingerprint_of, moved, report_of

from linkbot.errors import InputError
from linkbot.model.publishing import PublishSettings
from linkbot.model.report import Report


def with_arguments(report: Report, *arguments: str) -> Report:
    return report.model_copy(update={"run": report.run.model_copy(update={"arguments": list(arguments)})})


@pytest.fixture
def two_lists(night: Night) -> Night:
    night.repository.push({"docs/more.md": a_list(moved(3), dead(3))})
    night.publish()
    return night


@pytest.mark.parametrize("arguments", [("check", "--select", "LB4"), ("check", "--ignore=LB102", "README.md")])
def test_a_report_of_some_rules_is_not_published(two_lists: Night, arguments: tuple[str, ...]) -> None:
    before = len(two_lists.hub.writes)

    with pytest.raises(InputError, match="some of the rules"):
        two_lists.publish(with_arguments(two_lists.check(), *arguments))

    assert two_lists.hub.writes[before:] == []


def test_a_report_of_some_lists_is_not_published_where_one_of_more_was(two_lists: Night) -> None:
    before = len(two_lists.hub.writes)
    part = report_of({"docs/more.md": two_lists.repository.files()["docs/more.md"]})

    with pytest.raises(InputError, match=r"without README\.md"):
        two_lists.publish(part)

    assert two_lists.hub.writes[before:] == []


def test_pull_requests_alone_remember_which_lists_they_are_about(night: Night) -> None:
    night.settings = PublishSettings(dashboard=False)
    night.repository.push({"docs/more.md": a_list(moved(3), dead(3))})
    night.publish()

    with pytest.raises(InputError, match=r"without README\.md"):
        night.publish(report_of({"docs/more.md": night.repository.files()["docs/more.md"]}))


def test_lists_that_are_not_checked_any_more_are_forgotten_when_that_is_said(two_lists: Night) -> None:
    part = report_of({"docs/more.md": two_lists.repository.files()["docs/more.md"]})

    two_lists.publish(part, fewer_files=True)
    two_lists.publish(part)

    assert [pull.title for pull in two_lists.repository.pulls()] == ["Fix 1 link in docs/more.md"]
    assert fingerprint_of(dead(1)) not in (two_lists.repository.issues()[0].body or "")


def test_a_list_that_was_deleted_is_left_out_without_a_word(two_lists: Night) -> None:
    two_lists.repository.push({"docs/more.md": None})

    two_lists.publish()

    assert next(pull.title for pull in two_lists.repository.pulls()) == "Fix 2 links in README.md"


def test_a_report_of_another_repository_is_not_published(night: Night) -> None:
    with pytest.raises(InputError, match="the report is not of curator/list"):
        night.publish(report_of({"elsewhere/LIST.md": a_list(dead(1))}))

    assert night.hub.writes == []


def test_lines_that_are_not_there_any_more_are_not_told(night: Night) -> None:
    report = night.check()
    night.repository.push({"README.md": a_list()})

    night.publish(report)

    assert (night.repository.pulls(), night.repository.issues()) == ([], [])


def test_lines_that_have_moved_are_told_where_they_are(night: Night) -> None:
    report = night.check()
    night.repository.push({"README.md": b"Two lines\n\n" + night.repository.files()["README.md"]})

    night.publish(report)

    assert "[README.md:9](" in (night.repository.issues()[0].body or "")

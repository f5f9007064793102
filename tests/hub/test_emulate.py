"""linkbot's happy path on a GitHub that others made: what it does must not rest on a mistake in ours.

emulate differs from GitHub where only the hub can be the judge: pull requests are no issues and do not follow their branch,
a second one for the same branch is accepted, and there is no GraphQL, so no token of Actions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from linkbot.config import Settings
from linkbot.model.publishing import PublishSettings
from linkbot.publish.client import open_courier, who
from linkbot.publish.publishing import Published, publish
from linkbot.publish.repository import Hub as Repository
from linkbot.publish.views import Stamp
from linkbot.rulebook import load_rulebook
from tests.hub import emulate
from tests.publish.acting import NAME, Time, a_list, dead, misdated, moved, renamed, report_of

pytestmark = pytest.mark.skipif(
    emulate.program() is None, reason=f"npm's emulate {emulate.VERSION} is not installed: python -m tests.hub.emulate"
)


@pytest.fixture(scope="module")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[emulate.Emulated]:
    with emulate.running(tmp_path_factory.mktemp("emulate")) as github:
        github.put("README.md", a_list(moved(1), moved(2), renamed(1), misdated(1), dead(1)))
        yield github


def a_night(github: emulate.Emulated) -> Published:
    """What linkbot finds in the list as it is, published."""
    settings = Settings(github_url=github.url, github_token=github.token)
    time = Time()
    courier = open_courier(settings, NAME, {}, clock=time, sleep=time.sleep)
    try:
        hub = Repository(courier, NAME, who(courier, settings, NAME))
        report = report_of({"README.md": github.file("README.md")})
        return publish(report, hub, load_rulebook(), PublishSettings(), Stamp(date(2026, 11, 20), "0.1"))
    finally:
        courier.close()


def test_nights_on_another_github(github: emulate.Emulated) -> None:
    first = a_night(github)

    assert [(pull.group, pull.operation) for pull in first.pulls] == [
        ("links", "opened"),
        ("repositories", "opened"),
        ("metadata", "opened"),
    ]
    assert (first.issue.operation, first.troubles) == ("opened", ())
    assert github.file("README.md", "linkbot/links") == github.file("README.md").replace(b"http://moved", b"https://moved")
    assert [label["name"] for label in github.get("pulls/1")["labels"]] == ["linkbot"]
    assert github.get("git/matching-refs/linkbot/") == []

    written = len(writes(github))
    second = a_night(github)

    assert len(writes(github)) == written
    assert {pull.operation for pull in second.pulls} == {"unchanged"}

    github.merge(1)
    third = a_night(github)

    assert third.troubles == ()
    assert [pull["head"]["ref"] for pull in github.get("pulls")] == ["linkbot/metadata", "linkbot/repositories"]
    assert [issue["title"] for issue in github.get("issues")] == ["Link health"]
    assert b"http://moved" not in github.file("README.md")


def writes(github: emulate.Emulated) -> list[str]:
    return [f"{request.method} {request.path}" for request in github.asked if request.is_write]

"""Retractions: what Crossref plainly says, and everything that is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from tests.unit.asking import Asked, Handler, ask

from linkbot.config import Settings
from linkbot.model.evidence import Found, Paper, Question, Unknown
from linkbot.sources.crossref import crossref_paper, retraction
from linkbot.sources.net import Net
from linkbot.sources.retraction import RetractionSource
from linkbot.sources.source import Say

WORK = "10.1000/work"
NOTICE = {
    "DOI": "10.1000/notice",
    "type": "retraction",
    "label": "Retraction",
    "source": "retraction-watch",
    "updated": {"date-parts": [[2010, 2, 6]], "date-time": "2010-02-06T00:00:00Z", "timestamp": 1265414400000},
    "record-id": "4036",
}


def a_work(*updates: Mapping[str, Any], title: str = "A Work on Lists", **more: Any) -> dict[str, Any]:
    return {"DOI": WORK, "title": [title], "updated-by": list(updates), **more}


def crossref(*works: Mapping[str, Any]) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "message-type": "work-list", "message": {"items": list(works)}})

    return handle


def ask_about(handler: Handler, *dois: str, **settings: Any) -> Asked:
    def make(settings: Settings, net: Net, say: Say) -> RetractionSource:
        return RetractionSource(settings, net)

    return ask(make, handler, [Question("retraction", doi) for doi in dois], **settings)


def paper_of(asked: Asked, doi: str = WORK) -> Paper:
    answer = asked.answers[doi]
    assert isinstance(answer, Found)
    assert isinstance(answer.facts, Paper)
    return answer.facts


def test_a_retraction_names_its_notice_its_day_and_who_says_so() -> None:
    paper = paper_of(ask_about(crossref(a_work(NOTICE), {"DOI": "10.1000/other"}), WORK, "10.1000/other"))

    assert paper.withdrawn
    assert paper.comment == "retraction 10.1000/notice of 2010-02-06, says Retraction Watch"


def test_a_work_that_nobody_took_back_stands() -> None:
    paper = paper_of(ask_about(crossref(a_work(), {"DOI": "10.1000/other"}), WORK, "10.1000/other"))

    assert (paper.withdrawn, paper.comment) == (False, "")


@pytest.mark.parametrize(
    "kind",
    [
        "correction",
        "corrigendum",
        "erratum",
        "addendum",
        "clarification",
        "expression_of_concern",
        "expression-of-concern",
        "partial_retraction",
        "new_version",
        "new_edition",
        "",
        None,
        7,
    ],
)
def test_no_other_update_is_a_retraction(kind: object) -> None:
    assert retraction(a_work({**NOTICE, "type": kind})) == ""


@pytest.mark.parametrize("kind", ["retraction", "withdrawal", "removal"])
def test_a_correction_before_it_does_not_hide_a_retraction(kind: str) -> None:
    correction = {**NOTICE, "DOI": "10.1000/corrected", "type": "correction"}

    assert retraction(a_work(correction, {**NOTICE, "type": kind})).startswith(f"{kind} 10.1000/notice")


def test_a_work_that_was_reinstated_stands() -> None:
    later = {"date-time": "2012-01-01T00:00:00Z"}

    assert retraction(a_work(NOTICE, {**NOTICE, "type": "reinstatement", "updated": later})) == ""


@pytest.mark.parametrize("updated", [None, [], {"date-time": 7}, {"date-parts": [[2010]]}, {"date-parts": "x"}])
def test_a_notice_without_a_day_is_a_notice(updated: object) -> None:
    assert retraction(a_work({**NOTICE, "updated": updated})) == "retraction 10.1000/notice, says Retraction Watch"


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: A Work on Lists",
        "RETRACTED ARTICLE: A Work on Lists",
        "[RETRACTED] A Work on Lists",
        "WITHDRAWN: A Work on Lists",
    ],
)
def test_a_title_that_is_marked_is_that_of_a_retracted_work_and_is_known_without_the_mark(title: str) -> None:
    paper = crossref_paper(WORK, a_work(title=title))

    assert paper is not None
    assert paper.withdrawn
    assert paper.titles == (title, "A Work on Lists")


@pytest.mark.parametrize(
    "work",
    [
        a_work(title="Retracted: A Novel"),
        a_work(title="Withdrawn drugs in Europe"),
        a_work(title="WITHDRAWN: LIFE IN THE NORTH"),
        a_work(title="Retraction Note: A Work on Lists"),
        a_work(title="RETRACTED: A Work on Lists", **{"update-to": [{"DOI": "10.1000/it", "type": "retraction"}]}),
    ],
)
def test_a_title_that_only_sounds_so_is_not_marked(work: dict[str, Any]) -> None:
    assert retraction(work) == ""


def test_a_work_that_crossref_has_no_record_of_is_unknown_and_not_asked_for_again_the_same_week() -> None:
    asked = ask_about(crossref(a_work()), WORK, "10.1000/other")

    evidence = asked.evidence["10.1000/other"]
    assert isinstance(evidence.answer, Unknown)
    assert evidence.answer.reason == "unverifiable"
    assert evidence.expires_at - evidence.asked_at == timedelta(days=7)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"status": 403}, "blocked"),
        ({"status": 500}, "server-error"),
        ({"text": "<html>maintenance</html>"}, "protocol"),
        ({"text": '{"message": {"items": [{"DOI": "10.1000/work", "title": ["RETRACTED'}, "protocol"),
    ],
)
def test_a_crossref_that_is_not_well_says_nothing_of_any_work(response: dict[str, Any], reason: str) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(**response)

    asked = ask_about(handle, WORK, "10.1000/other")

    assert {type(answer) for answer in asked.answers.values()} == {Unknown}
    assert {evidence.answer.reason for evidence in asked.evidence.values() if isinstance(evidence.answer, Unknown)} == {reason}


def test_a_hundred_works_take_two_requests() -> None:
    dois = [f"10.1000/work.{number}" for number in range(100)]

    asked = ask_about(crossref(*({"DOI": doi, "title": ["A Work"]} for doi in dois)), *dois)

    assert len(asked.requests) == 2
    assert len(asked.answers) == 100
    assert asked.evidence[dois[7]].trace[-1].url.endswith("/crossref/works/10.1000%2Fwork.7")

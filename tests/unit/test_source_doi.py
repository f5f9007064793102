"""DOIs: the records of Crossref and DataCite, and the Handle System's word on what exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from aiohttp import web
from tests.unit.asking import Asked, Handler, ask

from linkbot.config import Settings
from linkbot.model.evidence import Found, Gone, Page, Paper, Question, Unknown
from linkbot.sources.doi import DoiSource
from linkbot.sources.net import Net
from linkbot.sources.source import Say

RESIDUAL = "10.1109/cvpr.2016.90"
ATTENTION = "10.48550/arxiv.1706.03762"
CROSSREF = {
    "DOI": RESIDUAL,
    "type": "proceedings-article",
    "title": ["Deep Residual Learning for Image Recognition"],
    "author": [{"given": "Kaiming", "family": "He", "sequence": "first"}, {"name": "A Consortium"}],
    "container-title": ["2016 IEEE Conference on Computer Vision and Pattern Recognition (CVPR)"],
    "issued": {"date-parts": [[2016, 6]]},
    "created": {"date-parts": [[2016, 12, 13]]},
}
DATACITE = {
    "doi": ATTENTION,
    "creators": [{"name": "Vaswani, Ashish", "givenName": "Ashish", "familyName": "Vaswani"}, {"name": "Shazeer, Noam"}],
    "titles": [{"title": "Attention Is All You Need"}],
    "dates": [
        {"date": "2017-06-12T17:57:34Z", "dateType": "Submitted", "dateInformation": "v1"},
        {"date": "2017-06-13T00:17:05Z", "dateType": "Updated", "dateInformation": "v1"},
        {"date": "2023-08-02T00:41:18Z", "dateType": "Submitted", "dateInformation": "v7"},
        {"date": "2023-08-03T00:01:27Z", "dateType": "Updated", "dateInformation": "v7"},
        {"date": "2017-06", "dateType": "Available", "dateInformation": "v1"},
        {"date": "2017", "dateType": "Issued"},
    ],
    "descriptions": [{"description": "The dominant models.", "descriptionType": "Abstract"}],
}


def registries(crossref: Mapping[str, object], datacite: Mapping[str, object], handles: Mapping[str, str]) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        doi = request.path.split("/", 3)[-1]
        if request.path.startswith("/crossref/works/"):
            if doi in crossref:
                return web.json_response({"status": "ok", "message-type": "work", "message": crossref[doi]})
            return web.Response(status=404, text="Resource not found.")
        if request.path.startswith("/datacite/dois/"):
            if doi in datacite:
                return web.json_response({"data": {"id": doi, "type": "dois", "attributes": datacite[doi]}})
            return web.json_response({"errors": [{"status": "404"}]}, status=404)
        if doi in handles:
            value = {"index": 1, "type": "URL", "data": {"format": "string", "value": handles[doi]}, "ttl": 86400}
            return web.json_response({"responseCode": 1, "handle": doi, "values": [value]})
        return web.json_response({"responseCode": 100, "handle": doi}, status=404)

    return handle


def ask_doi(handler: Handler, *keys: str, **settings: object) -> Asked:
    def make(settings: Settings, net: Net, say: Say) -> DoiSource:
        return DoiSource(settings, net)

    return ask(make, handler, [Question("doi", key) for key in keys], **settings)


def test_a_paper_of_crossref_takes_one_request() -> None:
    asked = ask_doi(registries({RESIDUAL: CROSSREF}, {}, {}), RESIDUAL)

    assert asked.answers[RESIDUAL] == Found(
        facts=Paper(
            id=RESIDUAL,
            title="Deep Residual Learning for Image Recognition",
            titles=("Deep Residual Learning for Image Recognition",),
            authors=("Kaiming He", "A Consortium"),
            journal="2016 IEEE Conference on Computer Vision and Pattern Recognition (CVPR)",
        )
    )
    assert len(asked.requests) == 1


def test_title_and_subtitle_make_the_title_and_either_is_known() -> None:
    record = {**CROSSREF, "title": ["The <i>C. elegans</i> Connectome &amp; More"], "subtitle": ["A  Review"]}

    asked = ask_doi(registries({RESIDUAL: record}, {}, {}), RESIDUAL)

    assert asked.answers[RESIDUAL].facts.titles == (
        "The C. elegans Connectome & More: A Review",
        "The C. elegans Connectome & More",
    )


def test_a_day_is_believed_and_less_is_not_made_one() -> None:
    record = {**CROSSREF, "issued": {"date-parts": [[2016, 6, 27]]}}

    asked = ask_doi(registries({RESIDUAL: record, "10.1/month": CROSSREF}, {}, {}), RESIDUAL, "10.1/month")

    assert asked.answers[RESIDUAL].facts.published == date(2016, 6, 27)
    assert asked.answers["10.1/month"].facts.published is None


def test_a_retraction_makes_a_paper_withdrawn() -> None:
    record = {**CROSSREF, "updated-by": [{"DOI": "10.1/notice", "type": "retraction"}]}

    asked = ask_doi(registries({RESIDUAL: record}, {}, {}), RESIDUAL)

    assert asked.answers[RESIDUAL].facts.withdrawn


def test_a_paper_of_datacite_has_the_days_of_its_versions_by_submission() -> None:
    asked = ask_doi(registries({}, {ATTENTION: DATACITE}, {}), ATTENTION)

    facts = asked.answers[ATTENTION].facts
    assert (facts.title, facts.authors) == ("Attention Is All You Need", ("Ashish Vaswani", "Noam Shazeer"))
    assert facts.versions == {1: date(2017, 6, 12), 7: date(2023, 8, 2)}
    assert (facts.published, facts.updated, facts.version) == (date(2017, 6, 12), date(2023, 8, 2), 7)
    assert len(asked.requests) == 1


def test_a_doi_that_nobody_registered_is_gone() -> None:
    asked = ask_doi(registries({}, {}, {}), RESIDUAL)

    assert asked.answers[RESIDUAL] == Gone(reason="doi.org does not know this DOI")
    assert len(asked.requests) == 2


def test_a_doi_of_another_agency_is_found_without_a_record() -> None:
    asked = ask_doi(registries({}, {}, {RESIDUAL: "https://publisher.example/paper"}), RESIDUAL)

    assert asked.answers[RESIDUAL] == Found(facts=Page(status=200, url="https://publisher.example/paper"))


def test_a_doi_whose_record_could_not_be_had_is_asked_for_again_the_next_day() -> None:
    known = registries({}, {}, {RESIDUAL: "https://publisher.example/paper"})

    async def crossref_is_down(request: web.Request) -> web.StreamResponse:
        return web.Response(status=500) if request.path.startswith("/crossref") else await known(request)

    asked = ask_doi(crossref_is_down, RESIDUAL)

    evidence = asked.evidence[RESIDUAL]
    assert isinstance(evidence.answer, Found)
    assert evidence.expires_at - evidence.asked_at == timedelta(days=1)


def test_the_publisher_is_never_asked() -> None:
    asked = ask_doi(registries({RESIDUAL: CROSSREF}, {}, {RESIDUAL: "https://publisher.example/paper"}), RESIDUAL, "10.1/x")

    assert {request.split("/")[1] for request in asked.requests} == {"crossref", "api"}


def test_slashes_brackets_and_percent_signs_of_a_doi_reach_the_registry() -> None:
    doi = "10.1002/(sici)1097-4636(199823)43:4<338::aid-jbm1>3.0.co;2-k"

    asked = ask_doi(registries({doi: CROSSREF}, {}, {}), doi)

    assert isinstance(asked.answers[doi], Found)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"status": 403, "text": "no"}, "blocked"),
        ({"status": 404, "text": "<html>not here</html>"}, "protocol"),
        ({"status": 200, "text": "<html>maintenance</html>"}, "protocol"),
        ({"status": 200, "text": '{"responseCode": 2}'}, "protocol"),
        ({"status": 500, "text": "oops"}, "server-error"),
    ],
)
def test_a_resolver_that_is_not_well_proves_nothing(response: dict[str, object], reason: str) -> None:
    async def handle(request: web.Request) -> web.Response:
        return web.Response(**response)

    asked = ask_doi(handle, RESIDUAL)

    answer = asked.answers[RESIDUAL]
    assert isinstance(answer, Unknown)
    assert answer.reason == reason


def test_a_resolver_that_hangs_up_proves_nothing() -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    asked = ask_doi(hang_up, RESIDUAL)

    assert isinstance(asked.answers[RESIDUAL], Unknown)

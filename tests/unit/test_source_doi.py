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


def registries(
    crossref: Mapping[str, Mapping[str, object]], datacite: Mapping[str, object], handles: Mapping[str, str]
) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        doi = request.path.split("/", 3)[-1]
        if request.path == "/crossref/works":
            wanted = [part.removeprefix("doi:") for part in request.query["filter"].split(",")]
            items = [{**crossref[wanted], "DOI": wanted.upper()} for wanted in reversed(wanted) if wanted in crossref]
            return web.json_response({"status": "ok", "message-type": "work-list", "message": {"items": items}})
        if request.path.startswith("/crossref/works/"):
            if doi in crossref:
                record = {**crossref[doi], "DOI": doi.upper()}
                return web.json_response({"status": "ok", "message-type": "work", "message": record})
            return web.Response(status=404, text="Resource not found.")
        if request.path == "/datacite/dois":
            found = [wanted for wanted in request.query["ids"].split(",") if wanted in datacite]
            return web.json_response({"data": [{"id": doi, "type": "dois", "attributes": datacite[doi]} for doi in found]})
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


@pytest.mark.parametrize(
    "doi",
    [
        "10.1002/(sici)1097-4636(199823)43:4<338::aid-jbm1>3.0.co;2-k",
        "10.1016/0370-2693(94)91215-7",
        "10.1000/a,b",
        "10.1000/a+b&c",
        "10.1000/müller",
        "10.1000/ends.",
        "10.1000/ends)",
        "10.1000.10/a//b",
    ],
)
def test_odd_characters_of_a_doi_reach_the_registry_and_the_resolver(doi: str) -> None:
    by_record = ask_doi(registries({doi: CROSSREF}, {}, {}), doi)
    by_handle = ask_doi(registries({}, {}, {doi: "https://publisher.example/paper"}), doi)

    assert isinstance(by_record.answers[doi].facts, Paper)
    assert isinstance(by_handle.answers[doi].facts, Page)


@pytest.mark.parametrize(
    ("key", "doi"), [("10.1000/a%23b", "10.1000/a#b"), ("10.1000/a%3fb", "10.1000/a?b"), ("10.1000/a%25b", "10.1000/a%b")]
)
def test_what_an_identity_keeps_escaped_is_asked_for_as_it_is_registered(key: str, doi: str) -> None:
    by_record = ask_doi(registries({doi: CROSSREF}, {}, {}), key)
    by_handle = ask_doi(registries({}, {}, {doi: "https://publisher.example/paper"}), key)

    assert by_record.answers[key].facts.id == doi
    assert isinstance(by_handle.answers[key].facts, Page)


def test_a_hundred_dois_take_two_requests() -> None:
    keys = [f"10.1000/list.{number}" for number in range(100)]

    asked = ask_doi(registries(dict.fromkeys(keys, CROSSREF), {}, {}), *keys)

    assert {type(answer.facts) for answer in asked.answers.values()} == {Paper}
    assert len(asked.requests) == 2


def test_a_batch_that_is_not_understood_is_asked_one_by_one() -> None:
    known = registries({RESIDUAL: CROSSREF, "10.1000/list": CROSSREF}, {}, {})

    async def refuse_batches(request: web.Request) -> web.StreamResponse:
        return web.Response(status=400) if request.path == "/crossref/works" else await known(request)

    asked = ask_doi(refuse_batches, RESIDUAL, "10.1000/list")

    assert {type(answer.facts) for answer in asked.answers.values()} == {Paper}


def test_only_one_batch_is_asked_one_by_one() -> None:
    keys = [f"10.1000/list.{number}" for number in range(150)]
    known = registries(dict.fromkeys(keys, CROSSREF), {}, dict.fromkeys(keys, "https://publisher.example/paper"))

    async def refuse_batches(request: web.Request) -> web.StreamResponse:
        return web.Response(status=400) if request.path == "/crossref/works" else await known(request)

    asked = ask_doi(refuse_batches, *keys, pace=50)

    assert len([request for request in asked.requests if request.startswith("/crossref/works/")]) == 50
    assert len([request for request in asked.requests if request.startswith("/crossref/works?")]) == 3
    assert {type(answer.facts) for answer in asked.answers.values()} == {Paper, Page}


def test_a_crossref_that_does_not_answer_twice_is_not_asked_for_the_rest() -> None:
    keys = [f"10.1000/list.{number}" for number in range(150)]
    known = registries({}, {}, dict.fromkeys(keys, "https://publisher.example/paper"))

    async def crossref_is_shut(request: web.Request) -> web.StreamResponse:
        return web.Response(status=403) if request.path.startswith("/crossref") else await known(request)

    asked = ask_doi(crossref_is_shut, *keys, pace=50)

    assert len([request for request in asked.requests if request.startswith("/crossref")]) == 2
    assert {type(answer.facts) for answer in asked.answers.values()} == {Page}


def test_a_datacite_that_does_not_answer_is_not_asked_for_the_rest() -> None:
    keys = [f"10.5281/zenodo.{number}" for number in range(120)]
    known = registries({}, {}, dict.fromkeys(keys, "https://zenodo.example/record"))

    async def datacite_is_shut(request: web.Request) -> web.StreamResponse:
        return web.Response(status=403) if request.path.startswith("/datacite") else await known(request)

    asked = ask_doi(datacite_is_shut, *keys, pace=50)

    assert len([request for request in asked.requests if request.startswith("/datacite")]) == 1
    assert {type(answer.facts) for answer in asked.answers.values()} == {Page}


def test_crossref_is_told_the_address_of_who_asks() -> None:
    asked = ask_doi(registries({RESIDUAL: CROSSREF}, {}, {}), RESIDUAL, contact="mailto:list@example.org")

    assert "mailto=list@example.org" in asked.requests[0]


def test_a_contact_that_is_no_address_is_no_secret_address() -> None:
    asked = ask_doi(registries({RESIDUAL: CROSSREF}, {}, {}), RESIDUAL, contact="https://example.org/list")

    assert "mailto" not in asked.requests[0]


def test_an_answer_about_another_handle_proves_nothing() -> None:
    async def confused(request: web.Request) -> web.Response:
        return web.json_response({"responseCode": 100, "handle": "10.1000/another"}, status=404)

    asked = ask_doi(confused, RESIDUAL)

    assert isinstance(asked.answers[RESIDUAL], Unknown)


@pytest.mark.parametrize(
    "message",
    [
        [],
        {"items": {}},
        {"items": [7, {"DOI": 7}, {"DOI": RESIDUAL, "title": "no list"}]},
        {"items": [{"DOI": RESIDUAL, "title": [{"nested": 1}], "author": "x", "updated-by": 7, "issued": [2016]}]},
        {"items": [{"DOI": "10.1000/another", "title": ["Another"]}]},
    ],
)
def test_whatever_crossref_answers_the_resolver_has_the_last_word(message: object) -> None:
    known = registries({}, {}, {RESIDUAL: "https://publisher.example/paper"})

    async def confused(request: web.Request) -> web.StreamResponse:
        return web.json_response({"message": message}) if request.path.startswith("/crossref") else await known(request)

    asked = ask_doi(confused, RESIDUAL)

    assert asked.answers[RESIDUAL] == Found(facts=Page(status=200, url="https://publisher.example/paper"))


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"status": 403, "text": "no"}, "blocked"),
        ({"status": 404, "text": "<html>not here</html>"}, "protocol"),
        ({"status": 200, "text": "<html>maintenance</html>"}, "protocol"),
        ({"status": 200, "text": '{"responseCode": 2}'}, "protocol"),
        ({"status": 200, "text": '{"responseCode": 1}'}, "protocol"),
        ({"status": 200, "text": "[" * 200_000}, "protocol"),
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

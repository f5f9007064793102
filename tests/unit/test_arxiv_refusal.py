"""arXiv when its API refuses: who is asked instead, how much, and for how long arXiv is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from aiohttp import web
from tests.unit.arxiv_doubles import a_raw, a_record, datacite, no_such_id, oai
from tests.unit.asking import Asked, Handler
from tests.unit.test_source_arxiv import ATTENTION, NOW, api_calls, arxiv, ask_arxiv, papers

from linkbot.model.evidence import Answer, Evidence, Found, Gone, Paper, Papers, Question, Unknown
from linkbot.sources.records import journal_doi
from linkbot.sources.source import Forgetful

Reply = Callable[[web.Request], web.Response]


def silent(request: web.Request) -> web.Response:
    return web.Response(status=403)


def refused(*, api: int = 429, datacite: Reply = silent, oai: Reply = silent, page: Reply = silent) -> Handler:
    """A bad day of arXiv's: its API answers with that status, everything else as it is told, or 403."""
    replies: dict[str, Reply] = {
        "api": lambda _: web.Response(status=api, text="Rate exceeded."),
        "datacite": datacite,
        "oai": oai,
        "abs": page,
    }

    async def handle(request: web.Request) -> web.Response:
        return replies[request.path.split("/")[1]](request)

    return handle


def asked_at(asked: Asked, prefix: str) -> list[str]:
    return [request for request in asked.requests if request.startswith(prefix)]


def paper_of(answer: Answer) -> Paper:
    assert isinstance(answer, Found)
    assert isinstance(answer.facts, Paper)
    return answer.facts


def test_a_list_of_three_hundred_papers_takes_two_calls_of_the_api_and_three_of_datacite() -> None:
    keys = [f"2301.{number:05d}" for number in range(300)]
    world = refused(datacite=lambda request: datacite(request, *map(a_record, keys)))

    asked = ask_arxiv(world, *papers(*keys))

    assert {type(answer) for answer in asked.answers.values()} == {Found}
    assert (len(api_calls(asked)), len(asked.requests)) == (2, 5)


@pytest.mark.parametrize("status", [429, 403, 406, 503])
def test_a_refusal_is_remembered_by_the_next_run_and_told_with_its_times(status: int) -> None:
    memo = Forgetful()
    ask_arxiv(refused(api=status), *papers("1706.03762"), memo=memo)

    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762"), memo=memo, now=NOW + timedelta(minutes=29))

    assert api_calls(asked) == []
    assert isinstance(asked.answers["1706.03762"], Found)
    assert "refused us at 14:02 UTC" in asked.said[0]
    assert "asked again from 14:32 UTC" in asked.said[0]


def test_after_half_an_hour_arxiv_is_asked_again() -> None:
    memo = Forgetful()
    ask_arxiv(refused(), *papers("1706.03762"), memo=memo)

    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762"), memo=memo, now=NOW + timedelta(minutes=31))

    assert len(api_calls(asked)) == 1


def test_what_could_not_be_asked_while_arxiv_rests_is_unknown_until_it_may_be() -> None:
    memo = Forgetful()
    ask_arxiv(refused(), *papers("1706.03762"), memo=memo)

    asked = ask_arxiv(refused(), Question("arxiv", "A Title", "search"), memo=memo, now=NOW + timedelta(minutes=10))

    answer = asked.answers["A Title"]
    assert isinstance(answer, Unknown)
    assert (answer.reason, answer.retry_at) == ("rate-limited", NOW + timedelta(minutes=30))
    assert api_calls(asked) == []


def test_while_arxiv_rests_datacite_is_searched_for_several_titles_in_one_request() -> None:
    world = refused(datacite=lambda _: web.json_response({"data": [a_record("1706.03762", "Attention Is All You Need")]}))
    titles = ("Attention: Is All You Need?", "Quite Another Subject")

    asked = ask_arxiv(world, *(Question("arxiv", title, "search") for title in titles))

    found, missed = (asked.answers[title] for title in titles)
    assert isinstance(found, Found)
    assert isinstance(found.facts, Papers)
    assert [paper.id for paper in found.facts.papers] == ["1706.03762"]
    assert isinstance(missed, Unknown)
    (request,) = asked_at(asked, "/datacite")
    wanted = 'query=titles.title:("Attention Is All You Need" OR "Quite Another Subject")&client-id=arxiv.content'
    assert wanted in request.replace("+", " ")


def test_a_datacite_that_cannot_be_searched_is_searched_once() -> None:
    titles = [f"Title {number}" for number in range(20)]

    asked = ask_arxiv(refused(), *(Question("arxiv", title, "search") for title in titles))

    assert len(asked_at(asked, "/datacite")) == 1
    assert {type(answer) for answer in asked.answers.values()} == {Unknown}


def test_a_note_that_cannot_be_read_is_no_refusal() -> None:
    memo = Forgetful()
    memo.remember("arxiv-api-refused", "since yesterday", NOW)

    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762"), memo=memo)

    assert len(api_calls(asked)) == 1


@pytest.mark.parametrize("status", [400, 500, 502])
def test_a_failure_that_is_no_refusal_is_not_remembered(status: int) -> None:
    memo = Forgetful()
    ask_arxiv(refused(api=status), *papers("1706.03762"), memo=memo)

    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762"), memo=memo)

    assert len(api_calls(asked)) == 1


def test_a_connection_that_is_refused_is_tried_twice_and_not_remembered() -> None:
    memo = Forgetful()
    world = refused(datacite=lambda request: datacite(request, a_record("1706.03762")))

    asked = ask_arxiv(world, *papers("1706.03762"), memo=memo, arxiv_url="http://127.0.0.1:9/api/query")

    assert isinstance(asked.answers["1706.03762"], Found)
    assert sum("asking again" in words for words in asked.said) == 1
    assert memo.recall("arxiv-api-refused") is None


def test_two_calls_in_a_row_without_an_answer_are_a_refusal() -> None:
    keys = [f"2301.{number:05d}" for number in range(450)]
    memo = Forgetful()

    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(10.0 if request.path == "/api/query" else 0)
        return datacite(request, *map(a_record, keys)) if request.path == "/datacite/dois" else web.Response(status=403)

    asked = ask_arxiv(hang, *papers(*keys), memo=memo, timeout=0.3)

    assert len(api_calls(asked)) == 2
    assert memo.recall("arxiv-api-refused") is not None


def test_a_longer_rest_that_arxiv_asks_for_is_kept() -> None:
    memo = Forgetful()

    async def in_two_hours(request: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "86400"})

    first = ask_arxiv(in_two_hours, *papers("1706.03762"), memo=memo)
    later = first.evidence["1706.03762"].asked_at + timedelta(hours=3)
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762"), memo=memo, now=later)

    assert len(api_calls(first)) == 1
    assert api_calls(asked) == []


def test_the_record_of_datacite_tells_the_days_of_versions_the_withdrawal_and_what_a_journal_printed() -> None:
    comment = "This paper has been withdrawn by the author due to an error in Lemma 2"
    record = a_record("2301.00001", versions=3, comment=comment, printed="10.1000/Printed.7")

    asked = ask_arxiv(refused(datacite=lambda request: datacite(request, record)), *papers("2301.00001"))

    paper = paper_of(asked.answers["2301.00001"])
    assert paper.versions == {1: date(2017, 6, 1), 2: date(2017, 6, 2), 3: date(2017, 6, 3)}
    assert (paper.comment, paper.withdrawn, paper.doi) == (comment, True, "10.1000/printed.7")


def test_the_latest_version_is_known_to_datacite_and_an_older_one_to_its_page_alone() -> None:
    record = a_record("1706.03762", "Attention Is All You Need", versions=7)
    world = arxiv({"1706.03762": ATTENTION})

    async def without_the_api(request: web.Request) -> web.StreamResponse:
        if request.path == "/datacite/dois":
            return datacite(request, record)
        return web.Response(status=429) if request.path == "/api/query" else await world(request)

    asked = ask_arxiv(without_the_api, *papers("1706.03762", "1706.03762v7", "1706.03762v2"))

    assert paper_of(asked.answers["1706.03762v7"]).version == 7
    assert paper_of(asked.answers["1706.03762v2"]).version == 2
    assert asked_at(asked, "/abs/") == ["/abs/1706.03762v2"]
    assert asked_at(asked, "/oai") == []


def test_what_datacite_lacks_is_asked_of_oai_one_by_one() -> None:
    def answer(request: web.Request) -> web.Response:
        return oai(f"<GetRecord>{a_raw(request.query['identifier'].removeprefix('oai:arXiv.org:'))}</GetRecord>")

    asked = ask_arxiv(refused(datacite=datacite, oai=answer), *papers("2301.00001", "math/0309136"))

    assert paper_of(asked.answers["2301.00001"]).title == "A Study of Lists"
    assert paper_of(asked.answers["math/0309136"]).published == date(2017, 6, 12)
    assert asked_at(asked, "/abs/") == []


def test_an_id_that_neither_oai_nor_a_page_knows_is_gone() -> None:
    world = refused(datacite=datacite, oai=lambda _: no_such_id(), page=lambda _: web.Response(status=404))

    asked = ask_arxiv(world, *papers("2301.99999"))

    assert isinstance(asked.answers["2301.99999"], Gone)


def test_that_oai_has_no_record_is_no_proof_alone() -> None:
    asked = ask_arxiv(refused(datacite=datacite, oai=lambda _: no_such_id()), *papers("2301.99999"))

    assert isinstance(asked.answers["2301.99999"], Unknown)


def test_no_more_than_a_few_papers_are_asked_for_one_by_one() -> None:
    keys = [f"2301.{number:05d}" for number in range(60)]

    def answer(request: web.Request) -> web.Response:
        return oai(f"<GetRecord>{a_raw(request.query['identifier'].removeprefix('oai:arXiv.org:'))}</GetRecord>")

    asked = ask_arxiv(refused(datacite=datacite, oai=answer), *papers(*keys), pace=50)

    assert len(asked_at(asked, "/oai")) == 24
    assert sum(isinstance(answer, Found) for answer in asked.answers.values()) == 24


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1000/Printed.7", "10.1000/printed.7"),
        ("10.1000/first 10.1000/second", "10.1000/first"),
        ("10.1000/first, 10.1000/second.", "10.1000/first"),
        ("https://doi.org/10.1000/printed", "10.1000/printed"),
        (
            "10.1002/(SICI)1097-4636(199823)43:4<338::AID-JBM1>3.0.CO;2-K",
            "10.1002/(sici)1097-4636(199823)43:4<338::aid-jbm1>3.0.co;2-k",
        ),
        ("10.48550/arXiv.2301.00001", ""),
        ("to appear", ""),
        (None, ""),
    ],
)
def test_what_a_journal_printed_is_known_by_the_first_doi_that_arxiv_names(written: object, doi: str) -> None:
    assert journal_doi(written) == doi


def test_a_datacite_that_failed_is_not_asked_for_the_rest() -> None:
    keys = [f"2301.{number:05d}" for number in range(150)]

    asked = ask_arxiv(refused(), *papers(*keys))

    assert len(asked_at(asked, "/datacite")) == 1
    assert len(asked_at(asked, "/oai")) == 1
    assert len(asked_at(asked, "/abs")) == 1
    assert {type(answer) for answer in asked.answers.values()} == {Unknown}


@pytest.mark.parametrize(
    "body",
    [
        "[1, 2]",
        '{"data": {"id": "10.48550/arxiv.2301.00001"}}',
        '{"data": [7, {"id": 7}, {"id": "10.48550/arxiv.2301.00001", "attributes": []}]}',
        '{"data": [{"id": "10.48550/arxiv.2301.00001", "attributes": {"titles": [{"title": 7}], "version": "99999999999999"}}]}',
        '{"data": [{"id": "10.48550/arxiv.2301.00002", "attributes": {"titles": [{"title": "Another"}]}}]}',
        "[" * 200_000,
        '{"data": [{"id": "10.48550/arxiv.2301.00001"',
    ],
)
def test_whatever_else_datacite_answers_is_no_record(body: str) -> None:
    world = refused(datacite=lambda _: web.Response(text=body, content_type="application/json"))

    asked = ask_arxiv(world, *papers("2301.00001"))

    assert isinstance(asked.answers["2301.00001"], Unknown)


def test_a_page_about_another_paper_is_no_record_of_this_one() -> None:
    other = '<meta name="citation_title" content="Another"/><meta name="citation_arxiv_id" content="1810.04805"/>'

    asked = ask_arxiv(refused(page=lambda _: web.Response(text=other, content_type="text/html")), *papers("2301.00001"))

    assert isinstance(asked.answers["2301.00001"], Unknown)


def test_an_answer_from_elsewhere_carries_the_request_for_it_alone_and_is_believed_for_a_day() -> None:
    asked = ask_arxiv(refused(datacite=lambda request: datacite(request, a_record("2301.00001"))), *papers("2301.00001"))

    evidence: Evidence = asked.evidence["2301.00001"]
    assert evidence.expires_at - evidence.asked_at == timedelta(days=1)
    assert evidence.trace[-1].url.endswith("/datacite/dois/10.48550/arxiv.2301.00001")

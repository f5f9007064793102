"""arXiv: real feeds, and every way in which arXiv does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from html import escape

import pytest
from aiohttp import web
from tests.unit.asking import Asked, Handler, ask

from linkbot.config import Settings
from linkbot.model.evidence import Found, Gone, Paper, Papers, Question, Unknown
from linkbot.sources.arxiv import ArxivSource
from linkbot.sources.arxiv_pages import read_page
from linkbot.sources.net import Net
from linkbot.sources.source import Forgetful, Memo, Say
from linkbot.sources.withdrawal import is_withdrawal

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
ATTENTION = {
    "title": "Attention Is All You Need",
    "last": 7,
    "published": "2017-06-12T17:57:34Z",
    "updated": "2023-08-02T00:41:18Z",
}
BERT = {"title": "BERT: Pre-training of Deep\n  Bidirectional Transformers", "last": 2, "published": "2018-10-11T00:50:01Z"}
GRAPHS = {"title": "A Survey of Graphs", "last": 1, "published": "2003-09-19T20:03:42Z"}


def entry(key: str, version: int, paper: Mapping[str, object]) -> str:
    updated = paper["published"] if version == 1 else paper.get("updated", paper["published"])
    comment = f"<arxiv:comment>{paper['comment']}</arxiv:comment>" if "comment" in paper else ""
    return f"""  <entry>
    <id>http://arxiv.org/abs/{key}v{version}</id>
    <title>{paper["title"]}</title>
    <updated>{updated}</updated>
    <link href="https://arxiv.org/abs/{key}v{version}" rel="alternate" type="text/html"/>
    <summary>  The dominant sequence transduction models.
  </summary>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <published>{paper["published"]}</published>
    {comment}
    <arxiv:primary_category term="cs.CL"/>
    <arxiv:journal_ref>NeurIPS 2017</arxiv:journal_ref>
    <author>
      <name>Ashish Vaswani</name>
    </author>
    <author>
      <name>Noam Shazeer</name>
    </author>
  </entry>
"""


def feed(*entries: str) -> web.Response:
    text = f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/x</id>
  <title>arXiv Query</title>
  <updated>2026-11-20T00:00:00Z</updated>
  <opensearch:itemsPerPage>100</opensearch:itemsPerPage>
  <opensearch:totalResults>{len(entries)}</opensearch:totalResults>
  <opensearch:startIndex>0</opensearch:startIndex>
{"".join(entries)}</feed>
"""
    return web.Response(text=text, content_type="application/atom+xml")


def error_entry(published: str) -> str:
    address = "https://arxiv.org/api/errors#incorrect_id_format_for_x"
    day = "2026-11-20T00:00:00Z"
    return f"<entry><id>{address}</id><title>Error</title><updated>{day}</updated>{published}<summary>no</summary></entry>"


def arxiv(papers: Mapping[str, Mapping[str, object]], *refusals: web.Response | None) -> Handler:
    """arXiv with these papers, answering in its own order; its API's first answers are `refusals` (None: a proper one)."""
    first = iter(refusals)

    async def handle(request: web.Request) -> web.Response:
        if request.path.startswith("/abs/"):
            key = request.path.removeprefix("/abs/").partition("v")[0]
            paper = papers.get(key)
            return web.Response(text=abs_page(key, paper), content_type="text/html") if paper else web.Response(status=404)
        return next(first, None) or feed(*sorted(entries(request.query.get("id_list", "").split(","), papers), reverse=True))

    return handle


async def refuse(request: web.Request) -> web.Response:
    """arXiv on a bad day: its API says 429, its pages (and DataCite) 403."""
    return web.Response(status=429 if request.path == "/api/query" else 403, text="Rate exceeded.")


def entries(keys: list[str], papers: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for key in keys:
        number, _, version = key.partition("v")
        if number in papers:
            yield entry(number, int(version or papers[number]["last"]), papers[number])


def abs_page(key: str, paper: Mapping[str, object]) -> str:
    return f"""<!DOCTYPE html><html><head><title>[{key}] {paper["title"]}</title>
<meta name="citation_title" content="{escape(str(paper["title"]))}" />
<meta name="citation_author" content="Vaswani, Ashish" /><meta name="citation_author" content="Shazeer, Noam" />
<meta name="citation_date" content="2017/06/12" /><meta name="citation_online_date" content="2023/08/02" />
<meta name="citation_arxiv_id" content="{key}" /><meta name="citation_abstract" content="The dominant models." /></head>
<body><div class="dateline">[Submitted on 12 Jun 2017 (v1), last revised 2 Aug 2023 (this version, v7)]</div>
<table><tr><td class="tablecell comments mathjax">15 pages, 5 figures</td></tr></table>
<div class="submission-history"><h2>Submission history</h2> From: Llion Jones [<a href="/show-email">view email</a>]<br/>
<strong><a href="/abs/{key}v1">[v1]</a></strong> Mon, 12 Jun 2017 17:57:34 UTC (1,102 KB)<br/>
<strong><a href="/abs/{key}v2">[v2]</a></strong> Mon, 19 Jun 2017 16:49:45 UTC (1,125 KB)<br/>
<strong>[v7]</strong> Wed, 2 Aug 2023 00:41:18 UTC (1,124 KB)<br/></div></body></html>"""


def papers(*keys: str) -> list[Question]:
    return [Question("arxiv", key) for key in keys]


def ask_arxiv(handler: Handler, *questions: Question, memo: Memo | None = None, now: datetime = NOW, **settings: object) -> Asked:
    def make(settings: Settings, net: Net, say: Say) -> ArxivSource:
        return ArxivSource(settings, net, say, memo=memo or Forgetful(), clock=lambda: now)

    return ask(make, handler, questions, **settings)


def api_calls(asked: Asked) -> list[str]:
    return [request for request in asked.requests if request.startswith("/api/query")]


def test_a_paper_has_the_facts_of_its_entry() -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762"))

    answer = asked.answers["1706.03762"]
    assert isinstance(answer, Found)
    assert answer.facts == Paper(
        id="1706.03762",
        title="Attention Is All You Need",
        titles=("Attention Is All You Need",),
        authors=("Ashish Vaswani", "Noam Shazeer"),
        published=date(2017, 6, 12),
        updated=date(2023, 8, 2),
        version=7,
        versions={1: date(2017, 6, 12), 7: date(2023, 8, 2)},
        abstract="The dominant sequence transduction models.",
        journal="NeurIPS 2017",
    )


def test_a_hard_wrapped_title_is_one_line() -> None:
    asked = ask_arxiv(arxiv({"1810.04805": BERT}), *papers("1810.04805"))

    assert asked.answers["1810.04805"].facts.title == "BERT: Pre-training of Deep Bidirectional Transformers"


def test_many_ids_with_and_without_versions_take_one_call_and_are_told_apart_whatever_their_order() -> None:
    world = arxiv({"1706.03762": ATTENTION, "1810.04805": BERT, "math/0309136": GRAPHS})

    asked = ask_arxiv(world, *papers("1706.03762", "1810.04805", "1706.03762v1", "math/0309136"))

    assert len(asked.requests) == 1
    assert {key: (answer.facts.id, answer.facts.version) for key, answer in asked.answers.items()} == {
        "1706.03762": ("1706.03762", 7),
        "1706.03762v1": ("1706.03762", 1),
        "1810.04805": ("1810.04805", 2),
        "math/0309136": ("math/0309136", 1),
    }


def test_more_ids_than_a_batch_take_two_calls_the_delay_apart_and_it_is_said() -> None:
    keys = [f"2301.{number:05d}" for number in range(151)]

    asked = ask_arxiv(arxiv(dict.fromkeys(keys, GRAPHS)), *papers(*keys), arxiv_delay=0.2)

    assert len(asked.answers) == 151
    assert len(asked.requests) == 2
    assert asked.arrived_at[1] - asked.arrived_at[0] >= 0.2
    assert asked.said == ["arXiv: 2 calls, 0.2 s between them"]


def test_arxiv_is_told_who_asks() -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762"))

    (agent,) = asked.agents
    assert agent.startswith("linkbot/")
    assert "list@example.org" in agent


@pytest.mark.parametrize("key", ["2213.00001", "2200.00001", "1804.0316", "1401.00001", "hep-th/9913001", "math/1204567", "none"])
def test_an_id_that_cannot_exist_is_gone_and_never_sent(key: str) -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers(key, "1706.03762"))

    assert isinstance(asked.answers[key], Gone)
    assert isinstance(asked.answers["1706.03762"], Found)
    assert key not in asked.requests[0]


def test_an_id_that_two_feeds_left_out_is_gone() -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762", "2301.99999"))

    assert asked.answers["2301.99999"] == Gone(reason="arXiv does not know this id")
    assert len(asked.requests) == 2


def test_an_id_that_one_feed_left_out_is_not_gone() -> None:
    short = feed(entry("1706.03762", 7, ATTENTION))

    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION, "1810.04805": BERT}, short), *papers("1706.03762", "1810.04805"))

    assert isinstance(asked.answers["1810.04805"], Found)


def test_an_empty_feed_proves_nothing_and_the_page_is_asked() -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}, feed()), *papers("1706.03762"))

    assert isinstance(asked.answers["1706.03762"], Found)
    assert [request.partition("?")[0] for request in asked.requests] == [
        "/api/query",
        "/datacite/dois",
        "/oai",
        "/abs/1706.03762",
    ]


def test_a_second_feed_without_the_paper_that_is_known_to_exist_proves_nothing() -> None:
    world = arxiv({"1706.03762": ATTENTION, "1810.04805": BERT}, feed(entry("1706.03762", 7, ATTENTION)), feed())

    asked = ask_arxiv(world, *papers("1706.03762", "1810.04805"))

    assert isinstance(asked.answers["1810.04805"], Found)


def test_an_unknown_id_alone_is_gone_because_its_page_is_not_there() -> None:
    asked = ask_arxiv(arxiv({}), *papers("2301.99999"))

    assert asked.answers["2301.99999"] == Gone(reason="arXiv's page of it answers 404")


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param({"status": 429, "text": "Rate exceeded."}, id="429"),
        pytest.param({"status": 503, "text": "Rate exceeded.", "headers": {"Retry-After": "0"}}, id="503"),
        pytest.param({"status": 200, "text": "Rate exceeded."}, id="200 Rate exceeded."),
        pytest.param({"status": 429, "headers": {"Retry-After": "Fri, 20 Nov 99999999999 12:00:30 GMT"}}, id="429 in no year"),
    ],
)
def test_a_refusal_is_asked_again_and_told(refusal: dict[str, object]) -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}, web.Response(**refusal)), *papers("1706.03762"))

    assert isinstance(asked.answers["1706.03762"], Found)
    assert len(api_calls(asked)) == 2
    assert "rate-limited" in asked.said[0]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"status": 400, "text": "bad"}, id="400"),
        pytest.param({"status": 403, "text": "no"}, id="403"),
        pytest.param({"status": 200, "text": "<html>maintenance</html>"}, id="no feed"),
        pytest.param({"status": 200, "body": feed(entry("1706.03762", 7, ATTENTION)).body[:900]}, id="half a feed"),
        pytest.param({"status": 200, "body": feed(error_entry("")).body}, id="error entry"),
        pytest.param(
            {"status": 200, "body": feed(error_entry("<published>2026-11-20T00:00:00Z</published>")).body}, id="dated error"
        ),
    ],
)
def test_an_answer_that_is_no_feed_is_not_asked_again_and_the_page_is_asked(answer: dict[str, object]) -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}, web.Response(**answer)), *papers("1706.03762"))

    assert isinstance(asked.answers["1706.03762"], Found)
    assert len(api_calls(asked)) == 1


def test_an_api_that_keeps_refusing_is_left_alone_for_the_run() -> None:
    keys = [f"2301.{number:05d}" for number in range(150)]

    asked = ask_arxiv(refuse, *papers(*keys), arxiv_delay=0.001)

    assert len(api_calls(asked)) == 2
    assert len(asked.answers) == 150


def test_when_the_api_refuses_datacite_answers_by_the_hundred_but_not_for_older_versions() -> None:
    async def refuse_all_but_datacite(request: web.Request) -> web.Response:
        if request.path != "/datacite/dois":
            return await refuse(request)
        record = {
            "titles": [{"title": "Attention Is All You Need"}],
            "version": "7",
            "dates": [
                {"date": "2017-06-12T17:57:34Z", "dateType": "Submitted", "dateInformation": "v1"},
                {"date": "2023-08-02T00:41:18Z", "dateType": "Updated", "dateInformation": "v7"},
            ],
        }
        return web.json_response({"data": [{"id": "10.48550/arxiv.1706.03762", "type": "dois", "attributes": record}]})

    asked = ask_arxiv(refuse_all_but_datacite, *papers("1706.03762", "1706.03762v1", "2301.00001"))

    answer = asked.answers["1706.03762"]
    assert isinstance(answer, Found)
    assert (answer.facts.id, answer.facts.title, answer.facts.version) == ("1706.03762", "Attention Is All You Need", 7)
    assert answer.facts.versions == {1: date(2017, 6, 12), 7: date(2023, 8, 2)}
    assert isinstance(asked.answers["1706.03762v1"], Unknown)
    assert isinstance(asked.answers["2301.00001"], Unknown)
    assert len([request for request in asked.requests if request.startswith("/datacite")]) == 1


def test_when_the_pages_refuse_too_the_rest_is_unknown_and_nothing_is_gone() -> None:
    asked = ask_arxiv(refuse, *papers("1706.03762", "1810.04805", "2301.00001"))

    assert {type(answer) for answer in asked.answers.values()} == {Unknown}
    assert len([request for request in asked.requests if request.startswith("/abs/")]) == 1


def test_a_hanging_api_is_a_timeout_and_not_a_dead_paper() -> None:
    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(10.0)
        return web.Response(status=500)

    asked = ask_arxiv(hang, *papers("1706.03762"), timeout=0.1)

    assert isinstance(asked.answers["1706.03762"], Unknown)
    assert len(api_calls(asked)) == 1


def test_one_call_that_hangs_does_not_cost_the_next_one() -> None:
    keys = [f"2301.{number:05d}" for number in range(151)]
    proper = arxiv(dict.fromkeys(keys, GRAPHS))

    async def hang_on_the_first(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(10.0 * request.query.get("id_list", "").startswith(keys[0]))
        return await refuse(request) if request.path != "/api/query" else await proper(request)

    asked = ask_arxiv(hang_on_the_first, *papers(*keys), timeout=0.5)

    assert isinstance(asked.answers[keys[0]], Unknown)
    assert isinstance(asked.answers[keys[150]], Found)


def test_what_was_found_is_believed_for_a_week_a_version_for_a_year_and_gone_until_the_next_night() -> None:
    asked = ask_arxiv(arxiv({"1706.03762": ATTENTION}), *papers("1706.03762", "1706.03762v1", "2301.99999"))

    kept = {key: evidence.expires_at - evidence.asked_at for key, evidence in asked.evidence.items()}
    assert kept == {"1706.03762": timedelta(days=7), "1706.03762v1": timedelta(days=365), "2301.99999": timedelta(hours=20)}


def test_a_title_is_searched_for_as_a_phrase() -> None:
    async def search(request: web.Request) -> web.Response:
        return feed(entry("1706.03762", 7, ATTENTION), entry("1810.04805", 2, BERT))

    asked = ask_arxiv(search, Question("arxiv", 'Attention: "Is All" You Need?', "search"))

    (answer,) = asked.answers.values()
    assert isinstance(answer, Found)
    assert isinstance(answer.facts, Papers)
    assert [paper.id for paper in answer.facts.papers] == ["1706.03762"]
    assert 'search_query=ti:"Attention Is All You Need"' in asked.requests[0].replace("+", " ")


def test_several_titles_are_searched_for_in_one_call() -> None:
    async def search(request: web.Request) -> web.Response:
        return feed(entry("1706.03762", 7, ATTENTION), entry("1810.04805", 2, BERT))

    titles = ("Attention Is All You Need", "Pre-training of Deep Bidirectional Transformers", "Quite Another Subject")
    asked = ask_arxiv(search, *(Question("arxiv", title, "search") for title in titles))

    assert len(asked.requests) == 1
    assert [[paper.id for paper in answer.facts.papers] for answer in asked.answers.values()] == [
        ["1706.03762"],
        ["1810.04805"],
        [],
    ]


def test_a_search_that_finds_nothing_is_an_answer() -> None:
    asked = ask_arxiv(arxiv({}), Question("arxiv", "No Such Title", "search"))

    assert asked.answers["No Such Title"] == Found(facts=Papers(papers=()))


def test_a_withdrawn_paper_says_so() -> None:
    withdrawn = {**GRAPHS, "comment": "This paper has been withdrawn by the authors due to an error in Lemma 2"}

    asked = ask_arxiv(arxiv({"2301.00001": withdrawn}), *papers("2301.00001"))

    assert asked.answers["2301.00001"].facts.withdrawn


@pytest.mark.parametrize(
    ("comment", "abstract"),
    [
        ("This paper has been withdrawn by the author", ""),
        ("Withdrawn due to a crucial sign error in equation 1", ""),
        ("12 pages. Paper withdrawn: Theorem 3 is wrong", ""),
        ("This submission has been withdrawn by arXiv administrators", ""),
        ("", "This article has been withdrawn by the authors because the proof is not complete."),
        ("Withdrawn", ""),
        ("Paper withdrawn.", ""),
        ("Withdrawn by the authors", ""),
        ("The paper has been withdrawn. A corrected proof will be resubmitted", ""),
    ],
)
def test_a_withdrawal_is_recognised(comment: str, abstract: str) -> None:
    assert is_withdrawal(comment, abstract)


@pytest.mark.parametrize(
    ("comment", "abstract"),
    [
        ("Withdrawn from ICLR 2024", ""),
        ("Withdrawn by the authors from ICLR 2024", ""),
        ("Withdrawn submission to ICLR 2024", ""),
        ("Withdrawn (ICLR 2024)", ""),
        ("ICLR 2024 submission. Withdrawn", ""),
        ("Submitted to ICLR 2024. Paper withdrawn", ""),
        ("The previous version was withdrawn because of an error in Lemma 2; this is the corrected version", ""),
        ("Corrected. The paper was withdrawn and resubmitted with a fix", ""),
        ("This paper has not been withdrawn", ""),
        ("This paper was never withdrawn", ""),
        ("This paper was withdrawn from the ACL proceedings", ""),
        ("The first version contained an error", ""),
        ("", "This paper studies drugs that were withdrawn from the market."),
        ("", "We study how deposits are withdrawn."),
        ("", "The model is asked why consent was withdrawn by users."),
    ],
)
def test_a_paper_about_what_is_withdrawn_is_not_withdrawn(comment: str, abstract: str) -> None:
    assert not is_withdrawal(comment, abstract)


def test_a_page_tells_the_days_of_all_versions() -> None:
    paper = read_page(abs_page("1706.03762", ATTENTION).encode())

    assert paper is not None
    assert paper.versions == {1: date(2017, 6, 12), 2: date(2017, 6, 19), 7: date(2023, 8, 2)}
    assert (paper.version, paper.published, paper.updated) == (7, date(2017, 6, 12), date(2023, 8, 2))
    assert paper.authors == ("Ashish Vaswani", "Noam Shazeer")
    assert paper.comment == "15 pages, 5 figures"


def test_a_page_of_an_older_version_is_dated_by_it() -> None:
    paper = read_page(abs_page("1706.03762", ATTENTION).encode(), 2)

    assert paper is not None
    assert (paper.version, paper.updated) == (2, date(2017, 6, 19))


def test_any_other_page_is_no_record() -> None:
    assert read_page(b"<html><title>arXiv.org e-Print archive</title></html>") is None

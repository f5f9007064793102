"""arXiv's OAI-PMH interface: real records, and whatever else may come."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from tests.unit.arxiv_doubles import STAMPS, a_raw, no_such_id, oai
from tests.unit.loopback import Server, a_net, reply

from linkbot.model.evidence import Answer, Found, Gone, Paper, Unknown
from linkbot.sources.oai import ask_oai


def asked_for(arxiv_id: str, body: str | bytes, status: int = 200, timeout: float = 3.0, **headers: str) -> Answer:
    """What comes of asking for a paper where the interface answers with `body`."""
    path = f"/oai?verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:{arxiv_id}"

    async def story() -> Answer:
        async with Server({path: reply(status, body, **headers)}).running() as server, a_net(server, timeout=timeout) as net:
            answer, _ = await ask_oai(net, "http://oai.example/oai", arxiv_id)
            return answer

    return asyncio.run(story())


def a_body(record: str, **options: str) -> str:
    text = oai(f"<GetRecord>{record}</GetRecord>", **options).text
    assert text
    return text


def paper_of(answer: Answer) -> Paper:
    assert isinstance(answer, Found)
    assert isinstance(answer.facts, Paper)
    return answer.facts


def test_a_record_has_the_days_of_all_versions() -> None:
    more = "<comments>15 pages</comments><journal-ref>NeurIPS 2017</journal-ref><doi>10.1000/NIPS.1</doi>"

    answer = asked_for("1706.03762", a_body(a_raw("1706.03762", stamps=STAMPS, more=more)))

    assert paper_of(answer) == Paper(
        id="1706.03762",
        title="A Study of Lists",
        titles=("A Study of Lists",),
        authors=("Ada Lovelace",),
        published=date(2017, 6, 12),
        updated=date(2017, 6, 20),
        version=3,
        versions={1: date(2017, 6, 12), 2: date(2017, 6, 19), 3: date(2017, 6, 20)},
        abstract="We study lists.",
        comment="15 pages",
        journal="NeurIPS 2017",
        doi="10.1000/nips.1",
    )


def test_a_record_of_the_old_form_is_known_without_its_subject_class() -> None:
    answer = asked_for("math/0309136", a_body(a_raw("math.GT/0309136")))

    assert paper_of(answer).id == "math/0309136"


def test_a_withdrawn_record_says_so() -> None:
    more = "<comments>This paper has been withdrawn by the author due to an error in Lemma 2</comments>"

    answer = asked_for("2301.00001", a_body(a_raw("2301.00001", more=more)))

    assert paper_of(answer).withdrawn


def test_an_id_that_arxiv_has_no_record_of_is_gone() -> None:
    answer = asked_for("2301.99999", no_such_id().body or b"")

    assert answer == Gone(reason="arXiv has no record of this id")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Ada Lovelace, Charles Babbage", ("Ada Lovelace", "Charles Babbage")),
        ("Ada Lovelace and Charles Babbage", ("Ada Lovelace", "Charles Babbage")),
        ("Ada Lovelace, Charles Babbage, and Mary Somerville", ("Ada Lovelace", "Charles Babbage", "Mary Somerville")),
        (
            "Ada Lovelace (1), Charles Babbage (1 and 2) ((1) London (UK), (2) Cambridge)",
            ("Ada Lovelace", "Charles Babbage"),
        ),
        ("Ada Lovelace, Charles Babbage, Jr.", ("Ada Lovelace", "Charles Babbage")),
        ("Alexandra Anderson", ("Alexandra Anderson",)),
        (r"Ada Lovelace, Jos\'e P{\'e}rez", ()),
    ],
)
def test_authors_are_names_without_their_places_and_none_where_they_cannot_be_read(written: str, names: tuple[str, ...]) -> None:
    record = a_raw("2301.00001").replace("<authors>Ada Lovelace</authors>", f"<authors>{written}</authors>")

    assert paper_of(asked_for("2301.00001", a_body(record))).authors == names


BOMB = '<?xml version="1.0"?><!DOCTYPE OAI-PMH [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<?xml version="1.0"?><!DOCTYPE OAI-PMH [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<html>maintenance</html>", id="a page"),
        pytest.param("", id="nothing"),
        pytest.param("\0\0\0", id="zeroes"),
        pytest.param(a_body(a_raw("2301.00001"))[:600], id="half a record"),
        pytest.param(a_body(a_raw("2301.00002")), id="another paper"),
        pytest.param(a_body(a_raw("2301.00001", title="")), id="no title"),
        pytest.param(a_body(a_raw("2301.00001", stamps=["Mon, 99 Foo 2017"])), id="no day"),
        pytest.param(a_body(a_raw("2301.00001", title="&b;"), prolog=BOMB), id="entity bomb"),
        pytest.param(a_body(a_raw("2301.00001", title="&a;"), prolog=FILE), id="a local file"),
        pytest.param('<OAI-PMH><error code="badArgument">no</error></OAI-PMH>', id="another error"),
        pytest.param('<x><error code="idDoesNotExist"/></x>', id="an error of something else"),
    ],
)
def test_whatever_is_no_record_of_the_paper_proves_nothing(body: str) -> None:
    answer = asked_for("2301.00001", body)

    assert isinstance(answer, Unknown)
    assert answer.reason == "protocol"


@pytest.mark.parametrize(("status", "reason"), [(403, "blocked"), (500, "server-error"), (404, "protocol")])
def test_a_status_that_is_no_answer_proves_nothing(status: int, reason: str) -> None:
    answer = asked_for("2301.00001", no_such_id().body or b"", status)

    assert isinstance(answer, Unknown)
    assert answer.reason == reason


def test_a_record_that_did_not_come_whole_proves_nothing() -> None:
    answer = asked_for("2301.00001", a_body(a_raw("2301.00001")), timeout=0.3, Content_Length="99999")

    assert isinstance(answer, Unknown)

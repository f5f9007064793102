from __future__ import annotations

from datetime import date

import pytest
from tests.rules.worlds import findings_of

from linkbot.model.evidence import Answer, Found, Paper
from linkbot.model.finding import Finding
from linkbot.rulebook import Example

TITLE = "A Study of Lists That Stay True for Years"
URL = "https://arxiv.org/abs/2212.00001"


NUMBERS = range(1, 11)
OTHERS = "".join(
    f"- [Study {number} of lists and of time](https://arxiv.org/abs/2301.{number:05d}) (Jan 2023)\n" for number in NUMBERS
)
RECORDS: dict[str, Answer] = {
    f"arxiv:2301.{number:05d}": Found(
        facts=Paper(
            id=f"2301.{number:05d}",
            title=f"Study {number} of lists and of time",
            published=date(2023, 1, 2),
            updated=date(2023, 1, 2),
            version=1,
        )
    )
    for number in NUMBERS
}
"""A list that gives versions' dates."""


def world_of(*, journal: str = "", doi: str = "") -> dict[str, Answer]:
    """The record of a paper that came to arXiv in December 2022."""
    facts = {"id": "2212.00001", "title": TITLE, "published": "2022-12-01", "updated": "2022-12-01", "version": 1}
    return {"arxiv:2212.00001": Found(facts=Paper.model_validate({**facts, "journal": journal, "doi": doi}))}


def judged(code: str, markdown: str, world: dict[str, Answer]) -> Finding:
    (finding,) = findings_of(code, Example(markdown=markdown, world=world))
    return finding


def offered(finding: Finding) -> tuple[str, str]:
    assert finding.fix is not None
    return finding.fix.applicability.value, finding.fix.title


@pytest.mark.parametrize("written", ["1986", "Dec 1992", "June 2015"])
def test_a_date_of_long_before_the_record_may_be_that_of_a_classic(written: str) -> None:
    finding = judged("LB405", f"- [{TITLE}]({URL}) ({written})\n", world_of())

    assert (finding.severity.value, finding.confidence) == ("info", "low")
    assert "can hardly be" in finding.message
    assert offered(finding)[0] == "display"


def test_one_wrong_digit_in_the_year_of_the_right_month_is_a_slip() -> None:
    finding = judged("LB405", f"- [{TITLE}]({URL}) (Dec 2012)\n", world_of())

    assert (finding.severity.value, finding.confidence) == ("error", "high")
    assert offered(finding) == ("unsafe", "write Dec 2022")


@pytest.mark.parametrize("printed", [{"journal": "Neural Networks 9 (1986) 1-12"}, {"doi": "10.1162/neco.1986.9.8.1735"}])
def test_a_date_of_the_journal_that_printed_the_paper_is_right(printed: dict[str, str]) -> None:
    markdown = f"- [{TITLE}]({URL}) (1986)\n"

    assert findings_of("LB405", Example(markdown=markdown, world=world_of(**printed))) == []
    assert findings_of("LB203", Example(markdown=markdown, world=world_of(**printed))) == []


@pytest.mark.parametrize(
    "markdown",
    [
        f"- [{TITLE}]({URL}) (NeurIPS, Dec 2023)\n",
        f"| Paper | Venue | Date |\n|---|---|---|\n| [{TITLE}]({URL}) | ICLR | Dec 2023 |\n",
    ],
)
def test_the_date_beside_a_venue_may_be_that_of_the_venue(markdown: str) -> None:
    finding = judged("LB203", f"{markdown}\n{OTHERS}", {**world_of(), **RECORDS})

    assert finding.confidence == "low"
    assert offered(finding) == ("display", "write Dec 2022 (the only version)")


def test_the_date_beside_a_preprint_server_is_no_venues() -> None:
    finding = judged("LB405", f"- [{TITLE}]({URL}) (arXiv, Dec 2021)\n", world_of())

    assert offered(finding) == ("unsafe", "write Dec 2022")


def test_a_journal_of_the_same_year_explains_no_earlier_month() -> None:
    finding = judged("LB405", f"- [{TITLE}]({URL}) (Jun 2022)\n", world_of(journal="Nature 600 (2022)"))

    assert offered(finding) == ("unsafe", "write Dec 2022")

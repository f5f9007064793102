from __future__ import annotations

from datetime import date

import pytest

from linkbot.checks.arxiv_id import announced, impossible

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("arxiv_id", "month"),
    [
        ("1706.03762", date(2017, 6, 1)),
        ("1706.03762v7", date(2017, 6, 1)),
        ("0704.0001", date(2007, 4, 1)),
        ("hep-th/9901001", date(1999, 1, 1)),
        ("math.GT/0309136", date(2003, 9, 1)),
        ("2213.00001", None),
        ("whatever", None),
    ],
)
def test_an_id_carries_its_month(arxiv_id: str, month: date | None) -> None:
    assert announced(arxiv_id) == month


@pytest.mark.parametrize(
    "arxiv_id", ["2213.00001", "2200.00001", "2612.00001", "9901.0001", "0703.0001", "1501.0001", "1412.00001", "hep-th/0804001"]
)
def test_an_id_that_was_never_given_is_impossible(arxiv_id: str) -> None:
    assert impossible(arxiv_id, TODAY)


@pytest.mark.parametrize("arxiv_id", ["1706.03762", "1412.6980", "1501.00001", "2611.00001", "hep-th/9108001", "math/0703001"])
def test_an_id_that_may_have_been_given_is_possible(arxiv_id: str) -> None:
    assert impossible(arxiv_id, TODAY) == ""

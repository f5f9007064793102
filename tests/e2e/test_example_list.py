"""The list that the README checks: every defect in it is found without a network, and nothing else is said."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from linkbot.config import Settings
from linkbot.pipeline import check

EXAMPLES = Path(__file__).parents[2] / "examples"
FOUND = [
    (8, "LB103"),  # #retreival
    (14, "LB401"),  # the same paper by its page, its PDF and, on line 60, its DOI
    (16, "LB401"),  # a paper under its title, and as GPT-3
    (17, "LB105"),  # no scheme
    (18, "LB401"),
    (18, "LB503"),
    (26, "LB401"),  # LoRA has the id of (IA)3 ...
    (26, "LB403"),  # ... which cannot be both ...
    (26, "LB405"),  # ... and was given a year after LoRA
    (27, "LB401"),
    (27, "LB403"),
    (28, "LB404"),  # Mya
    (29, "LB405"),  # 2013 for 2023
    (30, "LB502"),  # a cell too many
    (37, "LB104"),  # notes that nobody wrote
    (38, "LB206"),  # a thirteenth month
    (46, "LB401"),
    (47, "LB401"),  # with the citation on line 61
    (49, "LB404"),  # March 20222
    (52, "LB405"),  # 2020 for 2022 ...
    (52, "LB406"),  # ... in a table that is sorted
    (60, "LB401"),
    (61, "LB401"),
    (63, "LB501"),  # a star that was decoded wrongly
]


def test_the_example_is_wrong_where_it_is_wrong_and_nowhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(EXAMPLES)

    report = asyncio.run(check(["reading-list.md"], Settings(offline=True, store=tmp_path / "store.sqlite")))

    assert [(row.line, row.code) for row in report.findings] == FOUND

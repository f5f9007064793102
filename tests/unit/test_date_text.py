from __future__ import annotations

from datetime import date

import pytest

from linkbot.checks.date_text import rewrite
from linkbot.model.document import DateValue
from linkbot.rulebook import load_rulebook

DAY = date(2023, 7, 5)


@pytest.mark.parametrize(
    ("text", "value", "rewritten"),
    [
        ("June 2022", DateValue(2022, 6), "July 2023"),
        ("Jun. 2023", DateValue(2023, 6), "Jul. 2023"),
        ("October. 2021", DateValue(2021, 10), "July. 2023"),
        ("April 29, 2022", DateValue(2022, 4, 29), "July 5, 2023"),
        ("29 Apr 2022", DateValue(2022, 4, 29), "5 Jul 2023"),
        ("2022-04-30", DateValue(2022, 4, 30), "2023-07-05"),
        ("2022/4", DateValue(2022, 4), "2023/7"),
        ("2022", DateValue(2022), "2023"),
    ],
)
def test_a_date_is_rewritten_in_the_lists_own_form(text: str, value: DateValue, rewritten: str) -> None:
    assert rewrite(text, value, DAY, load_rulebook()) == rewritten


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022 or 2022", DateValue(2022)),
        ("August 24th, 2022", DateValue(2022, 8, 24)),
        ("2022年4月", DateValue(2022, 4)),
        ("ICLR'22", DateValue(2022)),
    ],
)
def test_a_form_that_is_not_understood_is_left_alone(text: str, value: DateValue) -> None:
    assert rewrite(text, value, DAY, load_rulebook()) is None

"""Dates that are rewritten: what comes out says what was meant, and the way back leads to the same bytes."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from linkbot.checks.date_text import rewrite
from linkbot.model.document import DateValue
from linkbot.parse.dates import read_dates
from linkbot.rulebook import load_rulebook

FORMS = (
    "%B %Y", "%b %Y", "%b. %Y", "%B, %Y", "%b'%y", "%Y-%m", "%Y/%m", "%m/%Y", "%Y",
    "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日",
)  # fmt: skip
DAYS = st.dates(date(1991, 1, 1), date(2026, 12, 31))


def value_of(form: str, day: date) -> DateValue:
    return DateValue(
        day.year, day.month if "m" in form.lower() or "b" in form.lower() else None, day.day if "%d" in form else None
    )


@given(st.sampled_from(FORMS), DAYS, DAYS)
def test_what_is_written_is_read_as_what_was_meant(form: str, one: date, other: date) -> None:
    wanted = value_of(form, other)

    text = rewrite(one.strftime(form), value_of(form, one), wanted, load_rulebook())

    assert text is None or [reading.value for reading in read_dates(text, load_rulebook())] == [wanted]


@given(st.sampled_from(FORMS), DAYS, DAYS)
def test_the_way_back_leads_to_the_same_text(form: str, one: date, other: date) -> None:
    written, value, wanted = one.strftime(form), value_of(form, one), value_of(form, other)
    text = rewrite(written, value, wanted, load_rulebook(), (written,))
    assume(text is not None)

    back = rewrite(text or "", wanted, value, load_rulebook(), (written,))

    assert back == written


@given(st.text(max_size=40), DAYS, DAYS)
def test_no_text_is_too_odd(text: str, one: date, other: date) -> None:
    wanted = DateValue(other.year, other.month)

    rewritten = rewrite(text, DateValue(one.year, one.month), wanted, load_rulebook())

    assert rewritten is None or [reading.value for reading in read_dates(rewritten, load_rulebook())] == [wanted]

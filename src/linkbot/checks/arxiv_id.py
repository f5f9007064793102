"""What an arXiv id says of itself: when the paper was announced, and whether there can be such a paper.

Source: https://info.arxiv.org/help/arxiv_identifier.html. Ids of the old form (hep-th/9901001) were given until March 2007,
ids of four digits after the dot until December 2014.
"""

from __future__ import annotations

import re
from datetime import date

_NEW = re.compile(r"^(\d\d)(\d\d)\.(\d{4,5})(?:v\d+)?$")
_OLD = re.compile(r"^[a-z-]+(?:\.[A-Z]{2})?/(\d\d)(\d\d)\d{3}(?:v\d+)?$", re.IGNORECASE)
_FIRST = (2007, 4)
_FIVE_DIGITS = (2015, 1)
_OLD_FIRST = (1991, 8)


def announced(arxiv_id: str) -> date | None:
    """The first day of the month that an id carries; None where it carries none.

    One paper in 25 was submitted in the month before, one in 250 earlier than that.
    """
    found = _NEW.match(arxiv_id) or _OLD.match(arxiv_id)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    short = int(found[1])
    return date(short + (1900 if found.re is _OLD and short > 90 else 2000), int(found[2]), 1)


def impossible(arxiv_id: str, today: date) -> str:
    """Why there is no paper of that id, in words; "" where there can be one."""
    found = _NEW.match(arxiv_id) or _OLD.match(arxiv_id)
    if found is None:
        return ""
    day = announced(arxiv_id)
    if day is None:
        return f"there is no month {found[2]}"
    month = (day.year, day.month)
    if found.re is _OLD:
        return "" if _OLD_FIRST <= month < _FIRST else f"ids of this form were given from 1991-08 to 2007-03, not in {day:%Y-%m}"
    if month < _FIRST:
        return f"ids of this form were not given before 2007-04, and this one says {day:%Y-%m}"
    if month > (today.year, today.month):
        return f"it says {day:%Y-%m}, which is still to come"
    if (len(found[3]) == 5) != (month >= _FIVE_DIGITS):
        return f"ids of {day:%Y-%m} have {4 if month < _FIVE_DIGITS else 5} digits after the dot"
    return ""

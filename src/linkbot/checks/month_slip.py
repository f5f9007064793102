"""How far a misspelt month can be believed to be one, by the dates that the list writes otherwise."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from linkbot.checks.date_edit import sound_dates
from linkbot.checks.date_text import named_months
from linkbot.checks.kind import Known
from linkbot.model.document import Claim, Document

Belief = Literal["sure", "likely", "doubtful"]

_SOUND = 4
_SOUND_FOR_EACH_OTHER = 2
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Habit:
    """How often a list writes sound English months, by the form of the date, and how often it writes other ones."""

    english: Counter[str]
    others: int


def belief(claim: Claim, document: Document, known: Known) -> Belief:
    """Whether the months of a date are months: "sure" where none is misspelt.

    A word near the name of a month may be a surname, a model, or a month in a language that is not known. It is surely a month
    where at least four dates of the list have sound English ones in the same form, and two for each that is no such month;
    likely where some have, and as many as have not. Otherwise it is in doubt, and nothing should rest on it.
    """
    if not claim.defect or not any(month.meant for month in named_months(claim.text, known.rulebook)):
        return "sure"
    habit = _habit(document, known)
    alike, english = habit.english[_shape(claim.text, known)], habit.english.total()
    if alike >= _SOUND and english >= _SOUND_FOR_EACH_OTHER * habit.others:
        return "sure"
    return "likely" if alike and english >= habit.others else "doubtful"


def dates_like(claim: Claim, document: Document, known: Known) -> int:
    """How many dates of the list have a sound English month, and the form of `claim`."""
    return _habit(document, known).english[_shape(claim.text, known)]


def _habit(document: Document, known: Known) -> _Habit:
    found: dict[str, _Habit] = known.memory.setdefault("names of months", {})
    if document.path not in found:
        named = [(claim.text, named_months(claim.text, known.rulebook)) for claim in sound_dates(document, known)]
        english = Counter(_shape(text, known) for text, months in named if months and not any(month.foreign for month in months))
        foreign = sum(any(month.foreign for month in months) for _, months in named)
        found[document.path] = _Habit(english, foreign + _misspelt(document, known))
    return found[document.path]


def _misspelt(document: Document, known: Known) -> int:
    claims = dict.fromkeys(claim for entry in document.entries for claim in entry.claims if claim.kind == "date" and claim.defect)
    return sum(any(month.meant for month in named_months(claim.text, known.rulebook)) for claim in claims)


def _shape(text: str, known: Known) -> str:
    """The form of a date, whichever month it names, in full or cut short, and however many digits its numbers have."""
    for month in reversed(named_months(text, known.rulebook)):
        text = text[: month.start] + "M" + text[month.end :]
    return _DIGITS.sub("9", text)

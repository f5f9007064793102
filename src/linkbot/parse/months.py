"""Month names as lists write them: in full, cut short, in other languages, misspelt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from linkbot.parse.lexicon import DateWords

_SHORTEST_CUT = 3
_SHORTEST_MISSPELT = 4
_LONG_NAME = 7
"""Shorter names have too many neighbours among words and surnames: March, Marcy; June, Jung."""


class Month(NamedTuple):
    """A month from 1 to 12; `meant` is its name where the word is a misspelling of it, "" otherwise.

    `is_foreign` says that the word is its name in another language, and no English one.
    """

    number: int
    meant: str = ""
    is_foreign: bool = False


def read_month(word: str, words: DateWords) -> Month | None:
    """The month that a word without its full stop names, None where it names none or more than one is possible.

    An English name may be cut to three letters, or misspelt with its first letter right: a name of seven letters or more by one
    edit or two, a shorter one by a slip of the keyboard, which is two neighbours swapped, a letter left out, a letter doubled, or
    the key beside the right one. A name of three letters has only its last two swapped: "Mya".
    """
    name = word.casefold()
    if name in words.no_months:
        return None
    likely = words.english_by_letter.get(name[0], ())
    cut = [number for number, english in likely if len(name) >= _SHORTEST_CUT and english.casefold().startswith(name)]
    if other := words.other_months.get(name):
        return Month(other, is_foreign=other not in cut)
    if len(name) < _SHORTEST_CUT:
        return None
    if cut:
        return Month(cut[0]) if len(cut) == 1 else None
    return _misspelt(name, likely, words) if len(name) >= _SHORTEST_MISSPELT else _swapped(name, likely)


def _misspelt(name: str, likely: Iterable[tuple[int, str]], words: DateWords) -> Month | None:
    near = [
        Month(number, english)
        for number, english in likely
        if len(english) > _SHORTEST_CUT
        and (
            OSA.distance(english.casefold(), name, score_cutoff=2) <= 2
            if len(english) >= _LONG_NAME
            else _is_slip(name, english.casefold(), words)
        )
    ]
    return near[0] if len(near) == 1 else None


def _is_slip(name: str, right: str, words: DateWords) -> bool:
    """Whether a lower-case word is `right` after one slip of the keyboard."""
    if OSA.distance(right, name, score_cutoff=1) != 1:
        return False
    if len(name) < len(right) or sorted(name) == sorted(right):
        return True
    at = next((place for place, (one, other) in enumerate(zip(name, right, strict=False)) if one != other), len(right))
    around = {name[at - 1], *name[at + 1 : at + 2]}
    slipped_from = {right[at]} if len(name) == len(right) else around
    return name[at] in around or any(name[at] in words.neighbours.get(key, ()) for key in slipped_from)


def _swapped(name: str, likely: Iterable[tuple[int, str]]) -> Month | None:
    return next((Month(number, english) for number, english in likely if english.casefold() == name[0] + name[:0:-1]), None)

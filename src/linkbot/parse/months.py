"""Month names as lists write them: in full, cut short, in other languages, misspelt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz.distance import OSA

from linkbot.parse.lexicon import DateWords

_SHORTEST_CUT = 3
_SHORTEST_MISSPELT = 4
_LONG_NAME = 7


class Month(NamedTuple):
    """A month from 1 to 12; `meant` is its name where the word is a misspelling of it, "" otherwise."""

    number: int
    meant: str = ""


def read_month(word: str, words: DateWords) -> Month | None:
    """The month that a word without its full stop names, None where it names none or more than one is possible.

    An English name may be cut to three letters, or misspelt: by one edit, by two where the name has seven letters or more
    (a transposition of neighbours is one edit), with its first letter right. A name of three letters has only its last two
    swapped: "Mya".
    """
    name = word.casefold()
    if name in words.not_months:
        return None
    if other := words.other_months.get(name):
        return Month(other)
    if len(name) < _SHORTEST_CUT:
        return None
    likely = words.english_by_letter.get(name[0], ())
    cut = [number for number, english in likely if english.casefold().startswith(name)]
    if cut:
        return Month(cut[0]) if len(cut) == 1 else None
    return _misspelt(name, likely) if len(name) >= _SHORTEST_MISSPELT else _swapped(name, likely)


def _misspelt(name: str, likely: Iterable[tuple[int, str]]) -> Month | None:
    near = [
        Month(number, english)
        for number, english in likely
        if len(english) > _SHORTEST_CUT
        and OSA.distance(english.casefold(), name, score_cutoff=2) <= (2 if len(english) >= _LONG_NAME else 1)
    ]
    return near[0] if len(near) == 1 else None


def _swapped(name: str, likely: Iterable[tuple[int, str]]) -> Month | None:
    return next((Month(number, english) for number, english in likely if english.casefold() == name[0] + name[:0:-1]), None)

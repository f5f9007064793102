"""A word of a label that is a misspelling of the word that a title has in its place."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA

from linkbot.checks.title_text import normal, unmangled
from linkbot.checks.wording import Wording

_SHORTEST_WORD = 5  # shorter words one letter apart are too often two words: form, from; gate, gait
_SHORTEST_TITLE = 3


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word of the label and the word of the title that stands in its place, both as written."""

    written: str
    meant: str


def misspellings(label: str, title: str, wording: Wording) -> tuple[Misspelling, ...] | None:
    """The words that keep `label` from holding `title` word by word; () where it holds it, None where it is no such label.

    At most two words may differ, each by one letter that is swapped, dropped, doubled or mistyped inside it. Another
    spelling and another ending are no misspellings: "modelling" for "modeling", "Position" for "Positional".
    """
    ours, theirs = _words(label), _words(title)
    if len(theirs) < _SHORTEST_TITLE or len(ours) < len(theirs):
        return None
    found: tuple[Misspelling, ...] | None = None
    for start in range(len(ours) - len(theirs) + 1):
        pairs = zip(ours[start : start + len(theirs)], theirs, strict=True)
        different = [(mine, other) for mine, other in pairs if normal(mine) != normal(other)]
        if not different:
            return ()
        if len(different) <= min(2, len(theirs) // 3) and all(
            is_misspelt(normal(mine), normal(other), wording) for mine, other in different
        ):
            found = tuple(Misspelling(mine, other) for mine, other in different)
    return found


def is_misspelt(written: str, meant: str, wording: Wording) -> bool:
    """Whether one lower-case word is the other with one slip of the keyboard inside it."""
    if min(len(written), len(meant)) < _SHORTEST_WORD or not (written.isalpha() and meant.isalpha()):
        return False
    if OSA.distance(written, meant, score_cutoff=1) > 1 or wording.respelt(written) == wording.respelt(meant):
        return False
    if written[-1] != meant[-1] or written[0] != meant[0]:
        return False  # another ending is another form of the word; another beginning another word
    return len(written) != len(meant) or sorted(written) == sorted(meant) or written[-3:] == meant[-3:]


def _words(text: str) -> list[str]:
    """The words of a text as written, split where normalisation splits them."""
    plain = "".join(character if character.isalnum() or character in "'’" else " " for character in unmangled(text))
    return [word for word in plain.split() if normal(word)]

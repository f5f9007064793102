"""What rules/conventions/wording.yaml says about the words of titles, ready for comparing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, ValidationError

from linkbot.errors import RulebookError
from linkbot.rulebook import Rulebook, load_rulebook


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Which words stand for which, which carry no meaning, and which spellings are one word.

    All words are in the form that `title_text.normal` gives. Two wordings are equal only if they are the same object.
    """

    abbreviations: dict[str, str]
    stop_words: frozenset[str]
    commonplace: frozenset[str]
    generic_labels: frozenset[str]
    spellings: tuple[tuple[re.Pattern[str], str], ...]

    def expand(self, normal: str) -> str:
        """A normalised text with its abbreviations written out."""
        return " ".join(self.abbreviations.get(word, word) for word in normal.split())

    def content(self, normal: str) -> frozenset[str]:
        """The words of a normalised text that carry meaning."""
        return frozenset(normal.split()) - self.stop_words

    def respelt(self, word: str) -> str:
        """A lower-case word in one spelling, on whichever side of the Atlantic it was written."""
        for pattern, replacement in self.spellings:
            word = pattern.sub(replacement, word)
        return word


@lru_cache(maxsize=8)
def wording_of(rulebook: Rulebook) -> Wording:
    """The wording of a rulebook; one rulebook always gives the same object.

    Raises RulebookError where the file is not as it should be.
    """
    try:
        file = _WordingFile.model_validate(rulebook.conventions.get("wording", {}))
        spellings = tuple((re.compile(item.pattern), item.to) for item in file.spellings)
    except (ValidationError, re.error) as error:
        raise RulebookError(f"conventions/wording.yaml: {error}", hint="see rules/README.md for the fields") from error
    return Wording(
        abbreviations=file.abbreviations,
        stop_words=frozenset(file.stop_words.split()),
        commonplace=frozenset(file.commonplace.split()),
        generic_labels=frozenset(file.generic_labels),
        spellings=spellings,
    )


def built_in_wording() -> Wording:
    """The wording of linkbot's own rules."""
    return wording_of(load_rulebook())


class _Spelling(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: str
    to: str


class _WordingFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    abbreviations: dict[str, str] = {}
    stop_words: str = ""
    commonplace: str = ""
    generic_labels: tuple[str, ...] = ()
    spellings: tuple[_Spelling, ...] = ()

"""The signs of a soft 404: a page that answers 200, and says in its title, its heading or its text that it is not there.

The phrases and thresholds are those of rules/conventions/pages.yaml, `soft_404`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from pydantic import BaseModel, ConfigDict
from yarl import URL

from linkbot.rulebook import Pattern
from linkbot.sources.page import PageText

_OPENING = 4_096  # characters of the text that a reader sees in which a phrase counts
_SEPARATOR = re.compile(r"[|｜–—·»«]|\s[-/]\s")
_COLON = re.compile(r":(?=\s)|：")  # "404: not found", not "std::error"
_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|\w+")  # each character where words are not set apart
_PUNCTUATION = " !?.,;:'\"()¡¿。！？，、"


class MissingPages(BaseModel):
    """Reads what a page says of itself. Each method returns what it saw, in words, "" when it saw nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phrases: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    exact_titles: tuple[str, ...] = ()
    most_rest: int = 2
    own_paths: tuple[Pattern, ...] = ()
    works: tuple[str, ...] = ()
    most_text: int = 5000

    def title_says_missing(self, asked: URL, page: PageText) -> str:
        """A title, or a part of it between separators, that says the page is not there.

        Not where the link asks for such a page, or the page shows a work of that name.
        """
        if not any(self._says_missing(part) or part in self.exact_titles for part in _parts(page.title)):
            return ""
        if any(pattern.match(asked.path.lower()) for pattern in self._own_paths) or any(
            mark in page.lower for mark in self.works
        ):
            return ""
        return f"the title is {page.title!r}"

    def text_says_missing(self, page: PageText) -> str:
        """A first heading, or the opening text, that says the page is not there. A long page is one about missing pages."""
        if len(page.visible_text) > self.most_text:
            return ""
        if any(self._says_missing(part) for part in _parts(page.heading)) or self._adds_to_the_title(page):
            return f"the heading is {page.heading!r}"
        opening = page.visible_text[:_OPENING].lower()
        phrase = next((phrase for phrase in self.phrases if phrase in opening), "")
        return f"the text says {phrase!r}" if phrase else ""

    def _adds_to_the_title(self, page: PageText) -> bool:
        """Whether the heading is such a title, in other words than the title: "404" and "Not found", not "Error" twice."""
        titles = set(_parts(page.title))
        return any(part in self.exact_titles and part not in titles for part in _parts(page.heading))

    def _says_missing(self, part: str) -> bool:
        """Whether a part of a title is one of the phrases and little else, after the words that may stand before it."""
        while not self._begins_with_a_phrase(part):
            opening = next((word for word in self.openings if part.startswith(word)), "")
            if not opening:
                return False
            part = part.removeprefix(opening).lstrip(_PUNCTUATION)
        return True

    def _begins_with_a_phrase(self, part: str) -> bool:
        return part.startswith(self.phrases) and any(
            part.startswith(phrase) and self._is_little(part[len(phrase) :]) for phrase in self.phrases
        )

    def _is_little(self, rest: str) -> bool:
        goes_on = rest[:1].isascii() and rest[:1].isalnum()  # "404 errors"
        return not goes_on and len(_WORD.findall(rest)) <= self.most_rest

    @cached_property
    def _own_paths(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(re.compile, self.own_paths))


def _parts(title: str) -> Iterator[str]:
    """The parts of a title between separators, in lower case: of each, what follows its last colon.

    That is the subject of what stands before it: "404: page not found", "Error 404: a history of the web".
    """
    return (_COLON.split(part)[-1].strip(_PUNCTUATION) for part in _SEPARATOR.split(title.lower()))

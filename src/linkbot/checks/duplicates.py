"""Entries that lead to one and the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz.fuzz import token_set_ratio

from linkbot.checks.kind import Kind, Known
from linkbot.checks.meant import Lists, Signs
from linkbot.checks.questions import is_excluded
from linkbot.checks.repeats import Orders, Repeated, removals, reworded
from linkbot.checks.title_relation import label_kind
from linkbot.checks.title_text import compact, normal
from linkbot.checks.tracking import without_tracking
from linkbot.checks.wording import Wording, wording_of
from linkbot.model.document import Document, Entry, Link
from linkbot.model.finding import Finding, Fix, Related, Severity
from linkbot.model.identity import Identity
from linkbot.rulebook import Rulebook
from linkbot.url import is_http

_ALIKE = 85
"""From this likeness on (0 to 100, rapidfuzz's token set ratio) two titles are taken for one."""
_TELLING = 4
"""From this length on, in letters, a title that is part of another one means the same thing."""
_MOST_RELATED = 10
"""How many of the other places a finding names: a thing that is listed a thousand times must not make a million rows."""
_NUMBER = re.compile(r"\d+(?:[. ]\d+)*")
_REPOSITORIES = ("github", "hf", "gitlab", "codeberg")
_AKIN = 0.5
"""From this share of common words on, of the shorter title's, two entries in two lists may be about two sides of one page."""


class DuplicateLinkParams(BaseModel):
    """Where a thing may be listed once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scope: Literal["file", "section", "run"] = Field(
        default="file", description="Within what a thing may be listed once: a file, a section, or all files of a run."
    )
    forges: tuple[str, ...] = Field(
        default=(),
        description="Hosts of repositories beside GitHub and Hugging Face: one repository may hold several entries' tools.",
    )
    numbers: tuple[str, ...] = Field(
        default=(), description="Words before the number of an item that a text speaks of: no numbered item goes by itself then."
    )
    placeholders: tuple[str, ...] = Field(
        default=(), description="Words for what is yet to come: two lines with one of them may stand for two things."
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """One entry's link to a thing, in its document, and the fix that takes the entry out where another one repeats it."""

    document: Document
    entry: Entry
    link: Link
    fix: Fix | None = None

    @property
    def line(self) -> int:
        return self.document.line(self.link.span.start)


class DuplicateLink(Kind):
    """Two entries whose main link leads to the same thing, in any spelling: a paper's abstract and its PDF, http and https.

    The other links of an entry ([code], [slides]) may repeat, but two entries do not share one file of notes. Each place is a
    finding of its own, related to the others. The same entry in two sections may be meant: that is said mildly.

    bad:  two entries that link to `arxiv.org/abs/1706.03762` and `arxiv.org/pdf/1706.03762v7`
    good: two entries that link to different headings of one page

    Fields of the message: `problem`.
    """

    Params = DuplicateLinkParams
    params: DuplicateLinkParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each place of a thing that has several."""
        for places in self._places(known):
            for number, place in enumerate(places):
                if place.document is document:
                    yield self._finding(places, number)

    def _places(self, known: Known) -> list[Sequence[_Place]]:
        memory = known.memory
        if (DuplicateLink, self.params.scope) not in memory:
            signs = Signs(self.params.numbers, self.params.placeholders)
            memory[DuplicateLink, self.params.scope] = list(_shared(known, self.params.scope, Lists(signs)))
        found: list[Sequence[_Place]] = memory[DuplicateLink, self.params.scope]
        return found

    def _finding(self, places: Sequence[_Place], number: int) -> Finding:
        here = places[number]
        others = islice((place for place in places if place is not here), _MOST_RELATED)
        other = places[0] if number else places[1]
        return self.finding(
            here.document,
            here.link.span,
            subject=str(here.link.identity.target),
            url=here.link.url,
            related=tuple(Related(place.document.path, place.link.span, _named(place)) for place in others),
            fix=here.fix,
            severity=Severity.INFO if _may_be_meant(here, other, self.params.forges) else None,
            problem=_problem(here, other),
        )


def _shared(known: Known, scope: str, lists: Lists) -> Iterator[Sequence[_Place]]:
    places: dict[object, list[_Place]] = {}
    for document in known.documents:
        for entry in document.entries:
            for link in _listed(entry):
                if is_excluded(link, known.settings):
                    continue
                within = (None, None) if scope == "run" else (document.path, entry.section if scope == "section" else None)
                places.setdefault((within, _thing(link, known.rulebook)), []).append(_Place(document, entry, link))
    orders = Orders()
    wording = wording_of(known.rulebook)
    for found in places.values():
        if len(found) > 1:
            yield _with_fixes(found, orders, lists, wording)


def _with_fixes(places: Sequence[_Place], orders: Orders, lists: Lists, wording: Wording) -> list[_Place]:
    repeated = [Repeated(place.document, place.entry, _says_what_it_is(place.entry, wording)) for place in places]
    fixes = removals(repeated, orders, lists)
    for number, place in enumerate(places[1:], 1):
        first = places[0]
        is_one = (
            place.document is first.document and _is_main(place) and _is_main(first) and _is_one_title(place.entry, first.entry)
        )
        if number not in fixes and is_one and (fix := reworded(repeated[number], repeated[0])):
            fixes[number] = fix
    return [replace(place, fix=fixes.get(number)) for number, place in enumerate(places)]


def _listed(entry: Entry) -> Iterable[Link]:
    """The links that no other entry should have: the main one, and notes in a file of the list's own."""
    if entry.main_link and not entry.main_link.is_image and entry.main_link.identity.kind not in ("malformed", "mail", "other"):
        yield entry.main_link
    for item in entry.links:
        if item.link is not entry.main_link and item.role == "notes" and item.link.identity.kind == "file":
            yield item.link


def _thing(link: Link, rulebook: Rulebook) -> Identity:
    """What a link leads to, whatever its spelling: scheme, `www.`, the slash at the end and tracking do not tell pages apart."""
    identity = link.identity.target
    if identity.kind == "github":
        return _front_page(identity)
    if identity.kind != "web":
        return identity
    # The key of a page is always scheme://host/path?query, and urlsplit takes ten times as long.
    address, mark, query = without_tracking(identity.key, rulebook)[0].partition("://")[2].partition("?")
    page = unquote(address.removeprefix("www.")).rstrip("/")
    fragment = "" if identity.fragment.lower() == "top" else identity.fragment
    return Identity("web", f"{page}{mark}{query}" if query else page, fragment=fragment)


def _front_page(identity: Identity) -> Identity:
    """A repository's front page is also its readme and its main branch."""
    is_front = identity.sub in ("", "tree/main", "tree/master") and identity.fragment.lower() in ("", "readme")
    return identity.thing if is_front else identity


def _problem(here: _Place, other: _Place) -> str:
    when = "also" if other.line > here.line else "already"
    is_here = other.document is here.document
    where = f"line {other.line}" if is_here else f"{other.document.path}:{other.line}"
    is_elsewhere = is_here and other.entry.section and other.entry.section != here.entry.section
    heading = f", under “{other.entry.section[-1]}”" if is_elsewhere else ""
    if not _is_one_title(here.entry, other.entry):
        return f"{when} linked on {where} as “{other.entry.title}”{heading}"
    return f"{when} listed on {where}{heading}"


def _named(place: _Place) -> str:
    return f"“{place.entry.title}”" if place.entry.title else "the same target"


def _is_one_title(here: Entry, other: Entry) -> bool:
    """Whether two titles, as far as there are any, say the same; "Grok 1" and "Grok 1.5" do not."""
    if not here.title or not other.title:
        return True
    one, two = normal(here.title), normal(other.title)
    if set(_NUMBER.findall(one)) != set(_NUMBER.findall(two)):
        return False
    shorter, longer = sorted((compact(one), compact(two)), key=len)
    return (len(shorter) >= _TELLING and shorter in longer) or token_set_ratio(one, two) >= _ALIKE


def _may_be_meant(here: _Place, other: _Place, forges: tuple[str, ...]) -> bool:
    """Whether the list may say one thing twice on purpose.

    It may in two of its lists, also under titles that are akin ("Visual Tracking Challenge", "VOT Challenge"); notes may speak
    of two papers, a repository may hold two tools, and a page whose address names both titles is about both. One paper has one
    title.
    """
    if not _is_main(here) or not _is_main(other):
        return True
    is_elsewhere = here.entry.group != other.entry.group
    if _is_one_title(here.entry, other.entry):
        return is_elsewhere
    identity = here.link.identity
    if identity.kind == "web":
        is_repository = urlsplit(identity.key).hostname in forges
        return is_repository or (is_elsewhere and _is_akin(here.entry, other.entry)) or (_is_named(here) and _is_named(other))
    return identity.kind in _REPOSITORIES or (_is_named(here) and _is_named(other))


def _says_what_it_is(entry: Entry, wording: Wording) -> bool:
    """Whether an entry's label names a thing, and not only what sort of link it is: "code", "paper", "here"."""
    role, text = next(((item.role, item.link.text) for item in entry.links if item.link is entry.main_link), ("other", ""))
    shown = entry.title or text
    return is_http(shown) or (label_kind(shown, wording) != "generic" and (bool(entry.title) or role == "other"))


def _is_main(place: _Place) -> bool:
    return place.link is place.entry.main_link


def _is_akin(here: Entry, other: Entry) -> bool:
    one, two = set(normal(here.title).split()), set(normal(other.title).split())
    return len(one & two) >= _AKIN * min(len(one), len(two))


def _is_named(place: _Place) -> bool:
    """Whether the link's address has all words of its entry's title."""
    words = [word for word in normal(place.entry.title).split() if len(word) > 1 and not _NUMBER.fullmatch(word)]
    address = place.link.url.casefold()
    return bool(words) and all(word in address for word in words)

"""How an entry begins: with a linked title, a bold one, or a plain one before its links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linkbot.model.document import Claim, Document, Link
from linkbot.parse.authors import has_et_al
from linkbot.parse.dates import scan_dates
from linkbot.parse.flow import OBJECT, Flow
from linkbot.parse.lexicon import Lexicon
from linkbot.parse.roles import is_url_label, label_role, normalise_label
from linkbot.parse.titles import link_title, text_title

_OPENING = re.compile(r"[\[(“\"«「『《]{0,2}")
_ADDRESS_NEXT = re.compile(rf"\s?(?:[:：]|[–—-])?\s?[(<]?{OBJECT}")
_END_OF_PLAIN_TITLE = re.compile(rf"\s?[\[({{【（]|\s[-–—]{{1,2}}\s|[|\n]|{OBJECT}")
_END_OF_NAME = re.compile(rf"\s?[:：]|\s?[-–—]{{1,2}}\s|\s?[\[(]?{OBJECT}")
_MARKS = re.compile(r"(?:\s?:[a-z0-9_+-]{2,30}:|\s?[^\w\s:：–—-])*")
_LAST_GROUP = re.compile(r"(?<=\S)\s*[(\[][^()\[\]]{4,60}[)\]][.,]?\s*$")
_MOST_WORDS = 6
_SENTENCE = re.compile(r"[.!?]\s+\w")
_FEWEST_WORDS = 3
_MOST_COMMAS = 1
_LONGEST_NAME = 80  # characters


@dataclass(frozen=True, slots=True)
class Head:
    """How an entry begins. `end` is the place in the flow where its details may start.

    `leads` tells that the main link itself carries the title, so that free text may follow. `claims` are those besides the
    title that the head makes; `complete` tells that nothing is to be looked for behind it.
    """

    main: Link
    end: int
    title: Claim | None = None
    leads: bool = False
    claims: tuple[Claim, ...] = ()
    complete: bool = False


def leading_link(flow: Flow, at: int, document: Document, lexicon: Lexicon) -> Head | None:
    """An entry that begins with its main link: `[Title](url), 2020 - ...`."""
    opening = _OPENING.match(flow.text, at)
    place = opening.end() if opening else at
    link = next((link for _, link in flow.links(place, place + 1)), None)
    if link is None or link.url.startswith("#"):
        return None
    return Head(link, place + 1, link_title(link, document, lexicon), leads=True)


def strong_title(flow: Flow, at: int, links: list[tuple[int, Link]], document: Document, lexicon: Lexicon) -> Head | None:
    """An entry that begins with a bold title, its links behind it: `**Title.** Venue. [[pdf](url)]`."""
    end = without_dated_group(flow, at, _end_of_bold(flow, at), lexicon)
    main = _best([link for place, link in links if place >= end], lexicon)
    title = text_title(flow, at, end, document) if end > at else None
    return Head(main, end, title) if main and title else None


def plain_title(flow: Flow, at: int, links: list[tuple[int, Link]], document: Document, lexicon: Lexicon) -> Head | None:
    """An entry that begins with its title in plain text: `name: url - ...`, or `A longer title [[pdf](url)]`."""
    first, link = links[0]
    stop = _END_OF_PLAIN_TITLE.search(flow.text, at, first + 1)
    end = stop.start() if stop else first
    head = flow.text[at:end]
    if is_url_label(link):
        named = _ADDRESS_NEXT.fullmatch(flow.text, _last_letter(flow.text, at, first), first + 1)
        short = len(head) <= _LONGEST_NAME and not _SENTENCE.search(head)
        title = text_title(flow, at, end, document) if named and short else None
        return Head(link, first + 1, title) if title else None
    main = _best([link for _, link in links], lexicon)
    sure = len(head.split()) >= _FEWEST_WORDS and head.count(",") <= _MOST_COMMAS and not has_et_al(head)
    if main is None or _SENTENCE.search(head.strip()):
        return None
    return Head(main, end, text_title(flow, at, end, document) if sure else None)


def without_dated_group(flow: Flow, start: int, end: int, lexicon: Lexicon) -> int:
    """The end of a title without brackets behind it that hold a date: `Title (AAAI 2020)`."""
    group = _LAST_GROUP.search(flow.text[start:end])
    return start + group.start() if group and scan_dates(group[0], lexicon.dates) else end


@dataclass(frozen=True, slots=True)
class Name:
    """A name that an item begins with; `end` is the place behind it."""

    end: int
    title: Claim | None


def named_before(flow: Flow, at: int, document: Document, *, bold: bool) -> Name | None:
    """The name before a dash, a colon or the first link: in bold letters, or (unless `bold`) short and no sentence."""
    end = _end_of_bold(flow, at)
    if end == at and not bold and (stop := _END_OF_NAME.search(flow.text, at)):
        end = stop.start()
    head = flow.text[at:end]
    if not head.strip() or len(head) > _LONGEST_NAME or len(head.split()) > _MOST_WORDS or _SENTENCE.search(head):
        return None
    behind = _MARKS.match(flow.text, end)
    stop = _END_OF_NAME.match(flow.text, behind.end() if behind else end)
    return Name(stop.start(), text_title(flow, at, end, document)) if stop else None


def _end_of_bold(flow: Flow, at: int) -> int:
    while flow.strong(at):
        at = flow.stretch_end(at)
    return at


def _best(links: list[Link], lexicon: Lexicon) -> Link | None:
    """The link that stands for the work: the first to a paper, else the first; None where one is no role's or address."""
    roles = [(link, label_role(link.text, lexicon)) for link in links]
    if not any(role or is_url_label(link) or not normalise_label(link.text) for link, role in roles[:1]):
        return None
    return next((link for link, role in roles if role == "paper"), links[0])


def _last_letter(text: str, start: int, end: int) -> int:
    """The place behind the last letter or digit before `end`."""
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end

"""One stretch of inline content, an item's or a cell's, read as an entry: its title, its main link, what else it claims."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from linkbot.model.document import Claim, Document, EntryLink, Link
from linkbot.parse.citations import read_citation
from linkbot.parse.dates import DateReading, scan_dates
from linkbot.parse.details import date_claim, read_details
from linkbot.parse.flow import OBJECT, Flow
from linkbot.parse.heads import Head, leading_link, named_before, plain_title, strong_title
from linkbot.parse.lexicon import Column, Lexicon
from linkbot.parse.roles import exact_role, is_url_label, label_role, link_role, names_a_thing
from linkbot.parse.titles import EMOJI, link_title

Shape = Literal[
    "none",  # no link
    "navigation",  # only links into this page, or a row of links
    "fragment",  # only links that say what they are: [Paper] [Code]
    "address",  # only URLs
    "entry",
    "prose",  # links in the middle of sentences
]

# What stands in front of an entry: marks, emoji, a task's box, a number (7) or [6], a day without a year (12.19 - )
_LEAD = re.compile(
    rf"(?:[\s{EMOJI}†‡•·▪►*|]|:[a-z0-9_+-]{{2,30}}:|\[[ xX]\](?=\s)|\(?\d{{1,4}}[.):](?=\s)|\[\d{{1,3}}\](?=[\s.:])"
    r"|\d{1,2}[./]\d{1,2}\s[-–—]\s)+"
)
_DATE_TAG_OPEN = re.compile(r"[\[(【]?\s?")
_DATE_TAG_CLOSE = re.compile(rf"\s?(?:[\])】]\s?[:：,.]?|[:：,|](?=[\s{OBJECT}\"“]|$)|[-–—](?=\s)|(?={OBJECT}))\s*")
_KEY = re.compile(r"(?:^|[,;|\n({\[])\s*([^\W_][\w .&/'-]{0,30}?)\s?[:：]\s*[\[(<]?\s?$")
_ROW = re.compile(rf"[|·•]\s*[\[(]?{OBJECT}")
_EMOJI_CODE = re.compile(r":[a-z0-9_+-]{2,30}:")
_WORD = re.compile(r"\w")
_SHORTEST_ROW = 3
_LONGEST_KEY = 40  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """What a stretch of inline content says. `main` is the first link where the shape is not "entry"; `leads` tells that it
    is the title itself.
    """

    shape: Shape
    main: Link | None = None
    claims: tuple[Claim, ...] = ()
    leads: bool = False

    @property
    def title(self) -> Claim | None:
        """The title, None where there is none."""
        return next((claim for claim in self.claims if claim.kind == "title"), None)

    @property
    def dated(self) -> bool:
        """Whether a date was read, or something that is meant as one."""
        return any(claim.kind == "date" for claim in self.claims)


def read_line(flow: Flow, document: Document, lexicon: Lexicon) -> Line:
    """The reading of some inline content. Only the shape "entry" makes claims, and "none" where it begins with a date."""
    at, tag = _lead(flow, lexicon)
    tags = (date_claim(tag, flow, document),) if tag else ()
    words = [(place, link) for place, link in flow.links() if not is_badge(link, document)]
    links = [(place, link) for place, link in words if not link.url.startswith("#")]
    if not words:
        return Line("none", claims=tags)
    if not links or _is_row(flow, len(links)):
        return Line("navigation")
    if shape := _shape_without_words(flow, links, lexicon):
        return Line(shape, links[0][1])
    head = (
        leading_link(flow, at, document, lexicon)
        or read_citation(flow, at, document, lexicon)
        or strong_title(flow, at, links, document, lexicon)
        or plain_title(flow, at, links, document, lexicon)
    )
    return _entry(head, flow, tags, document, lexicon) if head else Line("prose", links[0][1])


def read_named_line(flow: Flow, line: Line, document: Document, lexicon: Lexicon) -> Line | None:
    """The reading of an item whose neighbours are entries, and which is none at first sight: a bold or short name first,
    a role as a name (`[Talks](url)`), or at least a link. None for what does not even have a link or a bold name.
    """
    at, _ = _lead(flow, lexicon)
    links = [(place, link) for place, link in flow.links() if not is_badge(link, document)]
    if line.shape == "fragment" and len(links) == 1 and (title := link_title(links[0][1], document)):
        return Line("entry", links[0][1], (title,), leads=True)
    if name := named_before(flow, at, document, bold=line.shape == "none"):
        return Line("entry", line.main if links and links[0][0] <= name.end else None, (name.title,) if name.title else ())
    return line if line.shape in ("fragment", "address", "prose") else None


def entry_links(flow: Flow, main: Link | None, lexicon: Lexicon, column: Column | None = None) -> tuple[EntryLink, ...]:
    """All links of a stretch with their roles. The label of the `main` link is a title and tells no role."""
    return tuple(
        EntryLink(link, link_role(link, lexicon, column, _key(flow, place), titled=link is main))
        for place, link in flow.links()
        if not link.is_image
    )


def start_of_text(flow: Flow, lexicon: Lexicon) -> int:
    """The place behind numbers, marks, badges and a date in front of an entry."""
    return _lead(flow, lexicon)[0]


def is_badge(link: Link, document: Document) -> bool:
    """Whether a link shows a picture and no words."""
    start = document.data[link.span.start : link.span.start + 5].lower()
    return link.is_image or start.startswith((b"[![", b"[<img"))


def is_fragment(line: Line, lexicon: Lexicon) -> bool:
    """Whether a nested item adds links to the entry above it, rather than being an entry: `[Code](url)`, `https://...`."""
    if line.shape in ("fragment", "address"):
        return True
    main = line.main
    return line.shape == "entry" and main is not None and line.leads and exact_role(main.text, lexicon) is not None


def _entry(head: Head, flow: Flow, tags: tuple[Claim, ...], document: Document, lexicon: Lexicon) -> Line:
    claims = tags + ((head.title,) if head.title else ()) + head.claims
    if not head.complete:
        kinds = {claim.kind for claim in claims}
        details = read_details(flow, head.end, document, lexicon, leads=head.leads)
        claims += tuple(claim for claim in details if claim.kind not in kinds)
    return Line("entry", head.main, claims, head.leads)


def _lead(flow: Flow, lexicon: Lexicon) -> tuple[int, DateReading | None]:
    """The place behind numbers, marks and badges in front of an entry, and the date tag that stands there."""
    at, tag = _skip_marks(flow, 0), None
    if flow.text.startswith(OBJECT, at):
        return at, None
    opening = _DATE_TAG_OPEN.match(flow.text, at)
    start = opening.end() if opening else at
    for reading in scan_dates(flow.text[: start + _LONGEST_KEY], lexicon.dates)[:1]:
        closing = _DATE_TAG_CLOSE.match(flow.text, reading.end)
        first = flow.text.rfind(reading.venue, 0, reading.start) if reading.venue else reading.start
        if first == start and closing and reading.value:
            at, tag = _skip_marks(flow, closing.end()), reading
    return at, tag


def _skip_marks(flow: Flow, at: int) -> int:
    while at < len(flow.text):
        run = flow.object(at)
        if run and (run.kind == "image" or (run.link and (run.link.is_image or _is_icon(run.link)))):
            at += 1
        elif match := _LEAD.match(flow.text, at):
            at = match.end()
        else:
            break
    return at


def _is_icon(link: Link) -> bool:
    """Whether a link leads to a legend in this page: `[🤖](#icons)`."""
    return link.url.startswith("#") and not _WORD.search(link.text)


def _is_row(flow: Flow, links: int) -> bool:
    return links >= _SHORTEST_ROW and len(_ROW.findall(flow.text)) >= links - 1


def _shape_without_words(flow: Flow, links: list[tuple[int, Link]], lexicon: Lexicon) -> Shape | None:
    """The shape of a stretch that holds only links with a role, or addresses, their keys and punctuation; None for others."""
    keys, rest, last = {}, [], 0
    for place, _ in links:
        keys[place] = _key(flow, place)
        known = len(keys[place]) if label_role(keys[place], lexicon) else 0
        before = flow.text[last:place]
        rest.append(before[: before.rfind(keys[place])] if known else before)
        last = place
    if _WORD.search(_EMOJI_CODE.sub("", "".join([*rest, flow.text[last:]]))):
        return None
    if all(is_url_label(link) and not keys[place] for place, link in links):
        return "address"
    sure = [exact_role(link.text, lexicon) or label_role(keys[place], lexicon) or is_url_label(link) for place, link in links]
    roles = [certain or label_role(link.text, lexicon) for certain, (_, link) in zip(sure, links, strict=True)]
    only_a_name = len(links) == 1 and names_a_thing(links[0][1].text, lexicon)
    return "fragment" if any(sure) and all(roles) and not only_a_name else None


def _key(flow: Flow, place: int) -> str:
    """The key of a link written `Key: url`, "" where it has none."""
    before = flow.text[max(0, place - _LONGEST_KEY) : place]
    match = _KEY.search(before) if ":" in before or "：" in before else None
    return match[1] if match else ""

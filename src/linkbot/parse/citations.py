"""Citations as bibliographies print them: `Authors. “Title.” Venue, April 29, 2022. [url](url).`"""

from __future__ import annotations

import re

from linkbot.model.document import Claim, Document
from linkbot.parse.authors import read_authors
from linkbot.parse.dates import most_precise, scan_dates
from linkbot.parse.details import date_claim, text_claim
from linkbot.parse.flow import OBJECT, Flow
from linkbot.parse.heads import Head
from linkbot.parse.lexicon import Lexicon
from linkbot.parse.titles import text_title

_QUOTED = re.compile(r"“(?P<curly>[^“”]{2,400})”|\"(?P<straight>[^\"\n]{2,400})\"|[«「『](?P<other>[^«»「」『』]{2,400})[»」』]")
_AUTHORS_END = re.compile(r"[.,:;]\s*$")
_IN = re.compile(r"\s*(?:In:?\s+)?")
_END_OF_VENUE = re.compile(r",\s*(?=[^,]*\d)|\.\s|\.?\s*$")
_LONGEST_AUTHORS = 2_000  # characters


def read_citation(flow: Flow, at: int, document: Document, lexicon: Lexicon) -> Head | None:
    """The citation in `flow`: a title in quotation marks, authors or nothing before it, a link behind it."""
    quoted = _QUOTED.search(flow.text, at)
    if quoted is None or OBJECT in flow.text[at : quoted.start()] or quoted.start() - at > _LONGEST_AUTHORS:
        return None
    before = flow.text[at : quoted.start()].strip()
    place, link = next(flow.links(quoted.end()), (0, None))
    title = text_title(flow, *quoted.span(quoted.lastgroup or 0), document)
    if link is None or title is None or (before and not _AUTHORS_END.search(before)):
        return None
    claims = [
        _authors(flow, at, quoted.start(), document) if before else None,
        *_publication(flow, quoted.end(), place, document, lexicon),
    ]
    found = tuple(claim for claim in claims if claim)
    return Head(link, quoted.end(), title, claims=found, complete=bool(before))


def is_citation(flow: Flow) -> bool:
    """Whether a line holds a quoted title with a link behind it."""
    quoted = _QUOTED.search(flow.text)
    return bool(quoted and OBJECT not in flow.text[: quoted.start()] and any(True for _ in flow.links(quoted.end())))


def _authors(flow: Flow, start: int, end: int, document: Document) -> Claim | None:
    claim = text_claim("authors", flow, start, end, document)
    names = read_authors(claim.text, inverted=True) if claim else ()
    return Claim("authors", claim.text, claim.span, names) if claim and names else None


def _publication(flow: Flow, start: int, end: int, document: Document, lexicon: Lexicon) -> list[Claim | None]:
    """Venue and date of the text between title and link: `arXiv, April 29, 2022.`"""
    part = flow.slice(start, end)
    readings = scan_dates(part.text, lexicon.dates)
    date = most_precise(readings)
    head = _IN.match(part.text)
    first = head.end() if head else 0
    stop = _END_OF_VENUE.search(part.text, first)
    last = min(stop.start() if stop else len(part.text), date.start if date and date.form != "VENUE YYYY" else len(part.text))
    venue = text_claim("venue", part, first, last, document) if last > first else None
    return [venue, date_claim(date, part, document) if date else None]

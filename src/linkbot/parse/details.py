"""What stands behind a title: date, venue, affiliation, authors, up to where the free description begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkbot.model.document import Claim, ClaimKind, Document
from linkbot.parse.authors import has_et_al, look_like_authors, looks_like_name, read_authors
from linkbot.parse.dates import DateReading, most_precise, scan_dates
from linkbot.parse.flow import OBJECT, Flow
from linkbot.parse.lexicon import Lexicon
from linkbot.parse.titles import EMOJI, clean_title

_SEPARATOR = re.compile(rf"(?:(?<=[\s{OBJECT})\]*])|^)[-–—]{{1,3}}(?=[\s{OBJECT}]|$)|[:：](?=[\s{OBJECT}“\"*]|$)|：")
_BRACKETS = re.compile(r"[()\[\]【】（）]")
_CLOSES = {")": "(", "]": "[", "】": "【", "）": "（"}
_BY = re.compile(rf"\s*,?\s*\bby\s+(?P<names>[^:.;()\n{OBJECT}]{{3,200}})")
_BEFORE_DATE = re.compile(rf"(?:^|[,;.|(\[\]){OBJECT}{EMOJI}\n])\s*$")
_AFTER_DATE = re.compile(r"\s*(?!\w)")
_WORDS = re.compile(r"[^\W_]{2,}")
_AT_END = re.compile(r"[\W_]*$")
_LOWER_CASE_WORD = re.compile(r"(?:^|\s)[a-z]{2,}\b")
_GROUP = re.compile(r"[(\[][^()\[\]]*[)\]]")
_AROUND = " \t\n,;:()[]*"
_MOST_DATES = 20  # in what stands behind one title; more of them date nothing
_DEEPEST = 8  # brackets inside one another
_LONGEST_COMPANION = 80  # characters


def read_details(flow: Flow, start: int, document: Document, lexicon: Lexicon, *, leads: bool) -> tuple[Claim, ...]:
    """The claims between a title that ends at `start` and the description.

    Where a linked title (`leads`) is followed by free text without any separator, only what stands right behind the title
    or at the very end is believed.
    """
    stop = _separator(flow.text, start)
    end = len(flow.text) if stop is None else stop
    zone = _Zone(flow.slice(start, end), free=leads and stop is None)
    dates = scan_dates(zone.flow.text, lexicon.dates)
    readings = [reading for reading in dates if zone.accepts(reading)] if len(dates) <= _MOST_DATES else []
    claims: list[Claim] = []
    best = most_precise(readings)
    if best:
        claims.append(date_claim(best, zone.flow, document))
    for reading in readings:
        claims += _companions(reading, zone, document, lexicon)
    if not any(claim.kind == "authors" for claim in claims):
        claims += _authors(zone, document)
    return tuple({claim.kind: claim for claim in reversed(claims)}.values())  # the first of each kind


def date_claim(reading: DateReading, flow: Flow, document: Document) -> Claim:
    """The claim of a date that was read in `flow.text`."""
    span = flow.span(reading.start, reading.end)
    return Claim("date", document.text(span), span, reading.value, reading.defect)


def text_claim(kind: ClaimKind, flow: Flow, start: int, end: int, document: Document) -> Claim | None:
    """The claim of the text between two places, white space and punctuation around it left out; None where nothing is left."""
    while start < end and flow.text[start] in _AROUND:
        start += 1
    while start < end and flow.text[end - 1] in _AROUND:
        end -= 1
    if start >= end:
        return None
    span, seen = flow.span(start, end), flow.visible(start, end)
    value = read_authors(seen) if kind == "authors" else clean_title(seen)
    return Claim(kind, document.text(span), span, value) if value else None


class _Zone:
    """The text in which a date dates the entry, and its brackets. `free` tells that prose may follow the title."""

    def __init__(self, flow: Flow, *, free: bool) -> None:
        self.flow = flow
        self.free = free
        self.groups = list(_groups(flow.text))

    def group(self, start: int, end: int) -> tuple[int, int] | None:
        """The innermost brackets around two places: the places of the opening and of the closing one."""
        around = [group for group in self.groups if group[0] < start and end <= group[1]]
        return max(around, default=None)

    def accepts(self, reading: DateReading) -> bool:
        """Whether a date stands where lists date an entry, not in the middle of words."""
        text, start, end = self.flow.text, self.start(reading), reading.end
        group = self.group(start, end)
        if group:
            before, after = text[group[0] + 1 : start].strip(), text[end : group[1]].strip()
            alone = not before or before[-1] in ",;./|" or (not after and not _LOWER_CASE_WORD.search(before))
            if not alone:
                return False
            start, end = group[0], group[1] + 1
        elif not _BEFORE_DATE.search(text[max(0, start - 40) : start]) or not _AFTER_DATE.match(text, end):
            return False
        return not self.free or not _WORDS.search(_without_groups(text[:start])) or bool(_AT_END.match(text, end))

    def start(self, reading: DateReading) -> int:
        """Where a date begins, the venue before it included."""
        return self.flow.text.rfind(reading.venue, 0, reading.start) if reading.venue else reading.start


def _groups(text: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        if match[0] not in _CLOSES:
            opened.append(match.start())
        elif opened and text[opened[-1]] == _CLOSES[match[0]]:
            yield opened.pop(), match.start()


def _without_groups(text: str) -> str:
    return _GROUP.sub(" ", text)


def _separator(text: str, start: int) -> int | None:
    """The place of the first dash or colon behind `start`, outside brackets, that sets off a description."""
    groups, inside = None, 0
    for match in _SEPARATOR.finditer(text, start):
        if groups is None:
            if not _BRACKETS.search(text, start, match.start()):
                return match.start()
            groups = sorted(_groups(text[start:]))
        at = match.start() - start
        while inside < len(groups) and groups[inside][1] < at:
            inside += 1
        if not any(opened < at < closed for opened, closed in groups[inside : inside + _DEEPEST]):
            return match.start()
    return None


def _companions(reading: DateReading, zone: _Zone, document: Document, lexicon: Lexicon) -> Iterator[Claim]:
    start = zone.start(reading)
    if reading.venue and (claim := text_claim("venue", zone.flow, start, start + len(reading.venue), document)):
        yield claim
    group = zone.group(start, reading.end)
    if not group:
        return
    before = zone.flow.text[group[0] + 1 : start]
    if OBJECT in before or len(before) > _LONGEST_COMPANION:
        return
    if has_et_al(before):
        kind: ClaimKind = "authors"
    else:
        kind = "venue" if before.strip(" ,") in lexicon.dates.venue_names else "affiliation"
    if claim := text_claim(kind, zone.flow, group[0] + 1, start, document):
        yield claim


def _authors(zone: _Zone, document: Document) -> Iterator[Claim]:
    """A list of names in italics, or behind "by"."""
    flow = zone.flow
    for start, end in _stretches(flow):
        if look_like_authors(flow.visible(start, end)) and (claim := text_claim("authors", flow, start, end, document)):
            yield claim
            return
    match = _BY.match(flow.text)
    if match and all(map(looks_like_name, read_authors(match["names"]))):
        claim = text_claim("authors", flow, *match.span("names"), document)
        if claim:
            yield claim


def _stretches(flow: Flow) -> Iterator[tuple[int, int]]:
    """The stretches of text in italics."""
    start, at = None, 0
    while at <= len(flow.text):
        inside = flow.emphasis(at)
        if inside and start is None:
            start = at
        elif not inside and start is not None:
            yield start, at
            start = None
        at = flow.stretch_end(at) if at < len(flow.text) else at + 1

"""Titles as a reader would say them, with the bytes that carry them."""

from __future__ import annotations

import re

from linkbot.model.document import Claim, Document, Link
from linkbot.model.text import Span
from linkbot.parse.flow import Flow
from linkbot.parse.lexicon import Lexicon
from linkbot.parse.roles import exact_role, is_url_label, names_a_thing, normalise_label

# Pictographs, arrows, stars, keycaps and what joins them.
EMOJI = r"\u200d\u20e3\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff"
_BEFORE_TITLE = re.compile(rf"(?:[\s{EMOJI}*†‡]|:[a-z0-9_+-]{{2,30}}:)+")
_BEFORE_SOURCE = re.compile(rf"(?:[\s{EMOJI}†‡]|\\\*|\*(?![*\w][^*]*\*)|:[a-z0-9_+-]{{2,30}}:)+")  # a pair of * is emphasis
_AFTER_TITLE = re.compile(rf"[\s{EMOJI}:：,;]+$")
_FULL_STOP = re.compile(r"(?<![.\s])\.$")
_WRAPPED = re.compile(r"^(\*\*\*|\*\*|\*|___|__|_|`)(?![\s*_`])((?:(?!\1).)+)(?<!\s)\1$", re.DOTALL)
_ANNOUNCED = re.compile(r"^([^:：]{3,40})[:：]\s*(?=\S)")
_SPACE = re.compile(r"\s+")


def link_title(link: Link, document: Document, lexicon: Lexicon | None = None) -> Claim | None:
    """The title that the label of an entry's leading link makes; None where it is just an address, or generic by `lexicon`."""
    if is_url_label(link) or (lexicon and is_generic(link.text, lexicon)):
        return None
    span = label_span(link, document)
    value = clean_title(link.text)
    announced = _ANNOUNCED.match(value)
    if announced and lexicon and normalise_label(announced[1]) in lexicon.titles.announcements:
        value = value[announced.end() :]
        source = document.text(span)
        cut = _ANNOUNCED.match(source)
        span = _inner(document, span, cut.end() if cut else 0, len(source))
    return _claim(document, _trim(document, span), value)


def text_title(flow: Flow, start: int, end: int, document: Document) -> Claim | None:
    """The title that a stretch of text makes; None where nothing is left of it."""
    text = flow.text
    while start < end and (match := _BEFORE_TITLE.match(text, start, end)):
        start = match.end()
    end -= len(tail[0]) if (tail := _AFTER_TITLE.search(text[start:end])) else 0
    end -= 1 if _FULL_STOP.search(text[start:end]) else 0
    if start >= end or not any(letter.isalnum() for letter in flow.visible(start, end)):
        return None
    return _claim(document, flow.span(start, end), clean_title(flow.visible(start, end)))


def clean_title(text: str) -> str:
    """A title without the marks around it: white space, emoji, a footnote's asterisk in front, a colon behind."""
    clean = _SPACE.sub(" ", text).strip()
    if match := _BEFORE_TITLE.match(clean):
        clean = clean[match.end() :]
    clean = _AFTER_TITLE.sub("", clean)
    return text if clean == text else clean


def is_generic(label: str, lexicon: Lexicon) -> bool:
    """Whether a label names no work: `Paper`, `here`, `Seminal Paper`."""
    if names_a_thing(label, lexicon):
        return False
    name = normalise_label(label)
    return not name or name in lexicon.titles.generic or exact_role(label, lexicon) is not None


def label_span(link: Link, document: Document) -> Span:
    """The bytes of a link's label; the whole link where it has none."""
    data, span = document.data, link.span
    if link.how == "inline":
        end = data.rfind(b"](", span.start, link.url_span.start)
        start = span.start + 1
    elif link.how == "reference":
        end = data.rfind(b"][", span.start, span.end)
        start, end = span.start + 1, end if end > 0 else span.end - 1
    elif link.how == "html":
        end = data.rfind(b"</", link.url_span.end, span.end)
        start = data.find(b">", link.url_span.end, span.end) + 1
    else:
        return span
    return Span(start, end) if span.start < start < end else span


def _trim(document: Document, span: Span) -> Span:
    source = document.text(span)
    start, end = 0, len(source)
    while True:
        part = source[start:end]
        lead = _BEFORE_SOURCE.match(part)
        tail = _AFTER_TITLE.search(part)
        wrapped = _WRAPPED.match(part)
        if wrapped:
            start, end = start + len(wrapped[1]), end - len(wrapped[1])
        elif lead and lead.end() < len(part):
            start += lead.end()
        elif tail and tail.start() > 0:
            end = start + tail.start()
        else:
            return _inner(document, span, start, end) if end - start < len(source) else span


def _inner(document: Document, span: Span, start: int, end: int) -> Span:
    """The part of `span` from one character to another; all of it where characters and bytes do not agree."""
    source = document.text(span)
    if source.encode(document.encoding, "replace") != span.slice(document.data):
        return span
    before = len(source[:start].encode(document.encoding))
    return Span(span.start + before, span.start + before + len(source[start:end].encode(document.encoding)))


def _claim(document: Document, span: Span, value: str) -> Claim | None:
    text = document.text(span)
    return Claim("title", value if value == text else text, span, value) if value else None  # one text, not two alike

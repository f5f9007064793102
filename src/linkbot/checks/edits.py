"""Edits inside the URL of a link, made only where its bytes are plainly the URL."""

from __future__ import annotations

import re

from linkbot.model.document import Document, Link
from linkbot.model.finding import Edit
from linkbot.model.text import Span

_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/?#@!$&+,;=%*]+", re.ASCII)
"""The characters of a URL that mean themselves in every form that a link may have in Markdown (RFC 3986 less `'`, brackets
and parentheses)."""


def replace_url(link: Link, url: str) -> Edit | None:
    """The edit that makes `link` lead to `url`; None where that could need an escape in this place."""
    if link.how == "html" and "&" in url:
        return None
    return Edit(link.url_span, url) if _PLAIN.fullmatch(url) else None


def replace_in_url(document: Document, link: Link, old: str, new: str, *, after: str = "") -> Edit | None:
    """The edit that replaces `old`, whole path segments of the URL compared without regard to case, by `new`.

    With `after`, the first place behind `after` is meant; else there must be one place only. None where there is none, where
    `old` and `new` are the same, or where `new` could need an escape.
    """
    written = document.text(link.url_span)
    if not _PLAIN.fullmatch(new) or not old or old == new:
        return None
    start = written.lower().find(after.lower()) + len(after) if after else 0
    segments = re.compile(rf"(?<=/){re.escape(old)}(?=[/?#]|\.git\b|$)", re.IGNORECASE)
    places = list(segments.finditer(written, start)) if start >= len(after) else []
    if not places or (len(places) > 1 and not after):
        return None
    place = places[0]
    begin = link.url_span.start + len(written[: place.start()].encode(document.encoding))
    return Edit(Span(begin, begin + len(place.group().encode(document.encoding))), new)

"""GitHub's bare links: `https://...`, `www....` and e-mail addresses in running text (GFM 6.9, as cmark-gfm does it)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SCHEMES = frozenset({"http", "https", "ftp"})
_REWIND = re.compile(r"[A-Za-z]*\Z")
_LONGEST_SCHEME = 6  # one more than "https", to see that the word is longer
_URL_END = re.compile(r"[ \t\n\v\f\r<]")
_TRAILING_ENTITY = re.compile(r"&[A-Za-z]+;\Z")
_TRIMMED = frozenset("?!.,:*_~'\"")
_BEFORE_WWW = frozenset(" \t\n\v\f\r*_~([")
_MOST_LABELS = 10  # beyond, underscores in the host are let through
_LONGEST_ENTITY = 32
_MAIL_SCHEMES = ("mailto:", "xmpp:")
_LOCAL_END = re.compile(r"[^A-Za-z0-9.+_-]")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))*+")
_XMPP_DOMAIN = re.compile(r"(?:[A-Za-z0-9_/-]|\.(?=[A-Za-z0-9]))*+")


@dataclass(frozen=True, slots=True)
class Bare:
    """A bare link between `start` and `end`; `url` adds the scheme that its text leaves out."""

    url: str
    start: int
    end: int


def url_at_colon(text: str, colon: int, floor: int) -> Bare | None:
    """The URL whose `://` starts at `colon`; its scheme may not start before `floor`."""
    word = _REWIND.search(text, max(floor, colon - _LONGEST_SCHEME), colon)
    start = word.start() if word else colon
    host = colon + 3
    if text[start:colon].lower() not in _SCHEMES or host >= len(text) or not _is_host_char(text[host]):
        return None
    if _host_end(text, host) is None:
        return None
    end = _trim(text, colon, _run_end(text, host))
    return Bare(text[start:end], start, end) if end > host else None


def url_at_www(text: str, start: int) -> Bare | None:
    """The URL that starts with the `www.` at `start`."""
    if start and text[start - 1] not in _BEFORE_WWW:
        return None
    if _host_end(text, start) is None:
        return None
    end = _trim(text, start, _run_end(text, start))
    return Bare(f"http://{text[start:end]}", start, end) if end > start else None


def emails(text: str) -> Iterator[Bare]:
    """The e-mail addresses (and `mailto:` and `xmpp:` links) of a stretch of text."""
    floor = 0
    kept = ""  # the scheme of what turned out to have two @, which cmark-gfm does not forget
    at = text.find("@")
    while at >= 0:
        start, scheme = _local_start(text, floor, at)
        scheme = scheme or kept
        domain = (_XMPP_DOMAIN if scheme == "xmpp:" else _DOMAIN).match(text, at + 1)
        end = domain.end() if domain else at + 1
        if start < at and not text.startswith("@", end):
            trimmed = _trim(text, at, end)
            if "." in text[at:end] and text[end - 1].isalpha() and trimmed > at + 1:
                yield Bare(text[start:trimmed] if scheme else f"mailto:{text[start:trimmed]}", start, trimmed)
                end = trimmed
            floor, kept = end, ""
        else:
            floor, kept = at + 1, scheme if start < at else ""
        at = text.find("@", floor)


def _is_host_char(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char < " "
    return not unicodedata.category(char).startswith(("P", "Z"))


def _host_end(text: str, start: int) -> int | None:
    """Where the host ends, None where GitHub takes it for no host: an underscore in its last two labels."""
    dots = underscores = before = 0
    if not text[start].isascii():  # cmark-gfm looks at bytes, and gives up within a character
        return start + 1
    position = start + 1
    while position < len(text) - 1:
        if text[position] == "\\" and position < len(text) - 2:
            position += 1
        char = text[position]
        if char == "_":
            underscores += 1
        elif char == ".":
            before, underscores, dots = underscores, 0, dots + 1
        elif char != "-" and not (char.isascii() and _is_host_char(char) and char not in "\t\n\r\v\f"):
            break
        position += 1
    return None if (before or underscores) and dots <= _MOST_LABELS else position


def _run_end(text: str, position: int) -> int:
    match = _URL_END.search(text, position)
    return match.start() if match else len(text)


def _trim(text: str, start: int, end: int) -> int:
    surplus = text.count(")", start, end) - text.count("(", start, end)
    while end > start:
        last = text[end - 1]
        if last == ")":
            if surplus <= 0:
                return end
            surplus -= 1
            end -= 1
        elif last in _TRIMMED:
            end -= 1
        elif last == ";":
            entity = _TRAILING_ENTITY.search(text, max(start, end - _LONGEST_ENTITY), end)
            end = entity.start() if entity else end - 1
        else:
            return end
    return end


def _local_start(text: str, floor: int, at: int) -> tuple[int, str]:
    """Where the part before an `@` starts, and the scheme that it holds, if any."""
    start, found = at, ""
    while True:
        while start > floor and not _LOCAL_END.match(text, start - 1):
            start -= 1
        scheme = next((scheme for scheme in _MAIL_SCHEMES if text.endswith(scheme, floor, start)), "")
        begin = start - len(scheme)
        if not scheme or start == at or (begin > floor and text[begin - 1].isascii() and text[begin - 1].isalnum()):
            return start, found
        start, found = begin, scheme

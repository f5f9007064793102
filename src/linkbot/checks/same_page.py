"""How sure it is that the page at a new address is the one that was linked, not another edition, language or page of its site."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz.fuzz import token_set_ratio

from linkbot.checks.kind import Known
from linkbot.checks.title_text import compact, normal
from linkbot.checks.tracking import without_tracking
from linkbot.checks.verdict import is_anchor
from linkbot.checks.wording import Wording, wording_of
from linkbot.model.document import Link
from linkbot.model.evidence import Evidence, Moved, Page
from linkbot.model.finding import Applicability
from linkbot.model.quote import shortened
from linkbot.rulebook import Pattern
from linkbot.url import DEFAULT_PORTS, is_http

_TELLING = 3
"""From this many words on, a title may belong to one page of a site."""
_QUOTED = 80
"""How much of a page's title is quoted, in characters."""
# Attention, explained | A blog
_TITLE_BREAK = re.compile(r"\s+[|\u00b7\u2022\u2013\u2014\u00bb-]+\s+")
# A blog: Attention, explained; Papers Explained 22: Focal Loss
_SERIES_BREAK = re.compile(r":\s+")
_NUMBER = re.compile(r"\d+")
# A year, v2, 1.4: what tells editions apart
_EDITION = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bv\d+|\d+\.\d+", re.IGNORECASE)
_DIVIDING = re.compile(r"%(?=2[35Ff]|3[Ff])")
"""Escapes of `#`, `%`, `/` and `?`, which without them would divide the address otherwise (RFC 3986, 2.2)."""


class SamePageParams(BaseModel):
    """What tells pages of one site apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    successors: dict[str, str] = Field(default={}, description="Hosts, and those that took over their pages.")
    shared: tuple[str, ...] = Field(default=(), description="Hosts below which each name is the site of somebody else.")
    locales: Pattern = Field(
        default="^$", description="Pattern of path segments and first labels of hosts that choose a language."
    )
    usual_locales: Pattern = Field(default="^$", description="Pattern of those among them that an address may lose unnoticed.")
    generic: str = Field(default="", description="Words that make no title of one page, however many stand together.")
    title_likeness: int = Field(
        default=80,
        ge=0,
        le=100,
        description="How much of the page's title, in percent, the link's text must hold before another path is offered.",
    )


def standing(link: Link, to: str, evidence: Evidence, params: SamePageParams, known: Known) -> tuple[Applicability, str]:
    """How far the new address `to` may go by itself, and what of the page there, or of the addresses, says so."""
    page = evidence.answer.facts if isinstance(evidence.answer, Moved) and isinstance(evidence.answer.facts, Page) else None
    fragment, new = link.identity.fragment, urlsplit(to)
    old = urlsplit(without_tracking(evidence.question.key, known.rulebook)[0])
    anchors = page.anchors if page and not page.truncated else None
    if page and page.status != HTTPStatus.OK:
        return Applicability.DISPLAY, f"but the page there answers {page.status}"
    if fragment and anchors is not None and not is_anchor(fragment, anchors):
        return Applicability.DISPLAY, f"but the page there has no #{fragment}"
    if is_same_page(evidence.question.key, to):
        return Applicability.SAFE, "and nothing but the spelling of the address is another"
    if other := _another_edition(old, new, params):
        return Applicability.DISPLAY, other
    title = page.title if page else ""
    is_last_kept = _last(old) == _last(new)
    is_titled = _has_title(link.text, title)
    if not _is_same_site(old, new, params):
        sure = is_titled and is_last_kept
        why = "and the page there, on another site, has the title of this link" if is_titled else "on another site"
        return (Applicability.UNSAFE if sure else Applicability.DISPLAY), why
    is_kept = not _loses(old, new, params) and (not fragment or anchors is not None)
    if is_kept and is_titled and _is_telling(link.text, old, new, params, wording_of(known.rulebook)):
        return Applicability.SAFE, "and the page there has the title of this link"
    if is_titled and is_last_kept:
        return Applicability.UNSAFE, "and the page there has the title of this link"
    if title and token_set_ratio(link.text, title) >= params.title_likeness:
        return Applicability.UNSAFE, f"and the page there is called “{shortened(title, _QUOTED)}”"
    if is_last_kept:
        return Applicability.UNSAFE, "and the last part of the path is the same"
    return Applicability.DISPLAY, "but neither the title nor the last part of the path is that of this link"


def is_same_page(old: str, new: str) -> bool:
    """Whether two URLs differ in no more than the scheme, a `www.`, the slash at the end, and escapes."""
    return reading(old) == reading(new)


def reading(url: str) -> tuple[str, str, str]:
    """What of a URL tells its page: host and port, path and query."""
    parts = urlsplit(url)
    return _host(parts), unquote(_DIVIDING.sub("%25", parts.path)).rstrip("/"), parts.query


def is_another_language(old: SplitResult, new: SplitResult, params: SamePageParams) -> bool:
    """Whether the new address chooses a language that the old one did not, in its first segment, or instead of another."""
    lost, gained = _locales(old, params) - _locales(new, params), _locales(new, params) - _locales(old, params)
    first = new.path.lstrip("/").partition("/")[0].lower()
    return bool(gained) and (bool(lost) or first in gained)


def _another_edition(old: SplitResult, new: SplitResult, params: SamePageParams) -> str:
    """In words, that the addresses are those of two editions, languages or records; "" where nothing says so."""
    if not _values(old) <= _values(new):
        return "but a parameter of the address has another value"
    numbers, others = _numbers(old), _numbers(new)
    if not _is_within(numbers, others) and not _is_within(others, numbers):
        return "but the numbers in the address are others"
    lost, gained = _locales(old, params) - _locales(new, params), _locales(new, params) - _locales(old, params)
    if gained or any(not re.match(params.usual_locales, locale) for locale in lost):
        return "but it may be in another language"
    return ""


def _loses(old: SplitResult, new: SplitResult, params: SamePageParams) -> bool:
    """Whether the new address lacks a number or language of the old one, or names an edition that the old did not."""
    is_less = not _is_within(_numbers(old), _numbers(new)) or _locales(old, params) != _locales(new, params)
    editions, before = (set(_EDITION.findall(unquote(parts.path).lower())) for parts in (new, old))
    return is_less or bool(editions - before)


def _is_same_site(old: SplitResult, new: SplitResult, params: SamePageParams) -> bool:
    one, other = _host(old), _host(new)
    if one == other or params.successors.get(one) == other:
        return True
    above = min(one, other, key=len)
    return above not in params.shared and (one.endswith(f".{other}") or other.endswith(f".{one}"))


def _has_title(text: str, title: str) -> bool:
    """Whether a page's title is `text`, alone, before the name of its site, or behind that of a series without a number more.

    What stands last, behind a dash or a bar, is the name of the site, which all its pages bear.
    """
    wanted = normal(text)
    if not wanted or is_http(text):
        return False
    head = _TITLE_BREAK.split(title)[0]
    is_named = wanted in (normal(title), normal(head), normal(_SERIES_BREAK.split(head)[-1]))
    return is_named and set(_NUMBER.findall(title)) <= set(_NUMBER.findall(text))


def _is_telling(text: str, old: SplitResult, new: SplitResult, params: SamePageParams, wording: Wording) -> bool:
    """Whether a title is that of one page: not all of its words generic, not the site's name, and, as long as the new path does
    not hold all of the old one, three words or more.
    """
    words = normal(text).split()
    generic = wording.stop_words | frozenset(params.generic.split())
    is_own = any(word not in generic and not word.isdecimal() for word in words)
    site = compact(normal(_host(new)))
    is_path_kept = _is_within(_segments(old), _segments(new))
    return (len(words) >= _TELLING or is_path_kept) and is_own and compact(normal(text)) not in site


def _locales(parts: SplitResult, params: SamePageParams) -> frozenset[str]:
    """The languages that an address chooses; the last of several segments is the page itself."""
    first, *others = parts.path.lower().strip("/").split("/")
    segments = (first, *others[:-1], _host(parts).partition(".")[0])
    return frozenset(segment for segment in segments if re.match(params.locales, segment))


def _segments(parts: SplitResult) -> list[str]:
    return [*unquote(parts.path).strip("/").lower().split("/")[:-1], _last(parts)]


def _numbers(parts: SplitResult) -> list[str]:
    return _NUMBER.findall(unquote(f"{parts.path}?{parts.query}"))


def _is_within(some: list[str], others: list[str]) -> bool:
    """Whether `others` holds all of `some`, in their order."""
    remaining = iter(others)
    return all(each in remaining for each in some)


def _values(parts: SplitResult) -> set[tuple[str, str]]:
    return set(parse_qsl(parts.query, keep_blank_values=True))


def _host(parts: SplitResult) -> str:
    """The host without `www.`, with its port where that is not the usual one."""
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(f":{DEFAULT_PORTS.get(parts.scheme, '')}")
    return host.removeprefix("www.")


def _last(parts: SplitResult) -> str:
    """The last segment of a path, without an ending such as .html."""
    return unquote(parts.path).rstrip("/").rpartition("/")[2].lower().removesuffix(".html").removesuffix(".htm")

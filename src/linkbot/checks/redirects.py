"""Links to a page that has moved for good, and whether the new address may take the place of the old."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz.fuzz import token_set_ratio

from linkbot.checks.edits import replace_url
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import evidence_of, questions_of
from linkbot.checks.title_text import normal
from linkbot.checks.tracking import without_tracking
from linkbot.checks.verdict import is_anchor
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Evidence, Moved, Page, Question
from linkbot.model.finding import Applicability, Finding, Fix, Severity
from linkbot.rulebook import Pattern
from linkbot.secrets import is_sealed
from linkbot.url import is_http

_PERMANENT = frozenset({301, 308})
_TELLING = 3
"""From this many words on, a title belongs to one page of a site."""
_QUOTED = 80
"""How much of a page's title is quoted, in characters."""
# Attention, explained | A blog; Papers Explained 22: Focal Loss
_TITLE_BREAK = re.compile(r"\s+[|\u00b7\u2022\u2013\u2014\u00bb-]+\s+|:\s+")
_SINK = 3
"""From how many pages on that are sent to one address, that address is where a site sends what it no longer has."""


class MovedLinkParams(BaseModel):
    """What a redirect must not look like to be believed, and whose redirects are believed across hosts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep: tuple[str, ...] = Field(
        default=(), description="Hosts whose URLs are meant to be kept: persistent identifiers and short links."
    )
    successors: dict[str, str] = Field(default={}, description="Hosts, and those that took over their pages.")
    not_pages: tuple[Pattern, ...] = Field(
        default=(), description="Patterns of paths that stand for no page of their own: login, consent, error."
    )
    rolling: tuple[str, ...] = Field(
        default=(), description="Segments of paths that stand for whatever version is the newest: a redirect from there is none."
    )
    locales: Pattern = Field(default="^$", description="Pattern of first path segments that only choose a language.")
    title_likeness: int = Field(
        default=80,
        ge=0,
        le=100,
        description="How much of the page's title, in percent, the link's text must hold before another path is offered.",
    )


class MovedLink(Kind):
    """A link to a page that redirects for good to the same content elsewhere.

    Nothing is said of a temporary redirect, nor of one that ends at a front page, a login, another language or an error page,
    that adds or loses parameters, that names today's version of `/latest/`, or that ends where other pages of the run end too:
    those say nothing about where the content is.

    bad:  `http://example.org/guide`, which answers 301 to `https://example.org/guide`
    good: the same with 302, 303 or 307 (RFC 9110, 15.4)

    Fields of the message: `to`.
    """

    Params = MovedLinkParams
    params: MovedLinkParams
    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The pages behind the links."""
        return (question for link in document.links for question in questions_of(link, known) if question.source == "web")

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence."""
        for link in document.links:
            for question in questions_of(link, known):
                evidence = evidence_of(question, known) if question.source == "web" else None
                if evidence and isinstance(evidence.answer, Moved) and (to := self._believable(link, evidence, known)):
                    yield self.finding(
                        document,
                        link.span,
                        subject=str(link.identity.thing),
                        url=link.url,
                        evidence=(evidence.question,),
                        fix=self._fix(document, link, to, evidence),
                        severity=Severity.INFO if _is_same_page(question.key, to) else None,
                        to=to,
                    )

    def _believable(self, link: Link, evidence: Evidence, known: Known) -> str:
        """Where the content is now, "" where the redirect does not say so."""
        moved = evidence.answer
        if not isinstance(moved, Moved) or not moved.permanent or not _is_permanent_throughout(evidence):
            return ""
        if is_sealed(moved.to) or (isinstance(moved.facts, Page) and moved.facts.sign):
            return ""
        old, new = urlsplit(evidence.question.key), urlsplit(moved.to)
        if new.scheme not in ("http", "https") or (old.scheme == "https" and new.scheme == "http"):
            return ""
        if _is_below(old.hostname, self.params.keep) or (_is_root(new) and not _is_root(old)) or self._is_no_page(old, new):
            return ""
        target = without_tracking(moved.to, known.rulebook)[0]
        asked = urlsplit(without_tracking(evidence.question.key, known.rulebook)[0])
        if not _parameters(asked) <= _parameters(urlsplit(target)) <= _parameters(old) or target == evidence.question.key:
            return ""
        if self._is_pinned(old, new) or (_is_sink(moved.to, known) and not _is_same_page(evidence.question.key, target)):
            return ""
        fragment = link.url.partition("#")[2]
        return f"{target.partition('#')[0]}#{fragment}" if fragment else target

    def _is_no_page(self, old: SplitResult, new: SplitResult) -> bool:
        first_old, first_new = (parts.path.lstrip("/").partition("/")[0].lower() for parts in (old, new))
        is_locale = first_old != first_new and re.fullmatch(self.params.locales, first_new) is not None
        return is_locale or any(
            re.match(pattern, new.path.lower()) and not re.match(pattern, old.path.lower()) for pattern in self.params.not_pages
        )

    def _is_pinned(self, old: SplitResult, new: SplitResult) -> bool:
        segments, remaining = (frozenset(parts.path.lower().split("/")) for parts in (old, new))
        return any(segment in segments and segment not in remaining for segment in self.params.rolling)

    def _fix(self, document: Document, link: Link, to: str, evidence: Evidence) -> Fix | None:
        edits = replace_url(document, link, to)
        applicability, why = self._standing(link, to, evidence)
        return Fix(f"link to {to}", applicability, edits, f"{_way(evidence)}, {why}") if edits else None

    def _standing(self, link: Link, to: str, evidence: Evidence) -> tuple[Applicability, str]:
        """How far the new address may go by itself, and what of the page there says so."""
        page = evidence.answer.facts if isinstance(evidence.answer, Moved) and isinstance(evidence.answer.facts, Page) else None
        fragment, old, new = link.identity.fragment, urlsplit(evidence.question.key), urlsplit(to)
        anchors = page.anchors if page and not page.truncated else None
        if fragment and anchors is not None and not is_anchor(fragment, anchors):
            return Applicability.DISPLAY, f"but the page there has no #{fragment}"
        if _is_same_page(evidence.question.key, to):
            return Applicability.SAFE, "and nothing but the spelling of the address is another"
        title = page.title if page and page.status == HTTPStatus.OK else ""
        words, is_last_kept = len(normal(link.text).split()), _last(old) == _last(new)
        is_titled = _has_title(link.text, title) and (is_last_kept or words >= _TELLING)
        if not self._is_same_site(old.hostname or "", new.hostname or ""):
            sure = is_titled and is_last_kept
            why = "and the page there, on another site, has the title of this link" if is_titled else "on another site"
            return (Applicability.UNSAFE if sure else Applicability.DISPLAY), why
        if is_titled and (not fragment or anchors is not None):
            return Applicability.SAFE, "and the page there has the title of this link"
        if title and token_set_ratio(link.text, title) >= self.params.title_likeness:
            return Applicability.UNSAFE, f"and the page there is called “{_cut(title)}”"
        if is_last_kept:
            return Applicability.UNSAFE, "and the last part of the path is the same"
        return Applicability.DISPLAY, "but neither the title nor the last part of the path is that of this link"

    def _is_same_site(self, old: str, new: str) -> bool:
        old, new = old.removeprefix("www."), new.removeprefix("www.")
        return old == new or old.endswith(f".{new}") or new.endswith(f".{old}") or self.params.successors.get(old) == new


def _way(evidence: Evidence) -> str:
    statuses = dict.fromkeys(str(hop.status) for hop in (evidence.trace[-1].hops if evidence.trace else ()))
    return f"the old address answers {' and '.join(statuses)} to it" if statuses else "the old address redirects to it for good"


def _has_title(text: str, title: str) -> bool:
    """Whether a page's title is `text`, alone, beside the name of its site, or, for several words, somewhere in it."""
    wanted, whole = normal(text), normal(title)
    if not wanted or is_http(text):
        return False
    is_within = len(wanted.split()) >= _TELLING and f" {wanted} " in f" {whole} "
    return is_within or wanted in (whole, *map(normal, _TITLE_BREAK.split(title)))


def _cut(title: str) -> str:
    return title if len(title) <= _QUOTED else f"{title[: _QUOTED - 1]}…"


def _is_permanent_throughout(evidence: Evidence) -> bool:
    hops = evidence.trace[-1].hops if evidence.trace else ()
    return all(hop.status in _PERMANENT for hop in hops)


def _is_sink(to: str, known: Known) -> bool:
    """Whether three or more pages of the run are sent to one address: a catch-all for what is no longer there."""
    if "sinks" not in known.memory:
        sent: dict[tuple[str, str, str], set[tuple[str, str, str]]] = {}
        for question, evidence in known.evidence.items():
            is_page = question.source == "web" and question.want in ("", "anchors")
            if is_page and isinstance(evidence.answer, Moved) and evidence.answer.permanent:
                old, new = _reading(question.key), _reading(evidence.answer.to)
                if old != new:
                    sent.setdefault(new, set()).add(old)
        known.memory["sinks"] = frozenset(address for address, pages in sent.items() if len(pages) >= _SINK)
    sinks: frozenset[tuple[str, str, str]] = known.memory["sinks"]
    return _reading(to) in sinks


def _is_same_page(old: str, new: str) -> bool:
    """Whether two URLs differ in no more than the scheme, a `www.`, the slash at the end, and escapes."""
    return _reading(old) == _reading(new)


def _reading(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return ((parts.hostname or "").removeprefix("www."), unquote(parts.path).rstrip("/"), parts.query)


def _is_root(parts: SplitResult) -> bool:
    return parts.path in ("", "/") and not parts.query


def _is_below(host: str | None, names: Iterable[str]) -> bool:
    return any(host == name or (host or "").endswith(f".{name}") for name in names)


def _parameters(parts: SplitResult) -> set[str]:
    return {parameter.partition("=")[0].lower() for parameter in parts.query.split("&") if parameter}


def _last(parts: SplitResult) -> str:
    """The last segment of a path, without an ending such as .html."""
    return unquote(parts.path).rstrip("/").rpartition("/")[2].lower().removesuffix(".html").removesuffix(".htm")

"""Links to a page that has moved for good, and whether the new address may take the place of the old."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, urlsplit

from pydantic import Field

from linkbot.checks.edits import replace_url
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import evidence_of, questions_of
from linkbot.checks.same_page import SamePageParams, is_another_language, is_same_page, reading, standing
from linkbot.checks.tracking import without_tracking
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Evidence, Moved, Page, Question
from linkbot.model.finding import Finding, Fix, Severity
from linkbot.rulebook import Pattern
from linkbot.secrets import is_sealed

_PERMANENT = frozenset({301, 308})
_SINK = 3
"""From how many pages on that are sent to one address, that address is where a site sends what it no longer has."""


class MovedLinkParams(SamePageParams):
    """What a redirect must not look like to be believed, and whose redirects are believed across hosts."""

    keep: tuple[str, ...] = Field(
        default=(), description="Hosts whose URLs are meant to be kept: persistent identifiers and short links."
    )
    not_pages: tuple[Pattern, ...] = Field(
        default=(), description="Patterns of paths that stand for no page of their own: login, consent, error."
    )
    rolling: tuple[str, ...] = Field(
        default=(), description="Segments of paths that stand for whatever version is the newest: a redirect from there is none."
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
                        fix=self._fix(document, link, to, evidence, known),
                        severity=Severity.INFO if is_same_page(question.key, to) else None,
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
        if self._is_pinned(old, new) or (_is_sink(moved.to, known) and not is_same_page(evidence.question.key, target)):
            return ""
        fragment = link.url.partition("#")[2]
        return f"{target.partition('#')[0]}#{fragment}" if fragment else target

    def _is_no_page(self, old: SplitResult, new: SplitResult) -> bool:
        return is_another_language(old, new, self.params) or any(
            re.match(pattern, new.path.lower()) and not re.match(pattern, old.path.lower()) for pattern in self.params.not_pages
        )

    def _is_pinned(self, old: SplitResult, new: SplitResult) -> bool:
        segments, remaining = (frozenset(parts.path.lower().split("/")) for parts in (old, new))
        return any(segment in segments and segment not in remaining for segment in self.params.rolling)

    def _fix(self, document: Document, link: Link, to: str, evidence: Evidence, known: Known) -> Fix | None:
        edits = replace_url(document, link, to)
        applicability, why = standing(link, to, evidence, self.params, known)
        return Fix(f"link to {to}", applicability, edits, f"{_way(evidence)}, {why}") if edits else None


def _way(evidence: Evidence) -> str:
    statuses = dict.fromkeys(str(hop.status) for hop in (evidence.trace[-1].hops if evidence.trace else ()))
    return f"the old address answers {' and '.join(statuses)} to it" if statuses else "the old address redirects to it for good"


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
                old, new = reading(question.key), reading(evidence.answer.to)
                if old != new:
                    sent.setdefault(new, set()).add(old)
        known.memory["sinks"] = frozenset(address for address, pages in sent.items() if len(pages) >= _SINK)
    sinks: frozenset[tuple[str, str, str]] = known.memory["sinks"]
    return reading(to) in sinks


def _is_root(parts: SplitResult) -> bool:
    return parts.path in ("", "/") and not parts.query


def _is_below(host: str | None, names: Iterable[str]) -> bool:
    return any(host == name or (host or "").endswith(f".{name}") for name in names)


def _parameters(parts: SplitResult) -> set[str]:
    return {parameter.partition("=")[0].lower() for parameter in parts.query.split("&") if parameter}

"""Links to a place within a page or file that has no such place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.edits import replace_url
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import anchor_question, document_at, evidence_of, is_excluded, questions_of
from linkbot.checks.right_anchor import Spellings, right_anchor
from linkbot.checks.verdict import Anchors, is_anchor
from linkbot.model.document import Document, Link
from linkbot.model.evidence import File, Found, Moved, Page, PathState, Question
from linkbot.model.finding import Applicability, Edit, Finding, Fix
from linkbot.model.text import Span
from linkbot.rulebook import Pattern

_WORD = re.compile(r"[\w-]+")
_FORGES = {"github": "github.com", "codeberg": "codeberg.org"}
"""Where the pages of a repository are, whose identity is no URL."""


class MissingAnchorParams(BaseModel):
    """Fragments that name no anchor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    skip: tuple[Pattern, ...] = Field(default=(), description="Patterns of fragments that are not checked.")
    skip_on: dict[str, tuple[Pattern, ...]] = Field(default={}, description="The same, on one host and the hosts below it.")
    skip_links: tuple[Pattern, ...] = Field(default=(), description="Patterns of links whose fragments are not checked.")
    spellings: tuple[tuple[str, str], ...] = Field(
        default=(), description="Parts of words that are right in either form, the British one and the American one."
    )


class MissingAnchor(Kind):
    """A link to a heading or anchor that the page, or the file, does not have.

    bad:  `[Contributing](#contribute)` in a file whose heading is "Contributing"
    good: `[Contributing](#contributing)`

    Fields of the message: `fragment`, `where` ("this file", a path, "the page", or what of GitHub's).
    """

    Params = MissingAnchorParams
    params: MissingAnchorParams
    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The anchors of every file and page that is linked with a fragment."""
        for link in document.links:
            if self._names_an_anchor(link, known):
                question = anchor_question(link, known)
                yield from [question] if question else [q for q in questions_of(link, known) if q.source == "file"]

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence."""
        for link in document.links:
            if not self._names_an_anchor(link, known):
                continue
            where, anchors, evidence = _anchors(link, document, known)
            if anchors is not None and not is_there(link, anchors):
                yield self.finding(
                    document,
                    link.span,
                    subject=str(link.identity.thing),
                    claim=_place(link.identity.fragment),
                    url=link.url,
                    evidence=evidence,
                    fix=_fix(document, link, anchors, known, self.params.spellings),
                    fragment=_place(link.identity.fragment),
                    where=where,
                )

    def _names_an_anchor(self, link: Link, known: Known) -> bool:
        place = _place(link.identity.fragment)
        if not place or link.identity.kind not in ("file", "web", "github", "codeberg") or is_excluded(link, known.settings):
            return False
        if any(re.match(pattern, place) for pattern in self.params.skip):
            return False
        if link.identity.kind == "file":
            return True
        if any(re.match(pattern, link.url) for pattern in self.params.skip_links):
            return False
        host = _FORGES.get(link.identity.kind) or urlsplit(link.identity.key).hostname or ""
        skipped = (patterns for name, patterns in self.params.skip_on.items() if host == name or host.endswith(f".{name}"))
        if any(re.match(pattern, place) for patterns in skipped for pattern in patterns):
            return False
        return anchor_question(link, known) is not None and (link.identity.kind == "github" or _has_readable_anchors(host, known))


def _place(fragment: str) -> str:
    """What of a fragment names a place: not the text to be highlighted there (`#place:~:text=words`)."""
    return fragment.partition(":~:")[0]


def is_there(link: Link, anchors: Anchors) -> bool:
    """Whether one of the anchors is meant: as it is written, decoded (HTML 7.4.6.3), and with GitHub's prefix or without."""
    written, decoded = (_place(fragment) for fragment in (link.url.partition("#")[2], link.identity.fragment))
    bare = decoded.removeprefix("user-content-")
    # GitHub makes hyphens of the blanks with which a heading that is written in HTML is indented.
    level = bare.strip("-") if bare.startswith("--") else bare
    return any(is_anchor(spelling, anchors) for spelling in (decoded, written, bare, level))


def _anchors(link: Link, document: Document, known: Known) -> tuple[str, Anchors | None, tuple[Question, ...]]:
    """Where the anchor is looked for, the anchors there (None: not known), and the questions that told."""
    if link.identity.kind == "file":
        target = document_at(link.identity.key, known)
        if target is not None:
            where = "this file" if target.path == document.path else target.path
            return where, None if target.unreadable else target.anchors, ()
        questions: tuple[Question, ...] = questions_of(link, known)
    else:
        question = anchor_question(link, known)
        questions = (question,) if question else ()
    evidence = evidence_of(questions[0], known) if questions else None
    match evidence and evidence.answer:
        case Found(facts=File(path=path, anchors=anchors)):
            return path, anchors, questions
        case Found(facts=Page() as page) | Moved(facts=Page() as page) if not page.truncated and "#" not in page.url:
            return "the page", page.anchors, questions
        case Found(facts=PathState(exists=True, anchors=anchors)):
            return _shown_by_github(link), anchors, questions
        case _:
            return "", None, ()


def _shown_by_github(link: Link) -> str:
    name = "/".join(part for part in (link.identity.key, link.identity.sub) if part)
    return name if link.identity.sub.startswith("blob/") else f"the README of {name}"


def _has_readable_anchors(host: str, known: Known) -> bool:
    return not any(
        profile.anchors == "unverifiable"
        and any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in profile.hosts)
        for profile in known.rulebook.hosts
    )


def _fix(document: Document, link: Link, anchors: Anchors, known: Known, spellings: Spellings) -> Fix | None:
    """The fix to the place that is plainly meant; for a page of others without one, the idea to link to its top."""
    if ":~:" in link.identity.fragment:
        return None  # words to be highlighted, which may be elsewhere on the page
    is_own = link.identity.kind == "file"
    anchor, applicability, proof = right_anchor(document, link, anchors, known, spellings)
    if anchor:
        written = document.text(link.url_span)
        if unquote(written.partition("#")[2]) != link.identity.fragment or not _WORD.fullmatch(anchor):
            return None  # "&#38;" is no beginning of a fragment, "&num;" is one
        start = link.url_span.start + len(written[: written.index("#") + 1].encode(document.encoding))
        return Fix(f"link to #{anchor}", applicability, (Edit(Span(start, link.url_span.end), anchor),), proof)
    edits = () if is_own else replace_url(document, link, link.url.partition("#")[0])
    title, proof = "link to the page without the fragment", "browsers show the top of a page that has no such place"
    return Fix(title, Applicability.DISPLAY, edits, proof) if edits else None

"""Titles that are not quite the paper's: a misspelt word, or a name that the paper no longer has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from linkbot.checks.citation import Citation, citations, has_all_versions, titles_of, version_questions
from linkbot.checks.kind import Kind, Known
from linkbot.checks.title_relation import label_kind, relate
from linkbot.checks.title_text import normal
from linkbot.checks.title_typo import Misspelling, misspellings
from linkbot.checks.title_words import is_attested, is_right
from linkbot.checks.wording import Wording, wording_of
from linkbot.model.document import Document
from linkbot.model.evidence import Question
from linkbot.model.finding import Applicability, Edit, Finding, Fix, Severity
from linkbot.model.text import Span

_PLAIN_TITLE = re.compile(r"(?!.*(?::[\w+-]+:|://|\bwww\.))[^\W_](?:[^\W_]|[ ,.:;?!'’()/–—+-])*(?<!\s)")
"""A title of letters, digits and punctuation that means nothing in Markdown, wherever it stands: no `:fire:`, no address."""


class TitleMismatch(Kind):
    """A label that is the paper's title but for a misspelt word, or the title of an earlier version.

    bad:  "Retreival-Augmented Generation for Knowledge-Intensive NLP Tasks"
    good: a short name, "Nick: full title", LLM for large language model, British spelling, any version's own spelling

    Fields of the message: `problem`, `title` (the paper's).
    """

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every cited paper; its earlier versions where the label may be a misspelling of the title, or unlike it."""
        wording = wording_of(known.rulebook)
        for citation in citations(document, known):
            if citation.title and label_kind(citation.label, wording) in ("title-like", "short"):
                yield citation.question
                if _misspelt(citation, known, wording) or _is_unlike(citation, known, wording):
                    yield from version_questions(citation.id, known)

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding for an entry."""
        wording = wording_of(known.rulebook)
        for citation in citations(document, known):
            titles = titles_of(citation.id, known)
            if not titles or not citation.title or not has_all_versions(citation.id, known):
                continue
            slips = _misspelt(citation, known, wording)
            if slips:
                yield self._misspelt(citation, slips, titles[0], known)
            elif label_kind(citation.label, wording) == "title-like" and (old := _old_title(citation.label, titles, wording)):
                yield self._renamed(citation, titles[0], old)

    def _misspelt(self, citation: Citation, slips: tuple[Misspelling, ...], title: str, known: Known) -> Finding:
        fix = _spelling_fix(citation, slips, known)
        return self.finding(
            citation.document,
            citation.span,
            subject=str(citation.link.identity.thing),
            claim=normal(citation.label),
            url=citation.link.url,
            evidence=(citation.question,),
            confidence="low" if fix and fix.applicability is Applicability.DISPLAY else None,
            fix=fix,
            problem=" and ".join(f"“{slip.written}” is “{slip.meant}” in the paper's title" for slip in slips),
            title=title,
        )

    def _renamed(self, citation: Citation, title: str, old: str) -> Finding:
        return self.finding(
            citation.document,
            citation.span,
            subject=str(citation.link.identity.thing),
            claim=normal(citation.label),
            url=citation.link.url,
            evidence=(citation.question,),
            severity=Severity.INFO,
            fix=_new_title(citation, title, old),
            problem="this is the title of an earlier version",
            title=title,
        )


def _misspelt(citation: Citation, known: Known, wording: Wording) -> tuple[Misspelling, ...]:
    """The misspelt words of a label, () where some version has its very words, or its words are in use."""
    readings = [misspellings(citation.label, title, wording) for title in titles_of(citation.id, known)]
    if () in readings:
        return ()
    slips = next((reading for reading in readings if reading), ())
    return slips if not any(is_right(slip, citation, known, wording) for slip in slips) else ()


def _is_unlike(citation: Citation, known: Known, wording: Wording) -> bool:
    titles = titles_of(citation.id, known)
    is_title = label_kind(citation.label, wording) == "title-like"
    return bool(titles) and is_title and not relate(citation.label, titles[0], wording=wording).is_tie


def _old_title(label: str, titles: tuple[str, ...], wording: Wording) -> str:
    """The title of an earlier version that the label is, "" where it is none, or may be meant for today's."""
    if relate(label, titles[0], wording=wording).is_tie:
        return ""
    return next((title for title in titles[1:] if relate(label, title, wording=wording).kind in ("exact", "abbrev")), "")


def _new_title(citation: Citation, title: str, old: str) -> Fix:
    """Writes today's title in the case of the old one.

    To be applied where the label is the old title and no more, its case can be told, and nothing in the new one could mean
    something in Markdown; shown where not.
    """
    label, doing = citation.document.text(citation.span), f"write today's title, {title}"
    proof = f"“{old}” is the title of an earlier version of {citation.id}, and that of its latest one is another"
    cased = _in_the_case_of(label, title, old)
    if cased is None or not _PLAIN_TITLE.fullmatch(cased) or normal(label) != normal(old):
        return Fix(doing, Applicability.DISPLAY, (Edit(citation.span, title),), proof)
    return Fix(doing, Applicability.UNSAFE, (Edit(citation.span, cased),), proof)


def _in_the_case_of(label: str, title: str, old: str) -> str | None:
    """The new title as a list writes it that has written the old one so; None where it writes it in a case of its own."""
    if label.isupper():
        return title.upper()
    return title if label == old else None


def _spelling_fix(citation: Citation, slips: tuple[Misspelling, ...], known: Known) -> Fix | None:
    """Only shown where nothing but the title on record has the right word: the slip may be there."""
    edits = [_edit(citation, slip) for slip in slips]
    if not all(edits):
        return None
    words = ", ".join(_in_the_manner_of(slip.written, slip.meant) for slip in slips)
    wrong = " and ".join(f"“{slip.written}”" for slip in slips)
    proof = f"no version of {citation.id}, and no other record of this run, has {wrong} in its title"
    is_known = all(is_attested(slip, citation, known) for slip in slips)
    applicability = Applicability.UNSAFE if is_known else Applicability.DISPLAY
    return Fix(f"write {words}", applicability, tuple(edit for edit in edits if edit), proof)


def _edit(citation: Citation, slip: Misspelling) -> Edit | None:
    """Replaces the word alone; None where it does not stand in the title's bytes exactly once."""
    document = citation.document
    text = document.text(citation.span)
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(slip.written)}(?!\w)", text)]
    if len(places) != 1:
        return None
    start = citation.span.start + len(text[: places[0]].encode(document.encoding))
    span = Span(start, start + len(slip.written.encode(document.encoding)))
    return Edit(span, _in_the_manner_of(slip.written, slip.meant)) if document.text(span) == slip.written else None


def _in_the_manner_of(written: str, meant: str) -> str:
    """`meant` in the case in which the list has written its word."""
    if written.isupper():
        return meant.upper()
    if written.islower():
        return meant.lower()
    return meant[:1].upper() + meant[1:] if written[:1].isupper() else meant

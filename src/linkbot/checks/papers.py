"""Links to papers that do not exist, and to papers that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linkbot.checks.arxiv_id import impossible
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import is_excluded, questions_of
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Found, Gone, Paper, Question
from linkbot.model.finding import Finding

_WHAT = {"arxiv": "withdrawn", "doi": "retracted", "retraction": "retracted by its journal"}
_LONGEST_PROOF = 160
"""Characters of a comment: some tell the whole story."""


class UnknownPaper(Kind):
    """A link to an arXiv id that no paper has, or that none can have.

    bad:  arXiv 2213.00001, of a thirteenth month; an id that arXiv itself says it does not know
    good: an id that could not be asked for

    Fields of the message: `id`, `why`.
    """

    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every linked paper, and the version that the link names; ids that cannot be are not asked for."""
        for link in _links(document, known):
            if not impossible(link.identity.key, known.today):
                yield from _arxiv_questions(link, known)

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each link to such an id."""
        for link in _links(document, known):
            why, questions = impossible(link.identity.key, known.today), tuple[Question, ...]()
            if not why:
                why, questions = _gone(link, known)
            if why:
                yield self.finding(
                    document,
                    link.span,
                    subject=str(link.identity.target),
                    url=link.url,
                    evidence=questions,
                    id=link.identity.key + (link.identity.sub if questions and questions[0].key != link.identity.key else ""),
                    why=why,
                )


class WithdrawnPaper(Kind):
    """A link to a paper that its authors, arXiv or its journal have withdrawn, or a preprint whose printed version was.

    bad:  a paper whose record says that it was withdrawn, or names the notice of its retraction
    good: any other paper; one that was corrected, or that an editor has doubts about

    Fields of the message: `title`, `what` (withdrawn, retracted, ...), `proof` (the record's words).
    """

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every linked paper, and what a journal printed of it."""
        return (question for link in document.links for question in _withdrawal_questions(link, known))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each link to such a paper."""
        for link in document.links:
            for question in _withdrawal_questions(link, known):
                evidence = known.evidence.get(question)
                facts = evidence.answer.facts if evidence and isinstance(evidence.answer, Found) else None
                if isinstance(facts, Paper) and facts.withdrawn:
                    yield self.finding(
                        document,
                        link.span,
                        subject=str(link.identity.thing),
                        url=link.url,
                        evidence=(question,),
                        title=facts.title,
                        what=_WHAT[question.source],
                        proof=_shortened(facts.comment) or "its record says so",
                    )
                    break


def _links(document: Document, known: Known) -> Iterator[Link]:
    return (link for link in document.links if link.identity.kind == "arxiv" and not is_excluded(link, known.settings))


def _arxiv_questions(link: Link, known: Known) -> tuple[Question, ...]:
    return tuple(question for question in questions_of(link, known) if question.source == "arxiv")


def _withdrawal_questions(link: Link, known: Known) -> Iterator[Question]:
    """The question for the paper that `link` leads to, and for what a journal printed of it, once that is known."""
    for question in questions_of(link, known)[:1]:
        if question.source in ("arxiv", "doi"):
            yield question
        if question.source == "arxiv" and (paper := known.paper(question.key)) and paper.doi:
            yield Question("retraction", paper.doi)


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_PROOF else f"{words[:_LONGEST_PROOF].rstrip()}..."


def _gone(link: Link, known: Known) -> tuple[str, tuple[Question, ...]]:
    for question in _arxiv_questions(link, known):
        evidence = known.evidence.get(question)
        if evidence and isinstance(evidence.answer, Gone):
            return evidence.answer.reason, (question,)
    return "", ()

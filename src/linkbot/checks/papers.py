"""Links to papers that do not exist, and to papers that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linkbot.checks.arxiv_id import impossible
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import is_excluded, questions_of
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Found, Gone, Paper, Question
from linkbot.model.finding import Finding


class UnknownPaper(Kind):
    """A link to an arXiv id that no paper has, or that none can have.

    bad:  arXiv 2213.00001, of a thirteenth month; an id that arXiv itself says it does not know
    good: an id that could not be asked for

    Fields of the message: `id`, `why`.
    """

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
    """A link to a paper that its authors, arXiv or its journal have withdrawn.

    bad:  a paper whose record says that it was withdrawn
    good: any other paper

    Fields of the message: `title`.
    """

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every linked paper."""
        return (questions[0] for link in document.links if (questions := _record_questions(link, known)))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each link to such a paper."""
        for link in document.links:
            for question in _record_questions(link, known)[:1]:
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
                    )


def _links(document: Document, known: Known) -> Iterator[Link]:
    return (link for link in document.links if link.identity.kind == "arxiv" and not is_excluded(link, known.settings))


def _arxiv_questions(link: Link, known: Known) -> tuple[Question, ...]:
    return tuple(question for question in questions_of(link, known) if question.source == "arxiv")


def _record_questions(link: Link, known: Known) -> tuple[Question, ...]:
    return tuple(question for question in questions_of(link, known) if question.source in ("arxiv", "doi"))


def _gone(link: Link, known: Known) -> tuple[str, tuple[Question, ...]]:
    for question in _arxiv_questions(link, known):
        evidence = known.evidence.get(question)
        if evidence and isinstance(evidence.answer, Gone):
            return evidence.answer.reason, (question,)
    return "", ()

"""Authors that a list gives and a paper's record does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from linkbot.checks.citation import Citation, citations, closest
from linkbot.checks.kind import Kind, Known
from linkbot.checks.title_text import normal
from linkbot.checks.wording import wording_of
from linkbot.model.document import Document
from linkbot.model.evidence import Question
from linkbot.model.finding import Finding

_LEAST_NAMES = 2
_LEAST_SHARE = 0.5


class WrongAuthors(Kind):
    """Names of authors of which the first, and more than half, are not in the paper's record.

    bad:  "Smith, John, and Mary Major" for a paper by others
    good: an author more or less than the record, initials, another order of names, a team for its members

    Fields of the message: `written` (the names given), `authors` (the record's).
    """

    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every cited paper whose entry names authors."""
        return (citation.question for citation in citations(document, known) if _names(citation))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding for an entry; none where the title says that it is another paper altogether."""
        wording = wording_of(known.rulebook)
        for citation in citations(document, known):
            names, paper = _names(citation), known.paper(citation.id)
            claim = citation.entry.claim("authors")
            if not names or not claim or not paper or not is_other_people(names, paper.authors):
                continue
            relation = closest(citation.label, citation.id, known, wording)
            if relation and relation.is_tie:
                yield self.finding(
                    document,
                    claim.span,
                    subject=str(citation.link.identity.thing),
                    claim=normal(" ".join(names)),
                    url=citation.link.url,
                    evidence=(citation.question,),
                    written=", ".join(names[:3]),
                    authors=", ".join(paper.authors[:3]) + (", ..." if len(paper.authors) > len(names[:3]) else ""),
                )


def is_other_people(names: tuple[str, ...], authors: tuple[str, ...]) -> bool:
    """Whether the first of `names`, and more than half of them, share no name with any of `authors`.

    Each part of an author's name may be the surname: Zhang Wei, José Pérez García. Initials tell nothing.
    Silent on fewer than two names on either side: a team often signs for its members.
    """
    if len(names) < _LEAST_NAMES or len(authors) < _LEAST_NAMES:
        return False
    surnames = frozenset[str]().union(*map(_parts, authors))
    known = [bool(surnames & _parts(name)) for name in names]
    return not known[0] and sum(known) < _LEAST_SHARE * len(known)


def _parts(name: str) -> frozenset[str]:
    return frozenset(part for part in normal(name).split() if len(part) > 1)


def _names(citation: Citation) -> tuple[str, ...]:
    claim = citation.entry.claim("authors")
    if claim is None or not isinstance(claim.value, tuple):
        return ()
    return tuple(name for name in claim.value if normal(name))

"""What proves that an entry means another paper than the one it links to."""

from __future__ import annotations

from linkbot.checks.arxiv_id import announced
from linkbot.checks.citation import Citation, title_key
from linkbot.checks.kind import Known
from linkbot.checks.right_paper import LONG_TITLE
from linkbot.checks.title_text import head_and_tail, normal
from linkbot.checks.wording import Wording, wording_of
from linkbot.model.evidence import Found, Paper, Papers


def id_proof(citation: Citation, right: str, known: Known, swapped_with: Citation | None = None) -> str:
    """Why the entry means the paper `right`, in words; "" where that is not proved.

    Its title is the paper's, to the letter once normalised, and its first author or its year is, too. Or another entry,
    `swapped_with`, holds the link that this one should have and should have this one's, and the year does not speak against it.
    """
    paper = _record(right, known)
    if paper is None:
        return ""
    author, years = _first_author(citation, paper), _years(paper)
    year = citation.entry.date.year if citation.entry.date else None
    if (author or year in years) and _is_title(citation.label, paper, wording_of(known.rulebook)):
        also = f"whose first author {author} is the entry's" if author else f"which has a version of {year}, the entry's year"
        return f"the title is exactly that of {right}, {also}"
    if swapped_with and (author or not years or year is None or year in years):
        return f"the entry on line {swapped_with.line} holds {right}, and the names of the two fit each other's links alone"
    return ""


def _record(paper_id: str, known: Known) -> Paper | None:
    """What is known of a paper: its own record, or what a search by title told."""
    if "papers found" not in known.memory:
        answers = (evidence.answer for evidence in known.evidence.values() if evidence.question.want == "search")
        found = (paper for answer in answers if isinstance(answer, Found) for paper in _papers(answer))
        known.memory["papers found"] = {paper.id.partition("v")[0]: paper for paper in found}
    searched: dict[str, Paper] = known.memory["papers found"]
    return known.paper(paper_id) or searched.get(paper_id)


def _papers(answer: Found) -> tuple[Paper, ...]:
    return answer.facts.papers if isinstance(answer.facts, Papers) else ()


def _is_title(label: str, paper: Paper, wording: Wording) -> bool:
    """Whether the label is a title of the paper, perhaps behind a nickname."""
    titles = {title_key(title, wording) for title in (paper.title, *paper.titles)}
    _, tail = head_and_tail(label)
    behind = title_key(tail, wording) if len(wording.content(tail)) >= LONG_TITLE else ""
    return not titles.isdisjoint({title_key(label, wording), behind} - {""})


def _first_author(citation: Citation, paper: Paper) -> str:
    """The surname of the paper's first author where the entry names it first, too; "" otherwise."""
    claim = citation.entry.claim("authors")
    names = claim.value if claim and isinstance(claim.value, tuple) else ()
    surname = paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else ""
    return surname if names and normal(surname) and normal(surname) in normal(names[0]).split() else ""


def _years(paper: Paper) -> frozenset[int]:
    """The years of the versions that are known, and that of the id."""
    days = (paper.published, paper.updated, announced(paper.id.partition("v")[0]), *paper.versions.values())
    return frozenset(day.year for day in days if day)

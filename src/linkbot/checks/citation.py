"""The entries that cite an arXiv paper, and what is known of the papers that they cite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linkbot.checks.kind import Known
from linkbot.checks.questions import is_answered, is_excluded
from linkbot.checks.title_relation import Relation, Titles, relate
from linkbot.checks.title_text import compact, normal
from linkbot.checks.wording import Wording
from linkbot.model.document import Claim, Document, Entry, Link
from linkbot.model.evidence import Found, Paper, Papers, Question
from linkbot.model.text import Span

MAX_VERSIONS = 12
"""More versions of one paper than this are not asked for: 99 in 100 papers have fewer."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An entry with a link to an arXiv paper, its main link as a rule. `label` is its title, "" where it has none."""

    document: Document
    entry: Entry
    link: Link
    id: str
    label: str
    title: Claim | None

    @property
    def span(self) -> Span:
        """Where the title stands, or the link where there is no title."""
        return self.title.span if self.title else self.link.span

    @property
    def key(self) -> tuple[str, int]:
        """Tells the citations of a run apart."""
        return (self.document.path, self.link.span.start)

    @property
    def question(self) -> Question:
        """Asks for the paper's latest version."""
        return Question("arxiv", self.id)

    @property
    def line(self) -> int:
        """The line on which the title stands."""
        return self.document.line(self.span.start)


def citations(document: Document, known: Known) -> tuple[Citation, ...]:
    """The entries of `document` whose main link is an arXiv paper that may be asked for, in order."""
    memory: dict[str, tuple[Citation, ...]] = known.memory.setdefault("citations", {})
    if document.path not in memory:
        memory[document.path] = tuple(_read(document, known))
    return memory[document.path]


def side_citations(document: Document, known: Known) -> tuple[Citation, ...]:
    """The entries of `document` about something else, a page or code, with one arXiv paper beside it ("[Paper](...)")."""
    memory: dict[str, tuple[Citation, ...]] = known.memory.setdefault("side citations", {})
    if document.path not in memory:
        memory[document.path] = tuple(_read_side(document, known))
    return memory[document.path]


def all_citations(known: Known) -> tuple[Citation, ...]:
    """The citations of all documents of the run."""
    return tuple(citation for document in known.documents for citation in citations(document, known))


def titles_of(paper_id: str, known: Known) -> tuple[str, ...]:
    """Every title that a paper is known to have had, the latest one first; () where the paper is not known."""
    memory: dict[str, tuple[str, ...]] = known.memory.setdefault("titles", {})
    if paper_id not in memory:
        papers = [known.paper(paper_id), *(known.paper(question.key) for question in version_questions(paper_id, known))]
        memory[paper_id] = tuple(dict.fromkeys(title for paper in papers if paper for title in (paper.title, *paper.titles)))
    return memory[paper_id]


def closest(label: str, paper_id: str, known: Known, wording: Wording) -> Relation | None:
    """How `label` relates to the title of the paper, old or new, that it is closest to; None where no title is known."""
    titles = titles_of(paper_id, known)
    if not titles:
        return None
    paper = known.paper(paper_id)
    abstract = paper.abstract if paper else ""
    relations = [relate(label, title, abstract=abstract, wording=wording) for title in titles]
    return max(relations, key=lambda found: (found.is_strong, found.is_tie, found.score), default=None)


def version_questions(paper_id: str, known: Known) -> tuple[Question, ...]:
    """Asks for each earlier version of a paper, oldest first; () where there is none, or where the paper is not known."""
    paper = known.paper(paper_id)
    latest = paper.version or 1 if paper else 1
    return tuple(Question("arxiv", f"{paper_id}v{number}") for number in range(1, min(latest, MAX_VERSIONS + 1)))


def has_all_versions(paper_id: str, known: Known) -> bool:
    """Whether every version of the paper that is ever asked for is known."""
    paper = known.paper(paper_id)
    return paper is not None and all(is_answered(question, known) for question in version_questions(paper_id, known))


def title_key(title: str, wording: Wording) -> str:
    """The same for two spellings of one title."""
    return compact(wording.expand(normal(title)))


def ties_by_alias(citation: Citation, known: Known, wording: Wording) -> bool:
    """Whether another name that the entry gives its paper can be meant for the linked paper."""
    names = [claim.text for claim in citation.entry.claims if claim.kind == "alias"]
    relations = [closest(name, citation.id, known, wording) for name in names if compact(normal(name))]
    return any(relation is not None and relation.is_tie for relation in relations)


def ids_by_title(known: Known, wording: Wording) -> dict[str, frozenset[str]]:
    """The ids of all papers that any source told of, by `title_key`."""
    if "ids by title" not in known.memory:
        ids: dict[str, set[str]] = {}
        for paper in _papers(known):
            bare = paper.id.partition("v")[0]
            for title in (paper.title, *paper.titles):
                ids.setdefault(title_key(title, wording), set()).add(bare)
        known.memory["ids by title"] = {title: frozenset(found) for title, found in ids.items()}
    index: dict[str, frozenset[str]] = known.memory["ids by title"]
    return index


def titles_on_record(known: Known, wording: Wording) -> Titles:
    """The titles of the papers that the run cites, as far as they are known."""
    if "titles on record" not in known.memory:
        ids = {citation.id for citation in all_citations(known)}
        known.memory["titles on record"] = Titles(((title, one) for one in ids for title in titles_of(one, known)), wording)
    titles: Titles = known.memory["titles on record"]
    return titles


def ids_by_word(known: Known, wording: Wording) -> dict[str, frozenset[str]]:
    """The ids of the papers that the run cites, by the words of their titles that tell them apart."""
    if "ids by word" not in known.memory:
        ids: dict[str, set[str]] = {}
        for paper_id in {citation.id for citation in all_citations(known)}:
            for title in titles_of(paper_id, known):
                for word in wording.content(wording.expand(normal(title))) - wording.commonplace:
                    ids.setdefault(word, set()).add(paper_id)
        known.memory["ids by word"] = {word: frozenset(found) for word, found in ids.items()}
    index: dict[str, frozenset[str]] = known.memory["ids by word"]
    return index


def _read(document: Document, known: Known) -> Iterator[Citation]:
    for entry in document.entries:
        link = entry.main_link
        if link and _is_paper(link, known):
            yield _citation(document, entry, link)


def _read_side(document: Document, known: Known) -> Iterator[Citation]:
    for entry in document.entries:
        links = [side.link for side in entry.links if _is_paper(side.link, known)]
        if len(links) == 1 and links[0] != entry.main_link:
            yield _citation(document, entry, links[0])


def _is_paper(link: Link, known: Known) -> bool:
    return link.identity.kind == "arxiv" and not is_excluded(link, known.settings)


def _citation(document: Document, entry: Entry, link: Link) -> Citation:
    return Citation(document, entry, link, link.identity.key, entry.title, entry.claim("title"))


def _papers(known: Known) -> Iterator[Paper]:
    for evidence in known.evidence.values():
        if evidence.question.source == "arxiv" and isinstance(evidence.answer, Found):
            facts = evidence.answer.facts
            if isinstance(facts, Paper):
                yield facts
            elif isinstance(facts, Papers):
                yield from facts.papers

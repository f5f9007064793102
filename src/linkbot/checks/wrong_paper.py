"""Entries whose link leads to another paper than the one they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.citation import (
    Citation,
    all_citations,
    citations,
    closest,
    has_all_versions,
    side_citations,
    titles_of,
    version_questions,
)
from linkbot.checks.id_fix import id_fix
from linkbot.checks.id_proof import id_proof
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import is_answered
from linkbot.checks.right_paper import LONG_TITLE, Accusation, accusations, is_suspect, right_id
from linkbot.checks.title_text import normal
from linkbot.checks.wording import Wording, wording_of
from linkbot.model.document import Document
from linkbot.model.evidence import Question
from linkbot.model.finding import Finding, Related, Severity


class WrongPaperParams(BaseModel):
    """How alike (0 to 1) a label and the title of the linked paper may be at most.

    `max_similarity` where the label is another paper's title, `max_unproved_similarity` where no right paper was found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_similarity: float = Field(default=0.7, ge=0, le=1)
    max_unproved_similarity: float = Field(default=0.45, ge=0, le=1)


class WrongPaper(Kind):
    """A label that is the title of another paper than the one its link leads to.

    Nothing is said of a label that can be meant for any title that the paper has had, nor of short names and labels that are
    no titles, unless two entries have plainly swapped their links.

    bad:  "LoRA: Low-Rank Adaptation of Large Language Models" on the id of another paper
    good: a short name, a nickname, the title of an earlier version

    Fields of the message: `id`, `title` (the linked paper's), `label`, `advice`.
    """

    Params = WrongPaperParams
    params: WrongPaperParams

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every cited paper; for those that the label has nothing to do with, earlier versions, then a search by title."""
        wording = wording_of(known.rulebook)
        yield from (citation.question for citation in side_citations(document, known))
        for citation in citations(document, known):
            yield citation.question
            if is_suspect(citation, known, wording):
                yield from version_questions(citation.id, known)
                if (
                    has_all_versions(citation.id, known)
                    and right_id(citation, known, wording) is None
                    and not _waits_for_versions(known, wording)
                ):
                    yield _search(citation)

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each entry that is proved wrong, or that nothing speaks for."""
        wording = wording_of(known.rulebook)
        accused = self._accused(known, wording)
        for citation in (*citations(document, known), *side_citations(document, known)):
            accusation = accused.get(citation.key)
            if accusation:
                yield self._proved(citation, accusation, _swapped_with(citation, accusation, accused), known)
            elif citation.link == citation.entry.main_link and self._nothing_ties(citation, known, wording):
                yield self._unproved(citation, known)

    def _accused(self, known: Known, wording: Wording) -> dict[tuple[str, int], Accusation]:
        memory: dict[str, dict[tuple[str, int], Accusation]] = known.memory.setdefault("wrong papers", {})
        if self.rule.code not in memory:
            found = accusations(known, wording, self.params.max_similarity)
            memory[self.rule.code] = {accusation.citation.key: accusation for accusation in found}
        return memory[self.rule.code]

    def _proved(self, citation: Citation, accusation: Accusation, swapped_with: Citation | None, known: Known) -> Finding:
        right = accusation.right
        related = tuple(Related(other.document.path, other.span, f"this entry holds {other.id}") for other in accusation.others)
        return self.finding(
            citation.document,
            citation.link.span,
            subject=str(citation.link.identity.thing),
            claim=normal(citation.label),
            url=citation.link.url,
            related=related,
            evidence=tuple(question for question in (citation.question, Question("arxiv", right)) if question in known.evidence),
            fix=id_fix(citation, right, id_proof(citation, right, known, swapped_with)),
            id=citation.id,
            title=_first(titles_of(citation.id, known)),
            label=citation.label,
            advice=f"{accusation.reason}, the right id is {right}",
        )

    def _unproved(self, citation: Citation, known: Known) -> Finding:
        found = self.finding(
            citation.document,
            citation.link.span,
            subject=str(citation.link.identity.thing),
            claim=normal(citation.label),
            url=citation.link.url,
            evidence=(citation.question, _search(citation)),
            severity=min(self.severity, Severity.WARNING, key=lambda severity: severity.rank),
            id=citation.id,
            title=_first(titles_of(citation.id, known)),
            label=citation.label,
            advice="no version had this title, and no paper of this title was found",
        )
        return replace(found, confidence="low")

    def _nothing_ties(self, citation: Citation, known: Known, wording: Wording) -> bool:
        if not is_suspect(citation, known, wording) or len(wording.content(normal(citation.label))) < LONG_TITLE:
            return False
        paper, relation = known.paper(citation.id), closest(citation.label, citation.id, known, wording)
        return (
            relation is not None
            and relation.score < self.params.max_unproved_similarity
            and bool(paper and paper.abstract)
            and has_all_versions(citation.id, known)
            and is_answered(_search(citation), known)
        )


def _swapped_with(citation: Citation, accusation: Accusation, accused: dict[tuple[str, int], Accusation]) -> Citation | None:
    """The entry of the same file that holds the right link of `citation`, and should have its link."""
    own = (other for other in accusation.others if other.document.path == citation.document.path and other.key in accused)
    return next((other for other in own if accused[other.key].right == citation.id), None)


def _waits_for_versions(known: Known, wording: Wording) -> bool:
    """Whether some suspect's versions are still to be asked for: the searches wait, and go out together."""
    if "waits for versions" not in known.memory:
        suspects = (citation for citation in all_citations(known) if is_suspect(citation, known, wording))
        questions = (question for citation in suspects for question in version_questions(citation.id, known))
        known.memory["waits for versions"] = any(question not in known.evidence for question in questions)
    waits: bool = known.memory["waits for versions"]
    return waits


def _search(citation: Citation) -> Question:
    return Question("arxiv", " ".join(citation.label.split()), "search")


def _first(titles: tuple[str, ...]) -> str:
    return titles[0] if titles else ""

"""Entries that contradict one another: one work under two titles or dates, and one title on two works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from linkbot.checks.citation import Citation, all_citations, citations, closest, title_key, titles_of
from linkbot.checks.id_fix import id_fix
from linkbot.checks.id_proof import id_proof
from linkbot.checks.kind import Kind, Known
from linkbot.checks.title_relation import label_kind, relate
from linkbot.checks.title_text import normal
from linkbot.checks.wording import Wording, wording_of
from linkbot.model.document import Document, Entry
from linkbot.model.evidence import Question
from linkbot.model.finding import Finding, Related, Severity
from linkbot.model.identity import Identity
from linkbot.model.text import Span

_SAME_TITLE = 95
"""From this ratio (0 to 100) on two titles of the same words are one title."""
_MOST_RELATED = 10
"""How many of the other entries a finding names, and an entry is compared with: a title may stand in a list a thousand times."""


class DuplicateEntryParams(BaseModel):
    """`works`: the kinds of identity that are one work each; of two links with one title one at least must be such."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    works: frozenset[str]


class ConflictingClaims(Kind):
    """Two entries that give one arXiv paper titles that have nothing to do with one another, or different dates.

    Needs no network. Where the paper is known, its record says which title is wrong, and WrongPaper and WrongDate speak.

    bad:  "LoRA: Low-Rank Adaptation ..." and "Few-Shot Parameter-Efficient Fine-Tuning ..." on one id
    good: a short name and a full title on one id; the dates of two versions in two lists

    Fields of the message: `problem`, `advice`.
    """

    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """Every cited paper."""
        return (citation.question for citation in citations(document, known))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """A finding on each of two entries that disagree."""
        wording = wording_of(known.rulebook)
        for citation in citations(document, known):
            others = [other for other in _by_id(known)[citation.id] if other.key != citation.key]
            rival = next((other for other in others if _names_another(citation, other, known, wording)), None)
            if rival:
                yield self._titles(citation, rival, known, wording)
                continue
            rival = next((other for other in others if _dates_differ(citation, other, known)), None)
            if rival:
                yield self._dates(citation, rival)

    def _titles(self, citation: Citation, rival: Citation, known: Known, wording: Wording) -> Finding:
        elsewhere, rival_elsewhere = (_attested(one, known, wording) for one in (citation, rival))
        right = elsewhere[0].id if elsewhere else ""
        proof = id_proof(citation, right, known) if right and not rival_elsewhere else ""
        is_likely_right = bool(rival_elsewhere) and not elsewhere
        advice = f"this title stands on {right} in {_place(elsewhere[0], citation)}" if right else "one of them is wrong"
        return self.finding(
            citation.document,
            citation.link.span,
            subject=str(citation.link.identity.thing),
            claim=normal(citation.label),
            url=citation.link.url,
            related=(
                Related(rival.document.path, rival.span, f"the same paper under the title “{rival.label}”"),
                *(Related(other.document.path, other.span, f"the same title on {other.id}") for other in elsewhere),
            ),
            severity=Severity.INFO if is_likely_right else None,
            fix=id_fix(citation, right, proof) if proof else None,
            problem=f"{_place(rival, citation)} gives {citation.id} another title: “{rival.label}”",
            advice=f"most likely the error is in {_place(rival, citation)}" if is_likely_right else advice,
        )

    def _dates(self, citation: Citation, rival: Citation) -> Finding:
        claim = citation.entry.claim("date")
        return self.finding(
            citation.document,
            claim.span if claim else citation.span,
            subject=str(citation.link.identity.thing),
            claim=f"date {citation.entry.date}",
            url=citation.link.url,
            related=(Related(rival.document.path, rival.span, f"the same paper, dated {rival.entry.date}"),),
            severity=Severity.INFO,
            problem=f"{_place(rival, citation)} dates {citation.id} {rival.entry.date}, this entry {citation.entry.date}",
            advice="each may be a version's date",
        )


class DuplicateEntry(Kind):
    """Two entries of one file with one title and different links, of which one at least leads to a paper.

    bad:  one title on arXiv in one section and on OpenReview in another
    good: short names, which works may share; titles that differ in a word; two links of one identity (DuplicateLink's)

    Fields of the message: `title`, `line` and `other` (the other entry's line and link), `url`.
    """

    Params = DuplicateEntryParams
    params: DuplicateEntryParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding on each entry that has such others."""
        if not any(link.identity.kind in self.params.works for link in document.links):
            return  # most lists are about other things, and to sort out their titles takes a while
        wording = wording_of(known.rulebook)
        titled = [entry for entry in document.entries if entry.main_link and label_kind(entry.title, wording) == "title-like"]
        for entry, rivals in _rivals(titled, self.params.works, wording):
            others = [other for other in rivals if _is_one_work_twice(entry, other, self.params.works, known, wording)]
            if others:
                yield self._found(document, entry, others)

    def _found(self, document: Document, entry: Entry, others: Sequence[Entry]) -> Finding:
        places = [_title_span(other) for other in others]
        link = entry.main_link
        return self.finding(
            document,
            _title_span(entry),
            subject=normal(entry.title),
            claim=str(link.identity.target) if link else "",
            url=link.url if link else "",
            related=tuple(Related(document.path, place, "the same title") for place in places),
            title=entry.title,
            line=document.line(places[0].start),
            other=others[0].main_link.url if others[0].main_link else "",
        )


def _by_id(known: Known) -> dict[str, list[Citation]]:
    if "citations by id" not in known.memory:
        found: dict[str, list[Citation]] = {}
        for citation in all_citations(known):
            found.setdefault(citation.id, []).append(citation)
        known.memory["citations by id"] = found
    index: dict[str, list[Citation]] = known.memory["citations by id"]
    return index


def _names_another(one: Citation, other: Citation, known: Known, wording: Wording) -> bool:
    """Whether two labels of one paper are two titles, and the paper's record does not settle which is right."""
    if any(label_kind(citation.label, wording) != "title-like" for citation in (one, other)):
        return False
    if relate(one.label, other.label, wording=wording).is_tie or relate(other.label, one.label, wording=wording).is_tie:
        return False
    relations = [closest(citation.label, citation.id, known, wording) for citation in (one, other)]
    return not any(relation and relation.is_tie for relation in relations)


def _dates_differ(one: Citation, other: Citation, known: Known) -> bool:
    """Whether one file gives one paper, of which nothing is known, two dates of one precision."""
    mine, its = one.entry.date, other.entry.date
    if mine is None or its is None or one.document.path != other.document.path or titles_of(one.id, known):
        return False
    return mine.precision == its.precision and mine != its


def _attested(citation: Citation, known: Known, wording: Wording) -> list[Citation]:
    """The entries of the run that give this title to one other paper; none where they disagree."""
    key = title_key(citation.label, wording)
    found = [other for other in all_citations(known) if other.id != citation.id and title_key(other.label, wording) == key]
    return found if len({other.id for other in found}) == 1 else []


def _rivals(entries: Sequence[Entry], works: frozenset[str], wording: Wording) -> Iterator[tuple[Entry, Sequence[Entry]]]:
    """Each entry with those of other targets that have its title: equal once normalised, or all but equal with the same words.

    The first entry of a target stands for all of them, and the first ten targets for all.
    """
    by_words: dict[str, list[Entry]] = {}
    for entry in entries:
        by_words.setdefault("".join(sorted(title_key(entry.title, wording))), []).append(entry)
    for alike in by_words.values():
        by_target: dict[Identity, Entry] = {}
        for entry in alike:
            if entry.main_link:
                by_target.setdefault(entry.main_link.identity.target, entry)
        if len(by_target) < 2 or not any(target.kind in works for target in by_target):
            continue
        for entry in alike:
            others = (
                other for target, other in by_target.items() if entry.main_link and target != entry.main_link.identity.target
            )
            yield (
                entry,
                [
                    other
                    for other in islice(others, _MOST_RELATED)
                    if fuzz.ratio(normal(entry.title), normal(other.title)) >= _SAME_TITLE
                ],
            )


def _title_span(entry: Entry) -> Span:
    claim = entry.claim("title")
    return claim.span if claim else entry.span


def _is_one_work_twice(one: Entry, other: Entry, works: frozenset[str], known: Known, wording: Wording) -> bool:
    first, second = one.main_link, other.main_link
    if first is None or second is None or first.identity.target == second.identity.target:
        return False
    identities = (first.identity, second.identity)
    if not any(identity.kind in works for identity in identities):
        return False
    papers = [identity.key for identity in identities if identity.kind == "arxiv"]
    relations = [closest(one.title, paper, known, wording) for paper in papers]
    if any(relation and not relation.is_tie for relation in relations):
        return False  # a link to another paper, which WrongPaper reports
    # Two papers may truly share a title, when both records say so.
    return len(papers) < len(identities) or not all(relation and relation.is_strong for relation in relations)


def _place(there: Citation, here: Citation) -> str:
    return f"line {there.line}" if there.document.path == here.document.path else f"{there.document.path}:{there.line}"

"""Which paper an entry means, where that is not the one it links to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linkbot.checks.citation import (
    Citation,
    all_citations,
    closest,
    ids_by_title,
    ids_by_word,
    side_citations,
    ties_by_alias,
    title_key,
    titles_of,
    titles_on_record,
)
from linkbot.checks.kind import Known
from linkbot.checks.title_relation import label_kind, relate
from linkbot.checks.title_text import head_and_tail, normal
from linkbot.checks.wording import Wording

LONG_TITLE = 4
"""From how many meaning-bearing words on a label that is part of another title points at that title alone."""

_WHOLE = 0.95
"""From this likeness on (0 to 1) a label is a title, or what stands before or after its colon, and not words of it."""

_BY_NAME = ("samehead", "contained", "name-in-title", "name-in-abstract")
_SWAPPED = "its link and the one on line {line} are swapped"


@dataclass(frozen=True, slots=True)
class Accusation:
    """A citation that should link to the paper `right`, why, and the entries that hold that paper's link now."""

    citation: Citation
    right: str
    reason: str
    others: tuple[Citation, ...] = ()


def accusations(known: Known, wording: Wording, max_similarity: float) -> Iterator[Accusation]:
    """The citations of the run that are proved to link to another paper than they mean.

    Either the label is the title of one other known paper, and no more than `max_similarity` (0 to 1) like the linked one's, or
    two entries of one file fit each other's links and not their own.
    """
    everyone = all_citations(known)
    proved: dict[tuple[str, int], Accusation] = {}
    for citation in everyone:
        relation = closest(citation.label, citation.id, known, wording)
        if relation is None or relation.is_strong or relation.kind == "samehead" or relation.score >= max_similarity:
            continue
        right = right_id(citation, known, wording)
        if right and not ties_by_alias(citation, known, wording):
            others = tuple(other for other in everyone if other.id == right)
            proved[citation.key] = Accusation(citation, right, "its label is the title of another paper", others)
    yield from proved.values()
    untied = [citation for citation in everyone if citation.key not in proved and _is_untied(citation, known, wording)]
    candidates = [*(found.citation for found in proved.values()), *untied]
    for citation in untied:
        partner = _swapped_with(citation, candidates, proved, known, wording)
        if partner:
            yield Accusation(citation, partner.id, _SWAPPED.format(line=partner.line), (partner,))
    for found in proved.values():
        yield from _beside(found, known, wording)


def right_id(citation: Citation, known: Known, wording: Wording) -> str | None:
    """The one known paper whose title the label is, None where there is none, or more than one."""
    label = citation.label
    if len(label.split()) < 2 or label_kind(label, wording) not in ("title-like", "short"):
        return None
    index = ids_by_title(known, wording)
    _, tail = head_and_tail(label)
    keys = [title_key(label, wording), *([title_key(tail, wording)] if len(wording.content(tail)) >= LONG_TITLE else [])]
    for key in keys:
        found = index.get(key, frozenset())
        if found:
            return next(iter(found)) if len(found) == 1 and citation.id not in found else None
    words = wording.content(wording.expand(normal(label)))
    if len(words) < LONG_TITLE:
        return None
    by_word = ids_by_word(known, wording)
    near = titles_on_record(known, wording).near(label) - {citation.id}
    cited = (paper_id for paper_id in near if any(paper_id in by_word.get(word, ()) for word in words))
    fitting = [paper_id for paper_id in cited if _holds(label, paper_id, known, wording)]
    return fitting[0] if len(fitting) == 1 else None


def is_suspect(citation: Citation, known: Known, wording: Wording) -> bool:
    """Whether a label that is a title has nothing to do with the linked paper, as far as is known."""
    return label_kind(citation.label, wording) == "title-like" and _is_untied(citation, known, wording)


def _swapped_with(
    citation: Citation,
    candidates: list[Citation],
    proved: dict[tuple[str, int], Accusation],
    known: Known,
    wording: Wording,
) -> Citation | None:
    """The only entry whose name fits this entry's link, and whose link fits this entry's name."""
    partners = []
    for other in candidates:
        if other.id == citation.id or other.document.path != citation.document.path:
            continue
        fits_me = _fits(citation.label, other.id, known, wording)
        proof = proved.get(other.key)
        if proof and proof.right == citation.id:
            is_partner = fits_me or label_kind(citation.label, wording) == "title-like"
        else:
            is_partner = fits_me and _fits(other.label, citation.id, known, wording)
        if is_partner:
            partners.append(other)
    return partners[0] if len(partners) == 1 else None


def _beside(found: Accusation, known: Known, wording: Wording) -> Iterator[Accusation]:
    """The entry that holds, beside its main link, the paper that `found` should link to, while its name fits that of `found`."""
    wrong = found.citation
    for side in side_citations(wrong.document, known):
        relation = closest(side.label, side.id, known, wording)
        if side.id == found.right and relation and not relation.is_tie and _fits(side.label, wrong.id, known, wording):
            yield Accusation(side, wrong.id, _SWAPPED.format(line=wrong.line), (wrong,))


def _is_untied(citation: Citation, known: Known, wording: Wording) -> bool:
    relation = closest(citation.label, citation.id, known, wording)
    kind = label_kind(citation.label, wording)
    can_tell = relation is not None and kind in ("title-like", "short")
    return can_tell and not (relation and relation.is_tie) and not ties_by_alias(citation, known, wording)


def _holds(label: str, paper_id: str, known: Known, wording: Wording) -> bool:
    """Whether the label is a title of the paper: "Improved Denoising Diffusion" is no title of "Denoising Diffusion"."""
    relations = [relate(label, title, wording=wording) for title in titles_of(paper_id, known)]
    return any(relation.kind == "typo" or (relation.is_strong and relation.score >= _WHOLE) for relation in relations)


def _fits(label: str, paper_id: str, known: Known, wording: Wording) -> bool:
    relation = closest(label, paper_id, known, wording)
    return relation is not None and (relation.is_strong or relation.kind in _BY_NAME)

"""Which of two spellings of a word is right, the list's or the record's, by where else they stand."""

from __future__ import annotations

import re

from linkbot.checks.citation import Citation, all_citations, titles_of
from linkbot.checks.kind import Known
from linkbot.checks.title_text import normal
from linkbot.checks.title_typo import Misspelling, misspellings
from linkbot.checks.wording import Wording
from linkbot.model.document import Entry


def is_right(slip: Misspelling, citation: Citation, known: Known, wording: Wording) -> bool:
    """Whether the list's word is a word of its own, or the record's word is none that any other record has: the slip is there."""
    written, meant = normal(slip.written), normal(slip.meant)
    if {written, written.removesuffix("s")} & wording.commonplace or _is_in_use(written, citation, known, wording):
        return True
    return _is_on_record(written, citation, known) and not _is_on_record(meant, citation, known)


def is_attested(slip: Misspelling, citation: Citation, known: Known) -> bool:
    """Whether the record's word stands elsewhere too, on record or in the lists, or is a name that its paper coins."""
    if _is_name(slip.meant, citation, known):
        return True
    word = normal(slip.meant)
    texts = (document.data.decode(document.encoding, errors="replace") for document in known.documents)
    return _is_on_record(word, citation, known) or any(_has_word(text, word) for text in texts)


def _is_in_use(word: str, citation: Citation, known: Known, wording: Wording) -> bool:
    """Whether the list's word is a word of its own: then the slip may as well be in the paper's record, or meant.

    It is where the paper's abstract has it, a title on record of any paper that the run cites, another title of this one too, or
    another title in the lists that is not misspelt itself.
    """
    paper = known.paper(citation.id)
    if paper and word in normal(paper.abstract).split():
        return True
    if word in _words_on_record(known):
        return True
    others = (entry for entry in _labels_by_word(known).get(word, ()) if normal(entry.title) != normal(citation.label))
    return any(not _is_slip(word, entry, known, wording) for entry in others if entry.main_link != citation.link)


def _is_name(word: str, citation: Citation, known: Known) -> bool:
    """Whether the record's word is a name that its paper coins: "MambaByte", or what stands alone before a colon."""
    has_capitals_inside = not word.isupper() and any(letter.isupper() for letter in word[1:])
    return has_capitals_inside or any(title.startswith(f"{word}:") for title in titles_of(citation.id, known))


def _is_on_record(word: str, citation: Citation, known: Known) -> bool:
    """Whether the title or the abstract of another paper on record has the word, or the abstract of this one."""
    papers = {paper_id: known.paper(paper_id) for paper_id in {other.id for other in all_citations(known)}}
    texts = (f"{'' if paper_id == citation.id else paper.title} {paper.abstract}" for paper_id, paper in papers.items() if paper)
    return any(_has_word(text, word) for text in texts)


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text.casefold()) is not None


def _words_on_record(known: Known) -> frozenset[str]:
    """The words of the titles of all papers that the run cites, as their records have them."""
    if "words on record" not in known.memory:
        ids = {citation.id for citation in all_citations(known)}
        titles = (title for paper_id in ids for title in titles_of(paper_id, known))
        known.memory["words on record"] = frozenset(word for title in titles for word in normal(title).split())
    words: frozenset[str] = known.memory["words on record"]
    return words


def _labels_by_word(known: Known) -> dict[str, tuple[Entry, ...]]:
    """The entries of the run by the words of their titles."""
    if "labels by word" not in known.memory:
        labels: dict[str, list[Entry]] = {}
        for document in known.documents:
            for entry in document.entries:
                for word in set(normal(entry.title).split()):
                    labels.setdefault(word, []).append(entry)
        known.memory["labels by word"] = {word: tuple(found) for word, found in labels.items()}
    index: dict[str, tuple[Entry, ...]] = known.memory["labels by word"]
    return index


def _is_slip(word: str, entry: Entry, known: Known, wording: Wording) -> bool:
    """Whether an entry's own paper shows that this word of its title is misspelt."""
    link = entry.main_link
    titles = titles_of(link.identity.key, known) if link and link.identity.kind == "arxiv" else ()
    readings = (misspellings(entry.title, title, wording) for title in titles)
    return any(normal(slip.written) == word for reading in readings for slip in reading or ())

"""How a list's label relates to a paper's title: the same, short for it, around it, or nothing to do with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from linkbot.checks.title_text import compact, head_and_tail, normal
from linkbot.checks.wording import Wording, built_in_wording

RelationKind = Literal[
    "exact",  # the same after normalisation
    "abbrev",  # the same with LLM, RAG and their like written out
    "typo",  # a few letters apart
    "prefix",  # the label is the head of the title
    "suffix",  # the label is the tail of the title
    "extended",  # the label is the title with something before or after it
    "samehead",  # the same short name, another subtitle
    "contained",  # the label's words are all in the title
    "similar",  # most of the words are shared
    "acronym",  # the label is the initials of the title
    "name-in-title",  # the label's name occurs in the title
    "name-in-abstract",  # the label's name occurs in the abstract
    "abstain",  # too short or too unlike a title to say anything
    "different",  # nothing ties the label to the title
]

LabelKind = Literal["url", "generic", "author-year", "prose", "non-english", "short", "title-like"]

_STRONG = frozenset({"exact", "abbrev", "typo", "prefix", "suffix", "extended"})
_URL = re.compile(r"^(?:https?://|www\.|[\w-]+(?:\.[\w-]+)+/)\S*$", re.IGNORECASE)
_AUTHOR_YEAR = re.compile(  # "Wei et al., 2022", "(Gao et al. 2024)", "Cardelli, Wegner (1985)"
    r"^\W{0,3}(?:[\w'.-]+[\s,&]+){0,4}[\w'.-]+(?:\s+et\s+al\.?)?[\s,.(]+(?:19|20)\d\d[a-z]?\W{0,3}$"
)
_MOST_SLIPS = 4
_WORD = re.compile(r"^[^\W\d_]{2,}$")


@dataclass(frozen=True, slots=True)
class Relation:
    """How a label relates to a title, and how alike they are (0 to 1)."""

    kind: RelationKind
    score: float

    @property
    def is_tie(self) -> bool:
        """Whether the label can be meant for the title."""
        return self.kind not in ("abstain", "different")

    @property
    def is_strong(self) -> bool:
        """Whether the label holds the title, or a whole part of it."""
        return self.kind in _STRONG


@lru_cache(maxsize=65536)
def relate(label: str, title: str, *, abstract: str = "", wording: Wording | None = None) -> Relation:
    """The closest relation of `label` to `title`; `abstain` rather than accuse where the label says too little.

    The order of the tests, and their thresholds, were found on 20,538 pairs of label and title of 22 public lists.
    """
    wording = wording or built_in_wording()
    a, b = _form(label, wording), _form(title, wording)
    if not a.normal or not b.normal:
        return Relation("abstain", 0.0)
    tie = _same(a, b) or _parts(a, b) or _letters(a, b) or _words(a, b) or _names(a, b)
    return tie or _unrelated(a, b, abstract)


class Titles:
    """Titles, and whose they are, in which those are found at once that a label may be, whole or but for a slip of the pen."""

    def __init__(self, titles: Iterable[tuple[str, str]], wording: Wording) -> None:
        """`titles` are pairs of a title and the id of its work."""
        self._wording = wording
        self._ids: dict[str, set[str]] = {}
        self._parts: dict[str, set[str]] = {}
        for title, work in titles:
            form = _form(title, wording)
            self._ids.setdefault(form.full, set()).add(work)
            for part in {form.compact, form.compact_full, form.compact_head, form.compact_tail} - {""}:
                self._parts.setdefault(part, set()).add(work)

    def near(self, label: str) -> frozenset[str]:
        """The works with a title to which `relate` says "exact", "abbrev" or "typo", or of which the label is a part, or what is
        behind its colon the whole; and perhaps a few more.
        """
        form = _form(label, self._wording)
        found = [self._parts.get(part, ()) for part in (form.compact, form.compact_full, form.compact_tail)]
        slips = _slips(len(form.full) + _MOST_SLIPS)
        alike = process.extract(form.full, self._ids.keys(), scorer=OSA.distance, processor=None, score_cutoff=slips, limit=None)
        return frozenset[str]().union(*found, *(self._ids[full] for full, _, _ in alike))


@lru_cache(maxsize=16384)
def label_kind(label: str, wording: Wording) -> LabelKind:
    """What sort of label this is; only a title-like one can contradict a title."""
    text, words = label.strip(), normal(label).split()
    if _URL.match(text):
        return "url"
    if " ".join(words) in wording.generic_labels or not words:
        return "generic"
    if len(text) < 100 and _AUTHOR_YEAR.match(text):
        return "author-year"
    if not text.isascii() and any(character.isalpha() and not _is_european(character) for character in text):
        return "non-english"
    if sum(1 for word in words if _WORD.match(word)) < 4:
        return "short"
    first = text.lstrip("*_\"'“‘`([ ").split(" ")[0]
    return "prose" if first.islower() and first.isalpha() else "title-like"


@dataclass(frozen=True, slots=True)
class _Form:
    normal: str
    full: str
    head: str
    tail: str
    words: frozenset[str]
    telling: frozenset[str]
    compact: str
    compact_full: str
    compact_head: str
    compact_tail: str

    @property
    def initials(self) -> frozenset[str]:
        """Those of the words that carry meaning: of the whole, and of what stands behind the colon."""
        return frozenset("".join(word[0] for word in part.split() if word in self.words) for part in (self.full, self.tail))


@lru_cache(maxsize=16384)
def _form(text: str, wording: Wording) -> _Form:
    short = normal(text)
    full = wording.expand(short)
    head, tail = (wording.expand(part) for part in head_and_tail(text))
    words = wording.content(full)
    return _Form(
        short, full, head, tail, words, words - wording.commonplace, compact(short), compact(full), compact(head), compact(tail)
    )


def _same(a: _Form, b: _Form) -> Relation | None:
    if a.compact == b.compact:
        return Relation("exact", 1.0)
    return Relation("abbrev", 0.99) if a.compact_full == b.compact_full else None


def _letters(a: _Form, b: _Form) -> Relation | None:
    length = max(len(a.full), len(b.full))
    allowed = _slips(length)
    distance = OSA.distance(a.full, b.full, score_cutoff=allowed)
    return Relation("typo", 1 - distance / length) if distance <= allowed else None


def _slips(length: int) -> int:
    """How many letters may be wrong in a text of that many."""
    return max(1, min(_MOST_SLIPS, length // 20))


def _parts(a: _Form, b: _Form) -> Relation | None:
    label, title = a.compact_full, b.compact_full
    if label in (b.compact_head, b.compact_tail):
        return Relation("prefix" if label == b.compact_head else "suffix", 0.95)
    if len(label) >= 4 and title.startswith(label):
        return Relation("prefix", 0.93)
    if len(label) >= 8 and title.endswith(label):
        return Relation("suffix", 0.93)
    if a.tail and a.compact_tail in (title, b.compact_tail):
        return Relation("extended", 0.95)
    if len(a.tail.split()) >= 3 and fuzz.ratio(a.tail, b.full) >= 88:
        return Relation("extended", 0.9)
    if len(title) >= 10 and (label.startswith(title) or label.endswith(title)):
        return Relation("extended", 0.9)
    if len(a.compact_head) >= 3 and a.compact_head == b.compact_head:
        return Relation("samehead", 0.85)
    return None


def _words(a: _Form, b: _Form) -> Relation | None:
    if len(a.words) >= 2 and a.words <= b.words:
        return Relation("contained", 0.85)
    if len(b.words) >= 3 and b.words <= a.words:
        return Relation("extended", 0.85)
    alike = _alike(a, b)
    shared, fewer = len(a.telling & b.telling), min(len(a.telling), len(b.telling))
    if alike >= 0.8 or shared >= max(2, 0.4 * fewer):
        return Relation("similar", alike)
    return None


def _names(a: _Form, b: _Form) -> Relation | None:
    if 2 <= len(a.compact) <= 7 and a.compact in b.initials:
        return Relation("acronym", 0.8)
    names = [a.head] if a.head else [a.normal] if len(a.words) > 3 else [word for word in a.normal.split() if word in a.telling]
    if any(len(compact(name)) >= 3 and compact(name) in f"{b.compact} {b.compact_full}" for name in names):
        return Relation("name-in-title", 0.7)
    return None


def _unrelated(a: _Form, b: _Form, abstract: str) -> Relation:
    names = [a.head] if a.head else a.telling if len(a.words) <= 3 else []
    text = f" {normal(abstract)} " if abstract else ""
    if any(len(name) >= 3 and f" {name} " in text for name in names):
        return Relation("name-in-abstract", 0.6)
    return Relation("different" if len(a.words) > 3 else "abstain", _alike(a, b))


def _alike(a: _Form, b: _Form) -> float:
    return max(fuzz.ratio(a.full, b.full), fuzz.token_sort_ratio(a.full, b.full)) / 100


def _is_european(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith(("LATIN", "GREEK", "MICRO", "FEMININE", "MASCULINE"))

"""Which fixes of a file are applied together: those that are allowed, as far as no two of them want the same bytes."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from linkbot.model.document import Document
from linkbot.model.finding import Applicability, Edit
from linkbot.model.report import FindingRow, FixRow
from linkbot.model.text import Span

_FIRST = list(Applicability)


class Reason(StrEnum):
    """Why a fix is not applied.

    unsafe, display: its applicability is not asked for, or never applied. refused: a person said no, or not now. overlap:
    another fix wants the same bytes and goes first. doubt: the file, or what would become of it, could not be verified.
    """

    UNSAFE = "unsafe"
    DISPLAY = "display"
    REFUSED = "refused"
    OVERLAP = "overlap"
    DOUBT = "doubt"


Accept = Callable[[FindingRow], Reason | None]
"""Whether a finding's fix may be applied: None where it may, else why not."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A fix that is to be applied, with its edits in the order of the file."""

    row: FindingRow
    edits: tuple[Edit, ...]
    is_safe: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A fix that is not applied, and why; `detail` is a sentence for a person."""

    row: FindingRow
    reason: Reason
    detail: str = ""


def by_applicability(*, unsafe: bool) -> Accept:
    """Lets the safe fixes through, and with `unsafe` those to be read first too; a mere idea never."""

    def accept(row: FindingRow) -> Reason | None:
        match row.fix.applicability if row.fix else Applicability.DISPLAY:
            case Applicability.SAFE:
                return None
            case Applicability.UNSAFE:
                return None if unsafe else Reason.UNSAFE
            case _:
                return Reason.DISPLAY

    return accept


def choose(document: Document, rows: Iterable[FindingRow], accept: Accept) -> tuple[list[Chosen], list[Held]]:
    """The fixes of `rows`, findings of `document`, that go together, and those that are held back.

    Where two fixes want the same bytes, the safe one goes first, then the one of the graver finding, then the one further up.
    A fix is applied whole or not at all; the same edit of several fixes (a definition that many links use) is made once.
    """
    chosen: list[Chosen] = []
    held: list[Held] = []
    taken = _Taken()
    for row in sorted(rows, key=_precedence):
        if row.fix is None:
            continue
        if reason := accept(row):
            held.append(Held(row, reason))
            continue
        edits = _edits(row.fix)
        if trouble := _unusable(edits, document):
            held.append(Held(row, Reason.DOUBT, trouble))
        elif rival := taken.rival(edits):
            held.append(Held(row, Reason.OVERLAP, f"{rival.code} on line {rival.line} changes the same text"))
        else:
            chosen.append(Chosen(row, edits, row.fix.applicability is Applicability.SAFE))
            taken.add(chosen[-1])
    return chosen, held


def together(chosen: Iterable[Chosen]) -> tuple[Edit, ...]:
    """All edits of fixes that go together, each once, in the order of the file."""
    return tuple(sorted({edit for fix in chosen for edit in fix.edits}))


def _precedence(row: FindingRow) -> tuple[object, ...]:
    applicability = row.fix.applicability if row.fix else Applicability.DISPLAY
    return (_FIRST.index(applicability), -row.severity.rank, row.span, row.code, row.fingerprint)


def _edits(fix: FixRow) -> tuple[Edit, ...]:
    return tuple(sorted({Edit(Span(*edit.span), edit.text) for edit in fix.edits}))


def _unusable(edits: Sequence[Edit], document: Document) -> str:
    """Why edits cannot be applied whatever the others do, "" where they can."""
    if any(edit.span.end > len(document.data) or edit.span.start < document.bom for edit in edits):
        return "it speaks of bytes that the file does not have"
    if _collide_within(edits):
        return "its edits overlap"
    try:
        texts = [edit.text.encode(document.encoding) for edit in edits]
    except UnicodeEncodeError as error:
        return f"the file is {document.encoding}, which has no {error.object[error.start : error.end]!r}"
    if all(edit.span.slice(document.data) == text for edit, text in zip(edits, texts, strict=True)):
        return "it changes nothing"
    return ""


def _collide_within(edits: Sequence[Edit]) -> bool:
    return any(_touch(one, other) for one, other in pairwise(edits))


class _Taken:
    """The edits that are to be made so far, each with the finding that it mends."""

    def __init__(self) -> None:
        self._edits: list[Edit] = []
        self._rows: dict[Edit, FindingRow] = {}

    def add(self, fix: Chosen) -> None:
        for edit in fix.edits:
            if edit not in self._rows:
                insort(self._edits, edit)
                self._rows[edit] = fix.row

    def rival(self, edits: Iterable[Edit]) -> FindingRow | None:
        """The finding whose fix wants the bytes of one of `edits` for something else."""
        for edit in edits:
            if edit in self._rows:
                continue  # the very same edit, which is made once
            place = bisect_left(self._edits, edit)
            for other in self._edits[max(0, place - 1) : place + 2]:
                if _touch(edit, other):
                    return self._rows[other]
        return None


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits want the same byte; an insertion at the border of another edit has no certain place."""
    if len(one.span) and len(other.span):
        return one.span.start < other.span.end and other.span.start < one.span.end
    return one.span.start <= other.span.end and other.span.start <= one.span.end

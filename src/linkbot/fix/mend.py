"""One file, mended: the fixes that go together are applied and verified; what cannot be verified is left out, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from linkbot.fix.apply import apply
from linkbot.fix.choose import Accept, Chosen, Held, Reason, choose, together
from linkbot.fix.padding import aligned
from linkbot.fix.verify import Verdict, verify
from linkbot.model.document import Document
from linkbot.model.report import FindingRow

__all__ = ["Held", "Mended", "mend"]

Read = Callable[[bytes], Document]


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a file: its bytes now, the findings whose fixes are in them, and the fixes that are not."""

    data: bytes
    applied: tuple[FindingRow, ...]
    held: tuple[Held, ...]


def mend(document: Document, rows: Iterable[FindingRow], read: Read, accept: Accept) -> Mended:
    """`document` with those fixes of `rows`, its findings, that `accept` lets through and that do what they mean, nothing else.

    `read` parses bytes as the same file. A file of which we are in doubt keeps its bytes.
    """
    chosen, held = choose(document, rows, accept)
    if doubt := document.unreadable or document.doubt:
        held += [Held(fix.row, Reason.DOUBT, f"the file is never edited: {doubt}") for fix in chosen]
        return Mended(document.data, (), tuple(held))
    good = _Verified(document, read)(chosen)
    held += good.held
    return Mended(good.data, tuple(fix.row for fix in good.fixes), tuple(held))


@dataclass(frozen=True, slots=True)
class _Good:
    """Fixes that were verified together, the bytes with them, the anchors that went, and the fixes that were left out."""

    fixes: tuple[Chosen, ...]
    data: bytes
    lost: frozenset[str] = frozenset()
    held: tuple[Held, ...] = ()


class _Verified:
    """Finds the largest part of some fixes that holds together: all of them in most runs, else by halving."""

    def __init__(self, document: Document, read: Read) -> None:
        self.document = document
        self.read = read

    def __call__(self, fixes: Sequence[Chosen]) -> _Good:
        if not fixes:
            return _Good((), self.document.data)
        data, verdict = self._tried(fixes)
        may_lose = not any(fix.is_safe for fix in fixes)
        if not verdict.trouble and (may_lose or not verdict.lost):
            return _Good(tuple(fixes), data, verdict.lost)
        if len(fixes) == 1:
            lost = ", ".join(f"#{anchor}" for anchor in sorted(verdict.lost))
            trouble = verdict.trouble or f"links from elsewhere to {lost} would no longer find their heading"
            return _Good((), self.document.data, held=(Held(fixes[0].row, Reason.DOUBT, trouble),))
        half = len(fixes) // 2
        return self._joined(self(fixes[:half]), self(fixes[half:]))

    def _joined(self, one: _Good, other: _Good) -> _Good:
        """Both, where they go together; else the first, and the rest has its turn in the next pass."""
        held = (*one.held, *other.held)
        if not one.fixes or not other.fixes:
            kept = one if one.fixes else other
            return _Good(kept.fixes, kept.data, kept.lost, held)
        data, verdict = self._tried([*one.fixes, *other.fixes])
        if not verdict.trouble and verdict.lost <= one.lost | other.lost:
            return _Good((*one.fixes, *other.fixes), data, verdict.lost, held)
        apart = (Held(fix.row, Reason.OVERLAP, "it does not go together with other fixes") for fix in other.fixes)
        return _Good(one.fixes, one.data, one.lost, (*held, *apart))

    def _tried(self, fixes: Sequence[Chosen]) -> tuple[bytes, Verdict]:
        edits = aligned(self.document, together(fixes))
        data = apply(self.document.data, edits, self.document.encoding)
        return data, verify(self.document, self.read(data), edits)

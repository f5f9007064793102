"""Whether a file that was edited and parsed again differs from what it was only where the edits mean it to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from linkbot.fix.apply import Shift, apply
from linkbot.fix.rendered import difference
from linkbot.model.document import BrokenLink, Claim, Document, Entry, Link
from linkbot.model.finding import Edit
from linkbot.model.quote import quoted
from linkbot.model.text import Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """`trouble` says what else would change, "" for nothing; `lost` are the anchors of headings that the file no longer has."""

    trouble: str
    lost: frozenset[str] = frozenset()


def verify(before: Document, after: Document, edits: Sequence[Edit]) -> Verdict:
    """Compares a document with what `edits`, sorted and disjoint spans of `before`, made of it.

    Every link and every claim that no edit touches must be the same, at the place where it must be now; those that an edit
    touches must still be there; and GitHub's own renderer must show the same but for what was edited.
    """
    lost = before.anchors - after.anchors
    for problem in _problems(before, after, edits, lost):
        if problem:
            return Verdict(problem, lost)
    return Verdict("", lost)


def _problems(before: Document, after: Document, edits: Sequence[Edit], lost: frozenset[str]) -> Iterable[str]:
    yield _bytes(before, after, edits)
    yield _reading(before, after)
    shift = Shift(edits, before.encoding)
    mended = tuple(broken for broken in before.broken_links if shift.touches(broken.span.start, broken.span.end))
    yield _links(before, after, shift, mended)
    yield _entries(before, after, shift, mended)
    yield _anchors(after, lost)
    yield difference(before, after, edits)


def _bytes(before: Document, after: Document, edits: Sequence[Edit]) -> str:
    is_applied = apply(before.data, edits, before.encoding) == after.data
    return "" if is_applied else "other bytes than those of the edits would change"


def _reading(before: Document, after: Document) -> str:
    if after.unreadable or after.doubt:
        return f"the file could no longer be read for certain: {after.unreadable or after.doubt}"
    if (after.encoding, after.bom) != (before.encoding, before.bom):
        return f"the file would be taken for {after.encoding}, not {before.encoding}"
    if after.newline != before.newline and before.newline != "mixed":
        return "the line ends would change"
    return ""


def _links(before: Document, after: Document, shift: Shift, mended: Sequence[BrokenLink]) -> str:
    starts = [shift.start(broken.span.start) for broken in mended]  # an edit that begins before one may end in it
    places = [Span(start, max(start, shift.end(broken.span.end))) for start, broken in zip(starts, mended, strict=True)]
    inside = [broken.span for broken in mended]  # where GitHub may have shown a part of the URL as a link
    kept = [link for link in before.links if not shift.removes(link.span.start, link.span.end) and not _is_in(link, inside)]
    found = [link for link in after.links if not _is_in(link, places)]
    for link, other in zip_longest(kept, found):
        if other is None:
            return f"the link to {quoted(link.url)} would be lost"
        if link is None:
            return f"{quoted(other.url)} would become a link"
        if trouble := _link(link, other, after, shift):
            return trouble
    return ""


def _is_in(link: Link, places: Iterable[Span]) -> bool:
    return any(place.contains(link.span) for place in places)


def _link(link: Link, other: Link, after: Document, shift: Shift) -> str:
    is_touched = _is_touched(link.span, shift) or _is_touched(link.url_span, shift)
    if other.how != link.how or other.span.start != shift.start(link.span.start):
        return f"the link to {quoted(link.url)} would become another one"
    if not is_touched and (other.url, other.text, len(other.span)) != (link.url, link.text, len(link.span)):
        return f"the link to {quoted(link.url)} would change, too"
    if not _is_touched(link.url_span, shift):
        return "" if other.url == link.url else f"the link to {quoted(link.url)} would lead to {quoted(other.url)}"
    start, end = shift.start(link.url_span.start), shift.end(link.url_span.end)
    if end < start:  # an edit begins before the URL and ends in it
        return f"the link to {quoted(link.url)} would lose a part of its address"
    wanted = Span(start, end)
    if link.how != "bare" and other.url_span != wanted:
        return f"{quoted(after.text(wanted))} would not be the whole URL of its link"
    return f"the link to {quoted(link.url)} would have no address" if not other.url else ""


def _entries(before: Document, after: Document, shift: Shift, mended: Sequence[BrokenLink]) -> str:
    kept = [entry for entry in before.entries if not shift.removes(entry.span.start, entry.span.end)]
    if len(kept) != len(after.entries):
        by_mended_links = mended and len(after.entries) > len(kept)
        return "" if by_mended_links else f"{len(after.entries)} entries would be read where {len(kept)} should be"
    for entry, other in zip(kept, after.entries, strict=True):
        if any(entry.span.contains(broken.span) for broken in mended):
            continue
        if trouble := _entry(entry, other, shift):
            return trouble
    return ""


def _entry(entry: Entry, other: Entry, shift: Shift) -> str:
    if other.style != entry.style or other.span.start != shift.start(entry.span.start):
        return f"the entry {quoted(entry.title)} would become another one"
    untouched = [claim for claim in entry.claims if not _is_touched(claim.span, shift)]
    now = {(claim.kind, claim.span.start): claim for claim in other.claims}
    for claim in untouched:
        same = now.get((claim.kind, shift.start(claim.span.start)))
        if same is None or _said(same) != _said(claim):
            return f"the {claim.kind} {quoted(claim.text)} would be read otherwise"
    for claim in entry.claims:
        if claim not in untouched and not any(kind == claim.kind for kind, _ in now):
            return f"the {claim.kind} {quoted(claim.text)} would no longer be read as one"
    return ""


def _said(claim: Claim) -> tuple[object, ...]:
    return (claim.text, claim.value, claim.defect)


def _anchors(after: Document, lost: frozenset[str]) -> str:
    """What within the file leads to a heading that would be called otherwise."""
    for link in after.links:
        if lost and link.identity.kind == "file" and link.identity.fragment in lost and link.url.startswith("#"):
            return f"the link to {quoted(link.url)} would no longer find its heading"
    return ""


def _is_touched(span: Span, shift: Shift) -> bool:
    return shift.touches(span.start, span.end)

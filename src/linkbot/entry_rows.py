"""What a list says, entry by entry, as rows of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from linkbot.model.document import Document, Entry, Link
from linkbot.model.report import ByteRange, ClaimRow, EntryLinkRow, EntryRow, writable
from linkbot.model.text import Span


def entry_rows(documents: Iterable[Document]) -> list[EntryRow]:
    """The entries of some documents as the report and `linkbot entries` show them."""
    documents = tuple(documents)
    shared = shared_values(documents)
    return [entry_row(entry, document, shared) for document in documents for entry in document.entries]


class Shared(NamedTuple):
    """What the rows of a link and of its entry both say, as one value in memory."""

    identity: str
    span: ByteRange
    url_span: ByteRange


def shared_values(documents: Iterable[Document]) -> dict[Link, Shared]:
    """These values for every link of some documents."""
    return {
        link: Shared(writable(str(link.identity)), _byte_range(link.span), _byte_range(link.url_span))
        for document in documents
        for link in document.links
    }


def entry_row(entry: Entry, document: Document, shared: Mapping[Link, Shared]) -> EntryRow:
    """One entry of a document; `shared` holds the values of its links."""
    main = entry.main_link
    return EntryRow(
        path=writable(document.path),
        line=document.line(entry.span.start),
        span=_byte_range(entry.span),
        style=entry.style,
        group=entry.group,
        section=entry.section,
        title=entry.title,
        url=main.url if main else "",
        identity=shared[main].identity if main else "",
        date=str(entry.date) if entry.date else "",
        links=tuple(
            EntryLinkRow(
                role=item.role,
                url=item.link.url,
                text=item.link.text,
                identity=shared[item.link].identity,
                span=shared[item.link].span,
                url_span=shared[item.link].url_span,
            )
            for item in entry.links
        ),
        claims=tuple(
            ClaimRow(
                kind=claim.kind,
                text=claim.text,
                span=_byte_range(claim.span),
                value=list(claim.value) if isinstance(claim.value, tuple) else str(claim.value) if claim.value else None,
                precision=getattr(claim.value, "precision", ""),
                defect=claim.defect,
            )
            for claim in entry.claims
        ),
    )


def _byte_range(span: Span) -> ByteRange:
    return (span.start, span.end)

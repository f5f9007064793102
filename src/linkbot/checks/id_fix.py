"""The edit that puts another arXiv id into an entry's link."""

from __future__ import annotations

import re

from linkbot.checks.citation import Citation
from linkbot.model.finding import Applicability, Edit, Fix
from linkbot.model.text import Span


def id_fix(citation: Citation, right: str, proof: str) -> Fix | None:
    """Replaces the id, with its version, in the link's URL and in a link text that shows the URL.

    To be applied where there is `proof` that the entry means `right`, to be shown where there is none. None where a definition
    that other links share would change, or where the URL's spelling does not hold the id.
    """
    document, link = citation.document, citation.link
    if sum(1 for other in document.links if other.url_span == link.url_span) > 1:
        return None
    written = re.compile(re.escape(citation.id).encode() + rb"(?:v\d+)?", re.IGNORECASE)
    edits = [
        Edit(Span(start + found.start(), start + found.end()), right)
        for start, data in _places(citation)
        for found in written.finditer(data)
    ]
    if len(edits) == 0:
        return None
    applicability = Applicability.UNSAFE if proof else Applicability.DISPLAY
    return Fix(f"link {right} instead of {citation.id}", applicability, tuple(sorted(edits)), proof)


def _places(citation: Citation) -> list[tuple[int, bytes]]:
    """The bytes that may hold the id, with their offsets: the whole link, or the URL alone where that lies elsewhere."""
    data, link = citation.document.data, citation.link
    span = link.span if link.span.contains(link.url_span) and citation.id in link.text else link.url_span
    return [(span.start, span.slice(data))]

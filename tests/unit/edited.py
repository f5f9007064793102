"""Lists with edits marked in their text, `{old->new}`, for tests of what edits do."""

from __future__ import annotations

import re

from tests.unit.reading import document_of

from linkbot.fix.apply import apply
from linkbot.fix.rendered import difference
from linkbot.model.document import Document
from linkbot.model.finding import Edit
from linkbot.model.text import Span

_MARKED = re.compile(rb"\{(.*?)->(.*?)\}", re.DOTALL)


def edits_in(marked: str | bytes, encoding: str = "utf-8") -> tuple[bytes, tuple[Edit, ...]]:
    """A list before its edits, and the edits."""
    data = marked.encode() if isinstance(marked, str) else marked
    kept, edits, last = b"", [], 0
    for match in _MARKED.finditer(data):
        kept += data[last : match.start()]
        edits.append(Edit(Span(len(kept), len(kept) + len(match[1])), match[2].decode(encoding)))
        kept += match[1]
        last = match.end()
    return kept + data[last:], tuple(edits)


def difference_of(marked: str | bytes, encoding: str = "utf-8") -> str:
    """What else would change on the page when the marked edits are made."""
    data, edits = edits_in(marked, encoding)
    before = document_of(data)
    return difference(before, after_edits(before, edits), edits)


def after_edits(document: Document, edits: tuple[Edit, ...]) -> Document:
    return document_of(apply(document.data, edits, document.encoding))

"""Files that could not be read as text."""

from __future__ import annotations

from collections.abc import Iterator

from linkbot.checks.kind import Kind, Known
from linkbot.model.document import Document
from linkbot.model.finding import Finding
from linkbot.model.text import Span


class UnreadableFile(Kind):
    """A file of which nothing could be read, so that nothing in it was checked.

    bad:  a picture that is called `README.md`
    good: a text in any encoding that can be told

    Fields of the message: `problem`.
    """

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """At most one finding, at the start of the file."""
        if document.unreadable:
            yield self.finding(document, Span(0, 0), subject=document.path, problem=document.unreadable)

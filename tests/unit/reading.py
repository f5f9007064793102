"""Lists as text in, what was read from them out."""

from __future__ import annotations

from linkbot.model.document import Document, Entry
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook


def document_of(markdown: str | bytes) -> Document:
    """A list as linkbot reads it."""
    data = markdown.encode() if isinstance(markdown, str) else markdown
    return parse("README.md", data, load_rulebook())


def entries_of(markdown: str) -> tuple[Entry, ...]:
    """The entries of a list."""
    return document_of(markdown).entries


def the_entry(markdown: str) -> Entry:
    """The only entry of a list."""
    (entry,) = entries_of(markdown)
    return entry


def titles_and_dates(markdown: str) -> list[tuple[str, str]]:
    """Title and date of each entry, "" where it has none."""
    return [(entry.title, str(entry.date or "")) for entry in entries_of(markdown)]


def claimed(entry: Entry, kind: str) -> object:
    """The value of a claim, None where there is none."""
    return next((claim.value for claim in entry.claims if claim.kind == kind), None)


def roles(entry: Entry) -> list[tuple[str, str]]:
    """The URL and the role of each link."""
    return [(link.link.url, link.role) for link in entry.links]

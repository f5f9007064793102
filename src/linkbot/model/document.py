"""What a list says: its links, entries and claims, each with the bytes that say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from linkbot.model.identity import Identity
from linkbot.model.text import Position, Span, line_number

How = Literal["inline", "reference", "autolink", "bare", "html", "image"]
Role = Literal["paper", "code", "model", "data", "demo", "project", "video", "notes", "other"]
Style = Literal["bullet", "numbered", "row", "citation", "html"]
ClaimKind = Literal["title", "alias", "authors", "venue", "affiliation", "date"]
Precision = Literal["year", "month", "day"]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One occurrence of a link or an image, as GitHub renders it; occurrences are never merged, and equal only to themselves.

    `url` is the destination as written in the list, with escapes and entities resolved; `text` is what a reader
    sees (an image's alternative text). `span` covers the whole construct (for a reference link: its use, not its
    definition), `url_span` just the URL's own bytes (for a reference link: in the definition, shared by its uses).
    """

    url: str
    text: str
    span: Span
    url_span: Span
    how: How
    identity: Identity
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """Text that its author meant as a link and GitHub does not render as one, for example `[x](https://a b)`."""

    text: str
    url: str
    span: Span
    url_span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as precise as it was written: a year, a month of a year, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        date(self.year, self.month or 1, self.day or 1)
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")

    def __str__(self) -> str:
        return "-".join(f"{part:02d}" for part in (self.year, self.month, self.day) if part is not None)

    @property
    def precision(self) -> Precision:
        """The smallest unit that was written."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    def matches(self, day: date) -> bool:
        """Whether `day` lies in the year, month or day that was written."""
        return (
            self.year == day.year
            and (self.month is None or self.month == day.month)
            and (self.day is None or self.day == day.day)
        )

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Orders dates of one precision; the parts that were not written count as 0."""
        return (self.year, self.month or 0, self.day or 0)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an entry, with the text that makes it.

    `value` is the reading of the text: a `DateValue` for a date (None when it cannot be read), the list of names for
    authors, the cleaned text otherwise. `defect` says what is wrong with the form, "" where nothing is.
    """

    kind: ClaimKind
    text: str
    span: Span
    value: DateValue | tuple[str, ...] | str | None
    defect: str = ""


@dataclass(frozen=True, slots=True)
class EntryLink:
    """A link of an entry, with the part that it plays there."""

    link: Link
    role: Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a curated list: a bullet, a numbered item, a table row or a citation.

    `group` numbers the list or table that the entry stands in, within its document: entries of one group share
    their order and their habits. `links` holds all links of the entry, the main one included.
    """

    span: Span
    style: Style
    group: int
    section: tuple[str, ...]
    main_link: Link | None
    links: tuple[EntryLink, ...]
    claims: tuple[Claim, ...]

    def claim(self, kind: ClaimKind) -> Claim | None:
        """The entry's first claim of that kind."""
        return next((claim for claim in self.claims if claim.kind == kind), None)

    @property
    def title(self) -> str:
        """The entry's title as a reader would say it, "" where it has none."""
        claim = self.claim("title")
        return claim.value if claim and isinstance(claim.value, str) else ""

    @property
    def date(self) -> DateValue | None:
        """The entry's date, None where it has none or it cannot be read."""
        claim = self.claim("date")
        return claim.value if claim and isinstance(claim.value, DateValue) else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as it is written, which may have more or fewer cells than the header."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header and the rows below it. `group` is the group of the entries made from its rows."""

    span: Span
    header: Row
    rows: tuple[Row, ...]
    group: int


@dataclass(frozen=True, slots=True)
class Suppression:
    """An ignore comment and the lines (from, to, inclusive, counted from 1) on which it hides findings.

    `codes` are upper-case rule codes or lower-case rule names; none means every rule. `until` is the last day on which
    it holds. `problem` says why the comment could not be understood, "" otherwise.
    """

    span: Span
    codes: tuple[str, ...]
    lines: tuple[int, int]
    reason: str = ""
    until: date | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file: its bytes, and what was read from them.

    `encoding` is a Python codec name that decodes `data` after a BOM of `bom` bytes. `anchors` are the fragments that a link
    into this document may name. `unreadable` says why nothing could be read ("" otherwise). `doubt` says why the file is
    checked and never edited ("" otherwise), for instance because GitHub's own renderer sees other links.
    """

    path: str
    data: bytes
    encoding: str
    bom: int
    newline: str
    starts: tuple[int, ...]
    links: tuple[Link, ...] = ()
    broken_links: tuple[BrokenLink, ...] = ()
    entries: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()
    anchors: frozenset[str] = frozenset()
    suppressions: tuple[Suppression, ...] = ()
    unreadable: str = ""
    doubt: str = ""

    def text(self, span: Span) -> str:
        """The characters that `span` covers."""
        return span.slice(self.data).decode(self.encoding, "replace")

    def line(self, offset: int) -> int:
        """The line, counted from 1, of the byte at `offset`."""
        return line_number(self.starts, offset)

    def line_span(self, line: int) -> Span:
        """The bytes of a line (counted from 1), its line end left out, a BOM too."""
        start = max(self.starts[line - 1], self.bom if line == 1 else 0)
        end = self.starts[line] if line < len(self.starts) else len(self.data)
        return Span(start, max(start, start + len(self.data[start:end].rstrip(b"\r\n"))))

    def position(self, offset: int) -> Position:
        """Line and column of the byte at `offset`, as an editor shows them."""
        line = self.line(offset)
        start = max(self.starts[line - 1], self.bom if line == 1 else 0)
        return Position(line, len(self.text(Span(start, max(start, offset)))) + 1)

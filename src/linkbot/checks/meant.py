"""Whether two lines of one list that say the same may both be meant: how far an edit that takes one of them out may go alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape

from linkbot.model.document import Cell, Document, Entry
from linkbot.model.finding import Applicability

_FEW = 3
"""From this many words beside its links on, an item describes what it links to: it is more than a step or a stop."""
_DESCRIBED_CELLS = 2
"""From this many filled cells on, a row says more than the name of something."""
_MOST = 0.5
"""Of more than this share of a list's items something is said in general: that they are works, that they begin in bold."""
STARTS_ANEW = re.compile(r"[\s>]*(?:[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s|<!--|$)")
"""The beginning of a line that does not go on with the paragraph above it (CommonMark 0.31.2, 5.2 and 5.3)."""
_MARKER = re.compile(r"\A[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?P<task>\[[ xX]\]\s+)?")
_INDENT = re.compile(r"[\s>]*")
_COMMENT = re.compile(r"<!--.*?-->")
_TAG = re.compile(r"<(?!img\b)[^<>]*>", re.IGNORECASE)
_BOLD = re.compile(r"\A(?:\*\*|__|<b>|<strong>)(?P<inner>.+?)(?:\*\*|__|</b>|</strong>)(?P<rest>.*)", re.DOTALL | re.IGNORECASE)
_LINKED = re.compile(r"\]\(|\]\[|://|\bhref\b", re.IGNORECASE)
_WORD = re.compile(r"[぀-ヿ㐀-鿿]{2}|[^\W぀-ヿ㐀-鿿]+")
"""A word; Chinese and Japanese, which do not part theirs, have one in two characters or so."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The words, in lower case, by which a list tells that what looks like a repetition is none.

    `numbers` stand before the number of an item that a text speaks of, `placeholders` for something that is yet to come.
    """

    numbers: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()


class Lists:
    """What the lists of some files say of themselves; worked out once for each."""

    def __init__(self, signs: Signs) -> None:
        self._placeholders = frozenset(signs.placeholders)
        self._number = _spoken(signs.numbers)
        self._lists: dict[tuple[str, int], _List] = {}
        self._speaks: dict[str, bool] = {}

    def applicability(self, document: Document, goes: Entry, stays: Entry) -> Applicability:
        """How far an edit may go that takes out `goes`, which says what `stays` says in the same list of `document`.

        Only shown where the two may belong to different things: their row names none, something stands between them that
        announces what follows, the text speaks of the items by their numbers, or they stand for what is yet to come. To be
        read first where an item may be a step, or where it is a link and no more; such a link right below itself is a slip.
        """
        found = self._list(document, goes.group)
        line, other = document.line(goes.span.start), document.line(stays.span.start)
        text = document.text(document.line_span(line))
        if found.is_parted(*sorted((line, other))) or found.lends_its_name(line) or self._is_open(text):
            return Applicability.DISPLAY
        if goes.style == "numbered" and self._speaks_of_numbers(document):
            return Applicability.DISPLAY
        if (goes.style == "numbered" or _marker(text)["task"]) and not found.is_of_works:
            return Applicability.UNSAFE
        is_slip = goes.style == "bullet" and abs(line - other) == 1
        is_told = is_slip or _is_described(document, goes, found.filled.get(line))
        return Applicability.SAFE if is_told else Applicability.UNSAFE

    def _list(self, document: Document, group: int) -> _List:
        if (document.path, group) not in self._lists:
            groups: dict[int, list[Entry]] = {}
            for entry in document.entries:
                groups.setdefault(entry.group, []).append(entry)
            linked = {document.line(link.span.start) for link in document.links if not link.is_image}
            rows = {document.line(row.span.start): row.cells for table in document.tables for row in table.rows}
            self._lists |= {(document.path, key): _read(document, entries, linked, rows) for key, entries in groups.items()}
        return self._lists[document.path, group]

    def _is_open(self, text: str) -> bool:
        return not self._placeholders.isdisjoint(_WORD.findall(text.lower()))

    def _speaks_of_numbers(self, document: Document) -> bool:
        if document.path not in self._speaks:
            text = document.data[document.bom :].decode(document.encoding, "replace")
            self._speaks[document.path] = self._number.search(text) is not None
        return self._speaks[document.path]


def indent(text: str) -> int:
    """How far a line is indented, in columns: the marks of a quote count, as blanks do."""
    found = _INDENT.match(text)
    return len(found[0].expandtabs(4)) if found else 0


def without_comments(text: str) -> str:
    """The text without HTML comments."""
    closed, end, rest = text.rpartition("-->")  # an opening that is never closed is looked for once
    return f"{_COMMENT.sub('', closed + end)}{rest}"


@dataclass(frozen=True, slots=True)
class _List:
    """One list: the lines on which something announces what follows, and of a table's rows their number of filled cells.

    `nameless` are the rows whose first cell is empty, or says that it is as above.
    """

    announcing: Sequence[int]
    filled: Mapping[int, int]
    nameless: frozenset[int]
    is_of_works: bool

    def is_parted(self, first: int, last: int) -> bool:
        """Whether something from the line `first` to the line `last`, themselves too, announces what follows."""
        at = bisect_left(self.announcing, first)
        return at < len(self.announcing) and self.announcing[at] <= last

    def lends_its_name(self, line: int) -> bool:
        """Whether a row is named by the one above, or names the one below."""
        return line in self.nameless or line + 1 in self.nameless


@dataclass(frozen=True, slots=True)
class _Part:
    """A row, or a paragraph without its marker: its first line, its indent in columns, its text, and whether that has a link."""

    line: int
    indent: int
    text: str
    is_linked: bool


def _read(document: Document, entries: Sequence[Entry], linked: set[int], rows: Mapping[int, Sequence[Cell]]) -> _List:
    first, last = (document.line(entry.span.start) for entry in (entries[0], entries[-1]))
    if entries[0].style == "row":
        below = last + (last + 1 in rows)
        cells = {line: [_shown(cell.text) for cell in rows[line]] for line in range(first, below + 1) if line in rows}
        parts = [_Part(line, 0, texts[0] if texts else "", line in linked) for line, texts in cells.items()]
    else:
        cells = {}
        parts = list(_parts(document, first, last, linked, is_html=entries[0].style == "html"))
    filled = {line: sum(map(_says_something, texts)) for line, texts in cells.items()}
    lines = {document.line(entry.span.start) for entry in entries}
    depth = max((part.indent for part in parts if part.line in lines), default=0)
    parts = [part for part in parts if part.indent <= depth]
    bold = [part.line for part in parts if _begins_in_bold(part.text, is_row=bool(cells))]
    plain = (part.line for part in parts if not part.is_linked or part.text.rstrip(" \t\r\n*_").endswith((":", "：")))
    alone = (line for line, texts in cells.items() if sum(map(bool, texts)) < _DESCRIBED_CELLS <= len(texts))
    announcing = {*plain, *alone, *(bold if len(bold) <= _MOST * len(parts) else ())}
    nameless = frozenset(line for line, texts in cells.items() if not texts or not _says_something(texts[0]))
    is_of_works = sum(map(_is_work, entries)) > _MOST * len(entries)
    return _List(sorted(announcing), filled, nameless, is_of_works)


def _parts(document: Document, first: int, last: int, linked: set[int], *, is_html: bool) -> Iterator[_Part]:
    """The paragraphs from one line to another, without ignore comments; each line of HTML is one."""
    about = {document.line(each.span.start) for each in document.suppressions}
    part: _Part | None = None
    for line in range(first, last + 1):
        written = document.text(document.line_span(line))
        text = without_comments(written) if line in about else written
        if text != written and not text.strip():
            continue
        if part and not is_html and not STARTS_ANEW.match(text):
            part = replace(part, text=f"{part.text}\n{text}", is_linked=part.is_linked or line in linked)
            continue
        if part:
            yield part
        part = _Part(line, indent(text), text[_marker(text).end() :], line in linked) if text.strip(" \t\r\n>") else None
    if part:
        yield part


def _begins_in_bold(text: str, *, is_row: bool) -> bool:
    """Whether an item begins with something in bold that is no link with more behind it: the name of a part, it may be."""
    found = _BOLD.match(text.strip())
    if not found:
        return False
    return not _LINKED.search(found["inner"]) or not (is_row or _WORD.search(found["rest"]))


def _is_work(entry: Entry) -> bool:
    """Whether an entry is something that somebody published."""
    if entry.claim("date") or entry.claim("authors"):
        return True
    return any(item.role == "paper" for item in entry.links if item.link is entry.main_link)


def _is_described(document: Document, entry: Entry, filled: int | None) -> bool:
    """Whether an entry says more than where it leads: when it came out, or what it is."""
    if filled is not None:
        return filled >= _DESCRIBED_CELLS
    if entry.date:
        return True
    span, data = entry.span, document.data
    parts, last = [], span.start
    for link in sorted((item.link.span for item in entry.links), key=lambda link: link.start):
        parts.append(data[last : max(last, link.start)])
        last = max(last, link.end)
    text = b"".join([*parts, data[last : max(last, span.end)]]).decode(document.encoding, "replace")
    return len(_WORD.findall(_shown(text[_marker(text).end() :]))) >= _FEW


def _marker(text: str) -> re.Match[str]:
    found = _MARKER.match(text)
    assert found is not None, "the pattern matches the empty text, too"
    return found


def _shown(text: str) -> str:
    return unescape(_TAG.sub(" ", without_comments(text))).strip()


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _spoken(words: Sequence[str]) -> re.Pattern[str]:
    r"""What speaks of an item by its number: “step 4”, “items 2 and 3”, “No. 7”, “[3]”, “#5”."""
    word = "|".join(map(re.escape, words)) or r"(?!)"
    named = rf"(?<![^\W_])(?:{word})s?[.:]?[ \t]{{0,3}}[#(\[]?\d{{1,3}}(?![\w-])"
    return re.compile(rf"{named}|(?<![\]\w!])\[\d{{1,3}}\](?![(\[:])|(?<![\w/&#.])#\d{{1,3}}\b", re.IGNORECASE)

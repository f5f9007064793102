"""The entries of lists as BibTeX: what the list says, one record for each work.

arXiv papers are `@misc` with `eprint` and `archivePrefix`, as arXiv's own export writes them; so is everything else, because a
list does not tell an article from a book.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from linkbot.report.claims import claimed
from linkbot.report.text import clean, neutral

if TYPE_CHECKING:
    from linkbot.model.report import EntryRow

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # BibTeX's own macros
_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "$&#%_"},
    }
)
_IN_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", '"': "%22", " ": "%20"})
_VERSION = re.compile(r"(?:/v\d{1,3})?(?:#.*)?$")  # of arxiv:1706.03762/v2#section
_WORD = re.compile(r"[a-z0-9]+")
_SMALL_WORDS = frozenset({"a", "an", "and", "for", "from", "in", "is", "of", "on", "the", "to", "towards", "via", "with"})
_OTHERS = re.compile(r"^(?:et\.? al\.?|and others|others)$", re.IGNORECASE)


def render(rows: Sequence[EntryRow]) -> str:
    """A record for each work, in the order of the lists; entries that have neither a title nor a link are left out."""
    records: dict[str, str] = {}
    seen: set[str] = set()
    for row in rows:
        identity = _VERSION.sub("", row.identity) or row.title.lower()
        if identity and identity not in seen:
            seen.add(identity)
            key = _unused(_key(row), records)
            records[key] = _record(key, row)
    return neutral("\n".join(records.values()))


def _record(key: str, row: EntryRow) -> str:
    lines = "".join(f"  {name} = {value},\n" for name, value in _fields(row))
    return f"@misc{{{key},\n{lines}}}\n"


def _fields(row: EntryRow) -> Iterator[tuple[str, str]]:
    kind, _, name = row.identity.partition(":")
    year, _, month = row.date.partition("-")
    if row.title:
        yield "title", f"{{{{{_escaped(row.title)}}}}}"
    if authors := claimed(row, "authors"):
        yield "author", f"{{{' and '.join(map(_author, authors))}}}"
    if kind == "arxiv":
        yield "eprint", f"{{{_url(_VERSION.sub('', name))}}}"
        yield "archivePrefix", "{arXiv}"
    if kind == "doi":
        yield "doi", f"{{{_url(name)}}}"
    if venue := claimed(row, "venue"):
        yield "note", f"{{{_escaped(venue[0])}}}"
    if row.url:
        yield "url", f"{{{_url(row.url)}}}"
    if year:
        yield "year", f"{{{_escaped(year)}}}"
    if month[:2].isdecimal() and 1 <= int(month[:2]) <= 12:
        yield "month", _MONTHS[int(month[:2]) - 1]


def _escaped(text: str) -> str:
    return clean(text).translate(_SPECIAL)


def _url(text: str) -> str:
    return clean(text).translate(_IN_URL)


def _author(name: str) -> str:
    """A name of the list; `et al.` is BibTeX's `others`, and a name with ` and ` in it stays one name."""
    escaped = _escaped(name)
    if _OTHERS.match(name.strip()):
        return "others"
    return f"{{{escaped}}}" if " and " in escaped.lower() else escaped


def _key(row: EntryRow) -> str:
    """`vaswani2017attention`, or `attentionall2017` where the list names no author."""
    authors = claimed(row, "authors")
    family = _words(authors[0].split(",")[0])[-1:] if authors else []
    title = [word for word in _words(row.title) if word not in _SMALL_WORDS]
    year = _words(row.date[:4])
    parts = [*family, *year, *title[:1]] if family else [*title[:2], *year]
    return "".join(parts) or "".join(_words(row.identity)[:6]) or "entry"


def _unused(key: str, taken: dict[str, str]) -> str:
    if key not in taken:
        return key
    return next(candidate for number in count(2) if (candidate := f"{key}-{number}") not in taken)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _WORD.findall(plain.lower())

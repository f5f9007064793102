"""Entries outside lists and tables: citations, dated links and named links that stand as paragraphs."""

from __future__ import annotations

import re
from dataclasses import replace

from linkbot.model.document import Document, Entry, EntryLink
from linkbot.model.text import Span
from linkbot.parse.blocks import Block
from linkbot.parse.citations import is_citation
from linkbot.parse.flow import OBJECT, Flow, flow
from linkbot.parse.lexicon import Lexicon
from linkbot.parse.lines import Line, entry_links, read_line
from linkbot.parse.roles import is_url_label, label_role
from linkbot.parse.titles import text_title

_DASH = re.compile(rf"[\s{OBJECT})][-–—]{{1,2}}\s")
_ENDS_WITH_LINK = re.compile(rf"{OBJECT}[\s.,;)\]]*$")
_MOST_LINES = 12  # of one citation


def read_paragraph(
    block: Block, added: tuple[EntryLink, ...], after: int, document: Document, lexicon: Lexicon, group: int
) -> list[Entry]:
    """The entries of a paragraph, of style "citation".

    `added` are the links of a list that follows it and only adds links; that list ends at the byte `after`.
    """
    whole = flow([block], document)
    entries = [
        entry
        for start, end in _parts(whole, document, lexicon)
        if (entry := _entry(whole.slice(start, end), block, document, lexicon, group))
    ]
    if not added:
        return entries
    last = entries.pop() if entries else _without_a_link(whole, added, block, document, lexicon, group)
    if last is None:
        return []
    links = last.links if last.links == added else last.links + added
    return [*entries, replace(last, links=links, span=Span(last.span.start, after))]


def _parts(whole: Flow, document: Document, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The places of each citation; else of each line, where each is an entry; else of the whole paragraph."""
    lines = whole.lines()
    if citations := _citations(whole, lines):
        return citations
    if len(lines) > 1 and all(_stands_alone(whole.slice(*line), document, lexicon) for line in lines):
        return lines
    return [(0, len(whole.text))]


def _citations(whole: Flow, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Citations may be wrapped: one goes on until a line ends with its link."""
    parts: list[tuple[int, int]] = []
    opened: list[int] = []
    for first, end in lines:
        opened = [*opened[1 - _MOST_LINES :], first]
        if _ENDS_WITH_LINK.search(whole.text[first:end]) and is_citation(whole.slice(opened[0], end)):
            parts.append((opened[0], end))
            opened = []
    if parts and opened:
        parts[-1] = (parts[-1][0], len(whole.text))
    return parts


def _entry(part: Flow, block: Block, document: Document, lexicon: Lexicon, group: int) -> Entry | None:
    line = read_line(part, document, lexicon)
    if not _is_entry(part, line, lexicon):
        return None
    start, end = _extent(part)
    links = entry_links(part, line.main if line.leads else None, lexicon)
    return Entry(part.span(start, end), "citation", group, block.section, line.main, links, line.claims)


def _without_a_link(
    whole: Flow, added: tuple[EntryLink, ...], block: Block, document: Document, lexicon: Lexicon, group: int
) -> Entry | None:
    """A bold title, or a dated note, whose links are all in the list below."""
    line = read_line(whole, document, lexicon)
    title = None
    if _is_bold(whole) and not whole.text.rstrip().endswith((":", "：")):
        title = text_title(whole, 0, len(whole.text), document)
    if line.shape != "none" or not (title or line.dated):
        return None
    main = next((link.link for link in added if link.role == "paper"), added[0].link)
    claims = (*line.claims, *([title] if title else []))
    return Entry(whole.span(*_extent(whole)), "citation", group, block.section, main, added, claims)


def _is_entry(part: Flow, line: Line, lexicon: Lexicon) -> bool:
    """Whether a paragraph is an entry and no prose that happens to begin with a link: it has a date, a description after
    a dash, or further links that say what they are.
    """
    if line.shape != "entry":
        return False
    if not line.leads or line.dated:
        return True
    behind = [link for _, link in part.links() if link is not line.main]
    return bool(_DASH.search(part.text)) or any(label_role(link.text, lexicon) for link in behind if not is_url_label(link))


def _stands_alone(part: Flow, document: Document, lexicon: Lexicon) -> bool:
    return _is_entry(part, read_line(part, document, lexicon), lexicon)


def _is_bold(whole: Flow) -> bool:
    words = [at for at, letter in enumerate(whole.text) if letter.isalnum()]
    return bool(words) and all(map(whole.strong, words))


def _extent(part: Flow) -> tuple[int, int]:
    """The places of the first character that is no white space, and behind the last."""
    text = part.text
    return len(text) - len(text.lstrip()), len(text.rstrip())

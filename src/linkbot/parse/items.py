"""Lists: which of their items are entries, and what belongs to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from linkbot.model.document import Claim, Document, Entry, EntryLink, Style
from linkbot.model.text import Span
from linkbot.parse.authors import look_like_authors
from linkbot.parse.blocks import Block
from linkbot.parse.details import read_details, text_claim
from linkbot.parse.flow import Flow, flow
from linkbot.parse.heads import without_dated_group
from linkbot.parse.lexicon import Lexicon
from linkbot.parse.lines import Line, entry_links, is_fragment, read_line, read_named_line
from linkbot.parse.roles import names_a_thing
from linkbot.parse.titles import text_title

_SHARE_OF_ENTRIES = 0.6  # of a list's items with links, for all of them to be entries
_FEWEST_ENTRIES = 2
_FEWEST_WORDS = 3  # of a title
_LONGEST_TITLE = 200  # characters of an item without a link that can be a title


@dataclass(frozen=True, slots=True)
class _Item:
    """An item with its own text, and the lists below it."""

    block: Block
    flow: Flow
    line: Line
    lists: tuple[_List, ...]


@dataclass(frozen=True, slots=True)
class _List:
    style: Style
    items: tuple[_Item, ...]


def read_list(block: Block, document: Document, lexicon: Lexicon, groups: Iterator[int]) -> list[Entry]:
    """The entries of a list and of the lists in it; each list takes a number from `groups`."""
    return list(_entries(_read(block, document, lexicon), document, lexicon, groups))


def fragments(block: Block, document: Document, lexicon: Lexicon) -> tuple[EntryLink, ...]:
    """The links of a list that only adds links to what stands above it; none where any of its items is more than that."""
    items = _read(block, document, lexicon).items
    return _links(items, lexicon) if all(map(_is_flat, items)) and _only_adds(items, lexicon) else ()


def _read(block: Block, document: Document, lexicon: Lexicon) -> _List:
    items = []
    for item in block.children:
        own = flow([child for child in item.children if child.kind == "paragraph"], document)
        below = tuple(_read(child, document, lexicon) for child in item.children if child.kind == "list")
        items.append(_Item(item, own, read_line(own, document, lexicon), below))
    return _List("numbered" if block.ordered else "bullet", tuple(items))


def _entries(listed: _List, document: Document, lexicon: Lexicon, groups: Iterator[int]) -> Iterator[Entry]:
    group = next(groups)
    linked = [item.line for item in listed.items if item.line.shape not in ("none", "navigation")]
    sure = sum(line.shape == "entry" for line in linked)
    all_are = sure >= _FEWEST_ENTRIES and sure >= _SHARE_OF_ENTRIES * len(linked)
    for item in listed.items:
        own, others = _divide(item, lexicon)
        line = (
            item.line if item.line.shape == "entry" or not all_are else read_named_line(item.flow, item.line, document, lexicon)
        )
        if line and (line.shape == "entry" or (line.main and (line.shape != "prose" or all_are))):
            yield _linked(
                item if line is item.line else replace(item, line=line), own, others, listed.style, group, document, lexicon
            )
        elif entry := _without_a_link(item, own, listed.style, group, document, lexicon):
            yield entry
            others = ()
        else:
            others = item.lists
        for below in others:
            yield from _entries(below, document, lexicon, groups)


def _divide(item: _Item, lexicon: Lexicon) -> tuple[tuple[_Item, ...], tuple[_List, ...]]:
    """The items below that add links to `item`, and the lists of those that are entries of their own."""
    own: list[_Item] = []
    others = []
    for below in item.lists:
        added = [child for child in below.items if _adds(child, lexicon)]
        if len(added) == len([child for child in below.items if child.line.shape != "none"]):
            own += [child for child in below.items if _is_flat(child)]
            rest = tuple(child for child in below.items if not _is_flat(child))
        else:
            own += added
            rest = tuple(child for child in below.items if not _adds(child, lexicon))
        if rest:
            others.append(replace(below, items=rest))
    return tuple(own), tuple(others)


def _linked(
    item: _Item,
    own: tuple[_Item, ...],
    others: tuple[_List, ...],
    style: Style,
    group: int,
    document: Document,
    lexicon: Lexicon,
) -> Entry:
    line = item.line
    links = entry_links(item.flow, line.main if line.leads else None, lexicon) + _links(own, lexicon)
    claims = line.claims + (() if any(claim.kind == "authors" for claim in line.claims) else _authors(own, document))
    return Entry(_span(item, own, others), style, group, item.block.section, line.main, links, claims)


def _without_a_link(
    item: _Item, own: tuple[_Item, ...], style: Style, group: int, document: Document, lexicon: Lexicon
) -> Entry | None:
    """An item whose title carries no link, with its links in the items below it."""
    text = item.flow.text.strip()
    if item.line.shape != "none" or not own or not all(map(_is_flat, own)) or text.endswith((":", "：")):
        return None
    links = _links(own, lexicon)
    named = any(child.line.main and names_a_thing(child.line.main.text, lexicon) for child in own)
    if not links or named or all(child.line.shape in ("none", "address") for child in own) or len(text) > _LONGEST_TITLE:
        return None
    end = without_dated_group(item.flow, 0, len(item.flow.text), lexicon)
    title = text_title(item.flow, 0, end, document)
    details = read_details(item.flow, end, document, lexicon, leads=False)
    main = next((link.link for link in links if link.role == "paper"), links[0].link)
    claims = ((title,) if title else ()) + details + _authors(own, document)
    return Entry(_span(item, own, ()), style, group, item.block.section, main, links, claims)


def _is_keyed(item: _Item) -> bool:
    """Whether an item is an address behind a word or two, such as a misspelt key: `Homepgae: https://...`."""
    line = item.line
    title = str(line.title.value) if line.title else ""
    return line.shape == "entry" and not line.leads and len(title.split()) < _FEWEST_WORDS and len(list(item.flow.links())) == 1


def _only_adds(items: tuple[_Item, ...], lexicon: Lexicon) -> bool:
    return any(is_fragment(item.line, lexicon) for item in items) and all(
        is_fragment(item.line, lexicon) or item.line.shape == "none" or _is_keyed(item) for item in items
    )


def _adds(item: _Item, lexicon: Lexicon) -> bool:
    return _is_flat(item) and is_fragment(item.line, lexicon)


def _is_flat(item: _Item) -> bool:
    return not item.lists


def _links(items: tuple[_Item, ...], lexicon: Lexicon) -> tuple[EntryLink, ...]:
    return tuple(link for item in items for link in entry_links(item.flow, None, lexicon))


def _authors(items: tuple[_Item, ...], document: Document) -> tuple[Claim, ...]:
    """The names in an item of their own below an entry."""
    for item in items:
        if item.line.shape == "none" and look_like_authors(item.flow.text):
            claim = text_claim("authors", item.flow, 0, len(item.flow.text), document)
            return (claim,) if claim else ()
    return ()


def _span(item: _Item, own: tuple[_Item, ...], others: tuple[_List, ...]) -> Span:
    """The whole item, or its own text and what adds to it where entries stand below."""
    if not others:
        return item.block.span
    paragraphs = [child.span.end for child in item.block.children if child.kind == "paragraph"]
    return Span(item.block.span.start, max([*paragraphs, *(child.block.span.end for child in own)]))

"""Markdown -> block tree: pyromark finds the blocks, our own inline reader the links in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pyromark

from linkbot.model.document import BrokenLink, Link
from linkbot.model.identity import Identity
from linkbot.model.text import Span
from linkbot.parse.blocks import Block, BlockKind
from linkbot.parse.content import ContentReader, Found
from linkbot.parse.decode import Source
from linkbot.parse.directives import Comment
from linkbot.parse.leaf import Leaf, delimiter_row, lines_of
from linkbot.parse.references import Reference, definition, normalised

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
)
_DEEPEST = 100  # containers within containers; what lies deeper is lifted to this depth
_FRONT_MATTER = re.compile(r"---(?:\r\n|\n|\r).*?[\r\n](?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL)
_LINE_END = re.compile(r"[\r\n]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_FOOTNOTE = re.compile(r"^[ \t>*+\d.-]*\[\^([^\]\s]{1,999})\]:", re.MULTILINE)
_ATX = re.compile(r"#{1,6}(?=[ \t\r\n]|\Z)[ \t]*")
_ATX_END = re.compile(r"(?:(?<=[ \t])|\A)#+[ \t]*\Z")
_BLANK = " \t\r\n"

_KINDS: dict[str, BlockKind] = {
    "Paragraph": "paragraph",
    "Heading": "heading",
    "BlockQuote": "quote",
    "CodeBlock": "code",
    "HtmlBlock": "html",
    "List": "list",
    "Item": "item",
    "FootnoteDefinition": "footnote",
    "Table": "table",
    "TableHead": "header",
    "TableRow": "row",
    "TableCell": "cell",
}


@dataclass(frozen=True)
class Tree:
    """A document's blocks, and what was found on the way: links in the order of their places, headings in that of the page.

    `headings` are their texts, `names` the ids and names of HTML tags, `footnotes` the labels of those that are shown.
    """

    block: Block
    links: tuple[Link, ...]
    broken: tuple[BrokenLink, ...]
    headings: tuple[str, ...]
    names: frozenset[str]
    footnotes: frozenset[str]
    comments: tuple[Comment, ...]


@dataclass(slots=True)
class _Frame:
    kind: BlockKind
    start: int
    end: int
    level: int = 0
    ordered: bool = False
    label: str = ""
    quotes: int = 0
    columns: int = 0
    content: int = -1  # where a leaf's text starts, behind a task's box
    pending: tuple[int, int] | None = None
    children: list[Block] = field(default_factory=list)
    found: Found = field(default_factory=Found)


def front_matter(text: str) -> int:
    """Where the text after the YAML front matter starts, 0 where there is none."""
    match = _FRONT_MATTER.match(text)
    return match.end() if match else 0


def read_tree(source: Source, identify: Callable[[str], Identity]) -> Tree:
    """The block tree and the links of a file's text, with spans in bytes of the file. Never raises."""
    return _Walker(source, identify).walk()


class _Walker:
    def __init__(self, source: Source, identify: Callable[[str], Identity]) -> None:
        self.source = source
        self.text = source.text
        self.body = front_matter(source.text)
        self._skipped = len(source.text[: self.body].encode())
        self._markdown = _LONE_RETURN.sub("\n", source.text[self.body :])  # pulldown-cmark does not know all of them
        references = self._definitions() if "]:" in self._markdown else {}
        labels = _FOOTNOTE.findall(self._markdown) if "[^" in self._markdown else []
        footnotes = frozenset(normalised(label) for label in labels)
        self._content = ContentReader(source, identify, references, footnotes)
        self._notes: dict[str, tuple[Block, Found]] = {}
        self._headings: list[tuple[int, str]] = []
        self._section: tuple[str, ...] = ()
        self._stack = [_Frame("document", self.body, len(source.text))]

    def walk(self) -> Tree:
        for event, place in pyromark.events_with_range(self._markdown, options=_OPTIONS):
            self._event(event, place)
        root = self._stack[0]
        for label, (block, found) in self._notes.items():
            if label in self._content.named:  # GitHub shows no other footnotes
                root.children.append(block)
                root.found.add(found)
        root.children.sort(key=lambda block: block.span)
        return Tree(
            Block("document", self._span(root.start, root.end), tuple(root.children)),
            tuple(sorted(root.found.links, key=lambda link: (link.span.start, -link.span.end))),
            tuple(sorted(root.found.broken, key=lambda broken: broken.span)),
            tuple(self._content.titles),
            frozenset(self._content.names),
            frozenset(self._content.named & self._notes.keys()),
            tuple(self._content.comments),
        )

    def _definitions(self) -> dict[str, Reference]:
        found = {}
        for label, target in pyromark.reference_definitions(self._markdown, options=_OPTIONS).items():
            reference = definition(self.text, self._index(target["span"]["start"]))
            if reference:
                found[normalised(label)] = reference
        return found

    def _event(self, event: Any, place: Any) -> None:
        name, tag = next(iter(event.items())) if isinstance(event, dict) else (event, "")
        if name == "Start":
            tag, value = (tag, None) if isinstance(tag, str) else next(iter(tag.items()))
            if tag in _KINDS:
                self._open(_KINDS[tag], value, place)
                return
        elif name == "End":
            if (tag if isinstance(tag, str) else next(iter(tag))) in _KINDS:
                self._close()
                return
        elif name == "TaskListMarker":
            self._stack[-1].content = self._index(place["end"])
            return
        elif name == "Rule":
            self._flush()
            start, end = self._index(place["start"]), self._index(place["end"])
            self._add(Block("rule", self._trimmed(start, end), section=self._section), Found())
            return
        frame = self._stack[-1]
        if frame.kind == "item":
            start, end = place["start"], place["end"]
            if end > start:
                low, high = frame.pending or (start, end)
                frame.pending = (min(low, start), max(high, end))

    def _open(self, kind: BlockKind, value: Any, place: Any) -> None:
        self._flush()
        start, end = self._index(place["start"]), self._index(place["end"])
        frame = _Frame(kind, start, end, quotes=self._stack[-1].quotes + (kind == "quote"))
        if kind == "heading":
            frame.level = int(value["level"][1:])
        elif kind == "list":
            frame.ordered, frame.level = value is not None, value or 0
        elif kind == "footnote":
            frame.label = normalised(value)
        self._stack.append(frame)

    def _close(self) -> None:
        self._flush()
        frame = self._stack.pop()
        if frame.kind == "cell":
            return
        if frame.kind in {"heading", "paragraph", "html"}:
            self._leaf(frame.kind, frame.start, frame.end, frame.quotes, level=frame.level, content=frame.content)
        elif frame.kind in {"row", "header"}:
            self._row(frame)
        elif len(self._stack) > _DEEPEST:
            self._stack[-1].children += frame.children
            self._stack[-1].found.add(frame.found)
        else:
            block = Block(
                frame.kind,
                self._trimmed(frame.start, frame.end),
                tuple(frame.children),
                level=frame.level,
                ordered=frame.ordered,
                section=self._section,
            )
            if frame.kind == "footnote":
                self._notes.setdefault(frame.label, (block, frame.found))
            else:
                self._add(block, frame.found)

    def _flush(self) -> None:
        """The text that stands in a tight item becomes its paragraph."""
        frame = self._stack[-1]
        if frame.pending is None:
            return
        start, end = (self._index(offset) for offset in frame.pending)
        frame.pending = None
        if start and self.text[start - 1] == "\\" and frame.content < start:
            start -= 1
        frame.content = -1
        self._leaf("paragraph", start, self._line_end(end), frame.quotes)

    def _leaf(self, kind: BlockKind, first: int, last: int, quotes: int, *, level: int = 0, content: int = -1) -> None:
        start, end = max(first, content), last
        if kind == "heading":
            start, end = self._heading_text(start, end)
        while start < end and self.text[start] in _BLANK:
            start += 1
        while end > start and self.text[end - 1] in _BLANK:
            end -= 1
        leaf = lines_of(self.text, start, end, quotes)
        if kind == "paragraph" and self._late_table(leaf, quotes):
            return
        runs, found = self._content.read(leaf, kind)
        block = Block(kind, self._trimmed(first, last), runs=runs, level=level, section=self._section)
        if kind == "heading":
            while self._headings and self._headings[-1][0] >= level:
                self._headings.pop()
            above = tuple(text for _, text in self._headings)
            block = replace(block, section=above)
            self._headings.append((level, block.text.strip()))
            self._section = (*above, block.text.strip())
        self._add(block, found)

    def _heading_text(self, start: int, end: int) -> tuple[int, int]:
        while end > start and self.text[end - 1] in _BLANK:
            end -= 1
        if match := _ATX.match(self.text, start, end):
            body = self.text[match.end() : end]
            closing = _ATX_END.search(body)
            return match.end(), match.end() + (closing.start() if closing else len(body))
        return start, max(self.text.rfind("\n", start, end), self.text.rfind("\r", start, end), start)

    def _late_table(self, leaf: Leaf, quotes: int) -> bool:
        """A table below a line of text: GitHub takes the paragraph's last line for its header, pulldown-cmark does not."""
        row = delimiter_row(leaf)
        if row is None:
            return False
        ends = [leaf.place(start - 1) for start in leaf.starts[1:]] + [leaf.bounds(0, len(leaf.text))[1]]
        lines = list(zip(leaf.places, ends, strict=True))
        self._leaf("paragraph", lines[0][0], lines[row - 2][1], quotes)
        self._stack.append(_Frame("table", lines[row - 1][0], lines[-1][1], quotes=quotes))
        for index in (row - 1, *range(row + 1, len(lines))):
            self._row(_Frame("header" if index < row else "row", *lines[index]))
        self._close()
        return True

    def _row(self, frame: _Frame) -> None:
        table = self._stack[-1]
        width = None if frame.kind == "header" else table.columns
        cells, found = self._content.row(frame.start, frame.end, width, self._section)
        if frame.kind == "header":
            table.columns = len(cells)
        self._add(Block(frame.kind, self._trimmed(frame.start, frame.end), cells, section=self._section), found)

    def _add(self, block: Block, found: Found) -> None:
        self._stack[-1].children.append(block)
        self._stack[-1].found.add(found)

    def _line_end(self, position: int) -> int:
        match = _LINE_END.search(self.text, position)
        return match.start() if match else len(self.text)

    def _index(self, offset: int) -> int:
        return self.source.index(offset + self._skipped)

    def _trimmed(self, start: int, end: int) -> Span:
        while start < end and self.text[start] in "\r\n":  # pulldown-cmark begins an item that a tab indents a column early
            start += 1
        while end > start and self.text[end - 1] in _BLANK:
            end -= 1
        return self._span(start, end)

    def _span(self, start: int, end: int) -> Span:
        return self.source.span(start, end)

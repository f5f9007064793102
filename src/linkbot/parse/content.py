"""What stands in leaf blocks and table rows: runs, links, broken links, headings and comments, collected in reading order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from linkbot.model.document import BrokenLink, Link
from linkbot.model.identity import Identity
from linkbot.model.text import Span
from linkbot.parse.blocks import Block, BlockKind, Run
from linkbot.parse.broken import Meant, meant_links
from linkbot.parse.decode import Source
from linkbot.parse.directives import Comment
from linkbot.parse.headings import HtmlHeadings, heading_text
from linkbot.parse.inline import read_inline
from linkbot.parse.leaf import Leaf, cells_of
from linkbot.parse.links import LinkReader
from linkbot.parse.references import References


@dataclass(frozen=True, slots=True)
class Found:
    """The links of a stretch of the document, and what was meant as links."""

    links: list[Link] = field(default_factory=list)
    broken: list[BrokenLink] = field(default_factory=list)

    def add(self, other: Found) -> None:
        """Take in what was found elsewhere."""
        self.links.extend(other.links)
        self.broken.extend(other.broken)


class ContentReader:
    """Reads the leaves of one document in order.

    `titles` are the texts of the headings so far, `names` the ids and names of HTML tags, `comments` the HTML comments, `named`
    the labels of the footnotes that the text refers to.
    """

    def __init__(
        self, source: Source, identify: Callable[[str], Identity], references: References, footnotes: frozenset[str]
    ) -> None:
        self._source = source
        self._reader = LinkReader(source, identify)
        self._references = references
        self._footnotes = footnotes
        self._html_headings = HtmlHeadings()
        self.titles: list[str] = []
        self.named: set[str] = set()

    @property
    def names(self) -> set[str]:
        """The ids and names of the HTML tags so far."""
        return self._reader.names

    @property
    def comments(self) -> list[Comment]:
        """The HTML comments so far."""
        return self._reader.comments

    def read(self, leaf: Leaf, kind: BlockKind) -> tuple[tuple[Run, ...], Found]:
        """The runs of a leaf block and what was found in them."""
        if kind == "html":
            pieces = self._reader.pieces_of_html(leaf)
        else:
            pieces, named = read_inline(leaf.text, self._references, self._footnotes)
            self.named |= named
        hidden = self._reader.commented
        runs, links = self._reader.read(leaf, pieces)
        if hidden:
            return runs, Found(links)
        if kind == "heading":
            self._html_headings.end()
            self.titles.append(heading_text(pieces))
        else:
            self.titles += self._html_headings.read(leaf.text, pieces)
        broken = [] if kind == "html" else [self._broken(leaf, meant) for meant in meant_links(leaf.text, pieces)]
        return runs, Found(links, broken)

    def row(self, start: int, end: int, width: int | None, section: tuple[str, ...]) -> tuple[tuple[Block, ...], Found]:
        """The cells of a table row. GitHub does not show those beyond the `width` of the header: their links do not count."""
        cells: list[Block] = []
        total = Found()
        for leaf in cells_of(self._source.text, start, end):
            runs, found = self.read(leaf, "cell")
            if width is None or len(cells) < width:
                total.add(found)
            else:
                runs = tuple(replace(run, kind="text", link=None) if run.link else run for run in runs)
            cells.append(Block("cell", self._span(leaf, 0, len(leaf.text)), runs=runs, section=section))
        return tuple(cells), total

    def _broken(self, leaf: Leaf, meant: Meant) -> BrokenLink:
        return BrokenLink(
            meant.text, meant.url, self._span(leaf, *meant.bounds), self._span(leaf, *meant.url_bounds), meant.reason
        )

    def _span(self, leaf: Leaf, start: int, end: int) -> Span:
        return self._source.span(*leaf.bounds(start, end))

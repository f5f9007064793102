"""The block tree: a document's structure with byte spans, between the Markdown library and the readers of entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from linkbot.model.document import Link
from linkbot.model.text import Span

BlockKind = Literal[
    "document",
    "heading",
    "paragraph",
    "list",
    "item",
    "table",
    "header",
    "row",
    "cell",
    "quote",
    "code",
    "html",
    "footnote",
    "rule",
]

RunKind = Literal["text", "code", "link", "image", "break", "softbreak", "html"]


@dataclass(frozen=True, slots=True)
class Run:
    r"""A stretch of inline content of a leaf block.

    `text` is what a reader sees (escapes and entities resolved; "\n" for a softbreak or break; "" for raw HTML but for a
    `<br>`, which is a break). A link's runs are not flattened: one run of kind "link" or "image" carries the whole link in
    `link`, with the text of its label. `strong` and `emphasis` tell what surrounds the run.
    """

    kind: RunKind
    span: Span
    text: str
    link: Link | None = None
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the document and what is in it.

    Containers (document, list, item, table, header, row, quote, footnote) have `children`; leaves (heading, paragraph, cell)
    have `runs`; the content of a tight list item stands in a "paragraph" child of the item. `level` is a heading's
    level (1 to 6), or the start number of an ordered list (`ordered` true); `section` is the path of headings above.
    """

    kind: BlockKind
    span: Span
    children: tuple[Block, ...] = ()
    runs: tuple[Run, ...] = ()
    level: int = 0
    ordered: bool = False
    section: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What a reader sees of a leaf block."""
        return "".join(run.text for run in self.runs)

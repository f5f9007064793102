"""Inline content as one string in which each character knows its bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from linkbot.model.document import Document, Link
from linkbot.model.text import Span
from linkbot.parse.blocks import Block, Run

OBJECT = "\ufffc"  # stands for a link, an image or a code span: no letter, no digit, no punctuation
_UNREAD = "\ufffd"
_LONGEST_ENTITY = 34  # `&CounterClockwiseContourIntegral;`
_ODD = str.maketrans({OBJECT: " ", "\n": " ", "\r": " "})


@dataclass(frozen=True, slots=True)
class Flow:
    """What a reader sees of some runs, with links, images and code as one `OBJECT` each and a line end for each break.

    For each character, `starts` and `ends` are its bytes and `runs` is the run it comes from.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    runs: tuple[Run | None, ...]

    def span(self, start: int, end: int) -> Span:
        """The bytes from the character at `start` up to the one before `end`, which must lie behind it."""
        return Span(self.starts[start], self.ends[end - 1])

    def visible(self, start: int, end: int) -> str:
        """What a reader sees between two places, links by their labels."""
        objects = (self.object(at) for at in range(start, end))
        return "".join(run.text if run else letter for run, letter in zip(objects, self.text[start:end], strict=True))

    def object(self, at: int) -> Run | None:
        """The link, image or code span that stands at a place."""
        return self.runs[at] if at < len(self.text) and self.text[at] == OBJECT else None

    def links(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Link]]:
        """The links between two places that are no images, with their places."""
        at = self.text.find(OBJECT, start, end)
        while at >= 0:
            run = self.runs[at]
            if run and run.kind == "link" and run.link:
                yield at, run.link
            at = self.text.find(OBJECT, at + 1, end)

    def strong(self, at: int) -> bool:
        """Whether a character of text is bold."""
        return self._is_text(at) and bool((run := self.runs[at]) and run.strong)

    def emphasis(self, at: int) -> bool:
        """Whether a character of text is in italics."""
        return self._is_text(at) and bool((run := self.runs[at]) and run.emphasis)

    def slice(self, start: int, end: int) -> Flow:
        """The part between two places."""
        return Flow(self.text[start:end], self.starts[start:end], self.ends[start:end], self.runs[start:end])

    def lines(self) -> list[tuple[int, int]]:
        """The places of the lines that hold anything: the first and the one behind the last."""
        edges = [-1, *(at for at, letter in enumerate(self.text) if letter == "\n"), len(self.text)]
        return [(start + 1, end) for start, end in pairwise(edges) if self.text[start + 1 : end].strip()]

    def _is_text(self, at: int) -> bool:
        return at < len(self.text) and self.text[at] != OBJECT


def flow(leaves: Iterable[Block], document: Document) -> Flow:
    """The flow of some leaf blocks, with a line end between one and the next."""
    builder = _Builder(document)
    for at, leaf in enumerate(leaves):
        if at:
            builder.letter("\n", Span(leaf.span.start, leaf.span.start))
        for run in leaf.runs:
            builder.add(run)
    return Flow("".join(builder.letters), tuple(builder.starts), tuple(builder.ends), tuple(builder.runs))


@dataclass
class _Builder:
    document: Document
    letters: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    runs: list[Run | None] = field(default_factory=list)

    def add(self, run: Run) -> None:
        if run.kind == "text":
            self._text(run)
        elif run.kind in ("break", "softbreak"):
            self.letter("\n", run.span, run)
        elif run.kind != "html":
            self.letter(OBJECT, run.span, run)

    def letter(self, letter: str, span: Span, run: Run | None = None) -> None:
        self.letters.append(letter)
        self.starts.append(span.start)
        self.ends.append(span.end)
        self.runs.append(run)

    def _text(self, run: Run) -> None:
        source = self.document.text(run.span)
        sizes = _sizes(source, self.document.encoding)
        if source == run.text and sum(sizes) == len(run.span):
            edges = list(accumulate(sizes, initial=run.span.start))
            self.letters.append(source.translate(_ODD))
            self.starts += edges[:-1]
            self.ends += edges[1:]
            self.runs += [run] * len(source)
        elif len(source) <= _LONGEST_ENTITY:  # an escape or an entity: all of it stands for each of its characters
            for letter in run.text.translate(_ODD):
                self.letter(letter, run.span, run)
        else:  # characters and bytes do not agree: nothing is read from this run
            self.letter(_UNREAD, run.span, run)


def _sizes(text: str, encoding: str) -> list[int]:
    if text.isascii() and not encoding.lower().startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
        return [1] * len(text)
    return [len(letter.encode(encoding, "replace")) for letter in text]

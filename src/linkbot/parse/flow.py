"""Inline content as one string in which each character knows its bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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

    `runs` are where its characters come from, each with those from the same index of `places` on. The part that is cut out of
    a flow (`slice`) shares both with it, and begins at the place `offset` of them.
    """

    text: str
    places: Sequence[int]
    runs: Sequence[Run]
    document: Document
    offset: int = 0

    def span(self, start: int, end: int) -> Span:
        """The bytes from the character at `start` up to the one before `end`, which must lie behind it."""
        return Span(self._bytes(start).start, self._bytes(end - 1).end)

    def visible(self, start: int, end: int) -> str:
        """What a reader sees between two places, links by their labels."""
        parts = []
        for at in self._objects(start, end):
            parts += [self.text[start:at], self._run(at).text]
            start = at + 1
        return "".join([*parts, self.text[start:end]])

    def object(self, at: int) -> Run | None:
        """The link, image or code span that stands at a place."""
        return self._run(at) if self.text.startswith(OBJECT, at) else None

    def links(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Link]]:
        """The links between two places that are no images, with their places."""
        for at in self._objects(start, end):
            run = self._run(at)
            if run.kind == "link" and run.link:
                yield at, run.link

    def strong(self, at: int) -> bool:
        """Whether a character of text is bold."""
        return self._is_text(at) and self._run(at).strong

    def emphasis(self, at: int) -> bool:
        """Whether a character of text is in italics."""
        return self._is_text(at) and self._run(at).emphasis

    def stretch_end(self, at: int) -> int:
        """Where what comes from the same run as the character at `at` ends: it is all alike."""
        index = bisect_right(self.places, at + self.offset)
        following = self.places[index] - self.offset if index < len(self.places) else len(self.text)
        return min(following, len(self.text))

    def slice(self, start: int, end: int) -> Flow:
        """The part between two places."""
        return Flow(self.text[start:end], self.places, self.runs, self.document, self.offset + start)

    def lines(self) -> list[tuple[int, int]]:
        """The places of the lines that hold anything: the first and the one behind the last."""
        edges = [-1, *(at for at, letter in enumerate(self.text) if letter == "\n"), len(self.text)]
        return [(start + 1, end) for start, end in pairwise(edges) if self.text[start + 1 : end].strip()]

    def _objects(self, start: int, end: int | None) -> Iterator[int]:
        at = self.text.find(OBJECT, start, end)
        while at >= 0:
            yield at
            at = self.text.find(OBJECT, at + 1, end)

    def _run(self, at: int) -> Run:
        return self.runs[bisect_right(self.places, at + self.offset) - 1]

    def _bytes(self, at: int) -> Span:
        """The bytes of one character; those of the whole run where they cannot be told apart."""
        index = bisect_right(self.places, at + self.offset) - 1
        run, nth = self.runs[index], at + self.offset - self.places[index]
        if run.kind != "text" or not _is_exact(run, self.document):
            return run.span
        before = run.span.start + _size(run.text[:nth], self.document)
        return Span(before, before + _size(run.text[nth], self.document))

    def _is_text(self, at: int) -> bool:
        return at < len(self.text) and self.text[at] != OBJECT


def flow(leaves: Sequence[Block], document: Document) -> Flow:
    """The flow of some leaf blocks, with a line end between one and the next."""
    parts: list[str] = []
    places: list[int] = []
    runs: list[Run] = []
    length = 0
    for run in _with_line_ends(leaves):
        if run.kind == "html":
            continue
        part = _letters(run, document)
        parts.append(part)
        places.append(length)
        runs.append(run)
        length += len(part)
    return Flow("".join(parts), tuple(places), tuple(runs), document)


def _with_line_ends(leaves: Sequence[Block]) -> Iterator[Run]:
    for number, leaf in enumerate(leaves):
        if number:
            yield Run("softbreak", Span(leaf.span.start, leaf.span.start), "\n")
        yield from leaf.runs


def _letters(run: Run, document: Document) -> str:
    if run.kind != "text":
        return "\n" if run.kind in ("break", "softbreak") else OBJECT
    # Beyond the length of an escape or an entity, all of which stands for each of its characters, nothing is read from a run
    # whose characters and bytes do not agree.
    is_readable = _is_exact(run, document) or len(document.text(run.span)) <= _LONGEST_ENTITY
    return run.text.translate(_ODD) if is_readable else _UNREAD


def _is_exact(run: Run, document: Document) -> bool:
    """Whether a run of text stands in the file as a reader sees it, character for character."""
    if len(run.text) == len(run.span) and run.text.isascii():
        return True  # what is resolved is always shorter than it was written
    return document.text(run.span) == run.text and _size(run.text, document) == len(run.span)


def _size(text: str, document: Document) -> int:
    return len(text) if text.isascii() else len(text.encode(document.encoding, "replace"))

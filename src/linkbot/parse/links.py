"""Pieces of a leaf block -> runs and links with their places in the file, HTML links among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from linkbot.model.document import Link
from linkbot.model.identity import Identity
from linkbot.model.text import Span
from linkbot.parse.blocks import Run, RunKind
from linkbot.parse.decode import Source
from linkbot.parse.directives import Comment
from linkbot.parse.html import Tag, Target, resolve, tags, targets
from linkbot.parse.inline import Piece
from linkbot.parse.leaf import Leaf

_PICTURE = "img"


@dataclass
class LinkReader:
    """Makes runs and links. A comment that one HTML block opens hides what follows, until some HTML closes it."""

    source: Source
    identify: Callable[[str], Identity]
    commented: bool = False
    names: set[str] = field(default_factory=set)
    comments: list[Comment] = field(default_factory=list)

    def read(self, leaf: Leaf, pieces: Sequence[Piece]) -> tuple[tuple[Run, ...], list[Link]]:
        """The runs of a leaf block, one for each outermost link, and all its links in the order of their places."""
        runs: list[Run] = []
        links: list[Link] = []
        index = 0
        while index < len(pieces):
            piece = pieces[index]
            if piece.kind == "html":
                index = self._html(leaf, pieces, index, runs, links)
                continue
            index += 1
            if not self.commented:
                runs.append(self._run(leaf, piece, links))
        if len(links) > 1:
            links.sort(key=lambda link: (link.span.start, -link.span.end))
        return tuple(_merged(runs)), links

    def pieces_of_html(self, leaf: Leaf) -> list[Piece]:
        """An HTML block's text and tags as pieces."""
        pieces: list[Piece] = []
        position = 0
        if self.commented:
            end = leaf.text.find("-->")
            if end < 0:
                return []
            self.commented, position = False, end + 3
        for tag in tags(leaf.text, position):
            pieces += _text_pieces(leaf.text, position, tag.start)
            pieces.append(Piece("html", tag.start, tag.end))
            position = tag.end
        return [*pieces, *_text_pieces(leaf.text, position, len(leaf.text))]

    def _html(self, leaf: Leaf, pieces: Sequence[Piece], index: int, runs: list[Run], links: list[Link]) -> int:
        piece = pieces[index]
        if self.commented:
            self.commented = "-->" not in leaf.text[piece.start : piece.end]
            return index + 1
        tag = next(tags(leaf.text, piece.start), None)
        if tag is None or tag.start != piece.start or tag.comment:
            comment = tag if tag and tag.start == piece.start else None
            self.commented = bool(comment and comment.unclosed)
            if comment and not comment.unclosed:
                inside = leaf.text[comment.start + len("<!--") : comment.end - len("-->")]
                self.comments.append(Comment(self._span(*leaf.bounds(comment.start, comment.end)), inside))
            runs.append(self._plain(leaf, piece, "html", ""))
            return index + 1
        self.names |= {part.value for part in tag.attributes if part.name in {"id", "name"}}
        found = list(targets(tag))
        if tag.name == "a" and not tag.closing and found:
            return self._anchor(leaf, pieces, index, tag, found[0], runs, links)
        alt = next((resolve(part.value) for part in tag.attributes if part.name == "alt"), "")
        made = [self._target(leaf, target, tag.start, tag.end, alt) for target in found if target.url]
        links += made
        if made and tag.name == _PICTURE:
            runs.append(Run("image", made[0].span, alt, made[0], piece.strong, piece.emphasis))
        elif tag.name == "br":
            runs.append(self._plain(leaf, piece, "break", "\n"))
        else:
            runs.append(self._plain(leaf, piece, "html", ""))
        return index + 1

    def _anchor(
        self, leaf: Leaf, pieces: Sequence[Piece], index: int, tag: Tag, target: Target, runs: list[Run], links: list[Link]
    ) -> int:
        """One link from `<a href>` to its `</a>`, or just the tag where the block has none."""
        close = next(_closing(leaf, pieces, index + 1), index)
        inner: list[Run] = []
        position = index + 1
        while position < close:
            if pieces[position].kind == "html":
                position = self._html(leaf, pieces, position, inner, links)
            else:
                inner.append(self._run(leaf, pieces[position], links))
                position += 1
        text = "".join(run.text if run.kind not in {"break", "softbreak"} else " " for run in inner)
        if target.url:
            link = self._target(leaf, target, tag.start, pieces[close].end, text)
            links.append(link)
            first = pieces[index]
            runs.append(Run("link", link.span, text, link, first.strong, first.emphasis))
        else:
            runs += inner
        return max(close, index) + 1

    def _run(self, leaf: Leaf, piece: Piece, links: list[Link]) -> Run:
        if piece.kind not in {"link", "image"}:
            return self._plain(leaf, piece, piece.kind, piece.text)
        inner: list[Run] = []
        position = 0
        while position < len(piece.inside):
            if piece.inside[position].kind == "html":
                position = self._html(leaf, piece.inside, position, inner, links)
            else:
                inner.append(self._run(leaf, piece.inside[position], links))
                position += 1
        text = "".join(" " if run.kind in {"break", "softbreak"} else run.text for run in inner) if inner else piece.text
        if not piece.url:
            return self._plain(leaf, piece, "text", text)
        bounds = (piece.url_start, piece.url_end) if piece.defined else leaf.bounds(piece.url_start, piece.url_end)
        link = Link(
            piece.url,
            text,
            self._span(*leaf.bounds(piece.start, piece.end)),
            self._span(*bounds),
            piece.how,
            self.identify(piece.url),
            is_image=piece.kind == "image",
        )
        links.append(link)
        return Run(piece.kind, link.span, text, link, piece.strong, piece.emphasis)

    def _target(self, leaf: Leaf, target: Target, start: int, end: int, text: str) -> Link:
        span, url_span = self._span(*leaf.bounds(start, end)), self._span(*leaf.bounds(target.start, target.end))
        return Link(target.url, text, span, url_span, "html", self.identify(target.url), is_image=target.is_image)

    def _plain(self, leaf: Leaf, piece: Piece, kind: RunKind, text: str) -> Run:
        return Run(kind, self._span(*leaf.bounds(piece.start, piece.end)), text, None, piece.strong, piece.emphasis)

    def _span(self, start: int, end: int) -> Span:
        return self.source.span(start, end)


def _closing(leaf: Leaf, pieces: Sequence[Piece], index: int) -> Iterator[int]:
    for position in range(index, len(pieces)):
        if pieces[position].kind == "html":
            start = leaf.text[pieces[position].start : pieces[position].start + 3].lower()
            if start == "</a":
                yield position
            elif start.startswith("<a") and not start[2:].isalpha():
                return


def _text_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """Each line of a stretch of HTML text, its character references resolved, and the line ends between."""
    while start < end:
        stop = text.find("\n", start, end)
        last = stop if stop >= 0 else end
        if last > start:
            yield Piece("text", start, last, resolve(text[start:last]))
        if stop >= 0:
            yield Piece("softbreak", stop, stop + 1, "\n")
        start = last + 1


def _merged(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs with neighbouring pieces of text, and of raw HTML never, joined."""
    last: Run | None = None
    for run in runs:
        if last and run.kind == last.kind == "text" and (run.strong, run.emphasis) == (last.strong, last.emphasis):
            last = Run("text", Span(last.span.start, run.span.end), last.text + run.text, None, run.strong, run.emphasis)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last

"""The inline content of one leaf block as GitHub reads it: links, code, raw HTML, emphasis and text, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from linkbot.model.document import How
from linkbot.parse.autolink import Bare, emails, url_at_colon, url_at_www
from linkbot.parse.blocks import RunKind
from linkbot.parse.emphasis import Delimiter, Pair, pairs
from linkbot.parse.html import entity
from linkbot.parse.references import References, inline_target, label, normalised, unescaped

_SPECIAL = re.compile(r"[\n\\`&<\[\]*_~]|!\[(?!\^)|:(?=//)|w(?=ww\.)")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_BACKTICKS = re.compile(r"`++")
_URI = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20<>]*+)>")
_MAIL = re.compile(
    r"<([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)>"
)
# <a href="x" b>, </a>: what CommonMark 6.6 takes for a tag
_TAG = re.compile(
    r"<(?:[A-Za-z][A-Za-z0-9-]*+(?:\s++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:\s*+=\s*+(?:[^\s\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)*+\s*+/?>"
    r"|/[A-Za-z][A-Za-z0-9-]*+\s*+>)"
)
_DEEPEST_LABEL = 16  # links within links: GitHub's reader lets a few through; what lies deeper is not looked at
_ENCLOSED = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


@dataclass(slots=True)
class Piece:
    """A stretch of inline content between `start` and `end` of the leaf's text.

    `text` is what a reader sees. A link or image has its `url` between `url_start` and `url_end` of the leaf's text, or of
    the whole file where it comes from a definition (`defined`), and the pieces of its label in `inside`.
    """

    kind: RunKind
    start: int
    end: int
    text: str = ""
    url: str = ""
    url_start: int = 0
    url_end: int = 0
    how: How = "inline"
    defined: bool = False
    inside: Sequence[Piece] = ()
    depth: int = 0
    strong: bool = False
    emphasis: bool = False
    delimiter: Delimiter | None = None


@dataclass(slots=True)
class _Bracket:
    at: int  # index in the list of pieces
    start: int
    image: bool
    followed: bool = False  # by another bracket inside: no shortcut reference then


def read_inline(text: str, references: References, footnotes: frozenset[str] = frozenset()) -> tuple[list[Piece], set[str]]:
    """The pieces of a leaf block's text, lines joined by a line feed, and the labels of the footnotes that it names."""
    reader = _Reader(text, references, footnotes)
    reader.read()
    return reader.pieces, reader.named


class _Reader:
    def __init__(self, text: str, references: References, footnotes: frozenset[str]) -> None:
        self.text = text
        self.references = references
        self.footnotes = footnotes
        self.pieces: list[Piece] = []
        self.named: set[str] = set()
        self._brackets: list[_Bracket] = []
        self._ticks: dict[int, list[int]] | None = None
        self._never_ends: set[str] = set()
        self._after_link = False  # cmark-gfm lets no bracket that is open around a link become one, until the next opens

    def read(self) -> None:
        text, position = self.text, 0
        while match := _SPECIAL.search(text, position):
            start = match.start()
            self._plain(position, start)
            position = self._HANDLERS[match[0][0]](self, start)
        self._plain(position, len(text))
        self.pieces = _finish(self.pieces, with_emails=True)

    def _plain(self, start: int, end: int) -> None:
        if end > start:
            self.pieces.append(Piece("text", start, end, self.text[start:end]))

    def _add(self, kind: RunKind, start: int, end: int, text: str = "") -> int:
        self.pieces.append(Piece(kind, start, end, text))
        return end

    def _line_end(self, start: int) -> int:
        last = self.pieces[-1] if self.pieces else None
        hard = False
        if last and last.kind == "text" and last.end == start and last.text == self.text[last.start : start]:
            kept = last.text.rstrip(" ")
            hard = len(last.text) - len(kept) > 1
            last.end = last.start + len(kept)
            last.text = kept
        return self._add("break" if hard else "softbreak", start, start + 1, "\n")

    def _backslash(self, start: int) -> int:
        follower = self.text[start + 1 : start + 2]
        if follower == "\n":
            return self._add("break", start, start + 2, "\n")
        if follower and follower in _ESCAPABLE:
            return self._add("text", start, start + 2, follower)
        return self._add("text", start, start + 1, "\\")

    def _code(self, start: int) -> int:
        if self._ticks is None:
            self._ticks = {}
            for match in _BACKTICKS.finditer(self.text, start):
                self._ticks.setdefault(len(match[0]), []).append(match.start())
        run = _BACKTICKS.match(self.text, start)
        size = len(run[0]) if run else 1
        places = self._ticks.get(size, [])
        at = bisect_left(places, start + size)
        if at == len(places):
            return self._add("text", start, start + size, "`" * size)
        content = self.text[start + size : places[at]].replace("\n", " ")
        if content.startswith(" ") and content.endswith(" ") and content.strip(" "):
            content = content[1:-1]
        return self._add("code", start, places[at] + size, content)

    def _entity(self, start: int) -> int:
        found = entity(self.text, start)
        return self._add("text", start, found[1], found[0]) if found else self._add("text", start, start + 1, "&")

    def _angle(self, start: int) -> int:
        for pattern, prefix in ((_URI, ""), (_MAIL, "mailto:")):
            if match := pattern.match(self.text, start):
                url = f"{prefix}{unescaped(match[1]) if '&' in match[1] else match[1]}"
                self.pieces.append(Piece("link", start, match.end(), match[1], url, *match.span(1), how="autolink"))
                return match.end()
        end = self._html_end(start)
        return self._add("html", start, end) if end else self._add("text", start, start + 1, "<")

    def _html_end(self, start: int) -> int:
        if match := _TAG.match(self.text, start):
            return match.end()
        for opening, closing in _ENCLOSED:
            if not self.text.startswith(opening, start):
                continue
            if opening == "<!" and not self.text[start + 2 : start + 3].isalpha():
                return 0
            if opening == "<!--" and (short := re.compile(r"<!---?>").match(self.text, start)):
                return short.end()
            end = -1 if opening in self._never_ends else self.text.find(closing, start + len(opening))
            if end < 0:
                self._never_ends.add(opening)
                return 0
            return end + len(closing)
        return 0

    def _open(self, start: int) -> int:
        image = self.text[start] == "!"
        self._after_link = self._after_link and image
        if self._brackets:
            self._brackets[-1].followed = True
        self._brackets.append(_Bracket(len(self.pieces), start, image))
        return self._add("text", start, start + 1 + image, "![" if image else "[")

    def _close(self, start: int) -> int:
        if not self._brackets:
            return self._add("text", start, start + 1, "]")
        bracket = self._brackets.pop()
        if self._after_link and not bracket.image:
            return self._add("text", start, start + 1, "]")
        link = self._link(bracket, start)
        if link is None:
            return self._footnote(bracket, start) or self._add("text", start, start + 1, "]")
        link.inside = _finish(self.pieces[bracket.at + 1 :], with_emails=False)
        link.text = "".join(" " if piece.kind in {"softbreak", "break"} else piece.text for piece in link.inside)
        link.depth = 1 + max((piece.depth for piece in link.inside), default=0)
        if bracket.image or link.depth > _DEEPEST_LABEL:
            link.inside = ()
        self._after_link = self._after_link or not bracket.image
        self.pieces[bracket.at :] = [link]
        return link.end

    def _link(self, bracket: _Bracket, close: int) -> Piece | None:
        kind: RunKind = "image" if bracket.image else "link"
        if found := inline_target(self.text, close + 1):
            target, end = found
            how: How = "image" if bracket.image else "inline"
            return Piece(kind, bracket.start, end, "", target.url, target.start, target.end, how)
        explicit = label(self.text, close + 1)
        end = explicit[1] if explicit else close + 1
        raw = explicit[0] if explicit else ""
        if not raw:
            if bracket.followed:
                return None
            raw = self.text[bracket.start + 1 + bracket.image : close]
        reference = self.references.get(normalised(raw)) if self.references else None
        if reference is None:
            return None
        how = "image" if bracket.image else "reference"
        return Piece(kind, bracket.start, end, "", reference.url, reference.start, reference.end, how, defined=True)

    def _footnote(self, bracket: _Bracket, close: int) -> int | None:
        name = self.text[bracket.start + 1 : close]
        if not name.startswith("^") or normalised(name[1:]) not in self.footnotes:
            return None
        self.named.add(normalised(name[1:]))
        del self.pieces[bracket.at :]
        return self._add("html", bracket.start, close + 1)

    def _bare(self, start: int) -> int:
        bare = None
        if not self._brackets:
            bare = url_at_www(self.text, start) if self.text[start] == "w" else url_at_colon(self.text, start, self._floor(start))
        if bare is None:
            return self._add("text", start, start + 1, self.text[start])
        if bare.start < start:
            last = self.pieces[-1]
            last.end = bare.start
            last.text = self.text[last.start : bare.start]
        self.pieces.append(_bare_piece(bare, bare.start, bare.end, self.text[bare.start : bare.end]))
        return bare.end

    def _floor(self, start: int) -> int:
        last = self.pieces[-1] if self.pieces else None
        return last.start if last and last.kind == "text" and last.end == start else start

    def _delimiters(self, start: int) -> int:
        delimiter = Delimiter.at(self.text, start)
        self.pieces.append(Piece("text", start, delimiter.end, self.text[start : delimiter.end], delimiter=delimiter))
        return delimiter.end

    _HANDLERS: ClassVar[dict[str, Callable[[_Reader, int], int]]] = {
        "\n": _line_end,
        "\\": _backslash,
        "`": _code,
        "&": _entity,
        "<": _angle,
        "[": _open,
        "!": _open,
        "]": _close,
        ":": _bare,
        "w": _bare,
        "*": _delimiters,
        "_": _delimiters,
        "~": _delimiters,
    }


def _finish(pieces: list[Piece], *, with_emails: bool) -> list[Piece]:
    """Pieces with their emphasis applied and, outside of links, the e-mail addresses of their text turned into links."""
    emphasis = any(piece.delimiter for piece in pieces)
    if not emphasis and not (with_emails and any("@" in piece.text for piece in pieces)):
        return [piece for piece in pieces if piece.text or piece.kind != "text"]
    matched = pairs([piece.delimiter for piece in pieces]) if emphasis else []
    done: list[Piece] = []
    for group in _groups(_emphasised(pieces, matched)):
        merged = "".join(piece.text for piece in group) if with_emails and group[0].kind == "text" else ""
        if "@" in merged:
            done += _with_emails(group, merged)
        else:
            done += group
    return [piece for piece in done if piece.text or piece.kind != "text"]


def _emphasised(pieces: list[Piece], matched: list[Pair]) -> Iterator[Piece | None]:
    """The pieces, with None wherever emphasis starts or ends."""
    changes: dict[int, list[tuple[int, int]]] = {}
    for pair in matched:
        step = (1, 0) if pair.strong else (0, 0) if pair.struck else (0, 1)
        changes.setdefault(pair.opener, []).append(step)
        changes.setdefault(pair.closer, []).append((-step[0], -step[1]))
    strong = emphasis = 0
    for index, piece in enumerate(pieces):
        if piece.delimiter and index in changes:
            piece.text = piece.text[: piece.delimiter.left]
            yield None
            for bold, italic in changes[index]:
                strong, emphasis = strong + bold, emphasis + italic
        piece.delimiter = None
        piece.strong, piece.emphasis = piece.strong or strong > 0, piece.emphasis or emphasis > 0
        yield piece


def _groups(pieces: Iterator[Piece | None]) -> Iterator[list[Piece]]:
    """Neighbouring pieces of text together, everything else alone."""
    group: list[Piece] = []
    for piece in pieces:
        if piece is not None and piece.kind == "text":
            group.append(piece)
            continue
        if group:
            yield group
            group = []
        if piece is not None:
            yield [piece]
    if group:
        yield group


def _with_emails(group: list[Piece], merged: str) -> Iterator[Piece]:
    starts, position = [], 0
    for piece in group:
        starts.append(position)
        position += len(piece.text)
    cursor = 0
    for bare in emails(merged):
        yield from _cut(group, starts, cursor, bare.start)
        inside = list(_cut(group, starts, bare.start, bare.end))
        link = _bare_piece(bare, inside[0].start, inside[-1].end, merged[bare.start : bare.end])
        link.strong, link.emphasis = inside[0].strong, inside[0].emphasis
        yield link
        cursor = bare.end
    yield from _cut(group, starts, cursor, len(merged))


def _cut(group: list[Piece], starts: list[int], start: int, end: int) -> Iterator[Piece]:
    for piece, origin in zip(group, starts, strict=True):
        low, high = max(start, origin), min(end, origin + len(piece.text))
        if low >= high:
            continue
        exact = piece.end - piece.start == len(piece.text)
        first = piece.start + low - origin if exact else piece.start
        last = piece.start + high - origin if exact else piece.end
        text = piece.text[low - origin : high - origin]
        yield Piece("text", first, last, text, strong=piece.strong, emphasis=piece.emphasis)


def _bare_piece(bare: Bare, start: int, end: int, text: str) -> Piece:
    return Piece("link", start, end, text, bare.url, start, end, how="bare")

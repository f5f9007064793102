"""Text that was meant as a link and that GitHub shows as text: only where the author's intention is beyond doubt."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linkbot.parse.inline import Piece

_URL = r"(?P<url>(?:https?|ftp)://"
_FORMS = (
    # [text](https://example.org/a b)
    (
        re.compile(r"!?\[(?P<text>[^\[\]\n]*+)\]\(<?" + _URL + r"[^\s()<>\"']*+[ \t]+[^()<>\"'\n]*)>?\)"),
        "there is a space in the URL",
    ),
    # [text](https://example.org/a
    (
        re.compile(r"!?\[(?P<text>[^\[\]\n]*+)\]\(" + _URL + r"[^\s()<>]++)(?=[ \t]*(?:\n|\Z))"),
        "the closing parenthesis is missing",
    ),
    # [[Paper(https://example.org/a)]
    (re.compile(r"\[(?P<text>[^\[\]()\n]*[^\[\]()\s])\(" + _URL + r"[^\s()<>\[\]]++)\)\]"), "a bracket is out of place"),
    # (text)[https://example.org/a]
    (re.compile(r"\((?P<text>[^()\[\]\n]++)\)\[" + _URL + r"[^\s()<>\[\]]++)\]"), "the brackets are the wrong way round"),
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What was meant as a link, by offsets in the leaf's text, and why it is none."""

    text: str
    url: str
    bounds: tuple[int, int]
    url_bounds: tuple[int, int]
    reason: str


def meant_links(text: str, pieces: Sequence[Piece]) -> Iterator[Meant]:
    """The places of a leaf block's text that were meant as links and are none."""
    has_url = False
    for piece in pieces:
        if piece.kind in {"link", "image"} and not piece.url and not piece.defined:
            place = (piece.url_start, piece.url_end)
            yield Meant(piece.text, "", (piece.start, piece.end), place, "it leads nowhere: the parentheses are empty")
        has_url = has_url or piece.text == ":" or piece.how == "bare"
    if not has_url:
        return  # a URL outside of links is a bare link, or leaves its colon behind as text
    taken = [
        piece for piece in pieces if piece.kind in {"code", "html", "image"} or (piece.kind == "link" and piece.how != "bare")
    ]
    for form, reason in _FORMS:
        for match in form.finditer(text):
            after = bisect_left(taken, match.end(), key=lambda piece: piece.start)
            if not after or taken[after - 1].end <= match.start():
                yield Meant(match["text"], match["url"].strip(), match.span(), match.span("url"), reason)

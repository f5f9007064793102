"""The texts of headings, as GitHub makes slugs from them: of Markdown's and of those written in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from linkbot.parse.inline import Piece

_HEADING_TAG = re.compile(r"<(/?)h([1-6])(?=[\s/>])", re.IGNORECASE)


def heading_text(pieces: Iterable[Piece]) -> str:
    """The text that GitHub makes a heading's slug from: pictures and tags say nothing."""
    return "".join(
        heading_text(piece.inside) if piece.inside else piece.text for piece in pieces if piece.kind not in {"image", "html"}
    )


def html_headings(text: str, pieces: Sequence[Piece]) -> Iterator[str]:
    """The texts of the headings that are written as HTML, `<h2>...</h2>`, in one leaf block."""
    open_at = None
    for index, piece in enumerate(pieces):
        match = _HEADING_TAG.match(text, piece.start) if piece.kind == "html" else None
        if match is None:
            continue
        if not match[1]:
            open_at = index + 1
        elif open_at is not None:
            yield heading_text(pieces[open_at:index]).strip()
            open_at = None

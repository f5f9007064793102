"""The texts of headings, as GitHub makes slugs from them: of Markdown's and of those written in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from linkbot.parse.inline import Piece

_HEADING_TAG = re.compile(r"<(/?)h([1-6])(?=[\s/>])", re.IGNORECASE)


def heading_text(pieces: Iterable[Piece]) -> str:
    """The text that GitHub makes a heading's slug from: pictures and tags say nothing."""
    return "".join(
        heading_text(piece.inside) if piece.inside else piece.text for piece in pieces if piece.kind not in {"image", "html"}
    )


class HtmlHeadings:
    """The headings that are written as HTML, `<h2>...</h2>`, in the leaf blocks of one document, which are read in order."""

    def __init__(self) -> None:
        self._texts: list[str] | None = None

    def read(self, text: str, pieces: Iterable[Piece]) -> Iterator[str]:
        """The texts of those that end in this leaf block. One that began may go on in the next, behind a blank line.

        A text with blanks around it comes with them and without: GitHub makes hyphens of them, other programs do not.
        """
        if self._texts is None and "<h" not in text and "<H" not in text:
            return
        for piece in pieces:
            tag = _HEADING_TAG.match(text, piece.start) if piece.kind == "html" else None
            if tag is None:
                if self._texts is not None:
                    self._texts.append(heading_text([piece]))
            elif not tag[1]:
                self._texts = []
            elif self._texts is not None:
                whole = "".join(self._texts).strip("\r\n")
                yield from dict.fromkeys((whole, whole.strip()))
                self._texts = None

    def end(self) -> None:
        """Forgets one that was never closed: a heading of Markdown's stands on its own."""
        self._texts = None

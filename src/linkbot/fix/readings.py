"""What GitHub's own renderer makes of an edited text where it stands: the ways in which it may be read, before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from linkbot.fix.marks import Mark
from linkbot.model.quote import readable
from linkbot.parse.oracle import render

Shape = Literal["pair", "comment", "url", "word"]
"""How a mark is seen on a page: as a bare link, which is its own text; as a comment; as an address; as a word."""
Readings = dict[str, tuple[str | None, str | None]]
"""For each way of reading what is shown before and after; None where the text would break out of its place."""

_Reading = Callable[[str], str | None]
_LINE_END = re.compile(r"\r\n?")
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"<a href=\"[^\"]+\"|<img src=\"[^\"]+\"")
# A bare URL as the renderer shows it, perhaps with text behind a blank that ends it.
_WHOLE = re.compile(r"<a href=\"[^\"]*\">[^<]*</a>(?:\s[^<]*)?")
_ENDS_TEXT = re.compile(r"[\"<>]")
_ENDS_ATTRIBUTE = re.compile(r"[\s\"'<>]")


def readings(mark: Mark, shape: Shape) -> Readings:
    """What may stand on the page for a mark that is seen in a certain shape; {} where it may not be seen in it."""
    old, new = (_LINE_END.sub("\n", readable(text)) for text in (mark.old, mark.new))
    match mark.kind, shape:
        case ("url", "pair"):
            pairs = {way: (reading(old), reading(new)) for way, reading in _BARE.items()}
            return {way: (one, two if two and _WHOLE.fullmatch(two) else None) for way, (one, two) in pairs.items()}
        case ("url", "url"):
            in_html = (old, None if _ENDS_ATTRIBUTE.search(new) else new)
            return {way: (reading(old), reading(new)) for way, reading in _ADDRESSES.items()} | {"html": in_html}
        case ("link", "word"):
            one, two = _in_text(old) or "", _in_text(new) or ""
            is_sound = _LINK.search(two) or _TAG.findall(one) == _TAG.findall(two)
            return {"text": (one, two if is_sound else None)}
        case ("text", "word"):
            return dict(_of_text(old, new))
        case ("lines", "word"):
            return {"": ("", None)}
        case ("comment", "comment"):
            return {"": (None, new.strip()), "cell": (None, _unescaped(new.strip()))}
        case _:
            return {}


def _of_text(old: str, new: str) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Edited text, whose white space may be lost at the edges of a line or a cell, and whose tags must stay."""
    edges = {(strip(old), strip(new)): edge for edge, strip in _EDGES.items()}
    for (one, two), edge in edges.items():
        for way, reading in _TEXTS.items():
            before, after = _within_blanks(one, reading), _within_blanks(two, reading)
            if before is not None and after is not None and _TAG.findall(before) == _TAG.findall(after):
                yield f"{way} {edge}", (before, after)


def _within_blanks(text: str, reading: _Reading) -> str | None:
    core = text.strip()
    if not core:
        return text
    shown = reading(core)
    at = text.index(core)
    return None if shown is None else f"{text[:at]}{shown}{text[at + len(core) :]}"


def _surrounded(opening: str, closing: str, shown_opening: str, shown_closing: str) -> _Reading:
    """What the renderer makes of a text between `opening` and `closing`, which it shows as those two."""

    def reading(text: str) -> str | None:
        page = render(f"{opening}{text}{closing}\n")
        start, end = len(shown_opening), len(page) - len(shown_closing)
        is_inside = start <= end and page.startswith(shown_opening) and page.endswith(shown_closing)
        return page[start:end] if is_inside and "<p>" not in page[start:end] else None

    return reading


def _unescaped(text: str) -> str:
    r"""Text of a table's cell, in which `\|` is a pipe before anything else is read."""
    return text.replace("\\|", "|")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _raw(text: str) -> str | None:
    return None if _ENDS_TEXT.search(text) else text


_in_text = _surrounded("x ", " x", "<p>x ", " x</p>\n")
_in_angles = _surrounded("x <", "> x", "<p>x ", " x</p>\n")
_BARE: dict[str, _Reading] = {
    "text": _in_text,
    "angles": _in_angles,
    "cell": lambda text: _in_text(_unescaped(text)),
    "angles in a cell": lambda text: _in_angles(_unescaped(text)),
}
_ADDRESSES: dict[str, _Reading] = {
    "plain": _surrounded("[x](", ")", '<p><a href="', '">x</a></p>\n'),
    "angles": _surrounded("[x](<", ">)", '<p><a href="', '">x</a></p>\n'),
}
_TEXTS: dict[str, _Reading] = {
    "text": _in_text,
    "label": _surrounded("[x ", " x](x)", '<p><a href="x">x ', " x</a></p>\n"),
    "code": _escaped,
    "html": _raw,
}
_EDGES: dict[str, Callable[[str], str]] = {"both": str, "end": str.lstrip, "start": str.rstrip, "none": str.strip}

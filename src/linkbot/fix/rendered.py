"""Whether GitHub's own renderer shows an edited file as it showed the original, but for what the edits mean to change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import get_args

from linkbot.fix.cuts import NoBlockError, without_comment, without_lines
from linkbot.fix.marks import Mark, assembled, marks, overlap, stem_for, word
from linkbot.fix.readings import Readings, Shape, readings
from linkbot.model.document import Document
from linkbot.model.finding import Edit
from linkbot.model.quote import LENGTH, quoted, readable
from linkbot.parse.markdown import front_matter
from linkbot.parse.oracle import render

_TAG = re.compile(r"<[^>]*>")
_CUT_TAG = re.compile(r"\A[^<>]*>|<[^>]*\Z")
# A text that readers see in a tag, up to a place in it: what may break out of other quotes, or of none, is not looked into.
_SEEN = re.compile(r"\s(?:alt|title)\s*=\s*\"[^\">]*\Z", re.IGNORECASE)
_LONGEST_TAG = 2_000
"""How far back the name of an attribute is looked for, in characters."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """The place of a mark's word on a rendered page, and what may stand there instead."""

    name: str
    mark: Mark
    start: int
    end: int
    readings: Readings


class _Difference(Exception):  # noqa: N818 - a way out of the comparison, which ends here
    """What else would change, in a sentence."""


def difference(before: Document, after: Document, edits: Sequence[Edit]) -> str:
    """What else than meant would change on the page that GitHub shows, in a sentence; "" where nothing would. Never raises.

    `edits` are sorted and disjoint spans of `before`, and `after` is what they make of it. The proof does not rest on our own
    parser, which only says which edits lie in which URL: in both files a word takes the place of whatever is edited, and all
    four are rendered. The page with the words must be the same for both files, lines that are taken out and comments that
    come in left aside; and it must become the real page of either file when each word is replaced by what the renderer makes
    of the text that it stands for.
    """
    if before.unreadable or after.unreadable:
        return f"the file cannot be read: {before.unreadable or after.unreadable}"
    is_outside = any(edit.span.end > len(before.data) or edit.span.start < before.bom for edit in edits)
    if is_outside or any(one.span.end > other.span.start for one, other in pairwise(edits)):
        return "the edits overlap, or lie outside of the file"
    try:
        _compare(before, after, edits)
    except _Difference as found:
        return str(found)
    except UnicodeError:
        return f"the file is {before.encoding}, in which the new text cannot be written"
    return ""


def _compare(before: Document, after: Document, edits: Sequence[Edit]) -> None:
    text, new_text = _visible(before.data, before), _visible(after.data, after)
    page, new_page = _page(text), render(new_text)
    stem = stem_for(text, new_text, page, new_page)
    marked = marks(before, edits, stem)
    if overlap(marked):
        raise _Difference("two edits change one link, each a part of it")
    if assembled(before, marked, "new") != after.data:
        raise _Difference("other bytes than those of the edits would change")
    if _visible(after.data, before) != new_text:
        raise _Difference(f"the file would be read as {after.encoding}, and not as {before.encoding}")
    names = {word(stem, number): mark for number, mark in enumerate(marked)}
    first = _visible(assembled(before, marked, "before"), before)
    second = _visible(assembled(before, marked, "after"), before)
    template = render(first)
    new_template = template if first == second else render(second)
    ways = _explain(_holes(template, names, stem), template, page, 0)
    new_ways = _explain(_holes(new_template, names, stem), new_template, new_page, 1)
    rest, new_rest = _left(template, new_template, names)
    if rest != new_rest:
        raise _Difference(_near(new_rest, _first_difference(rest, new_rest)))
    for name in ways.keys() & new_ways.keys():
        if not ways[name] & new_ways[name]:
            raise _Difference(f"{quoted(names[name].new)} would not be shown as the text that it is")


def _visible(data: bytes, document: Document) -> str:
    """The text of bytes behind a BOM and the front matter, U+FFFD for what is not text."""
    text = readable(data[document.bom :].decode(document.encoding, "surrogateescape"))
    return text[front_matter(text) :]


@lru_cache(maxsize=1)
def _page(text: str) -> str:
    """A page that is compared with several others: edits are tried together, and apart."""
    return render(text)


def _explain(holes: Sequence[_Hole], template: str, page: str, side: int) -> dict[str, frozenset[str]]:
    """By mark, the ways of reading its text that make of a page with words the real page.

    Raises _Difference where none does, and for a text that is shown twice; a URL may have many users.
    """
    ways: dict[str, frozenset[str]] = {}
    edges = [0, *(place for hole in holes for place in (hole.start, hole.end)), len(template)]
    position = 0
    for hole, start, end in zip([None, *holes], edges[::2], edges[1::2], strict=True):
        literal = template[start:end]
        if hole is None:
            if not page.startswith(literal):
                raise _Difference(_near(page, _first_difference(literal, page)))
        else:
            pairs = hole.readings.items()
            fitting = {way: length for way, pair in pairs if (length := _fits(pair[side], literal, page, position))}
            if not fitting or (hole.mark.kind == "text" and hole.name in ways):
                raise _Difference(_near(page, position, (hole.mark.old, hole.mark.new)[side]))
            longest = max(fitting.values())
            same = frozenset(way for way, length in fitting.items() if length == longest)
            if hole.mark.kind not in ("lines", "comment"):
                ways[hole.name] = ways.get(hole.name, same) & same
            position += longest - 1
        position += len(literal)
    if position != len(page):
        raise _Difference(_near(page, position))
    return ways


def _fits(text: str | None, literal: str, page: str, position: int) -> int:
    """One more than the length of a text that stands on the page at a position, with `literal` behind it; 0 where it does not."""
    if text is None or not page.startswith(text, position) or not page.startswith(literal, position + len(text)):
        return 0
    return len(text) + 1


def _holes(template: str, names: Mapping[str, Mark], stem: str) -> list[_Hole]:
    return list(_found(template, names, stem)) if names else []


def _found(template: str, names: Mapping[str, Mark], stem: str) -> Iterator[_Hole]:
    """The places of the marks' words on a page, in order, with the blanks that came with them."""
    one = rf"{stem}\d+e"
    pair = rf"<a href=\"https://(?P<pair>{one})/x\">https://(?P=pair)/x</a>"
    for match in re.finditer(rf"{pair}|<!--(?P<comment>{one})-->|https://(?P<url>{one})/x|(?P<word>{one})", template):
        shape = next(shape for shape in get_args(Shape) if match[shape])
        mark = names[match[shape]]
        start, end = match.span()
        before, _, behind = mark.before.partition(match[shape])
        if mark.kind == "lines":
            end += template.startswith(" ", end)
        elif mark.kind == "text":
            start -= before.endswith(" ") and template.startswith(" ", start - 1)
            end += behind.startswith(" ") and template.startswith(" ", end)
        is_hidden = mark.kind == "text" and _is_hidden(template, start)
        yield _Hole(match[shape], mark, start, end, {} if is_hidden else readings(mark, shape))


def _is_hidden(template: str, at: int) -> bool:
    """Whether a place lies in a tag, and in no text of it that readers see."""
    opening = template.rfind("<", 0, at)
    if opening < 0 or template.startswith("<!--", opening) or template.find(">", opening, at) >= 0:
        return False
    return not _SEEN.search(template, max(opening, at - _LONGEST_TAG), at)


def _left(template: str, new_template: str, names: Mapping[str, Mark]) -> tuple[str, str]:
    """Both pages with words, without the lines that are taken out, and without the comments that come in."""
    lines = [name for name, mark in names.items() if mark.kind == "lines"]
    for name, mark in names.items():
        if mark.kind == "comment":
            new_template = without_comment(new_template, f"<!--{name}-->", len(mark.lead))
    try:
        return without_lines(template, lines), new_template
    except NoBlockError:
        raise _Difference("what is taken out is no whole entry of the page") from None


def _first_difference(one: str, other: str) -> int:
    unlike = (at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs)
    return next(unlike, min(len(one), len(other)))


def _near(page: str, position: int, edited: str = "") -> str:
    near = page[max(0, position - LENGTH // 2) : position + LENGTH // 2]
    around = unescape(_TAG.sub(" ", _CUT_TAG.sub("", near))).split()
    place = f", near {quoted(' '.join(around))}" if around else ""
    where = f" beside {quoted(' '.join(edited.split()))}" if edited.strip() else ""
    return f"GitHub would show something else{where} in another way{place}"

"""What is left of a rendered page when the lines that an edit takes out, or the comments that it brings, are cut from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

_NEAR = 200  # characters of HTML before a word in which the tags that open its block stand
_ROW = re.compile(r"<tr>\n<t[dh](?: align=\"[a-z]+\")?>\Z")
_ITEM = re.compile(r"<li>(?:<input type=\"checkbox\"[^>]*> ?)?(?:\n<p>)?\Z")
_PARAGRAPH = re.compile(r"<p>\Z")
_LINE_START = re.compile(r"(?:<br />)?\n(?P<blank>[ \t]*)\Z")  # only raw HTML is indented
_ITEM_TAG = re.compile(r"<(/?)li>")
_LAST_LINE = re.compile(r"</(p|li)>\n\Z")
_TAG = re.compile(r"<!--.*?-->|<(?P<slash>/?)(?P<name>[A-Za-z][^\s<>/]*)[^<>]*>", re.DOTALL)
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "source", "track", "wbr"})
# What shows nothing once nothing is left in it; a list within an item stands on a line of its own.
_EMPTY = (
    (re.compile(r"<tbody>\n\Z"), "</tbody>\n"),
    (re.compile(r"<blockquote>\n\Z"), "</blockquote>\n"),
    (re.compile(r"<li>\n\Z"), "</li>\n"),
    (re.compile(r"(?:(?<=[^>\n])\n)?<ul>\n\Z"), "</ul>\n"),
    (re.compile(r"(?:(?<=[^>\n])\n)?<ol(?: start=\"\d+\")?>\n\Z"), "</ol>\n"),
)


class NoBlockError(ValueError):
    """Lines that are no whole entry of the page."""


def without_lines(page: str, words: Collection[str]) -> str:
    """The page without the rows, items, paragraphs and lines of text that begin with one of `words`.

    Raises NoBlockError where a word stands elsewhere, or where a tag would be left without its other half.
    """
    for name in words:
        while (at := page.find(name)) >= 0:
            start, end = _emptied(page, *_block(page, at, name))
            if not _is_balanced(page[start:end]):
                raise NoBlockError
            page = page[:start] + page[end:]
    return page


def without_comment(page: str, comment: str, lead: int) -> str:
    """The page without a comment, and its line, or the white space that came with it: `lead` blanks, at the end of a line all."""
    at = page.find(comment)
    if at < 0:
        return page
    end = at + len(comment)
    if (at == 0 or page[at - 1] == "\n") and page.startswith("\n", end):
        return page[:at] + page[end + 1 :]
    before = page[:at]
    is_last = page[end : end + 1] in ("", "\n", "<")
    start = len(before.rstrip(" \t")) if is_last else max(at - lead, len(before.rstrip(" \t")))
    return page[:start] + page[end:]


def _block(page: str, at: int, name: str) -> tuple[int, int]:
    """The part of the page that shows the line whose first word stands at `at`."""
    near = page[max(0, at - _NEAR) : at]
    if found := _ROW.search(near):
        return at - len(found[0]), _behind(page, "</tr>\n", at)
    if found := _ITEM.search(near):
        return at - len(found[0]), _item_end(page, at)
    if _PARAGRAPH.search(near):
        end = _behind(page, "</p>\n", at)
        if all(name in line for line in page[at : end - 1].split("\n")):
            return at - len("<p>"), end
        return at, page.index("\n", at) + 1
    if (found := _LINE_START.search(near)) and page.rfind("<pre", 0, at) <= page.rfind("</pre>", 0, at):
        end = _behind(page, "\n", at)
        last = _LAST_LINE.search(page, at, end)
        if last and f"<{last[1]}" not in page[at:end]:
            return at - len(found[0]), last.start()
        return at - len(found["blank"]), end
    raise NoBlockError


def _is_balanced(part: str) -> bool:
    """Whether each tag of a part of a page is closed in it, the other way round too, and none is cut in two."""
    depth: Counter[str] = Counter()
    for tag in _TAG.finditer(part):
        if tag["name"] and tag["name"].lower() not in _VOID and not tag[0].endswith("/>"):
            depth[tag["name"].lower()] += -1 if tag["slash"] else 1
    return not any(depth.values()) and "<" not in _TAG.sub("", part) and ">" not in _TAG.sub("", part)


def _behind(page: str, tag: str, at: int) -> int:
    found = page.find(tag, at)
    if found < 0:
        raise NoBlockError
    return found + len(tag)


def _item_end(page: str, at: int) -> int:
    depth = 1
    for tag in _ITEM_TAG.finditer(page, at):
        depth += -1 if tag[1] else 1
        if depth == 0 and page.startswith("\n", tag.end()):
            return tag.end() + 1
    raise NoBlockError


def _emptied(page: str, start: int, end: int) -> tuple[int, int]:
    """The part from `start` to `end`, with all that would be left empty around it."""
    while True:
        near = page[max(0, start - _NEAR) : start]
        found = next(
            ((opening[0], close) for tag, close in _EMPTY if page.startswith(close, end) and (opening := tag.search(near))), None
        )
        if found is None:
            return start, end
        start, end = start - len(found[0]), end + len(found[1])

"""What is left of a rendered page when the lines that an edit takes out, or the comments that it brings, are cut from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from os.path import commonprefix

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
    rest = _Rest(page)
    taken: dict[str, list[str]] = {}
    for at, name in _places(page, words):
        if at >= rest.start:  # else it went with what stands around it
            taken.setdefault(name, []).append(rest.without_block(at, name))
    if not all(_is_balanced("".join(parts)) for parts in taken.values()):
        raise NoBlockError
    return rest.text()


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


class _Rest:
    """What is left of a page that is read once: all but the blocks that were cut from what lies before `start`."""

    def __init__(self, page: str) -> None:
        self.start = 0
        self._page = page
        self._kept: list[str] = []
        self._is_verbatim = False

    def text(self) -> str:
        """All that is left."""
        return "".join([*self._kept, self._page[self.start :]])

    def without_block(self, at: int, name: str) -> str:
        """Cuts the block whose first word is `name`, at `at`, with all that would be left empty around it, and returns it."""
        self._keep(at)
        lead, self.start = self._block(at, name)
        taken = f"{self._cut(lead)}{self._page[at : self.start]}"
        while found := self._empty():
            opening, closing = found
            taken = f"{self._cut(len(opening))}{taken}{closing}"
            self.start += len(closing)
        return taken

    def _keep(self, at: int) -> None:
        opened, closed = (self._page.rfind(tag, self.start, at) for tag in ("<pre", "</pre>"))
        if opened != closed:
            self._is_verbatim = opened > closed
        if at > self.start:
            self._kept.append(self._page[self.start : at])

    def _block(self, at: int, name: str) -> tuple[int, int]:
        """The part of the page that shows a line: how many characters of it stand before its first word, and where it ends."""
        page, near = self._page, self._near()
        if found := _ROW.search(near):
            return len(found[0]), _behind(page, "</tr>\n", at)
        if found := _ITEM.search(near):
            return len(found[0]), _item_end(page, at)
        if _PARAGRAPH.search(near):
            end = _behind(page, "</p>\n", at)
            if all(name in line for line in page[at : end - 1].split("\n")):
                return len("<p>"), end
            return 0, page.index("\n", at) + 1
        if (found := _LINE_START.search(near)) and not self._is_verbatim:
            end = _behind(page, "\n", at)
            last = _LAST_LINE.search(page, at, end)
            if last and f"<{last[1]}" not in page[at:end]:
                return len(found[0]), last.start()
            return len(found["blank"]), end
        raise NoBlockError

    def _empty(self) -> tuple[str, str] | None:
        """The two tags around the place of the last cut, where nothing is left between them."""
        near = self._near()
        closings = ((tag, closing) for tag, closing in _EMPTY if self._page.startswith(closing, self.start))
        return next(((opening[0], closing) for tag, closing in closings if (opening := tag.search(near))), None)

    def _near(self) -> str:
        """The end of what is kept."""
        near = ""
        for part in reversed(self._kept):
            near = f"{part[-_NEAR:]}{near}"
            if len(near) >= _NEAR:
                break
        return near[-_NEAR:]

    def _cut(self, length: int) -> str:
        """Takes that many characters from the end of what is kept."""
        taken = ""
        while len(taken) < length:
            part = self._kept.pop()
            at = max(0, len(part) - (length - len(taken)))
            taken = f"{part[at:]}{taken}"
            self._kept += [part[:at]] if at else []
        return taken


def _places(page: str, words: Collection[str]) -> Iterator[tuple[int, str]]:
    """The places of the words, and which one stands there."""
    known = frozenset(words)
    shared = commonprefix(sorted(known))  # noqa: RUF071 - the words differ in their numbers, and these are characters
    places = ((found.start(), found[0]) for found in re.finditer(rf"{re.escape(shared)}\w*", page))
    return (place for place in places if place[1] in known) if known else iter(())


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

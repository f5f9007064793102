"""What GitHub's own renderer (cmark-gfm) makes of a text: the second opinion on every file's links."""

from __future__ import annotations

import ctypes
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import unquote

from cmarkgfm import _cmark, cmark

from linkbot.model.document import Link
from linkbot.parse.html import resolve, tags, targets

_EXTENSIONS = ("table", "autolink", "tagfilter", "strikethrough", "tasklist")
_OPTIONS = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
_FOOTNOTE_MARKS = frozenset({"data-footnote-ref", "data-footnote-backref"})
_OWN_URL = re.compile(r'<(?:a href|img src)="([^"]+)"')
_LARGE = 1_000_000  # characters; the memory that a shorter text took is soon taken again
_LONGEST_URL = 100  # characters of a URL in a sentence


def shown(markdown: str) -> Counter[str]:
    """The URLs of the links and images that GitHub shows for a text without front matter, percent-decoded, and how often."""
    html = render(markdown)
    # Without a tag, a comment or a footnote in the text, all tags are the renderer's own, and all alike.
    is_plain = "<" not in markdown and "[^" not in markdown
    return Counter(map(unquote, map(resolve, _OWN_URL.findall(html)) if is_plain else rendered_urls(html)))


def doubt(links: Iterable[Link], theirs: Counter[str]) -> str:
    """Why these links may not be what GitHub shows (`theirs`); "" where both agree on all of them."""
    ours = Counter(unquote(link.url) for link in links)
    for more, less, sentence in (
        (theirs, ours, "GitHub shows {} that was not found here"),
        (ours, theirs, "GitHub does not show {} as a link"),
    ):
        difference = more - less
        if difference:
            url = next(iter(difference))
            others = f" (and {difference.total() - 1} more)" if difference.total() > 1 else ""
            return sentence.format(f"the link {url[:_LONGEST_URL]}{others}")
    return ""


def render(markdown: str) -> str:
    """The HTML that GitHub makes of a text without front matter, before it is sanitised."""
    cmark.core_extensions_ensure_registered()
    parser = cmark.parser_new(_OPTIONS)
    root = html = _cmark.ffi.NULL
    try:
        for name in _EXTENSIONS:
            cmark.parser_attach_syntax_extension(parser, cmark.find_syntax_extension(name))
        cmark.parser_feed(parser, markdown)
        root = cmark.parser_finish(parser)
        html = _cmark.lib.cmark_render_html(root, _OPTIONS, cmark.parser_get_syntax_extensions(parser))
        return str(_cmark.ffi.string(html).decode())
    finally:
        _free(root, html)
        cmark.parser_free(parser)
        if len(markdown) > _LARGE and (trim := _trim()):
            trim(0)


def rendered_urls(html: str) -> Iterable[str]:
    """The URLs of the links and images of rendered HTML, without the marks of footnotes."""
    for tag in tags(html):
        if not any(attribute.name in _FOOTNOTE_MARKS for attribute in tag.attributes):
            yield from (target.url for target in targets(tag) if target.url)


def _free(root: object, html: object) -> None:
    """Gives back the tree and the HTML, 15 to 25 times the size of the text, which cmarkgfm does not."""
    library = _library()
    if library is None:
        return
    allocator = _cmark.ffi.cast("cmark_mem *", library.cmark_get_default_mem_allocator())
    if root != _cmark.ffi.NULL:
        library.cmark_node_free(int(_cmark.ffi.cast("uintptr_t", root)))
    if html != _cmark.ffi.NULL:
        allocator.free(html)


@cache
def _trim() -> Callable[[int], int] | None:
    """What makes the C library hand freed memory on to the system, None where it does so unasked, or never."""
    if not sys.platform.startswith("linux"):
        return None
    trim: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc; musl has none
    return trim


@cache
def _library() -> ctypes.CDLL | None:
    """cmark-gfm's functions that cmarkgfm does not wrap, None on platforms whose build hides them."""
    library = ctypes.CDLL(_cmark.__file__)
    try:
        library.cmark_node_free.argtypes = [ctypes.c_void_p]
        library.cmark_get_default_mem_allocator.restype = ctypes.c_void_p
    except AttributeError:
        return None
    return library

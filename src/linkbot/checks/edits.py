"""Edits of the URL of a link, written as the place needs it, and of a link text that shows the URL."""

from __future__ import annotations

import re

from linkbot.model.document import Document, Link
from linkbot.model.finding import Edit
from linkbot.model.text import Span
from linkbot.parse.autolink import url_at_colon
from linkbot.url import is_http, is_misspelled

# What means something else to Markdown or HTML, or may not stand in a URL at all (RFC 3986, 2); letters of any script may.
_NEVER_PLAIN = re.compile(r"[\x00-\x20\x7f<>\"`\\|\[\]]|(?![^\W_])[^\x00-\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_HOST_END = re.compile(r"[/?#]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,32};)")  # &copy; means ©, ?a&copy=1 means itself
_PARENTHESIS = re.compile(r"[()]")
_DEEPEST_PARENTHESES = 32  # cmark-gfm reads no destination that nests deeper
_NO_PARAMETER = re.compile(r"&(?![A-Za-z0-9_.-]+=)")
_MARK = re.compile(r"(?<![^\W_])_|[*~]")  # what may begin emphasis in a text, as long as it stands there twice
_NAME = re.compile(r"[\w./-]+")  # of a repository, with its owner: nothing in it but _ means something to Markdown
_BLANK = ("", " ", "\t", "\n", "\r")


def replace_url(document: Document, link: Link, url: str) -> tuple[Edit, ...]:
    """The edits that make `link` lead to `url`, and its text show `url` where it showed the old one; () where none is certain.

    What would need an escape is percent-encoded; `&` becomes a character reference in HTML, and where Markdown would read one.
    """
    old = document.text(link.url_span)
    encoded = _percent_encoded(url, document, kept=set(old) - set("<>") if old == link.url else set())
    written = _written(document, link, encoded, old) if encoded else ""
    if not written:
        return ()
    label = _label_that_shows(document, link)
    edits = [Edit(link.url_span, written), *([Edit(label, _as_text(written))] if label else [])]
    return tuple(sorted(edits))


def replace_in_url(document: Document, link: Link, old: str, new: str, *, after: str = "") -> tuple[Edit, ...]:
    """The edits that replace `old`, whole path segments of the URL compared without regard to case, by `new`.

    With `after`, the first place behind `after` is meant; else there must be one place only. A text that shows the URL changes
    with it. () where there is no such place, where `old` and `new` are the same, or where `new` could need an escape.
    """
    written = document.text(link.url_span)
    if not old or old == new or not new.isascii() or _NEVER_PLAIN.search(new) or re.search(r"[()&']", new):
        return ()
    start = written.lower().find(after.lower()) + len(after) if after else 0
    segments = re.compile(rf"(?<=/){re.escape(old)}(?=[/?#]|\.git\b|$)", re.IGNORECASE)
    places = list(segments.finditer(written, start)) if start >= len(after) else []
    if not places or (len(places) > 1 and not after):
        return ()
    begin, end = (len(written[:at].encode(document.encoding)) for at in places[0].span())
    edits = [Edit(Span(link.url_span.start + begin, link.url_span.start + end), new)]
    label = _label_that_shows(document, link)
    if label and written == link.url:
        edits.append(Edit(Span(label.start + begin, label.start + end), _as_text(new)))
    return tuple(sorted(edits))


def replace_text(document: Document, link: Link, text: str) -> tuple[Edit, ...]:
    """The edit that replaces the text of an inline link, whose marks around it stay; () where the text is written otherwise."""
    whole = document.text(link.span) if link.how == "inline" else ""
    written = re.match(rf"\[(?P<mark>[*`]{{0,3}}){re.escape(link.text)}(?P=mark)\]\(", whole)
    if written is None or not text.isascii() or not _NAME.fullmatch(text):
        return ()
    start = link.span.start + len(f"[{written['mark']}".encode(document.encoding))
    return (Edit(Span(start, start + len(link.text.encode(document.encoding))), text if written["mark"] else _as_text(text)),)


def _percent_encoded(url: str, document: Document, kept: set[str]) -> str:
    """`url` without a character that needs an escape somewhere, but for those in `kept`, which need none in this place.

    "" where that would be in the host, which knows no escapes.
    """
    scheme, separator, rest = url.partition("://")
    host = _HOST_END.split(rest, maxsplit=1)[0]
    if not separator or _NEVER_PLAIN.search(scheme + host):
        return ""
    encoded = _NEVER_PLAIN.sub(lambda found: found[0] if found[0] in kept else _escaped(found), url)
    try:
        encoded.encode(document.encoding)
    except UnicodeEncodeError:
        return _NOT_ASCII.sub(_escaped, encoded) if host.isascii() else ""
    return encoded


def _written(document: Document, link: Link, url: str, old: str) -> str:
    """`url`, percent-encoded, as its place in the file needs it; "" where nothing is certain to be read as it."""
    before, behind = _character(document, link.url_span.start - 1), _character(document, link.url_span.end)
    if link.how == "html":
        return _in_html(old, url, before, behind)
    if link.how == "bare":
        return url if _is_bare(url, behind) else ""
    url = url.replace("&", "&amp;") if "&amp;" in old else _ENTITY.sub("&amp;", url)
    return url if (before, behind) == ("<", ">") or _is_balanced(url) else _PARENTHESIS.sub(_escaped, url)


def _in_html(old: str, url: str, before: str, behind: str) -> str:
    # A list that writes "?a=1&b=2" into its HTML may go on so, as long as that can be read in one way only.
    is_bare = "&" in old and "&amp;" not in old and not _NO_PARAMETER.search(url)
    url = url if is_bare else url.replace("&", "&amp;")
    if before == behind == '"':
        return url
    if before == behind == "'":
        return url.replace("'", "%27")
    is_unquoted = before == "=" and behind in (*_BLANK, ">") and "'" not in url and "=" not in url
    return url if is_unquoted else ""


def _is_bare(url: str, behind: str) -> bool:
    """Whether GitHub makes a link of exactly `url` where it stands in running text before the character `behind`."""
    found = url_at_colon(url if behind in (*_BLANK, "<") else url + behind, url.index("://"), 0)
    return found is not None and found.url == url and _is_balanced(url)


def _is_balanced(url: str) -> bool:
    depth = 0
    for mark in _PARENTHESIS.findall(url):
        depth += 1 if mark == "(" else -1
        if not 0 <= depth < _DEEPEST_PARENTHESES:
            return False
    return depth == 0


def _label_that_shows(document: Document, link: Link) -> Span | None:
    """Where the text of `[https://example.org](https://example.org)` stands; None for any text that is not the URL itself.

    A name without a scheme is no URL, and may stay; `[https://example.org]` alone is the name of a definition as well.
    """
    is_url = link.text == link.url and (is_http(link.url) or is_misspelled(link.url))
    shown = f"[{link.url}]"
    text = document.text(link.span) if is_url and link.how in ("inline", "reference") else ""
    if not text.startswith((f"{shown}(", f"{shown}[")) or text.startswith(f"{shown}[]"):
        return None
    start = link.span.start + len("[")
    return Span(start, start + len(link.url.encode(document.encoding)))


def _as_text(url: str) -> str:
    """A URL as it is written into a link, as running text between brackets: nothing in it is taken for emphasis."""
    return _MARK.sub(lambda found: f"\\{found[0]}" if url.count(found[0]) > 1 else found[0], url)


def _character(document: Document, offset: int) -> str:
    return document.data[offset : offset + 1].decode("ascii", "replace") if offset >= 0 else ""


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode(errors="surrogatepass"))

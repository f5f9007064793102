"""What a web page says of itself: its title, its first heading, the text that a reader sees, its anchors."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_HEAD = 65_536  # characters in which title, heading and signs are looked for
_LONGEST_TITLE = 300  # characters; what is longer is not a title but an attack on our reports
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_GITHUB_PREFIX = "user-content-"
# Pages that show another one: in frames, or after <meta http-equiv="refresh" content="0; url=../new/">
_SHOWS_ANOTHER = re.compile(r"<frameset\b|http-equiv\s{0,9}=\s{0,9}[\"']?refresh\b")
_LEAST_TEXT = 200  # characters that a reader sees; a page with a script and less than that is filled by the script

# The encodings of the web (https://encoding.spec.whatwg.org/#names-and-labels) by their names in Python. Its other codecs fail on
# honest bytes (idna) or make half characters of them, which no JSON can hold (unicode_escape).
_ENCODINGS = re.compile(
    r"utf-8(?:-sig)?|utf-16(?:-[lb]e)?|ascii|iso8859-\d{1,2}|cp(?:125\d|866|874|932|949|950)|koi8-[ru]|mac-(?:roman|cyrillic)|tis-620"
    r"|gb2312|gbk|gb18030|hz|big5(?:hkscs)?|shift-jis|euc-jp|iso2022-jp|euc-kr"
)


@dataclass(frozen=True)
class PageText:
    """The text of a page, in lower case too, and what is read from it when it is asked for."""

    html: str

    @classmethod
    def decode(cls, body: bytes, headers: Mapping[str, str]) -> PageText:
        """The page in `body`, in the encoding that its headers or its first kilobyte name, else UTF-8."""
        declared = _CHARSET.search(headers.get("content-type", "")) or _CHARSET.search(body[:1024].decode("latin-1"))
        if body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return cls(body.decode("utf-16", "replace"))
        return cls(body.decode(_encoding(declared[1]) if declared else "utf-8", "replace"))

    @cached_property
    def lower(self) -> str:
        """The first 65,536 characters in lower case."""
        return self.html[:_HEAD].lower()

    @cached_property
    def title(self) -> str:
        """The page's title on one line, at most 300 characters, "" where it has none."""
        return self._text_of("title")

    @cached_property
    def heading(self) -> str:
        """The page's first h1 on one line, "" where it has none."""
        return self._text_of("h1")

    @cached_property
    def visible_text(self) -> str:
        """What a reader sees, scripts and styles left out."""
        return _readable(self._soup())

    def anchors(self, fillers: Iterable[str] = ()) -> tuple[str, ...] | None:
        """The ids and names that a fragment may point at, sorted; GitHub's with and without their prefix.

        On a page with a script, what its own table of contents points at is there as well: the script makes it. None where the
        anchors cannot be known: where there is little to read and a script that fills the page, or one of the `fillers`, marks of
        programs that are known to do so (in lower case), and where another page is shown in its place.
        """
        lower = self.html.lower()
        has_script = "<script" in lower
        if (has_script and any(mark in lower for mark in fillers)) or _SHOWS_ANOTHER.search(self.lower):
            return None
        soup = self._soup()
        elements = soup.find_all(True)
        found = {str(element[name]) for element in elements for name in ("id", "xml:id") if name in element.attrs}
        found |= {str(element["name"]) for element in elements if element.name == "a" and "name" in element.attrs}
        if has_script:
            links = (str(link["href"]) for link in soup.find_all("a", href=True))
            found |= {unquote(link[1:]) for link in links if link.startswith("#")}
            if len(_readable(soup)) < _LEAST_TEXT:
                return None
        found |= {anchor.removeprefix(_GITHUB_PREFIX) for anchor in found}
        return tuple(sorted(found - {""}))

    def _soup(self) -> BeautifulSoup:
        from bs4 import BeautifulSoup

        # HTML reads "<?xml ...>" and "<!xml ...>" alike, as a comment; Beautiful Soup warns of the first.
        return BeautifulSoup("<!DOCTYPE html>" + self.html.replace("<?", "<!"), "lxml")

    def _text_of(self, tag: str) -> str:
        start = self._opening(tag)
        end = self.lower.find(f"</{tag}", start) if start >= 0 else -1
        if end < 0:
            return ""
        # A character may be longer in lower case ("İ"): then the offsets do not fit, and the lower-case text has to do.
        text = self.html if len(self.lower) == min(len(self.html), _HEAD) else self.lower
        return " ".join(unescape(_TAG.sub(" ", text[start : min(end, start + 10 * _LONGEST_TITLE)])).split())[:_LONGEST_TITLE]

    def _opening(self, tag: str) -> int:
        """Where the content of the first such element starts, -1 where there is none."""
        at = self.lower.find(f"<{tag}")
        while at >= 0:
            after = at + len(tag) + 1
            if self.lower[after : after + 1] in (">", " ", "\n", "\r", "\t"):
                close = self.lower.find(">", after)
                return close + 1 if close >= 0 else -1
            at = self.lower.find(f"<{tag}", after)
        return -1


def _readable(soup: BeautifulSoup) -> str:
    """The text of a page without what is not shown, which is taken out of `soup`."""
    for unseen in soup(["script", "style", "noscript", "template", "title"]):
        unseen.decompose()
    return " ".join(soup.get_text(" ").split())


def _encoding(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return "utf-8"
    return name if _ENCODINGS.fullmatch(name.replace("_", "-")) else "utf-8"


def is_html(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is a web page, by its type or, where it has none, by how it begins."""
    declared = headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared:
        return declared in ("text/html", "application/xhtml+xml")
    return body[:512].lstrip().lower().startswith((b"<!doctype html", b"<html", b"<head"))

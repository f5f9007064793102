"""The oracle of pings: whom a text would notify, what it would link back to, and what it would close, were it on github.com.

Markdown is rendered by GitHub's own renderer (cmark-gfm) and read as a browser reads it, so code, comments and attributes fall
away by the rules that GitHub goes by. Where GitHub's words leave a doubt, a text counts as a ping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from selectolax.lexbor import LexborHTMLParser, LexborNode

Kind = Literal["mention", "team", "reference", "commit", "closes"]

_RENDERING = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
# html-pipeline's MentionFilter looks at no words in these
_SILENT = {"pre", "code", "tt"}
# elements that a parser hides with all that is in them, and that GitHub takes away from around it
_HIDING = re.compile(r"<(/?)(?:template|frameset|head|noscript)\b", re.IGNORECASE)
_BLOCKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "div", "blockquote", "br", "hr", "summary", "details", "tr"}
_NOTHING = "\ufffc"  # stands for what is no text: code, a tag, the end of a block
_LINK = "\ufffb"  # stands for a link that is a reference

# @user and @org/team. `é@user` counts: html-pipeline's word characters are ASCII
_MENTION = re.compile(r"(?<![A-Za-z0-9_])@([A-Za-z0-9][A-Za-z0-9-]*)(?:/([A-Za-z0-9][\w.-]*))?", re.ASCII)
# #1, GH-1, owner/name#1, owner#1
_NUMBER = re.compile(r"(?<!\w)(?:([\w.-]+/[\w.-]+|[\w.-]+)?#|gh-)(\d+)(?!\w)", re.ASCII | re.IGNORECASE)
# a whole SHA, and owner/name@abc1234
_SHA = re.compile(r"(?<![\w/])([0-9a-f]{40})(?!\w)|(?<![\w/.-])([\w.-]+(?:/[\w.-]+)?)@([0-9a-f]{7,40})(?!\w)", re.ASCII)
# https://github.com/owner/name/issues/1 wherever it stands
_ADDRESS = re.compile(r"(?:https?:)?//(?:[^\s/@]*@)?(?:www\.)?github\.com(?::\d+)?/[^\s<>\"'`|)\]]+", re.IGNORECASE)
_THING = re.compile(r"/+([\w.-]+/[\w.-]+)/+(issues|pulls?|discussions|commits?)/+(\w+)", re.ASCII | re.IGNORECASE)
_KEYWORD = re.compile(rf"(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?::|\s|{_NOTHING})+$", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Ping:
    """One thing that a text would do to others.

    mention: notifies the user `target`. team: notifies the team `org/team`. reference: a back-link on `owner/name#1`. commit: one
    on `owner/name@sha`. closes: `owner/name#1` is closed, when the text is the body of a pull request or a commit message.
    """

    kind: Kind
    target: str


def pings_of(markdown: str, *, repository: str) -> list[Ping]:
    """What a body or a comment in `repository` ("owner/name") would do. Plain numbers are those of this repository; addresses
    of its own issues are no pings, those of other repositories are.
    """
    found: list[Ping] = []
    line = ""
    targets: list[str] = []
    html = github_flavored_markdown_to_html(markdown.encode(errors="replace").decode(), options=_RENDERING)
    for piece in _pieces(html):
        if piece.href is not None:
            thing = _thing(urljoin(f"https://github.com/{repository}/issues/0", piece.href))
            if thing:
                found += _linked(thing, repository)
                targets.append(thing.target)
                line += _LINK
        if piece.in_link and ("://" in piece.text or piece.text.lower().startswith("www.")):
            continue
        found += _said(piece.text, repository)
        line += piece.text + _NOTHING
        if piece.ends_block:
            found += _closed(line, targets, repository)
            line, targets = "", []
    return _once([*found, *_closed(line, targets, repository)])


def pings_of_plain(text: str, *, repository: str) -> list[Ping]:
    """What a title or a commit message would do: no Markdown protects anything there."""
    return _once([*_said(text, repository), *_closed(text, [], repository)])


@dataclass(frozen=True)
class _Piece:
    """A run of text, an opening link, or the edge of a block."""

    text: str = ""
    href: str | None = None
    in_link: bool = False
    ends_block: bool = False


def _pieces(html: str) -> Iterator[_Piece]:
    """The text of a page in order, with the links and the edges of blocks; what is nested is walked without recursion."""
    root = LexborHTMLParser("<body><div>" + _HIDING.sub(r"<\1div", html)).root
    waiting: list[_Piece | tuple[LexborNode, bool, bool]] = [(root, False, False)] if root else []
    while waiting:
        next_one = waiting.pop()
        if isinstance(next_one, _Piece):
            yield next_one
            continue
        node, in_link, silent = next_one
        tag = node.tag or ""
        if tag == "-text":
            yield _Piece(_NOTHING if silent else node.text_content or "", in_link=in_link)
        elif not tag[:1].isalpha():
            yield _Piece(_NOTHING)
        else:
            block = tag in _BLOCKS
            href = node.attributes.get("href") if tag == "a" else None
            yield _Piece(href=href, ends_block=block)
            within = (in_link or href is not None, silent or tag in _SILENT)
            waiting.append(_Piece(ends_block=block))
            waiting += reversed([(child, *within) for child in node.iter(include_text=True)])


@dataclass(frozen=True)
class _Thing:
    """What an address on github.com leads to."""

    repository: str
    what: str
    key: str

    @property
    def target(self) -> str:
        return f"{self.repository}@{self.key}" if self.what.startswith("commit") else f"{self.repository}#{self.key}"


def _thing(address: str) -> _Thing | None:
    parts = urlsplit(address.strip())
    try:
        ours = (parts.hostname or "").lower().removeprefix("www.") == "github.com" and parts.scheme in ("http", "https", "")
    except ValueError:  # a port that is no number
        return None
    match = _THING.match(unquote(parts.path)) if ours else None
    return _Thing(match[1], match[2].lower(), match[3]) if match else None


def _linked(thing: _Thing, repository: str) -> list[Ping]:
    if thing.repository.lower() == repository.lower():
        return []
    return [Ping("commit" if thing.what.startswith("commit") else "reference", thing.target)]


def _said(text: str, repository: str) -> Iterator[Ping]:
    """The pings that stand in words."""
    for match in _ADDRESS.finditer(text):
        if thing := _thing(match[0]):
            yield from _linked(thing, repository)
    text = _ADDRESS.sub(_NOTHING, text)
    for match in _MENTION.finditer(text):
        yield Ping("team", f"{match[1]}/{match[2]}") if match[2] else Ping("mention", match[1])
    for match in _NUMBER.finditer(text):
        yield Ping("reference", _numbered(match, repository))
    for match in _SHA.finditer(text):
        yield Ping("commit", f"{match[2] or repository}@{match[1] or match[3]}")


def _closed(line: str, targets: list[str], repository: str) -> Iterator[Ping]:
    """What a line of text closes, where the links that are references stand in it as signs."""
    links = iter(targets)
    for match in re.finditer(_LINK, line):
        target = next(links, "")
        if _KEYWORD.search(line, max(0, match.start() - 400), match.start()):
            yield Ping("closes", target)
    for match in _NUMBER.finditer(line):
        if _KEYWORD.search(line, max(0, match.start() - 400), match.start()):
            yield Ping("closes", _numbered(match, repository))
    for match in _ADDRESS.finditer(line):
        if (thing := _thing(match[0])) and _KEYWORD.search(line, max(0, match.start() - 400), match.start()):
            yield Ping("closes", thing.target)


def _numbered(match: re.Match[str], repository: str) -> str:
    return f"{match[1] or repository}#{match[2]}"


def _once(pings: list[Ping]) -> list[Ping]:
    return list(dict.fromkeys(pings))

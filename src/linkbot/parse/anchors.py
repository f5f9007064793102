"""The fragments that a Markdown file defines: heading slugs, HTML ids and names, footnotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from linkbot.model.identity import Identity
from linkbot.parse.decode import UndecodableError, decode
from linkbot.parse.markdown import Tree, read_tree

# What GitHub keeps in a slug, Ruby's \p{Word}: these categories, and the letters in circles and squares ("Other_Alphabetic").
_KEPT = ("L", "M", "Nd", "Nl", "Pc")
_FRAMED = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
# "Title {#name}", "Title {: #name .wide }": what kramdown, Pandoc, Python-Markdown and Hugo take for the heading's id
_EXPLICIT = re.compile(r"\{:?[ \t]{0,9}#([^\s{}]{1,200})(?:[ \t][^{}]{0,200})?\}\Z")


def slugs(headings: Iterable[str]) -> tuple[str, ...]:
    """GitHub's fragment for each heading of a file, in order (the algorithm of npm's github-slugger).

    A slug that was there before gets `-1`, `-2`, and so on, whichever is free.
    """
    seen: dict[str, int] = {}
    made = []
    for heading in headings:
        base = slug = _slug(heading)
        while slug in seen:
            seen[base] += 1
            slug = f"{base}-{seen[base]}"
        seen[slug] = 0
        made.append(slug)
    return tuple(made)


def anchors(tree: Tree) -> frozenset[str]:
    """Every fragment that a link may name. GitHub writes `user-content-` before each in the page and accepts both.

    A heading that names its own id has that one as well: GitHub shows it as text, but the list may also be a page of a site.
    """
    footnotes = {f"{mark}-{label}" for label in tree.footnotes for mark in ("fn", "fnref")}
    explicit = {match[1] for heading in tree.headings if (match := _EXPLICIT.search(heading.rstrip()))}
    made = slugs(tree.headings)
    sigmas = {slug.replace("ς", "σ") for slug in made}  # at the end of a word, not every program writes the one for the end
    plain = {*made, *sigmas, *explicit, *tree.names, *footnotes} - {""}
    return frozenset(plain | {f"user-content-{name}" for name in plain})


def markdown_anchors(data: bytes) -> frozenset[str]:
    """The fragments that a link into a Markdown file of these bytes may name; none where it is no text."""
    try:
        return anchors(read_tree(decode(data), lambda url: Identity("web", url)))
    except UndecodableError:
        return frozenset()


def _slug(heading: str) -> str:
    return "".join(_kept(heading.lower())).replace(" ", "-")


def _kept(text: str) -> Iterator[str]:
    return (char for char in text if char in "- " or unicodedata.category(char).startswith(_KEPT) or _FRAMED.match(char))

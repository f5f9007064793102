"""The fragments that a Markdown file defines: heading slugs, HTML ids and names, footnotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from linkbot.model.identity import Identity
from linkbot.parse.decode import UndecodableError, decode
from linkbot.parse.markdown import Tree, read_tree

_KEPT = ("L", "M", "Nd", "Nl", "Pc")  # Unicode categories that GitHub keeps in a slug


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
    """Every fragment that a link may name. GitHub writes `user-content-` before each in the page and accepts both."""
    footnotes = {f"{mark}-{label}" for label in tree.footnotes for mark in ("fn", "fnref")}
    plain = {*slugs(tree.headings), *tree.names, *footnotes} - {""}
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
    return (char for char in text if char in "- " or unicodedata.category(char).startswith(_KEPT))

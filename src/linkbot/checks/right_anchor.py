"""The one place of a page or file that a link with a broken fragment can mean, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from linkbot.checks.kind import Known
from linkbot.checks.questions import document_at
from linkbot.checks.verdict import Anchors
from linkbot.model.document import Document, Link
from linkbot.model.finding import Applicability

_Key = tuple[str, tuple[str, ...]]
"""The letters and digits of an anchor, and its numbers: of "release-0-10", "release010" with 0 and 10."""
Spellings = Sequence[tuple[str, str]]
"""Parts of words as British and as American English write them."""

_NUMBER = re.compile(r"\d+")
_SLIPS, _LONG, _LONG_ENOUGH = 2, 10, 6
"""So many slips are let through in an anchor of at least so many letters; one in a shorter one, none in a very short one."""
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_SIGNED = re.compile(r"\w[+#]")
"""C++, C#: without their signs, which no heading's anchor has, they are C."""
# <a name="MI"></a>, blank lines, "# Medical Imaging"
_NAMED = re.compile(
    r"""^[ ]{0,3}<a[ ]+(?:name|id)=["']([^"'<>\s]{1,200})["'][ ]*/?>(?:</a>)?[ ]*\r?\n"""
    r"(?:[ \t]*\r?\n){0,3}[ ]{0,3}\#{1,6}[ ]+(.+)$",
    re.MULTILINE,
)


def right_anchor(
    document: Document, link: Link, anchors: Anchors, known: Known, spellings: Spellings
) -> tuple[str, Applicability, str]:
    """The anchor that `link` can mean, "" where there is none, how far it may go by itself, and why.

    Of the list itself, or a file beside it, all is known; a page elsewhere may be another tomorrow. `spellings` are parts of
    words that are right in either form.
    """
    is_own, linked = link.identity.kind == "file", _linked(document, known).get(link.identity.key, {})
    fragment, found = link.identity.fragment, _by_key(anchors)
    if _SIGNED.search(fragment) or _SIGNED.search(link.text):
        return "", Applicability.DISPLAY, ""
    if anchor := _only(found, _key(fragment)):
        proof = f"#{anchor} is the only place there with the same letters and digits"
        # Where "C" leads to #c, "Cpp" with #c-- was hardly meant to.
        is_sure = is_own and linked.get(anchor, set()) <= {_key(link.text)}
        return anchor, *_unless_twice(found, anchor, Applicability.SAFE if is_sure else Applicability.UNSAFE, proof)
    if anchor := _only(found, _key(link.text)):
        proof = f"#{anchor} is the only place there that is called what the link says"
        applicability, proof = _unless_twice(found, anchor, Applicability.UNSAFE, proof)
        target = document_at(link.identity.key, known) if is_own else None
        if target and (name := _usual_name(linked, target, anchor)):
            return name, applicability, f"#{name} stands before the heading that the link names, as other links of the list do"
        return anchor, applicability, proof
    if is_own and (anchor := _nearest(link, anchors, linked)):
        proof = f"#{anchor} is the only place there that is spelled nearly so, and no other link leads to it"
        if _key(fragment)[0] not in _key(link.text)[0] or _american(fragment, spellings) == _american(anchor, spellings):
            return anchor, Applicability.UNSAFE, proof
        return (
            anchor,
            Applicability.DISPLAY,
            f"{proof}; the heading may be misspelt, for the link is called what its fragment says",
        )
    return "", Applicability.DISPLAY, ""


def _american(anchor: str, spellings: Spellings) -> str:
    """The letters of an anchor in one spelling: of "licences" those of "licenses"."""
    letters, _ = _key(anchor)
    for british, american in spellings:
        letters = letters.replace(british, american)
    return letters


def _linked(document: Document, known: Known) -> Mapping[str, Mapping[str, set[_Key]]]:
    """The places that the links of a list lead to, by file or page, each with what the links call it."""
    memory: dict[str, dict[str, dict[str, set[_Key]]]] = known.memory.setdefault("linked places", {})
    if document.path not in memory:
        places: dict[str, dict[str, set[_Key]]] = {}
        for link in document.links:
            if link.identity.fragment:
                place = places.setdefault(link.identity.key, {}).setdefault(link.identity.fragment, set())
                place.add(_key(link.text))
        memory[document.path] = places
    return memory[document.path]


def _unless_twice(
    found: Mapping[_Key, frozenset[str]], anchor: str, applicability: Applicability, proof: str
) -> tuple[Applicability, str]:
    """Of two headings that say the same GitHub numbers the second: heading, heading-1; either may be meant."""
    if _only(found, _key(f"{anchor}-1")) is None:
        return applicability, proof
    return Applicability.DISPLAY, f"#{anchor} may be meant, or #{anchor}-1, whose heading may say the same"


def _usual_name(linked: Container[str], target: Document, anchor: str) -> str:
    """The name that stands before the heading of `anchor`, where the list's other links use such names; "" where they do not."""
    names = _named_headings(target.data, target.encoding)
    if not any(name in linked for name, _ in names):
        return ""
    here = [name for name, heading in names if _key(heading) == _key(anchor)]
    # A name that stands there twice, copied with its heading, leads to the first.
    is_sole = len(here) == 1 and sum(name == here[0] for name, _ in names) == 1
    return here[0] if is_sole and here[0] in target.anchors else ""


@lru_cache(maxsize=4)
def _named_headings(data: bytes, encoding: str) -> Sequence[tuple[str, str]]:
    """The names that a file gives its headings itself, mostly short ones, each with the heading that it stands before."""
    return [(found[1], found[2]) for found in _NAMED.finditer(data.decode(encoding, "replace"))]


def _only(found: Mapping[_Key, frozenset[str]], key: _Key) -> str | None:
    same = found.get(key, frozenset()) if key[0] else frozenset()
    return next(iter(same)) if len(same) == 1 else None


def _nearest(link: Link, anchors: Anchors, linked: Iterable[str]) -> str | None:
    """The only anchor a slip or two away, its numbers the same, which no link leads to yet; None where there is none."""
    wanted, numbers = _key(link.identity.fragment)
    if len(wanted) < _LONG_ENOUGH:
        return None
    slips = _SLIPS if len(wanted) >= _LONG else 1
    alike = _by_numbers(anchors).get(numbers, ())
    near = [letters for letters, _, _ in extract(wanted, alike, scorer=OSA.distance, score_cutoff=slips, limit=2)]
    anchor = _only(_by_key(anchors), (near[0], numbers)) if len(near) == 1 else None
    if anchor is None:
        return None
    return None if any(fragment.lower() == anchor.lower() for fragment in linked) else anchor


@lru_cache(maxsize=64)
def _by_key(anchors: Anchors) -> Mapping[_Key, frozenset[str]]:
    """The anchors without GitHub's prefix by what they say, once for all links to one target."""
    found: dict[_Key, set[str]] = {}
    for anchor in anchors:
        bare = anchor.removeprefix("user-content-")
        found.setdefault(_key(bare), set()).add(bare)
    return {key: frozenset(same) for key, same in found.items()}


@lru_cache(maxsize=64)
def _by_numbers(anchors: Anchors) -> Mapping[tuple[str, ...], Sequence[str]]:
    """The letters and digits of the anchors by their numbers: "week 12" is no slip for "week 13", nor "1-1" for "11"."""
    found: dict[tuple[str, ...], list[str]] = {}
    for letters, numbers in _by_key(anchors):
        found.setdefault(numbers, []).append(letters)
    return found


def _key(text: str) -> _Key:
    return _NOT_ALPHANUMERIC.sub("", text.lower()), tuple(_NUMBER.findall(text))

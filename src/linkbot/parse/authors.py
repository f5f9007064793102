"""Names of authors, as citations and lists write them."""

from __future__ import annotations

import re
from itertools import pairwise

_ET_AL = re.compile(r"[,;]?\s*\b(?:et\.?\s?al\b\.?|and others\b|等人?)[\s.,;]*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;、，；·]\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*)", re.IGNORECASE)
_MARKS = re.compile(r"[*†‡§¶#]+|\([^()]{0,80}\)|[¹²³⁴⁵⁶⁷⁸⁹⁰]+")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.?[\s-]?){1,4}$")
_NAME_WORD = re.compile(r"^(?:[a-z]{1,2}['’-])?[^\W\d_a-z][^\W\d_]*(?:[.'’-]+[^\W\d_]*){0,6}$")
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "ten", "ter", "van", "von"}
)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_LONGEST_NAME = 5  # words


def has_et_al(text: str) -> bool:
    """Whether a list of authors says that it is cut short."""
    return bool(_ET_AL.search(text))


def read_authors(text: str, *, inverted: bool = False) -> tuple[str, ...]:
    """The names in a list of authors, each as `Given Family`; "et al." is no name.

    With `inverted`, the first author stands family name first, as in a bibliography (`Zoph, Barret, Irwan Bello, and
    William Fedus`). `Reinhard, E., Heidrich, W.` is understood either way.
    """
    parts = [part for raw in _BETWEEN.split(_ET_AL.sub(" ", _MARKS.sub("", text))) if (part := _trim(raw))]
    parts = _join_suffixes(parts)
    if len(parts) > 1 and len(parts) % 2 == 0 and all(_INITIALS.match(part) for part in parts[1::2]):
        return tuple(f"{given} {family}" for family, given in zip(parts[::2], parts[1::2], strict=True))
    single = [len(part.split()) == 1 for part in parts]
    inverted = inverted or (len(parts) > 2 and all(single[:2]) and not any(single[2:]))
    if inverted and len(parts) > 1 and _is_family_name(parts[0]):
        return (f"{parts[1]} {parts[0]}", *parts[2:])
    return tuple(parts)


def look_like_authors(text: str) -> bool:
    """Whether a text is a list of two or more names, or of one with "et al.", and nothing else."""
    names = read_authors(text)
    return all(map(looks_like_name, names)) and (len(names) > 1 or (len(names) == 1 and has_et_al(text)))


def _trim(part: str) -> str:
    part = " ".join(part.split()).strip(" :;")
    return part if re.search(r"(?:^|[\s.-])[^\W\d_]\.$|\b[JS]r\.$", part) else part.rstrip(".")


def _join_suffixes(parts: list[str]) -> list[str]:
    joined = parts[:1]
    for before, part in pairwise(parts):
        if part.casefold() in _SUFFIXES and before:
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _is_family_name(part: str) -> bool:
    words = part.split()
    return len(words) == 1 or (words[0].casefold() in _PARTICLES and len(words) <= _LONGEST_NAME - 1)


def looks_like_name(name: str) -> bool:
    """Whether a text could be the name of one person."""
    words = name.split()
    return 0 < len(words) <= _LONGEST_NAME and all(word.casefold() in _PARTICLES or _NAME_WORD.match(word) for word in words)

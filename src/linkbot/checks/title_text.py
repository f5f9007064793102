"""The normal form of a title, in which two spellings of one title are equal."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")  # <br>, </br>, <sub>
_LATEX_WRAPPER = re.compile(  # \textit{x}, \mathcal{x}, \operatorname{x} -> x
    r"\\(?:text|math|operatorname|emph|textsc)[a-z]{0,6}\s?\{([^{}]{0,200})\}"
)
_LATEX_ACCENT = re.compile(r"\\[\"'`^~=.]\s?\{?\\?([A-Za-z])\}?|\\[uvHcdbkr]\s?\{\\?([A-Za-z])\}")  # \"o, \c{c} -> o, c
_LATEX_NAME = re.compile(r"\\([A-Za-z]{2,20})")  # \alpha -> alpha
_LATEX_SIGNS = re.compile(r"[${}^\\~]")
_APOSTROPHES = re.compile("['\u2018\u2019\u201b\u2032`\u00b4]")
_NO_WORD = re.compile(r"[\W_]+")
_HEAD_END = re.compile(r"\s*[:;]\s+|\s+[-|\u2010-\u2015]\s+|(?<=[A-Za-z0-9])[:;](?=[A-Z])")  # "Nick: ", "Nick - ", "Nick;Title"
_MISREAD_AS = ("mac_roman", "cp1252")


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """`text` in lower case, without accents, markup and punctuation, its words separated by one space.

    Markdown escapes, HTML entities and tags, LaTeX, Greek letters, full-width forms and mojibake are resolved first.
    """
    bare = _readable(text)
    if not bare.isascii():
        letters = unicodedata.normalize("NFD", bare)
        bare = "".join(character for character in letters if not unicodedata.combining(character))
    return _NO_WORD.sub(" ", _APOSTROPHES.sub("", bare.casefold())).strip()


def compact(normal_text: str) -> str:
    """A normalised text without its spaces, in which "Flash Attention-2" is "FlashAttention 2"."""
    return normal_text.replace(" ", "")


@lru_cache(maxsize=16384)
def head_and_tail(text: str) -> tuple[str, str]:
    """What stands before and after the first colon, semicolon or dash, both normalised; ("", "") where there is none."""
    parts = _HEAD_END.split(_readable(text), maxsplit=1)
    head, tail = (normal(parts[0]), normal(parts[1])) if len(parts) == 2 else ("", "")
    return (head, tail) if head and tail else ("", "")


def unmangled(text: str) -> str:
    """`text` as it was before its UTF-8 bytes were read in another encoding and saved so ("‚≠ê" for a star).

    For comparing only: genuine accents do not form UTF-8 sequences and stay as they are.
    """
    if text.isascii():
        return text
    for encoding in _MISREAD_AS:
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _readable(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _TAG.sub(" ", html.unescape(unmangled(text))))
    if "\\" in plain or "$" in plain:
        plain = _LATEX_WRAPPER.sub(r"\1", plain)
        plain = _LATEX_ACCENT.sub(lambda found: found[1] or found[2], plain)
        plain = _LATEX_NAME.sub(lambda found: "infinity" if found[1] == "infty" else found[1], plain)
        plain = _LATEX_SIGNS.sub("", plain)
    return plain if plain.isascii() else "".join(map(_spelt_out, plain))


def _spelt_out(character: str) -> str:
    """A Greek letter or the infinity sign by its name, everything else as it is."""
    if character == "∞":
        return "infinity"
    if "\u0370" <= character <= "\u03ff":
        name = unicodedata.name(character, "")
        if name.startswith(("GREEK SMALL LETTER", "GREEK CAPITAL LETTER")):
            return name.split()[3].lower()
    return character

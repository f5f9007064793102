"""Markdown made to hurt a parser, and files that are hardly text. Nothing is asked for them."""

from __future__ import annotations

from tests.world.chaos.case import Text

_LINK = "[a page](http://a.example/page)"
_ITEM = f"- {_LINK}\n"


def _text(name: str, happens: str, text: str | bytes, links: int = 0, rule: str = "") -> Text:
    data = text if isinstance(text, bytes) else text.encode()
    return Text(name=f"markdown-{name}", happens=happens, data=lambda: data, links=links, rule=rule)


def _many(name: str, happens: str, part: str, times: int, links: int = 0, rule: str = "") -> Text:
    """A part again and again, made when it is needed; a link after it shows that the file was read to its end."""
    return Text(
        name=f"markdown-{name}", happens=happens, data=lambda: f"{part * times}\n\n{_ITEM}".encode(), links=links + 1, rule=rule
    )


TEXTS = (
    _many("brackets", "20,000 times [", "[", 20_000),
    _many("closing-brackets", "20,000 times ]", "]", 20_000),
    _many("images", "20,000 times ![", "![", 20_000),
    _many("open-links", "20,000 times [a](", "[a](", 20_000),
    _many("parentheses", "a link whose address is 20,000 times (", "[a](" + "(" * 20_000, 1),
    _many("angles", "20,000 times <", "<", 20_000),
    _many("tags", "20,000 times <a", "<a ", 20_000),
    _many("comments", "20,000 comments that are never closed", "<!--", 20_000, links=-1),
    _many("stars", "30,000 stars, half of them open", "*a **a ", 15_000),
    _many("ticks", "10,000 back-ticks that are never closed", "`a", 10_000),
    _many("quotes", "5,000 quotes in quotes", "> ", 5_000),
    _many("pipes", "a table of 5,000 columns", "|" * 5_000 + "\n" + "|-" * 5_000 + "|\n", 1),
    _many("entities", "30,000 entities that do not exist", "&nothing;", 30_000),
    _many("references", "20,000 references to nothing", "[a][b] ", 20_000),
    _many("definitions", "20,000 definitions of one word", "[a]: http://a.example/page\n", 20_000),
    _many("footnotes", "20,000 footnotes", "[^1]", 20_000),
    _many("long-line", "one line of 5 MB", "word " * 1_000_000, 1),
    _many("long-word", "one word of a million letters", "x", 1_000_000),
    _many("schemes", "20,000 times http://", "http://", 20_000, links=1, rule="LB105"),
    _many("at-signs", "20,000 times a@", "a@", 20_000),
    _text("deep-lists", "lists in lists, 500 deep", "".join("  " * depth + "- a\n" for depth in range(500)) + f"\n{_LINK}\n", 1),
    _text(
        "reference-loop",
        "references whose addresses are each other's names",
        f"[a][b]\n\n[a]: <b>\n[b]: <a>\n\n{_ITEM}",
        2,
        "LB104",
    ),
    _text("code", "a link in code, which is none", f"`{_LINK}`\n\n    {_LINK}\n\n```\n{_LINK}\n```\n"),
    _text("open-fence", "a fence that is never closed", f"```\n{_ITEM}\n{_ITEM}"),
    _text("comment", "a link in a comment", f"<!-- {_LINK} -->\n\n{_ITEM}", 1),
    _text("open-comment", "a comment that is never closed", f"{_ITEM}\n<!-- {_LINK}\n\n{_LINK}\n", 1),
    _text(
        "html",
        "links and images in HTML",
        "<p><a href='http://a.example/page'>a page</a> <img src=http://a.example/b.png></p>\n",
        2,
    ),
    _text(
        "html-odd", "attributes without quotes, in capitals, and twice", "<A\nHREF=http://a.example/page href=x>a page</A>\n", 1
    ),
    _text("escaped", "brackets that are escaped", r"\[a page\](http://a.example/page) and \\[a page](http://a.example/page)", 2),
    _text("link-in-link", "a link in a link", f"[{_LINK}](http://a.example/outer)\n", 2),
    _text("entity", "an entity in an address", "[a page](http://a.example/page?a=1&amp;b=2)\n", 1),
    _text("crlf", "line ends of Windows", f"# A list\r\n\r\n- {_LINK}\r\n", 1),
    _text("cr", "line ends of an old Macintosh", f"# A list\r\r- {_LINK}\r", 1),
    _text("bom", "a byte order mark", b"\xef\xbb\xbf" + _ITEM.encode(), 1),
    _text("latin-1", "Latin-1", f"# Les pages préférées\n\n- {_LINK}, très bien\n".encode("latin-1"), 1),
    _text("broken-utf-8", "UTF-8 with a byte that is none", f"# Größe, Übung, Maß \n\n- {_LINK} ".encode() + b"\xff\n", 1),
    _text("utf-16", "UTF-16", _ITEM.encode("utf-16"), rule="LB002"),
    _text("nul", "a NUL byte", f"{_ITEM}\0".encode(), rule="LB002"),
    _text("binary", "a picture that is called a list", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), rule="LB002"),
    _text("empty", "nothing", b""),
    _text("backwards", "letters that turn the direction of a line", f"- \u202e{_LINK}\u202c\n", 1),
    _text("odd-spaces", "spaces of other scripts, and line ends of Unicode", f"-\u00a0{_LINK}\u2028{_LINK}\u0085\n", 2),
    _text("too-big", "a file of 11 MB, which is over the limit", b"a" * 11_000_000, rule="LB002"),
)

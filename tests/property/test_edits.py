"""Whatever URL is written into whatever place: it is read again as that URL, or it is not written."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from hypothesis import example, given, settings
from hypothesis import strategies as st

from linkbot.checks.edits import replace_url
from linkbot.model.finding import Edit
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook

PLACES = (
    "[a](URL)",
    "![a](<URL>) and [b](https://z.example.org)",
    "[URL](URL 'title')",
    "<URL>",
    "see (URL), **URL** and URL",
    "[a]: URL\n\n[a], [b][a], ![c][a]",
    "[URL][r]\n\n[r]: <URL>",
    "<a href=\"URL\">a</a> <img src='URL'>",
    "| h | i |\n|---|---|\n| [a](URL) | URL |",
    "> 1. [![i](https://i.example.org/p.png)](URL)",
)
OLD = st.sampled_from(
    ("https://o.org", "http://www.o.org/x_y", "https://o.org/?a=1&b=2", "https://o.org/?a=1&amp;b=2", "https://o.org/(a)")
)
NEW = st.text(alphabet="aZ9-._~:/?#[]@!$&'()*+,;=%|\\<>\"`^{} é自。（", max_size=12).map("https://n.example.org/{}".format)


def written(data: bytes, edits: Iterable[Edit]) -> bytes:
    for edit in sorted(edits, reverse=True):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    return data


@settings(max_examples=200, deadline=None)
@given(place=st.sampled_from(PLACES), old=OLD, new=NEW)
@example(place=PLACES[0], old="https://o.org", new="https://n.example.org/)(")
@example(place=PLACES[2], old="https://o.org", new="https://n.example.org/_*a*_")
@example(place=PLACES[8], old="https://o.org", new="https://n.example.org/a|b")
def test_a_url_is_read_as_it_was_meant_or_not_written(place: str, old: str, new: str) -> None:
    before = parse("README.md", place.replace("URL", old).encode(), load_rulebook())

    for link in [link for link in before.links if "o.org" in link.url]:
        edits = replace_url(before, link, new)
        after = parse("README.md", written(before.data, edits), load_rulebook())
        shared = [other.url_span == link.url_span for other in before.links]

        assert len(after.links) == len(before.links)
        assert not after.doubt
        assert {unquote(other.url) for other, is_meant in zip(after.links, shared, strict=True) if is_meant} == {
            unquote(new if edits else link.url)
        }
        assert [other.url for other, is_meant in zip(after.links, shared, strict=True) if not is_meant] == [
            other.url for other, is_meant in zip(before.links, shared, strict=True) if not is_meant
        ]

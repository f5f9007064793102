"""What GitHub's renderer shows of a list, and what it shows after one URL of it was replaced."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote

from linkbot.model.document import Document, Link
from linkbot.model.identity import Identity
from linkbot.parse import oracle
from linkbot.parse.decode import decode
from linkbot.parse.markdown import Tree, front_matter, read_tree

TOKEN = "https://token.example/1"


def read(markdown: str | bytes) -> Tree:
    data = markdown.encode() if isinstance(markdown, str) else markdown
    return read_tree(decode(data), lambda url: Identity("web", url))


def urls(markdown: str | bytes) -> list[str]:
    return [link.url for link in read(markdown).links]


def shown(data: bytes) -> Counter[str]:
    text = decode(data).text
    return oracle.shown(text[front_matter(text) :])


def with_token(data: bytes, link: Link) -> bytes:
    return data[: link.url_span.start] + TOKEN.encode() + data[link.url_span.end :]


def expected_with_token(data: bytes, tree: Tree | Document, link: Link) -> Counter[str]:
    users = sum(other.url_span == link.url_span for other in tree.links)
    return shown(data) - Counter({unquote(link.url): users}) + Counter({TOKEN: users})

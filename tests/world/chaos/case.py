"""What a hostile case is: how a link misbehaves, and what linkbot must say of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from linkbot.model.report import Verdict
from tests.world.wire import Tls

HERE = "127.77.0.1"
"""Where every host of the suite lives: the one network that a run is allowed to reach."""
NEXT_DOOR = "127.0.0.1"
"""Where the canary sings: this machine, which nobody may be led to."""
CANARY = "{canary}"
"""Stands for the canary's port in links and answers."""
HTML = "text/html; charset=utf-8"

Door = Literal["open", "refused", "silent", "reset", "close", "mute", "plain", "alert"]
"""What stands behind the ports of a host.

refused: nothing. silent: a queue that is full, so no connection opens. reset, close: a connection that ends at once. mute: one on
which no byte comes. plain: HTTP where TLS is spoken. alert: a refusal of every TLS handshake.
"""


class Visit(Protocol):
    """One request, as the server sees it; `turn` counts the requests for its path, from 1."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    turn: int

    async def write(self, data: bytes) -> None:
        """Sends bytes, and waits until they are on their way."""
        ...

    def reset(self) -> None:
        """Ends the connection with a reset."""
        ...


Act = Callable[[Visit], Awaitable[None]]
Answer = bytes | Act | Sequence[bytes | Act]
"""Bytes to send, something to do, or several in turn of which the last one stays."""


@dataclass(frozen=True, kw_only=True)
class Name:
    """How the name service answers for a name. `delay` is in seconds; `then` is the answer from the second lookup on,
    `later` the answer once the host has been asked for a page.

    silent: no answer at all. stray: an answer to another question. big: the datagram says that the rest comes over TCP.
    """

    addresses: Sequence[str] = (HERE,)
    code: Literal["NOERROR", "SERVFAIL", "NXDOMAIN", "REFUSED"] = "NOERROR"
    alias: str = ""
    delay: float = 0.0
    fault: Literal["", "silent", "stray", "big"] = ""
    then: Name | None = None
    later: Name | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One hostile case.

    `happens` says in plain words what the link meets. `verdict` and `reason` (its beginning; all of it where it is "") are what
    the report must say of each of its links, `rule` the one rule that must speak of them ("" for none). `requests` is how many
    HTTP requests its hosts get, repetitions and redirects included.

    `timed` says that a pause decides it. Such cases run among themselves, where no crowd makes pauses longer, and have a short
    deadline.

    `links` are the URLs in its list, by default one page of the case's own host. `answers` are by path on that host, "/*" for all
    others, or by host and path. `names` and `doors` are by host, "" for the case's own, whose certificate is as `tls` says.
    """

    name: str
    happens: str
    verdict: Verdict
    reason: str = ""
    rule: str = ""
    requests: int = 1
    timed: bool = False
    links: Sequence[str] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    names: Mapping[str, Name] = field(default_factory=dict)
    doors: Mapping[str, Door] = field(default_factory=dict)
    tls: Tls = "ok"

    @property
    def host(self) -> str:
        """The host that belongs to the case alone."""
        return f"{self.name}.example"

    @property
    def urls(self) -> tuple[str, ...]:
        """The links of its list."""
        return tuple(self.links) or (f"http://{self.host}/page",)

    def markdown(self, canary: int) -> bytes:
        """Its list, with the canary's port filled in."""
        items = (f"- [{self.name.replace('-', ' ')} {number}](<{url}>)\n" for number, url in enumerate(self.urls, 1))
        return "".join(items).replace(CANARY, str(canary)).encode()


@dataclass(frozen=True, kw_only=True)
class Text:
    """One hostile file. `data` makes its bytes, `links` is how many links it has, `rule` the one rule that must speak of it."""

    name: str
    happens: str
    data: Callable[[], bytes]
    links: int = 0
    rule: str = ""


def said(status: int | str, body: bytes = b"", headers: Mapping[str, str] | None = None, *, kind: str = HTML) -> bytes:
    """An honest answer: a status (or a whole status line's rest), its body, further headers."""
    line = status if isinstance(status, str) else f"{status} Said"
    fields = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {line}\r\n{head}\r\n".encode("latin-1") + body


def page(title: str = "A page", *, heading: str | None = None, text: str = "", head: str = "") -> bytes:
    """An HTML page with something to read."""
    words = "It was a bright cold day in April, and the clocks were striking thirteen. " * 6
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><h1>{title if heading is None else heading}</h1><p>{text}</p><p>{words}</p></body></html>"
    ).encode()


def led(to: str, status: int = 302, headers: Mapping[str, str] | None = None) -> bytes:
    """One redirect."""
    return said(status, b"", {"Location": to, **(headers or {})})


PAGE = said(200, page())
"""What every host answers for a path that no case speaks of."""

"""How a host of the world behaves: its name, its door, its walls and limits, and what goes wrong for a while."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Literal

from tests.world import pages
from tests.world.dns import Dns
from tests.world.wire import LOOPBACK, Reply, Tls

Tcp = Literal["ok", "refused", "reset", "silent"]
Missing = Literal["404", "soft-404", "home", "parked"]
Wall = Literal["challenge"] | int | None
RetryAfter = Literal["seconds", "date", "none"]


@dataclass
class Host:
    """How one host behaves where no page of it says otherwise."""

    dns: Dns = "ok"
    dns_delay: float = 0.0
    addresses: Sequence[str] = (LOOPBACK,)
    tcp: Tcp = "ok"
    tls: Tls = "ok"
    missing: Missing = "404"
    wall: Wall = None
    robots: str = ""
    limit: Limit | None = None
    latency: float = 0.0


@dataclass
class Limit:
    """At most `requests` in any `per` seconds."""

    requests: int
    per: float
    status: int
    retry_after: RetryAfter
    seen: deque[float] = field(default_factory=deque)

    def refuses(self, now: float) -> Reply | None:
        while self.seen and self.seen[0] <= now - self.per:
            self.seen.popleft()
        if len(self.seen) < self.requests:
            self.seen.append(now)
            return None
        wait = max(1, round(self.seen[0] + self.per - now))
        forms = {"seconds": {"Retry-After": str(wait)}, "date": {"Retry-After": formatdate(time.time() + wait, usegmt=True)}}
        return pages.page(f"{self.status} slow down", status=self.status, headers=forms.get(self.retry_after))


@dataclass
class Failure:
    """The next `times` requests whose address starts with `prefix` go wrong like this."""

    prefix: str
    times: int
    reply: Reply


@dataclass(frozen=True)
class Page:
    """A declared page; `to_head` is the status for HEAD where it differs."""

    reply: Reply
    to_head: int | None = None

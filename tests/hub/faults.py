"""What can go wrong between a client and GitHub, as rules that a test adds to the hub."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.hub import refusals
from tests.hub.wire import Request


@dataclass
class Fault:
    """Strikes requests with this method ("" is any, "write" is any but GET) whose path matches, from the `nth` on, `times` times.

    Where `after` is set the request is carried out first, and its answer is lost. `hang_up` closes the connection without an
    answer; else `status` with `body` and `headers` is answered. status 0 with a `latency` (seconds) is only slow.
    """

    method: str = ""
    path: str = ""
    nth: int = 1
    times: float = 1
    status: int = 502
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    after: bool = False
    hang_up: bool = False
    latency: float = 0.0
    seen: int = 0

    def strikes(self, request: Request) -> bool:
        """Whether this request is struck; counts those that match."""
        fits = self.method in ("", request.method) or (self.method == "write" and request.is_write)
        if not fits or not re.search(self.path, request.path):
            return False
        self.seen += 1
        return self.nth <= self.seen < self.nth + self.times

    @property
    def answer(self) -> Any:
        return self.body if self.body is not None else {"message": "Server Error"}


def secondary_limit(*, status: int = 403, retry_after: int | None = 60, **which: Any) -> Fault:
    """GitHub's secondary limit; `which` requests as for any fault (writes, unless told otherwise)."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = {"documentation_url": refusals.SECONDARY_DOCS, "message": refusals.SECONDARY}
    return Fault(**{"method": "write", "status": status, "headers": headers, "body": body, **which})


def killed_at(request: int, *, after: bool = False) -> list[Fault]:
    """Faults as if the client had been killed at its nth request: none comes through from then on.

    Where `after` is set, that request is still carried out.
    """
    silence = Fault(nth=request, times=math.inf, hang_up=True)
    if not after:
        return [silence]
    return [Fault(nth=request, hang_up=True, after=True), Fault(nth=request + 1, times=math.inf, hang_up=True)]

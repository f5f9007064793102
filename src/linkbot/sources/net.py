"""The one way out: every HTTP request of every source, guarded, paced by host group, and never raising."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linkbot.model.evidence import Attempt, UnknownReason


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one URL. `status` is 0 when no answer came; then `failure` says why ("" otherwise).

    `nxdomain` is a failure that is proof: the name does not exist. `headers` have lower-case names. `body` holds at most
    the bytes that were asked for, decompressed; `truncated` when there was more or the rest did not come. `url` is the address that
    answered, after redirects; `attempts` are all tries, the last one last.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    truncated: bool = False
    failure: UnknownReason | str = ""
    detail: str = ""
    attempts: tuple[Attempt, ...] = ()


class Net:
    """One session, one connector with the address guard, one scheduler of host groups.

    `get(url, ...)` waits for its host group's turn, follows redirects by hand, retries what deserves it, and returns a
    `Fetched`; it never raises for what a server or a network does.
    """

"""What came of one URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from linkbot.model.evidence import Attempt, UnknownReason


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one URL. Look at `failure` first: "" means that an answer came that can be read by its `status`.

    `failure` is "nxdomain" when the name does not exist (asked twice), otherwise the reason why nothing is known; `detail` says
    more, in words. `status` is that of the last answer, 0 when none came. `url` is the address that answered, after
    redirects. `headers` have lower-case names. `body` is decompressed; `truncated` when there was more, or the rest did not come
    or could not be decompressed. `attempts` are all tries, the last one last. `retry_at` is when a host that pushed back
    wants to be asked again, where it said so.
    """

    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    truncated: bool = False
    failure: UnknownReason | str = ""
    detail: str = ""
    attempts: tuple[Attempt, ...] = ()
    retry_at: datetime | None = None

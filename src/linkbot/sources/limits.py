"""What a server says of its limits: how long to rest, and how many more requests it takes until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 86_400.0  # seconds: who speaks of more than a day speaks of no run of ours
_EPOCH_FROM = 1_000_000_000  # a reset as large as that is a moment, in seconds since 1970, as GitHub writes it
_MOST_ITEMS = 8  # of one header; a service has a policy or two
_LONGEST_HEADER = 1_000  # characters of it that are read
_ITEM = re.compile(r'[^,"]*(?:"[^"]*"[^,"]*)*')  # "burst";r=3;t=1, "daily";r=900;t=60000
_PARAMETER = re.compile(r"[;,\s](r|t|remaining|reset)\s?=\s?\"?(\d{1,12})(?![\d.])", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?(?=$|[\s,;])", re.ASCII)  # 59, `59;w=60` of early drafts, 59.0 of Reddit
_NAMES = {"remaining": "r", "reset": "t"}
_PREFIXES = ("ratelimit-", "x-ratelimit-", "x-rate-limit-")


@dataclass(frozen=True, slots=True)
class Quota:
    """So many requests are left (`remaining`) for so many `seconds`, more than 0."""

    remaining: int
    seconds: float

    @property
    def interval(self) -> float:
        """The seconds between two requests with which it lasts until it is renewed."""
        return self.seconds / max(self.remaining, 1)


def quota(headers: Mapping[str, str], now: datetime) -> Quota | None:
    """The tightest quota that the headers (lower-case names) tell of; None where they tell of none that can be read.

    Reads `RateLimit` of draft-ietf-httpapi-ratelimit-headers (`"default";r=50;t=30`, and `remaining=50, reset=30` of its earlier
    versions), else `RateLimit-Remaining` and `-Reset`, also with `X-` in front; a reset is in seconds or a moment since 1970.
    `RateLimit-Policy` and `-Limit` say what is allowed at best, not what is left: they are not needed.
    """
    quotas = list(_structured(headers.get("ratelimit", ""))) or list(_separate(headers, now))
    return max(quotas, key=lambda told: (told.remaining == 0, told.interval), default=None)


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, 0 to a day; None where it is absent or says nothing (RFC 9110 10.2.3)."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), _LONGEST)
    try:
        told = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for a year, or a zone, of a thousand million
        return None
    told = told if told.tzinfo else told.replace(tzinfo=UTC)
    return min(max((told - now).total_seconds(), 0.0), _LONGEST)


def _structured(header: str) -> Iterator[Quota]:
    if "=" not in header:
        return
    text = header[:_LONGEST_HEADER]
    # The early form is one dictionary, whose members are separated as the later form separates its policies.
    items = [text] if "remaining" in text.lower() else [item for item in _ITEM.findall(text) if item][:_MOST_ITEMS]
    for item in items:
        told = {_NAMES.get(name.lower(), name.lower()): int(number) for name, number in _PARAMETER.findall(f" {item}")}
        if "r" in told and 0 < told.get("t", 0) <= _LONGEST:
            yield Quota(told["r"], float(told["t"]))


def _separate(headers: Mapping[str, str], now: datetime) -> Iterator[Quota]:
    for prefix in _PREFIXES:
        if f"{prefix}remaining" not in headers:
            continue
        remaining = _NUMBER.match(headers[f"{prefix}remaining"].strip())
        reset = _NUMBER.match(headers.get(f"{prefix}reset", "").strip())
        if remaining and reset:
            seconds = float(reset[0])
            seconds -= now.timestamp() if seconds >= _EPOCH_FROM else 0.0
            if 0 < seconds <= _LONGEST:
                yield Quota(int(float(remaining[0])), seconds)

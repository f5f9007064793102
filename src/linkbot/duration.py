"""Durations as a person writes them: 90s, 10m, 1h."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s?(s|m|h|)", re.ASCII)
_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


def _seconds(value: object) -> object:
    """`90`, `90s`, `10m` or `1h` in seconds."""
    if not isinstance(value, str):
        return value
    match = _DURATION.fullmatch(value.strip().lower())
    if not match:
        raise ValueError(f"not a time: {value!r} (write 90s, 10m or 1h)")
    return float(match[1]) * _SECONDS[match[2]]


Duration = Annotated[float, BeforeValidator(_seconds)]
"""Seconds, also written as 90s, 10m or 1h."""


def spelt(seconds: float) -> str:
    """A duration as a person would write it: 600 seconds are `10m`."""
    unit = next((unit for unit in "hm" if seconds % _SECONDS[unit] == 0), "s")
    return f"{seconds / _SECONDS[unit]:g}{unit}"

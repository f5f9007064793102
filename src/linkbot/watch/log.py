"""What the watch tells: one line an event, for a person or for a program that reads JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, Protocol

from linkbot.report.text import clean

Level = Literal["info", "warning", "error"]
LONGEST = 1000
"""The most characters of a line that another program wrote."""


class Say(Protocol):
    """Tells an event. `text` is one sentence, whatever it was made of; `facts` are for programs."""

    def __call__(self, event: str, text: str, *, target: str = "", level: Level = "info", **facts: str | float) -> None:
        """Tells it."""
        ...


def plain(write: Callable[[str], None]) -> Say:
    """Lines for a person: `2026-11-21 03:09:02Z warning awesome-lists: ...`."""

    def say(event: str, text: str, *, target: str = "", level: Level = "info", **facts: str | float) -> None:  # noqa: ARG001 - for JSON
        words = (f"{_now():%Y-%m-%d %H:%M:%SZ}", *(() if level == "info" else (level,)), *((f"{target}:",) if target else ()))
        write(f"{' '.join(words)} {_harmless(text)}\n")

    return say


def as_json(write: Callable[[str], None]) -> Say:
    """Lines of JSON, an object each, in ASCII."""

    def say(event: str, text: str, *, target: str = "", level: Level = "info", **facts: str | float) -> None:
        told = {"at": _now().isoformat(timespec="milliseconds"), "level": level, "event": event, "target": target, **facts}
        write(json.dumps({**told, "text": _harmless(text)}) + "\n")

    return say


class Relay(logging.Handler):
    """Tells what APScheduler would log, as an event like any other."""

    def __init__(self, say: Say) -> None:
        super().__init__(logging.WARNING)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Tells of one record, its traceback left out."""
        self._say("scheduler", record.getMessage(), level="error" if record.levelno >= logging.ERROR else "warning")


def _harmless(text: str) -> str:
    text = clean(text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def _now() -> datetime:
    return datetime.now(UTC)

"""What is read of the JSON records of the DOI registries: texts, days and lists, whatever stands in their place."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_SPACES = re.compile(r"\s+")


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is something else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def first(value: Any) -> Any:
    """The first item of a list, None where there is none."""
    return value[0] if isinstance(value, list) and value else None


def text(value: Any) -> str:
    """A registry's text as a reader sees it: no JATS or HTML tags, no entities, single spaces."""
    return _SPACES.sub(" ", html.unescape(_MARKUP.sub("", value))).strip() if isinstance(value, str) else ""


def day(value: Any) -> date | None:
    """The day of an ISO date or time, None where it is less precise, or no date."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) and len(value) >= 10 else None
    except ValueError:
        return None

"""What is read of the records of registries and of arXiv: texts, days and lists, whatever stands in their place."""

from __future__ import annotations

import html
import re
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from typing import Any

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_SPACES = re.compile(r"\s+")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_PREPRINT = "10.48550/"


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


def mail_day(value: str) -> date | None:
    """The UTC day of `Mon, 12 Jun 2017 17:57:34 GMT`, None where that is no time."""
    try:
        return parsedate_to_datetime(value).astimezone(UTC).date()
    except (ValueError, OverflowError):
        return None


def journal_doi(value: Any) -> str:
    """The first DOI that arXiv names for a paper, in lower case, "" where there is none: arXiv's own DOIs are no journal's."""
    found = _DOI.search(value) if isinstance(value, str) else None
    doi = found[0].lower().rstrip(".,;") if found else ""
    return "" if doi.startswith(_PREPRINT) else doi

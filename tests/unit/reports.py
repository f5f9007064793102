"""Builders of reports for tests: what a test does not name has a plain value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from linkbot.model.report import (
    ENTRIES,
    ClaimRow,
    DocumentRow,
    EditRow,
    EntryRow,
    EvidenceRow,
    FindingRow,
    FixRow,
    HopRow,
    LinkRow,
    RelatedRow,
    Report,
    Run,
    Statistics,
)

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def a_finding(quote: str = "- [Atention](https://x.example/a)", marked: str = "Atention", **fields: Any) -> FindingRow:
    """A finding on `marked` in the first line of README.md, which is `quote`."""
    start = quote.index(marked)
    offset = len(quote[:start].encode())
    plain: dict[str, Any] = {
        "code": "LB201",
        "name": "title-mismatch",
        "severity": "warning",
        "confidence": "high",
        "path": "README.md",
        "line": 1,
        "column": start + 1,
        "end_column": start + 1 + len(marked),
        "span": (offset, offset + len(marked.encode())),
        "quote": quote,
        "url": "https://x.example/a",
        "subject": "arxiv:1706.03762",
        "claim": "",
        "message": "the title is not the paper's",
        "hint": "",
        "related": [],
        "evidence": [],
        "fingerprint": "0123456789abcdef",
        "fix": None,
    }
    return FindingRow(**{**plain, **fields})


def a_fix(text: str, span: tuple[int, int] = (3, 11), **fields: Any) -> FixRow:
    """A safe fix that replaces `span` by `text`."""
    return FixRow(
        **{"title": "use the paper's title", "applicability": "safe", "edits": [EditRow(span=span, text=text)], **fields}
    )


def an_evidence(**fields: Any) -> EvidenceRow:
    """Proof that a page is gone, after one redirect."""
    plain = {
        "question": "web:https://x.example/a",
        "answer": "gone",
        "detail": "404 on two GETs",
        "asked_at": NOON,
        "hops": [HopRow(status=301, url="https://y.example/a")],
    }
    return EvidenceRow(**{**plain, **fields})


def a_related(**fields: Any) -> RelatedRow:
    """The same thing on line 9 of other.md."""
    return RelatedRow(**{"path": "other.md", "line": 9, "column": 2, "span": (90, 99), "message": "also here", **fields})


def a_link(number: int = 0, **fields: Any) -> LinkRow:
    """A link whose target was asked and is there; each `number` has a target of its own."""
    plain = {
        "path": "README.md",
        "line": number + 1,
        "column": 3,
        "url": f"https://x.example/{number}",
        "text": "A page",
        "span": (0, 9),
        "url_span": (3, 8),
        "how": "inline",
        "is_image": False,
        "identity": f"web:https://x.example/{number}",
        "verdict": "ok",
        "source": "asked",
    }
    return LinkRow(**{**plain, **fields})


def an_entry(**fields: Any) -> EntryRow:
    """An entry of a list: one arXiv paper of June 2017."""
    plain = {
        "path": "README.md",
        "line": 7,
        "span": (0, 50),
        "style": "bullet",
        "group": 0,
        "section": ["Papers", "Transformers"],
        "title": "Attention Is All You Need",
        "url": "https://arxiv.org/abs/1706.03762",
        "identity": "arxiv:1706.03762",
        "date": "2017-06",
        "links": [],
        "claims": [],
    }
    return ENTRIES.validate_python([{**plain, **fields}])[0]


def a_claim(kind: str, value: str | list[str]) -> ClaimRow:
    """A statement of an entry."""
    return ClaimRow(kind=kind, text=str(value), span=(0, 1), value=value)


def statistics(**fields: Any) -> Statistics:
    """Counts of a run of one file, all zero but for the file."""
    zero = {"files": 1, "links": 0, "unique": 0, "asked": 0, "stored": 0, "local": 0, "requests": 0, "seconds": 1.0}
    return Statistics(**{**zero, "skipped": {}, "unverified": {}, **fields})


def a_run(**fields: Any) -> Run:
    """A run to its end, with a network."""
    plain = {
        "linkbot": "0.1.0",
        "started_at": NOON,
        "ended_at": NOON,
        "offline": False,
        "partial": False,
        "arguments": [],
        "rules": [],
    }
    return Run(**{**plain, **fields})


def a_document(path: str = "README.md", **fields: Any) -> DocumentRow:
    """A readable file in UTF-8."""
    plain = {
        "sha256": "0" * 64,
        "git_blob": "0" * 40,
        "encoding": "utf-8",
        "newline": "\n",
        "size": 100,
        "links": 1,
        "entries": 1,
    }
    return DocumentRow(**{"path": path, **plain, **fields})


def a_report(*findings: FindingRow, **fields: Any) -> Report:
    """A report of README.md with `findings`."""
    plain = {"links": [], "entries": [], "suppressed": [], "unknown": [], "hints": []}
    return Report(
        **{"run": a_run(), "documents": [a_document()], "statistics": statistics(), "findings": list(findings), **plain, **fields}
    )

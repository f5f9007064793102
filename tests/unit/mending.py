"""Builders for tests of fixes: a list, findings whose fixes replace one text by another, and the list as it is mended."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.unit.reading import document_of
from tests.unit.reports import a_finding

from linkbot.fix import Held, Mended, by_applicability, mend
from linkbot.model.finding import Edit
from linkbot.model.report import EditRow, FindingRow, FixRow
from linkbot.model.text import Span
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook


def an_edit(data: bytes, old: str, new: str, encoding: str = "utf-8") -> Edit:
    """Replaces the only `old` in `data`."""
    wanted = old.encode(encoding)
    assert data.count(wanted) == 1, f"{old!r} stands {data.count(wanted)} times in the list"
    start = data.index(wanted)
    return Edit(Span(start, start + len(wanted)), new)


def a_mend(
    data: bytes, *pairs: tuple[str, str], encoding: str = "utf-8", applicability: str = "safe", **fields: Any
) -> FindingRow:
    """A finding in `data` whose fix replaces the first of each pair by the second."""
    edits = [an_edit(data, old, new, encoding) for old, new in pairs]
    rows = [EditRow(span=(edit.span.start, edit.span.end), text=edit.text) for edit in edits]
    line = data.count(b"\n", 0, edits[0].span.start) + 1
    plain = {
        "line": line,
        "span": rows[0].span,
        "fingerprint": f"{pairs[0][0]}>{pairs[0][1]}",
        "fix": FixRow(title="mend it", applicability=applicability, edits=rows),
    }
    return a_finding(**{**plain, **fields})


def mended(markdown: str | bytes, *rows: FindingRow, unsafe: bool = False) -> Mended:
    """What becomes of a list with the fixes of `rows`."""
    return mend(
        document_of(markdown), rows, partial(parse, "README.md", rulebook=load_rulebook()), by_applicability(unsafe=unsafe)
    )


def replaced(markdown: str | bytes, *pairs: tuple[str, str], **fields: Any) -> Mended:
    """What becomes of a list when one safe fix replaces the first of each pair by the second."""
    data = markdown.encode() if isinstance(markdown, str) else markdown
    return mended(data, a_mend(data, *pairs, **fields))


def reasons(held: tuple[Held, ...]) -> list[tuple[str, str]]:
    """Why fixes were held back: the reason, and the sentence."""
    return [(str(one.reason), one.detail) for one in held]

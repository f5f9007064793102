"""One change of a list in one row: where, what became what, and why that is right."""

from __future__ import annotations

import re
from collections import Counter

from linkbot.model.report import FindingRow
from linkbot.publish.views import Change, Place
from linkbot.report.difference import change as shown
from linkbot.report.neutral import code, plain
from linkbot.report.place import place
from linkbot.report.proof import lasting, reasons, rule
from linkbot.report.room import Row

PAIRS = 4
"""How many of a change's texts are shown."""
_SHORT = 24
"""Texts up to so many characters say little without the line around them."""
_AROUND = 72
_REASON = 300
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


def change_row(change: Change, blob: str) -> Row:
    """A change with its box, ticked; `blob` is where its line can be read."""
    row = change.row
    pairs = Counter(change.pairs)
    texts = [f"{shown(*pair)}{f' ({number} times)' if number > 1 else ''}" for pair, number in list(pairs.items())[:PAIRS]]
    if (more := len(pairs) - PAIRS) > 0:
        texts.append(f"and {more:,} more")
    told = change.pairs[0][1] if len(pairs) == 1 else ""
    line = f"- [x] {place(row.path, row.line, blob)} {'; '.join(texts) or offer(row)} {mark(row)}"
    context = [f"In {code(around, 2 * _AROUND)}"] if (around := _around(change)) else []
    return Row(line, (*context, f"{reasons(row, told)} {rule(row)}"))


def finding_line(row: FindingRow, blob: str, fix: str = "") -> str:
    """A finding in one line: where, what is wrong, and what would mend it."""
    words = "; ".join(part for part in (plain(lasting(row.message), _REASON), fix) if part)
    return f"{place(row.path, row.line, blob)} {words} {rule(row)}"


def mark(row: FindingRow, *, undo: bool = False) -> str:
    """What ties the box of a line to a finding; it ends the line. "" for a fingerprint that is none."""
    return f"<!-- lb:{'undo:' if undo else ''}{row.fingerprint} -->" if _FINGERPRINT.fullmatch(row.fingerprint) else ""


def offer(row: FindingRow) -> str:
    """What the fix of a finding would do."""
    return plain(row.fix.title, _REASON) if row.fix else ""


def blob_of(where: Place) -> str:
    """The address under which the files of a commit can be read."""
    return f"{where.repository}/blob/{where.commit}"


def _around(change: Change) -> str:
    """The line around a text that says little alone, "" where that is not needed."""
    old, new = change.pairs[0] if len(set(change.pairs)) == 1 else ("", "")
    at = change.row.quote.find(old) if 0 < len(old) <= _SHORT and 0 < len(new) <= _SHORT else -1
    if at < 0:
        return ""
    start, end = max(0, at - _AROUND // 2), at + len(old) + _AROUND // 2
    line = change.row.quote
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"

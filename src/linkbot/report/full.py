"""The full format: each finding with the line it stands on, its proof and the way out, for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkbot.report.order import in_order
from linkbot.report.quote import before_edit, window
from linkbot.report.style import PATH, QUIET, Line, print_lines, severity_style
from linkbot.report.text import clean
from linkbot.report.view import View
from linkbot.report.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linkbot.model.report import EvidenceRow, FindingRow, FixRow, RelatedRow, Report

_APPLICABILITY = {
    "safe": "safe: it keeps the meaning",
    "unsafe": "unsafe: read it before you use it",
    "display": "an idea, not to be applied as it is",
}
EDITS = 5
"""How many edits of one fix are shown."""
_LONG = 100
"""How long, in characters, the two sides of a fix may be to stand on one line."""


def render(report: Report, view: View) -> str:
    """A block a finding, an empty line between two: place and message, the quoted line, evidence, hint, and fix."""
    encodings = {document.path: document.encoding for document in report.documents}
    lines: list[Line] = []
    for row in in_order(report):
        lines += [*([[]] if lines else []), *finding_lines(row, encodings.get(row.path, "utf-8"), view)]
    return print_lines(lines, view)


def finding_lines(row: FindingRow, encoding: str, view: View) -> Iterator[Line]:
    """The block of one finding, in a file of that encoding."""
    style = severity_style(row.severity)
    yield [
        (f"{clean(row.path)}:{row.line}:{row.column}", PATH),
        (": ", ""),
        (f"{row.severity} {clean(row.code)}", style),
        (f" {clean(row.name)}: {clean(row.message)}", ""),
    ]
    margin = " " * max(5, len(str(row.line)) + 1)
    if row.quote:
        quote = window(row, view.width - len(margin) - 3)
        yield [
            (f"{row.line:>{len(margin)}} | ", QUIET),
            (quote.before, ""),
            (quote.marked, style),
            (quote.after, ""),
        ]
        yield [(f"{margin} | ", QUIET), (" " * quote.indent + "^" * quote.carets, style)]
    for evidence in row.evidence:
        yield from _evidence(evidence, margin)
    for related in row.related:
        yield [(f"{margin} = ", QUIET), (f"see {_place(related)}: {clean(related.message)}", "")]
    if row.hint:
        yield [(f"{margin} hint: ", QUIET), (clean(row.hint), "")]
    if row.fix:
        yield from _fix(row.fix, row, encoding, margin)


def _evidence(row: EvidenceRow, margin: str) -> Iterator[Line]:
    yield [
        (f"{margin} = {clean(row.question)}: {clean(row.detail) or row.answer} (seen {row.asked_at:%Y-%m-%d %H:%M %Z})", QUIET)
    ]
    for hop in row.hops:
        yield [(f"{margin}   {hop.status} -> {clean(hop.url)}", QUIET)]


def _place(row: RelatedRow) -> str:
    return f"{clean(row.path)}:{row.line}:{row.column}"


def _fix(fix: FixRow, row: FindingRow, encoding: str, margin: str) -> Iterator[Line]:
    yield [(f"{margin} fix: ", QUIET), (f"{clean(fix.title)} ({_APPLICABILITY[fix.applicability]})", "")]
    if fix.proof:
        yield [(f"{margin}   because ", QUIET), (clean(fix.proof), "")]
    for edit in fix.edits[:EDITS]:
        before = before_edit(edit, row, encoding)
        after = clean(edit.text) or "(removed)"
        if before is None:
            yield [(f"{margin}   -> ", QUIET), (after, "green")]
        elif len(before) + len(after) <= _LONG:
            yield [(f"{margin}   ", ""), (clean(before) or "(nothing)", "red"), (" -> ", QUIET), (after, "green")]
        else:
            yield [(f"{margin}      ", ""), (clean(before), "red")]
            yield [(f"{margin}   -> ", QUIET), (after, "green")]
    if (more := len(fix.edits) - EDITS) > 0:
        yield [(f"{margin}   and {counted(more, 'more edit')}", QUIET)]

"""The fixes of a run in a few sentences: what was mended, what was held back, and the flag for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from linkbot.report.style import PATH, Line, print_lines
from linkbot.report.text import clean
from linkbot.report.view import View
from linkbot.report.words import counted, itemised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linkbot.model.report import Report

SHOWN = 10
"""How many fixes that could not be applied are named."""


def render(report: Report, mode: str, files: int, view: View) -> str:
    """What became of the fixes under the flag `mode` ("" for none), which changed that many `files`; "" where there are none."""
    if not mode:
        return print_lines(list(_offered(report)), view)
    return print_lines([_mended(report, mode, files), *_held(report, mode)], view)


def _offered(report: Report) -> Iterator[Line]:
    counts = Counter(str(row.fix.applicability) for row in report.findings if row.fix)
    if safe := counts["safe"]:
        yield [(f"{counted(safe, 'finding')} can be mended with --fix (--diff shows how).", "")]
    if unsafe := counts["unsafe"]:
        yield [(f"{counted(unsafe, 'unsafe fix', 'unsafe fixes')}, to be read first: --diff --unsafe-fixes, or --review.", "")]


def _mended(report: Report, mode: str, files: int) -> Line:
    is_diff = mode == "--diff"
    if not files:
        return [("Nothing to change." if is_diff else "Nothing was changed.", "bold")]
    codes = Counter(row.code for row in sorted(report.fixed, key=lambda row: row.code))
    what = f"{counted(len(report.fixed), 'finding')} in {counted(files, 'file')}"
    return [(f"{'Would fix' if is_diff else 'Fixed'} {what}", "bold"), (f": {itemised(codes)}.", "")]


def _held(report: Report, mode: str) -> Iterator[Line]:
    reasons = Counter(row.reason for row in report.held)
    if unsafe := reasons["unsafe"]:
        how = "--unsafe-fixes shows" if mode == "--diff" else "--diff --unsafe-fixes shows, --review goes through"
        yield [(f"Held back: {counted(unsafe, 'unsafe fix', 'unsafe fixes')}, which {how} before you apply any.", "")]
    if refused := reasons["refused"]:
        yield [(f"Not applied: {counted(refused, 'fix', 'fixes')}, skipped or not looked at.", "")]
    if display := reasons["display"]:
        yield [(f"For a person to decide: {counted(display, 'idea')}, which --format full shows.", "")]
    troubles = [row for row in report.held if row.reason in ("doubt", "overlap")]
    for row in troubles[:SHOWN]:
        yield [("Not applied: ", ""), (f"{clean(row.path)}:{row.line}", PATH), (f" {row.code}: {clean(row.detail)}.", "")]
    if len(troubles) > SHOWN:
        yield [(f"Not applied: {len(troubles) - SHOWN:,} more (`held` in report.json tells all).", "")]

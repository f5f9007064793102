"""The summary of a job of GitHub Actions ($GITHUB_STEP_SUMMARY): what was found, the worst first, file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from linkbot.report import summary
from linkbot.report.neutral import code, plain, url
from linkbot.report.place import linked
from linkbot.report.proof import code_of, finding, name_of, rule, way_out
from linkbot.report.room import Row, Section, rendered
from linkbot.report.view import View

if TYPE_CHECKING:
    from linkbot.model.report import FindingRow, Report

LIMIT = 900_000
"""The longest summary, in bytes. GitHub shows nothing at all of a step that writes more than 1,048,576."""
_WIDE = 100_000
_ADDRESS = 100


def render(report: Report, view: View, blob: str = "") -> str:  # noqa: ARG001 - every format is called alike
    """Markdown of at most LIMIT bytes. `blob` is where the lines can be read: https://github.com/owner/name/blob/4f1c9e2..."""
    head = "\n\n".join(["## linkbot", *_sentences(report), *_rules(report)]) + "\n\n"
    return head + rendered([*_files(report, blob)], LIMIT - _bytes(head), _bytes)


def _sentences(report: Report) -> Iterator[str]:
    """The end of the run in a few sentences, as the terminal has it."""
    return (plain(line) for line in summary.render(report, View(_WIDE)).split("\n") if line)


def _rules(report: Report) -> Iterator[str]:
    """A table of how often each rule speaks; no text of a list may stand in one."""
    counts = Counter((code_of(row), name_of(row)) for row in report.findings)
    fixes = Counter((code_of(row), name_of(row)) for row in report.findings if row.fix and row.fix.applicability != "display")
    if counts:
        rows = [f"| {' '.join(each)} | {number:,} | {fixes[each] or '-'} |" for each, number in sorted(counts.items())]
        yield "\n".join(["| rule | findings | with a fix |", "|---|--:|--:|", *rows])


def _files(report: Report, blob: str) -> Iterator[Section]:
    """A section for each file, that with the worst findings first."""
    by_path: dict[str, list[FindingRow]] = {}
    for row in sorted(report.findings, key=lambda row: (-row.severity.rank, row.path, row.line, row.column, row.code)):
        by_path.setdefault(row.path, []).append(row)
    for path, rows in by_path.items():
        yield Section(code(path), [_row(row, blob) for row in rows], elsewhere=", in report.json")


def _row(row: FindingRow, blob: str) -> Row:
    line = " ".join(
        filter(
            None,
            (
                f"- **{row.severity}**",
                linked(f"line {row.line}", row.path, row.line, blob),
                url(row.url, _ADDRESS) if row.url else "",
            ),
        )
    )
    return Row(line, (" ".join(filter(None, (finding(row), way_out(row), rule(row)))),))


def _bytes(text: str) -> int:
    return len(text.encode(errors="replace"))

"""The end of a run in a few sentences: every link accounted for, what was found, and what could help next time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from linkbot.report.network import no_network, unsettled
from linkbot.report.style import QUIET, Line, print_lines, severity_style
from linkbot.report.text import clean
from linkbot.report.view import View
from linkbot.report.words import counted, itemised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linkbot.model.report import Report, Statistics

_COMMIT = 12
"""How many digits of a commit tell it from all others."""
_WORST_FIRST = ("error", "warning", "info")


def render(report: Report, view: View, *, verbose: bool = False) -> str:
    """The summary of a run; `verbose` adds each link that could not be verified."""
    lines: list[Line] = [*_unverified(report)] if verbose else []
    lines.append([(_links(report.statistics), "")])
    if report.run.since:
        lines.append([(f"Limited to what has changed since {clean(report.run.since[:_COMMIT])}, and what that broke.", "")])
    lines += [[(sentence, "")] for sentence in (_unreached(report), _unreadable(report)) if sentence]
    lines.append(_findings(report))
    if report.suppressed:
        lines.append([(_suppressed(report), "")])
    if report.run.partial:
        lines.append([("Interrupted: this report tells what had been found out by then.", "bold")])
    lines += [[("hint: ", "bold"), (clean(hint), "")] for hint in report.hints]
    return print_lines(lines, view)


def _links(statistics: Statistics) -> str:
    parts = [
        f"{statistics.asked:,} asked",
        f"{statistics.stored:,} from the store",
        f"{statistics.local:,} local",
        _detailed("skipped", statistics.skipped),
        _detailed("unverified", statistics.unverified),
    ]
    accounts = ", ".join(part for part in parts if not part.startswith("0 ")) or "nothing to ask"
    files = counted(statistics.files, "file")
    took = f"{counted(statistics.requests, 'request')}, {statistics.seconds:,.1f} s"
    return f"{counted(statistics.unique, 'unique link')} in {files}: {accounts} ({took})."


def _detailed(word: str, counts: dict[str, int]) -> str:
    total = f"{sum(counts.values()):,} {word}"
    return f"{total} ({clean(itemised(counts))})" if counts else total


def _unreached(report: Report) -> str:
    offline = report.statistics.unverified.get("offline", 0)
    if no_network(report):
        return f"{counted(sum(report.statistics.unverified.values()), 'link')} could not be verified: no network."
    if report.run.offline and offline:
        return f"{counted(offline, 'link')} could not be verified: not asked, because of --offline."
    return ""


def _unreadable(report: Report) -> str:
    files = [document.path for document in report.documents if document.unreadable]
    return f"{counted(len(files), 'file')} could not be read: {clean(', '.join(files))}." if files else ""


def _findings(report: Report) -> Line:
    if not report.findings:
        return [("No findings.", "bold green")]
    counts = Counter(str(row.severity) for row in report.findings)
    line = [(f"{counted(len(report.findings), 'finding')}: ", "bold")]
    for severity in _WORST_FIRST:
        if counts[severity]:
            word = severity if severity == "info" else f"{severity}s" if counts[severity] != 1 else severity
            line += [(", " if len(line) > 1 else "", ""), (f"{counts[severity]:,} {word}", severity_style(severity))]
    return [*line, (".", "")]


def _suppressed(report: Report) -> str:
    hidden = Counter(row.by for row in report.suppressed)
    names = {"comment": "ignore comments", "baseline": "the baseline"}
    return " ".join(f"{counted(number, 'finding')} hidden by {names[by]}." for by, number in hidden.items())


def _unverified(report: Report) -> Iterator[Line]:
    rows = unsettled(report)
    if rows:
        yield [("Not verified:", "bold")]
    for row in rows:
        reason = clean(row.reason) or row.verdict
        yield [(f"  {clean(row.path)}:{row.line}:{row.column}: {clean(row.url)}", ""), (f" ({reason})", QUIET)]

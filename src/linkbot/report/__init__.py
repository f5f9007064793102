"""One function a format: Report -> str.

Nothing here imports pydantic or rich before it is used, so that `linkbot --help` can name the formats at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from linkbot.report.annotations import render as github_report
from linkbot.report.concise import render as concise_report
from linkbot.report.entries_bibtex import render as bibtex_entries
from linkbot.report.entries_csv import render as csv_entries
from linkbot.report.entries_json import render as json_entries
from linkbot.report.full import render as full_report
from linkbot.report.json import pieces as json_pieces
from linkbot.report.json import render as json_report
from linkbot.report.view import View

if TYPE_CHECKING:
    from linkbot.model.report import EntryRow, Report


def _job_summary(report: Report, view: View) -> str:
    """The one format that is imported when it is used: its patterns would take as long to start as all others together."""
    from linkbot.report.job_summary import render

    return render(report, view)


FORMATS: dict[str, Callable[[Report, View], str]] = {
    "full": full_report,
    "concise": concise_report,
    "json": json_report,
    "github": github_report,
    "summary": _job_summary,
}
"""The formats of a report, by the name that `linkbot check --format` knows."""

ENTRY_FORMATS: dict[str, Callable[[Sequence[EntryRow]], str]] = {
    "json": json_entries,
    "csv": csv_entries,
    "bibtex": bibtex_entries,
}
"""The formats of a list's entries, by the name that `linkbot entries --format` knows."""


def written(name: str, report: Report, view: View) -> Iterable[str]:
    """The text of a report in the format `name`, in the pieces in which it is to be written.

    Only JSON comes in more than one: it tells of every link, and would be ten times as large as the lists.
    """
    return json_pieces(report) if name == "json" else [FORMATS[name](report, view)]

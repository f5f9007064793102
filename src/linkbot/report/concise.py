"""The concise format: one line a finding, for grep, editors and logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkbot.report.order import in_order
from linkbot.report.text import clean, neutral
from linkbot.report.view import View

if TYPE_CHECKING:
    from linkbot.model.report import Report


def render(report: Report, view: View) -> str:  # noqa: ARG001 - every format is called alike
    """`path:line:column: LB101 message [severity]` for each finding, without colours."""
    return neutral(
        "".join(
            f"{clean(row.path)}:{row.line}:{row.column}: {clean(row.code)} {clean(row.message)} [{row.severity}]\n"
            for row in in_order(report)
        )
    )

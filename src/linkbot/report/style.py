"""Lines of text with colours: how they look on a terminal, and without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from linkbot.report.text import neutral

if TYPE_CHECKING:
    from linkbot.report.view import View

Line = Sequence[tuple[str, str]]
"""Pieces of text, each with a style of rich ("" for none)."""

PATH = "bold"
QUIET = "dim"
_SEVERITIES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}


def severity_style(severity: str) -> str:
    """The style of a severity's word, "" for one that has none."""
    return _SEVERITIES.get(severity, "")


def print_lines(lines: Sequence[Line], view: View) -> str:
    """The lines as one string that ends with a line end, with the terminal's sixteen colours where the view has any."""
    if not view.color:
        return neutral("".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines))
    from rich.color import ColorSystem
    from rich.style import Style

    def painted(text: str, style: str) -> str:
        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD) if style else text

    return neutral("".join("".join(painted(text, style) for text, style in line) + "\n" for line in lines))

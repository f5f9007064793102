"""`linkbot check --review`: one fix after the other, with the line, the proof and the edit, and a person who decides."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from linkbot.cli.terminal import write_err
from linkbot.fix import Accept, Reason
from linkbot.report.full import finding_lines
from linkbot.report.order import in_order
from linkbot.report.style import QUIET, Line, print_lines
from linkbot.report.view import View

if TYPE_CHECKING:
    from linkbot.model.report import FindingRow, Report

_KEYS = "[y] apply it  [n] never: it is right as it is  [s] skip it for now  [q] quit, with what was accepted so far  [?] help"
_HELP = """\
y  apply this fix
n  leave it, and remember that it is right as it is: the finding goes into the baseline
s  leave it for now; the next run offers it again
q  ask no more; what was accepted is applied
"""


class Review:
    """Asks about each fix once, and remembers the answers by the fingerprints of the findings.

    Called with a report it asks about the fixes in it that are new, and returns which of them are accepted. Findings that a
    person calls right are added to `refused`.
    """

    def __init__(
        self,
        view: View,
        refused: list[FindingRow],
        ask: Callable[[], str] = lambda: click.prompt("", prompt_suffix="> ", err=True),
    ) -> None:
        self._view = view
        self._refused = refused
        self._ask = ask
        self._accepted: set[str] = set()
        self._decided: set[str] = set()
        self._is_over = False

    def __call__(self, report: Report) -> Accept:
        """Which fixes of `report` a person accepts."""
        encodings = {document.path: document.encoding for document in report.documents}
        open_rows = [row for row in in_order(report) if row.fix and row.fix.applicability != "display"]
        open_rows = [row for row in open_rows if row.fingerprint not in self._decided]
        for number, row in enumerate(open_rows, 1):
            if self._is_over:
                break
            self._show(row, encodings.get(row.path, "utf-8"), f"{number} of {len(open_rows)}")
            self._decide(row)
        return self._accept

    def _accept(self, row: FindingRow) -> Reason | None:
        if row.fix and row.fix.applicability == "display":
            return Reason.DISPLAY
        return None if row.fingerprint in self._accepted else Reason.REFUSED

    def _show(self, row: FindingRow, encoding: str, place: str) -> None:
        lines: list[Line] = [[], *finding_lines(row, encoding, self._view), [(f"({place})  {_KEYS}", QUIET)]]
        write_err(print_lines(lines, self._view))

    def _decide(self, row: FindingRow) -> None:
        while (answer := self._answer()) == "?":
            write_err(_HELP)
        if answer == "q":
            self._is_over = True
            return
        self._decided.add(row.fingerprint)
        if answer == "y":
            self._accepted.add(row.fingerprint)
        elif answer == "n":
            self._refused.append(row)

    def _answer(self) -> str:
        """One of y, n, s, q and ?; the end of the input means q."""
        while True:
            try:
                word = self._ask().strip().lower()
            except (EOFError, click.Abort):
                return "q"
            if word and (answer := next((key for key in _WORDS if word == key or word == _WORDS[key]), "")):
                return answer
            near = difflib.get_close_matches(word, _WORDS.values(), 1)
            write_err(f"y, n, s, q or ?{f' (did you mean {near[0]}?)' if near else ''}\n")


_WORDS = {"y": "yes", "n": "never", "s": "skip", "q": "quit", "?": "help"}

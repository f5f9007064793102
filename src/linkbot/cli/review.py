"""`linkbot check --review`: one fix after the other, with the line, the proof and the edit, and a person who decides."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from linkbot.cli.terminal import write_err
from linkbot.fix import Accept, Reason
from linkbot.report.full import finding_lines
from linkbot.report.order import in_order
from linkbot.report.style import QUIET, Line, print_lines
from linkbot.report.view import View

if TYPE_CHECKING:
    from linkbot.model.report import FindingRow, Report

_What = tuple[str, str, str, str]
_KEYS = "[y] apply it  [n] never: it is right as it is  [s] skip it for now  [q] quit, with what was accepted so far  [?] help"
_HELP = """\
y  apply this fix
n  leave it, and tell it no more: the list is right as it is, and the finding goes into the baseline
s  leave it for now; the next run offers it again
q  ask no more; what was accepted is applied
"""


class Review:
    """Asks about each fix once, and remembers the answers for the checks that follow, in which other lines may have gone.

    Called with a report it asks about the fixes in it that are new, and returns which of them are accepted. Findings that a
    person calls right are added to `refused`.
    """

    def __init__(
        self,
        view: View,
        refused: list[FindingRow],
        ask: Callable[[], str] | None = None,
    ) -> None:
        self._view = view
        self._refused = refused
        self._ask = ask or _typed
        self._accepts: dict[_What, bool] = {}  # of findings that are alike, only if all were accepted
        self._is_over = False

    def __call__(self, report: Report) -> Accept:
        """Which fixes of `report` a person accepts."""
        encodings = {document.path: document.encoding for document in report.documents}
        rows = [row for row in in_order(report) if row.fix and row.fix.applicability != "display"]
        accepted = {row.fingerprint for row in rows if self._accepts.get(_what(row))}
        new = [row for row in rows if _what(row) not in self._accepts]
        for number, row in enumerate(new, 1):
            if self._is_over:
                break
            self._show(row, encodings.get(row.path, "utf-8"), f"{number} of {len(new)}")
            is_accepted = self._is_accepted(row)
            self._accepts[_what(row)] = is_accepted and self._accepts.get(_what(row), True)
            if is_accepted:
                accepted.add(row.fingerprint)

        def accept(row: FindingRow) -> Reason | None:
            if row.fix and row.fix.applicability == "display":
                return Reason.DISPLAY
            return None if row.fingerprint in accepted else Reason.REFUSED

        return accept

    def _show(self, row: FindingRow, encoding: str, place: str) -> None:
        lines: list[Line] = [[], *finding_lines(row, encoding, self._view), [(f"({place})  {_KEYS}", QUIET)]]
        write_err(print_lines(lines, self._view))

    def _is_accepted(self, row: FindingRow) -> bool:
        while (answer := self._answer()) == "?":
            write_err(_HELP)
        if answer == "n":
            self._refused.append(row)
        self._is_over = answer == "q"
        return answer == "y"

    def _answer(self) -> str:
        """One of y, n, s, q and ?; the end of the input means q."""
        while True:
            try:
                word = self._ask().strip().lower()
            except EOFError:
                return "q"
            if word and (answer := next((key for key in _WORDS if word == key or word == _WORDS[key]), "")):
                return answer
            near = difflib.get_close_matches(word, _WORDS.values(), 1)
            write_err(f"y, n, s, q or ?{f' (did you mean {near[0]}?)' if near else ''}\n")


def _typed() -> str:
    """A line from the terminal. Raises EOFError at its end (Ctrl-D); Ctrl-C ends the program, and nothing is written."""
    write_err("> ")
    if not (line := sys.stdin.readline()):
        raise EOFError
    return line


def _what(row: FindingRow) -> _What:
    """What stays of a finding whatever is mended around it: its fingerprint counts those that are alike above it."""
    return (row.path, row.code, row.subject, row.claim)


_WORDS = {"y": "yes", "n": "never", "s": "skip", "q": "quit", "?": "help"}

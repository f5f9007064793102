"""check -> fix -> check again, until nothing more can be fixed: lists and their report -> mended lists and what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from linkbot.model.report import HeldRow, writable

if TYPE_CHECKING:
    from linkbot.fix import Accept, Held
    from linkbot.model.report import FindingRow, Report
    from linkbot.read import File
    from linkbot.rulebook import Rulebook

PASSES = 10
"""How often lists are mended in one run: a fix may make room for another. Two are enough for nearly every list."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file whose bytes are to be others."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Repaired:
    """What is to be written, and the report about the lists as they are then."""

    changes: tuple[Change, ...]
    report: Report


def repair(
    files: Sequence[File],
    report: Report,
    choice: Callable[[Report], Accept],
    check: Callable[[Sequence[File]], Report],
    rulebook: Rulebook,
) -> Repaired:
    """The mended `files`, of which `report` tells: nothing is written yet.

    `choice` says for each report which of its fixes may be applied. `check` is asked for a report about files whose bytes have
    changed; it is how a fix is known to have done its work. Ends where no fix is left that may be applied, or where a check
    was cut short, after `PASSES` at the latest.
    """
    now = {writable(file.path): file for file in files}  # as the report calls them
    seen = {path: {file.data} for path, file in now.items()}
    fixed: list[FindingRow] = []
    held: list[Held] = []
    for _ in range(PASSES):
        applied, held, mended = _pass(now, report, choice(report), rulebook)
        mended = {path: file for path, file in mended.items() if file.data not in seen[path]}  # fixes that undo each other
        if not mended:
            break
        for path, file in mended.items():
            seen[path].add(file.data)
        fixed += [row for row in applied if row.path in mended]
        now |= mended
        report = check(tuple(now.values()))
        if report.run.partial:
            break
    pairs = [(file, now[writable(file.path)]) for file in files]
    changes = tuple(Change(old.path, old.data, new.data) for old, new in pairs if old.data != new.data)
    return Repaired(changes, report.model_copy(update={"fixed": fixed, "held": list(_rows(held, report))}))


def _pass(
    files: dict[str, File], report: Report, accept: Accept, rulebook: Rulebook
) -> tuple[list[FindingRow], list[Held], dict[str, File]]:
    """The findings that one pass mends, the fixes that it holds back, and the files that it changes."""
    from linkbot.fix import mend
    from linkbot.parse import parse

    by_path: dict[str, list[FindingRow]] = {}
    for row in report.findings:
        if row.fix and row.path in files:
            by_path.setdefault(row.path, []).append(row)
    applied: list[FindingRow] = []
    held: list[Held] = []
    mended = {}
    for path, rows in by_path.items():
        file = files[path]
        document = parse(file.path, file.data, rulebook)
        again = partial(parse, file.path, rulebook=rulebook, encoding=document.encoding)
        done = mend(document, rows, again, accept)
        applied += done.applied
        held += done.held
        if done.data != file.data:
            mended[path] = replace(file, data=done.data)
    return applied, held, mended


def _rows(held: Iterable[Held], report: Report) -> Iterator[HeldRow]:
    """The fixes that were held back from findings that are still there."""
    left = {row.fingerprint for row in report.findings}
    for one in sorted(held, key=lambda one: (one.row.path, one.row.span, one.row.code)):
        row = one.row
        if row.fingerprint in left:
            yield HeldRow(
                fingerprint=row.fingerprint,
                code=row.code,
                path=row.path,
                line=row.line,
                reason=one.reason.value,
                detail=one.detail,
            )

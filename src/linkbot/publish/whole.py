"""Whether a report tells of all the lists of this repository, by all the rules: what one leaves out would be taken for done."""

from __future__ import annotations

from collections.abc import Collection

from linkbot.errors import InputError
from linkbot.model.report import Report
from linkbot.publish.settled import named
from linkbot.publish.wanted import Base
from linkbot.report.text import clean

_FLAGS = ("--select", "--ignore")


def check_whole(report: Report) -> None:
    """Raises InputError for a report of an interrupted check, of a part of the lists, or of some of the rules."""
    if report.run.partial:
        raise _of_a_part("an interrupted check")
    if report.run.since:
        raise _of_a_part("a part of the lists (check --since)")
    for word in report.run.arguments:
        if (flag := word.partition("=")[0]) in _FLAGS:
            raise _of_a_part(f"some of the rules (check {flag})")


def check_repository(report: Report, base: Base, repository: str) -> None:
    """Raises InputError for a report of lists none of which is in the repository."""
    if report.documents and not any(document.path in base.files for document in report.documents):
        path = clean(report.documents[0].path)
        raise InputError(
            f"the report is not of {repository}: its branch {base.branch} has no {path}, nor any other list of the report",
            hint="publish it to the repository that was checked, from a check in its top folder",
        )


def check_files(report: Report, base: Base, told_of: Collection[str]) -> None:
    """Raises InputError for a report that leaves out a list which an earlier one told of, and which is still there.

    `told_of` are the lists of the earlier one, as `named` names paths.
    """
    now = {named(document.path) for document in report.documents}
    left_out = [path for path in base.files if (name := named(path)) in told_of and name not in now]
    if left_out:
        raise _of_a_part(f"a part of the lists, without {clean(min(left_out))}")


def _of_a_part(part: str) -> InputError:
    return InputError(
        f"the report tells of {part}: what it leaves out would be taken for done",
        hint="publish the report of a whole check; --fewer-files says that lists which it leaves out are not checked any more, "
        "and `ignore` in linkbot.toml leaves out rules for good",
    )

from __future__ import annotations

from collections.abc import Sequence

from tests.unit.mending import a_mend
from tests.unit.reports import a_finding, a_report, a_run

from linkbot.fix import by_applicability
from linkbot.model.report import FindingRow, Report
from linkbot.read import File
from linkbot.repair import PASSES, Change, Repaired, repair
from linkbot.rulebook import load_rulebook

LIST = b"- [One](http://one.example/a) March 20222\n- [Two](https://two.example/b) June 2023\n"


class Checks:
    """A check whose every report holds the next of these lists of findings, the last one again and again."""

    def __init__(self, *found: Sequence[FindingRow], partial: bool = False) -> None:
        self.found = list(found)
        self.partial = partial
        self.asked: list[bytes] = []

    def __call__(self, files: Sequence[File]) -> Report:
        self.asked += [file.data for file in files]
        findings = self.found.pop(0) if len(self.found) > 1 else self.found[0]
        return a_report(findings=list(findings), run=a_run(partial=self.partial))


def repaired(first: Sequence[FindingRow], again: Checks, path: str = "README.md", *, unsafe: bool = False) -> Repaired:
    files = (File(path, LIST),)
    report = a_report(findings=list(first))
    return repair(files, report, lambda _: by_applicability(unsafe=unsafe), again, load_rulebook())


def test_a_mended_list_is_checked_again_and_that_report_is_told() -> None:
    again = Checks([left := a_finding(fingerprint="left")])

    done = repaired([row := a_mend(LIST, ("20222", "2022"))], again)

    after = LIST.replace(b"20222", b"2022")
    assert done.changes == (Change("README.md", LIST, after),)
    assert again.asked == [after]
    assert (done.report.findings, done.report.fixed, done.report.held) == ([left], [row], [])


def test_a_list_without_fixes_is_not_checked_again() -> None:
    again = Checks([])

    done = repaired([a_finding()], again)

    assert (done.changes, again.asked) == ((), [])


def test_a_fix_that_had_to_wait_is_made_in_the_next_pass() -> None:
    first, second = a_mend(LIST, ("20222", "2022")), a_mend(LIST, ("March 20222", "May 20222"), severity="info")
    after = LIST.replace(b"20222", b"2022")
    again = Checks([a_mend(after, ("March", "May"))], [])

    done = repaired([first, second], again)

    assert done.changes[0].after == LIST.replace(b"March 20222", b"May 2022")
    assert len(done.report.fixed) == 2
    assert done.report.held == []


def test_fixes_that_undo_each_other_come_to_an_end() -> None:
    there, back = a_mend(LIST, ("June", "July")), a_mend(LIST.replace(b"June", b"July"), ("July", "June"))

    done = repaired([there], Checks([back]))

    assert done.changes == (Change("README.md", LIST, LIST.replace(b"June", b"July")),)


def test_fixes_that_never_end_are_ended() -> None:
    class Growing:
        def __init__(self) -> None:
            self.passes = 0

        def __call__(self, files: Sequence[File]) -> Report:
            self.passes += 1
            return a_report(findings=[a_mend(files[0].data, ("two.example/", "two.example/x"))])

    growing = Growing()

    repair(
        (File("README.md", LIST),),
        growing((File("README.md", LIST),)),
        lambda _: by_applicability(unsafe=False),
        growing,
        load_rulebook(),
    )

    assert growing.passes == PASSES + 1


def test_a_check_that_was_cut_short_ends_the_repair() -> None:
    row = a_mend(LIST, ("20222", "2022"))

    done = repaired([row], Checks([a_mend(LIST.replace(b"20222", b"2022"), ("June", "July"))], partial=True))

    assert done.report.run.partial


def test_what_was_held_back_is_told_with_its_place() -> None:
    unsafe = a_mend(LIST, ("June", "July"), applicability="unsafe", code="LB203")

    done = repaired([a_mend(LIST, ("20222", "2022")), unsafe], Checks([unsafe]))

    ((row,)) = done.report.held
    assert (row.code, row.path, row.line, row.reason) == ("LB203", "README.md", 2, "unsafe")


def test_a_name_that_is_not_utf_8_is_no_obstacle() -> None:
    row = a_mend(LIST, ("20222", "2022"), path="caf\udce9.md")

    done = repaired([row], Checks([]), "caf\udce9.md")

    assert [change.path for change in done.changes] == ["caf\udce9.md"]

"""Whatever was done to a list, its author is told of all that is wrong on the lines that were written, and of nothing old."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.property.checking import STYLES, a_list
from tests.unit.reading import document_of

from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.judge import judge
from linkbot.model.document import Document
from linkbot.model.finding import Finding
from linkbot.own_findings import own_findings
from linkbot.plan import kinds_of
from linkbot.revision import Revision
from linkbot.rulebook import load_rulebook
from linkbot.since import Change
from linkbot.touched import touched, with_entries

TOP = Path("/top")
NAME = "README.md"
LINES = [
    "# Papers",
    "## Amber",
    "## Birch",
    "",
    "- [Amber](https://arxiv.org/abs/2001.10000) (January 2021)",
    "- [Amber again](https://arxiv.org/abs/2001.10000v2) (January 2021)",
    "- [Birch](arxiv.org/abs/2002.10037) (March 20211)",
    "- [Cedar](https://cedar.example.org/?utm_source=letter), a site",
    "  about [trees](www.trees.example.org) and [all of them](#all)",
    "- See [amber](#amber) and [birch](#birch).",
    "- [Elm][elm] (December 2031)",
    "[elm]: https://elm.example.org/",
    "[elm]: arxiv.org/abs/2003.10074",
    "<!-- linkbot-disable-next-line LB105 -->",
    "```",
    "| Title | Date |",
    "|---|---|",
    "| [Fir](https://fir.example.org/) | Junn 2020 | more |",
]
SOME = st.lists(st.sampled_from(LINES), max_size=14)
PLACE = st.integers(0, 14)
EDITS = st.lists(
    st.tuples(st.sampled_from(["insert", "drop", "replace", "move", "swap"]), PLACE, PLACE, st.sampled_from(LINES)), max_size=4
)
ENDS = st.sampled_from(["\n", "\r\n"])

_KINDS = kinds_of(load_rulebook(), Settings(offline=True))


def edited(lines: list[str], edits: list[tuple[str, int, int, str]]) -> list[str]:
    made = list(lines)
    for what, at, to, line in edits:
        if what == "insert":
            made.insert(at, line)
        elif at < len(made):
            old = made.pop(at)
            made[at:at] = {"replace": [line], "swap": [line, old]}.get(what, [])
            if what == "move":
                made.insert(to, old)
    return made


def findings_in(document: Document) -> list[Finding]:
    return list(judge(_KINDS, a_run_of(document)).findings)


def a_run_of(document: Document) -> Known:
    return Known((document,), {}, load_rulebook(), Settings(offline=True), date(2026, 11, 20))


def told(before: Document, after: Document) -> list[Finding]:
    """What the author of `after` is told of."""
    paths = frozenset({NAME})
    revision = Revision("0" * 40, TOP, paths, paths, {NAME: NAME}, {})
    change = Change(revision, TOP, load_rulebook(), {NAME: touched(before, after)}, {NAME: before.data})
    judgement, own = own_findings(judge(_KINDS, a_run_of(after)), change, _KINDS, [after])
    return [finding for finding in judgement.findings if finding.fingerprint in own]


def what(finding: Finding) -> tuple[str, object, str]:
    return finding.code, finding.span, finding.claim or finding.message


def line_of(finding: Finding, document: Document) -> bytes:
    return document.line_span(document.line(finding.span.start)).slice(document.data)


@given(SOME, EDITS, ENDS, ENDS)
@settings(max_examples=60, deadline=None)
@example(LINES, [("drop", 11, 0, "")], "\n", "\n")
@example(LINES, [("drop", 1, 0, "")], "\n", "\r\n")
def test_a_change_is_told_of_all_that_it_wrote_and_of_nothing_old(
    lines: list[str], edits: list[tuple[str, int, int, str]], end: str, new_end: str
) -> None:
    before = document_of(end.join(lines))
    after = document_of(new_end.join(edited(lines, edits)))

    found, was, whole = told(before, after), findings_in(before), findings_in(after)

    old_lines = {line.encode() for line in lines}
    broken_before = {finding.url for finding in was if finding.code == "LB103"}
    own_lines = with_entries(after, touched(before, after))
    elsewhere = [one for one in found if after.line(one.span.start) not in own_lines]
    assert {what(one) for one in found} <= {what(one) for one in whole}
    assert {what(one) for one in whole if line_of(one, after) not in old_lines} <= {what(one) for one in found}
    assert all(one.code == "LB103" and one.url not in broken_before for one in elsewhere)


@given(SOME, ENDS, ENDS)
@settings(max_examples=15, deadline=None)
def test_a_change_of_line_ends_is_told_of_nothing(lines: list[str], end: str, new_end: str) -> None:
    assert told(document_of(end.join(lines)), document_of(new_end.join(lines))) == []


@given(SOME, ENDS)
@settings(max_examples=15, deadline=None)
def test_a_new_list_is_told_of_all_of_it(lines: list[str], end: str) -> None:
    after = document_of(end.join(lines))

    assert [what(one) for one in told(document_of(""), after)] == [what(one) for one in findings_in(after)]


@pytest.mark.parametrize("style", STYLES)
def test_in_every_style_a_new_entry_is_judged_alone(style: str) -> None:
    before, _ = a_list(style, ["scheme", "month", "none", "tracking", "twice"])
    entry = STYLES[style][1].format(title="Trees: Networks of a New Kind", url="arxiv.org/abs/2107.10001", date="May 2021")
    after = document_of(before + entry)

    found = told(document_of(before), after)

    assert [(one.code, line_of(one, after).decode()) for one in found] == [("LB105", entry.split("\n")[0])]
    assert len(findings_in(after)) > len(found)

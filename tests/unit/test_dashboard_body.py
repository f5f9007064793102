"""The dashboard tells what only a person can decide, each thing once, and stays the same while nothing changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.unit import example_views
from tests.unit.published import a_change, a_dashboard, fingerprint
from tests.unit.reports import a_finding, a_fix, a_related, a_report, an_evidence, statistics

from linkbot.model.report import FindingRow, UnknownRow
from linkbot.publish.dashboard_body import TITLE, body, closing, is_empty
from linkbot.publish.fit import LIMIT, units
from linkbot.publish.marker import BEGIN, DashboardMarker, boxes, is_same, read, written
from linkbot.publish.views import Offered, Stamp

BODIES = Path(__file__).parent / "bodies"
MARKER = '<!-- linkbot:v1 {"kind":"pull","group":"links"} -->'
PULL = "https://github.com/acme/papers/pull/40"


def dead(number: int, **fields: object) -> FindingRow:
    """A dead link on a line of its own."""
    plain = {
        "code": "LB101",
        "line": number,
        "fingerprint": fingerprint(number),
        "url": f"https://gone{number}.example.org/",
        "severity": "error",
    }
    return a_finding(**{**plain, "subject": f"web:{number}", "message": "nothing is there: HTTP 404 on two GETs", **fields})


def twice(line: int, other: int, **fields: object) -> FindingRow:
    """A line that repeats another."""
    related = a_related(path="README.md", line=other, message="“A paper”")
    plain = {
        "code": "LB401",
        "line": line,
        "fingerprint": fingerprint(line),
        "message": f"also listed on line {other}",
        "related": [related],
    }
    return a_finding(**{**plain, **fields})


def test_a_dashboard_reads_as_the_one_that_is_kept() -> None:
    assert body(example_views.dashboard(), MARKER) == (BODIES / "dashboard.md").read_text().rstrip("\n")


def test_its_title_is_always_the_same() -> None:
    assert TITLE == "Link health"


def test_every_finding_has_a_box_to_accept_it_and_every_refusal_one_to_undo_it() -> None:
    text = body(a_dashboard(dead(1), dead(2), refused=(dead(3),)), MARKER)

    assert boxes(text).ticked == frozenset()
    assert boxes(text).unticked == {fingerprint(1), fingerprint(2), f"undo:{fingerprint(3)}"}


def test_what_is_refused_or_in_a_pull_request_is_not_told() -> None:
    offered = Offered("links", (a_change(2),), 40, PULL)

    text = body(a_dashboard(dead(1), dead(2), dead(3), refused=(dead(3),), offered=(offered,)), MARKER)

    assert "gone1.example.org" in text
    assert "gone2.example.org" not in text
    assert "### Dead links: 1\n" in text


def test_a_dead_link_tells_since_when_and_where_a_copy_is() -> None:
    copy = a_fix("<https://web.archive.org/web/20240302120000/https://gone.example.org/>", proof="the copy is of 2024-03-02")

    text = body(a_dashboard(dead(1, evidence=[an_evidence(since=date(2026, 11, 2), hops=[])], fix=copy)), MARKER)

    assert "Nothing is there: HTTP 404 on two GETs, since 2026-11-02. 404 on two GETs." not in text
    assert (
        "Nothing is there: HTTP 404 on two GETs, since 2026-11-02. There is [a copy of 2024-03-02]"
        "(https://web.archive.org/web/20240302120000/https://gone.example.org/) in the Wayback Machine. `LB101`"
    ) in text


def test_what_is_not_proven_yet_stands_apart_and_is_folded() -> None:
    text = body(a_dashboard(dead(1), dead(2, confidence="medium")), MARKER)

    proven, unproven = text.split("<details><summary><b>Missing, not proven yet: 1</b></summary>")
    assert "gone1.example.org" in proven
    assert "gone2.example.org" in unproven


def test_a_link_that_is_dead_in_three_places_is_one_row_with_one_box() -> None:
    rows = [dead(number, url="https://gone.example.org/", subject="web:gone") for number in (1, 5, 9)]

    text = body(a_dashboard(*rows), MARKER)

    assert "### Dead links: 1\n" in text
    assert text.count("- [ ] ") == 1
    assert boxes(text).unticked == {fingerprint(1), fingerprint(5), fingerprint(9)}


def test_two_lines_that_repeat_each_other_are_one_row() -> None:
    text = body(a_dashboard(twice(12, 240), twice(240, 12), twice(300, 310), twice(310, 300)), MARKER)

    assert "### Duplicates and inconsistencies: 2\n" in text
    assert "README.md:12](" in text
    assert "“A paper”: also listed on line 240. `LB401`" in text
    assert boxes(text).unticked == {fingerprint(line) for line in (12, 240, 300, 310)}


def test_two_entries_that_contradict_each_other_are_one_row_in_which_both_speak() -> None:
    one = twice(12, 240, code="LB403", message="line 240 gives another title", severity="info")
    other = twice(240, 12, code="LB403", message="line 12 gives another title", severity="error")

    text = body(a_dashboard(one, other, dead(300, code="LB405")), MARKER)

    assert "### Duplicates and inconsistencies: 2\n" in text
    assert "line 240 gives another title. `LB403`\n  [README.md:240](" in text
    assert "): Line 12 gives another title.\n" in text
    assert text.index("LB403") < text.index("LB405")


def test_of_two_lines_the_one_that_may_go_is_told_first() -> None:
    fix = a_fix("", title="take out this line, which repeats line 12", proof="", applicability="display")

    text = body(a_dashboard(twice(12, 240), twice(240, 12, message="already listed on line 12", fix=fix)), MARKER)

    assert text.index("README.md:240](") < text.index("README.md:12](")
    assert "“A paper”: already listed on line 12. *Idea:* Take out this line, which repeats line 12. `LB401`" in text


def test_a_line_that_is_repeated_by_one_that_a_pull_request_takes_out_is_not_told() -> None:
    offered = Offered("metadata", (a_change(240),), 40, PULL)

    assert is_empty(a_dashboard(twice(12, 240), twice(240, 12), offered=(offered,)))


def test_a_third_line_that_repeats_two_accepted_ones_is_told() -> None:
    view = a_dashboard(twice(1, 2), twice(2, 1), twice(3, 1), refused=(twice(1, 2), twice(2, 1)))

    assert fingerprint(3) in boxes(body(view, MARKER)).unticked


def test_an_address_into_the_readers_own_network_cannot_be_clicked() -> None:
    text = body(a_dashboard(dead(1, code="LB108", url="https://trap.example.org/")), MARKER)

    assert "`https://trap.example.org/`" in text
    assert "](https://trap.example.org/)" not in text


def test_a_pull_request_that_github_would_not_open_is_one_click_away() -> None:
    offered = Offered(
        "links", (a_change(1), a_change(2)), branch_url="https://github.com/acme/papers/compare/a", trouble="Not permitted."
    )

    text = body(a_dashboard(offered=(offered,)), MARKER)

    assert (
        "[Open the pull request](https://github.com/acme/papers/compare/a) for 2 links yourself: "
        "the branch is ready. Not permitted." in text
    )


def test_fixes_that_not_even_a_branch_holds_are_told_here() -> None:
    text = body(a_dashboard(offered=(Offered("links", (a_change(1),), trouble="The token may only read."),)), MARKER)

    assert "No pull request could be made for 1 link. The token may only read." in text
    assert "<b>Fixes that could not be offered: 1</b>" in text
    assert "`Atention` → `Attention`" in text
    assert boxes(text).unticked == {fingerprint(1)}


def test_links_that_could_not_be_verified_are_counted_by_what_stays_the_same() -> None:
    unknown = [
        UnknownRow(reason="blocked: HTTP 403", links=2, example="https://b.example/"),
        UnknownRow(reason="blocked: HTTP 999", links=1, example="https://a.example/"),
        UnknownRow(reason="timeout: 20 s", links=5, example="https://slow.example/"),
    ]
    report = a_report(dead(1), unknown=unknown, statistics=statistics(unverified={"blocked": 3, "timeout": 5}))

    text = body(a_dashboard(report=report), MARKER)

    assert "- 3 links: the host turns programs away, or asks for a login, as for `https://a.example/`\n" in text
    assert "slow.example" not in text
    assert "5 without an answer this time (`timeout 5`)" in text


def test_only_the_stamp_changes_from_night_to_night() -> None:
    tonight = a_dashboard(report=a_report(dead(1, message="nothing is there: HTTP 404 on two GETs, 10 s apart")))
    tomorrow = a_dashboard(
        report=a_report(
            dead(1, message="nothing is there: HTTP 404 on two GETs, 11 s apart"),
            statistics=statistics(unverified={"timeout": 1}, unique=9),
        ),
        stamp=Stamp(example_views.NEXT_NIGHT, "0.5.0", "https://github.com/acme/papers/actions/runs/8"),
    )

    assert body(tonight, MARKER) != body(tomorrow, MARKER)
    assert is_same(body(tonight, MARKER), body(tomorrow, MARKER))


def test_what_nobody_can_decide_is_nothing_to_tell() -> None:
    blocked = a_report(unknown=[UnknownRow(reason="blocked", links=2, example="https://b.example/")])

    assert is_empty(a_dashboard())
    assert is_empty(a_dashboard(dead(1), refused=(dead(1),)))
    assert is_empty(a_dashboard(dead(1), offered=(Offered("links", (a_change(1),), 40, PULL),)))
    assert is_empty(a_dashboard(report=blocked))


def test_what_somebody_must_do_is_something_to_tell() -> None:
    assert not is_empty(a_dashboard(dead(1)))
    assert not is_empty(a_dashboard(troubles=("The token may only read.",)))
    assert not is_empty(a_dashboard(offered=(Offered("links", (a_change(1),), trouble="Not permitted."),)))


def test_a_closed_dashboard_says_why_and_keeps_the_way_back() -> None:
    text = closing("Everything is done.", MARKER, a_dashboard(refused=(dead(3),)))

    assert text.startswith(f"{BEGIN}\n**Closed by linkbot.** Everything is done.\n")
    assert boxes(text).unticked == {f"undo:{fingerprint(3)}"}
    assert closing("A copy.", MARKER) == f"{BEGIN}\n**Closed by linkbot.** A copy.\n\n{MARKER}"


def test_thousands_of_findings_fit_and_no_section_pushes_out_another() -> None:
    marker = written(DashboardMarker(refused=[fingerprint(number) for number in range(1_000)]))
    style = [dead(number, code="LB503", severity="info") for number in range(4_900)]
    others = [dead(number) for number in range(5_000, 5_100)]

    text = body(a_dashboard(*style, *others), marker)

    assert 30_000 < units(text) <= LIMIT
    assert read(text, DashboardMarker) == read(marker, DashboardMarker)
    assert text.endswith(marker)
    assert "### Dead links: 100\n" in text
    assert "<b>Style: 4,900</b>" in text
    assert boxes(text).unticked > {fingerprint(number) for number in range(5_000, 5_040)}
    assert "more, in the job summary and in report.json\n" in text

"""Wrong dates in whole lists: which date the fix writes, and where it only shows what may be meant."""

from __future__ import annotations

import pytest
from tests.rules.worlds import findings_of, known_of

from linkbot.config import Settings
from linkbot.model.evidence import Answer, Found, Paper
from linkbot.model.finding import Fix
from linkbot.plan import kinds_of
from linkbot.rulebook import Example

TITLE = "A Study of Lists That Stay True for Years"


def paper(paper_id: str, first: str, latest: str = "", *, version: int = 0, title: str = TITLE) -> dict[str, Answer]:
    """The record of a paper; of two versions where `latest` is given."""
    number = version or (2 if latest else 1)
    facts = Paper.model_validate(
        {"id": paper_id, "title": title, "published": first, "updated": latest or first, "version": number}
    )
    return {f"arxiv:{paper_id}": Found(facts=facts)}


def entry(paper_id: str, written: str, title: str = TITLE) -> str:
    return f"- [{title}](https://arxiv.org/abs/{paper_id}), {written}\n"


def others(written: str, count: int) -> tuple[str, dict[str, Answer]]:
    """Entries whose papers have versions of June and December 2021, all dated `written`."""
    ids = [f"2106.{number:05d}" for number in range(1, count + 1)]
    world: dict[str, Answer] = {}
    for paper_id in ids:
        world |= paper(paper_id, "2021-06-12", "2021-12-03")
    return "".join(entry(paper_id, written) for paper_id in ids), world


def fix_of(code: str, wrong: str, world: dict[str, Answer], around: tuple[str, dict[str, Answer]] = ("", {})) -> Fix | None:
    """The fix of the first line, the only one that is wrong."""
    (finding,) = findings_of(code, Example(markdown=wrong + around[0], world={**world, **around[1]}))
    return finding.fix


def asked_for(example: Example) -> set[str]:
    known = known_of(example)
    (kind,) = kinds_of(known.rulebook, Settings(select=("LB203",)))
    return {str(question) for question in kind.needs(known.documents[0], known)}


def offered(fix: Fix | None) -> tuple[str, str]:
    assert fix is not None
    return fix.applicability.value, fix.title


def test_of_two_versions_that_are_equally_close_both_are_shown_and_none_is_written() -> None:
    fix = fix_of("LB203", entry("2106.06860", "May 2021"), paper("2106.06860", "2021-06-12", "2021-12-03"))

    assert offered(fix) == ("display", "write June 2021 (the first version) or December 2021 (the latest version)")
    assert fix is not None
    assert fix.edits == ()


def test_a_list_that_always_gives_latest_versions_settles_which_is_meant() -> None:
    around = others("December 2021", 8)

    fix = fix_of("LB203", entry("2106.06860", "May 2021"), paper("2106.06860", "2021-06-12", "2021-12-03"), around)

    assert offered(fix) == ("unsafe", "write December 2021")
    assert fix is not None
    assert fix.proof == (
        "arXiv has the latest version of 2021-12-03, and 8 of the 8 dates of this list that can tell are of latest versions"
    )


def test_a_habit_of_seven_dates_settles_nothing() -> None:
    around = others("December 2021", 7)

    fix = fix_of("LB203", entry("2106.06860", "May 2021"), paper("2106.06860", "2021-06-12", "2021-12-03"), around)

    assert offered(fix)[0] == "display"


def test_a_habit_that_contradicts_the_closest_version_leaves_both_to_be_read() -> None:
    around = others("December 2021", 8)

    fix = fix_of("LB405", entry("2105.06860", "March 2021"), paper("2105.06860", "2021-05-12", "2022-02-03"), around)

    assert offered(fix) == ("display", "write May 2021 (the first version) or February 2022 (the latest version)")


def test_the_year_alone_changes_where_that_makes_the_date_a_versions() -> None:
    fix = fix_of("LB405", entry("2305.08291", "May 14, 2022"), paper("2305.08291", "2023-05-15"))

    assert offered(fix) == ("unsafe", "write May 14, 2023")
    assert fix is not None
    assert fix.proof == ("arXiv has no version of the paper but that of 2023-05-15, and the year alone has to change")


def test_a_paper_with_a_version_that_is_not_known_keeps_its_date() -> None:
    fix = fix_of("LB203", entry("2106.06860", "May 2021"), paper("2106.06860", "2021-06-12", "2022-12-03", version=3))

    assert offered(fix) == ("display", "write June 2021 (the first version)")


def test_a_name_that_a_release_may_date_is_not_dated_anew() -> None:
    fix = fix_of(
        "LB405", entry("2504.05299", "November 2023", "SmolVLM"), paper("2504.05299", "2025-04-07", title="SmolVLM: Small Models")
    )

    assert offered(fix) == ("display", "write April 2025 (the only version)")


def test_a_year_that_is_the_venues_is_not_changed() -> None:
    fix = fix_of("LB203", entry("2001.04451", "ICLR 2018"), paper("2001.04451", "2020-01-13"))

    assert fix is None


def test_a_list_of_other_dates_than_versions_gets_no_month_by_the_record() -> None:
    around = others("August 2021", 8)

    fix = fix_of("LB203", entry("2306.06860", "May 2023"), paper("2306.06860", "2023-06-12"), around)

    assert offered(fix)[0] == "display"


def test_a_month_that_cannot_be_written_as_the_list_does_is_only_shown() -> None:
    fix = fix_of("LB405", entry("2306.04891", "avril 2023"), paper("2306.04891", "2023-06-06"))

    assert offered(fix) == ("display", "write 2023-06 (the only version)")


def test_without_a_record_an_impossible_date_has_no_fix() -> None:
    assert fix_of("LB405", entry("2305.08291", "May 14, 2022"), {}) is None


def test_the_versions_between_are_asked_for_where_one_may_be_meant() -> None:
    record = paper("2106.06860", "2021-06-12", "2022-12-03", version=3)

    asked = asked_for(Example(markdown=entry("2106.06860", "May 2021"), world=record))

    assert {"arxiv:2106.06860v1", "arxiv:2106.06860v2"} <= asked


def test_no_version_is_asked_for_where_the_date_is_right() -> None:
    record = paper("2106.06860", "2021-06-12", "2022-12-03", version=3)

    asked = asked_for(Example(markdown=entry("2106.06860", "June 2021"), world=record))

    assert asked == {"arxiv:2106.06860"}


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("JUN 2022", "JUN 2023"),
        ("June 6th, 2022", "June 6th, 2023"),
        ("2022-06", "2023-06"),
        ("2022/6", "2023/6"),
        ("Jun'22", "Jun'23"),
        ("6 June 2022", "6 June 2023"),
        ("juin 2022", "juin 2023"),
        ("(2022)", "2023"),
    ],
)
def test_the_fix_is_written_as_the_date_was(written: str, mended: str) -> None:
    fix = fix_of("LB405", entry("2306.04891", written), paper("2306.04891", "2023-06-06"))

    assert offered(fix) == ("unsafe", f"write {mended}")

"""What people said no to, from the boxes and states of pull requests and of the dashboard."""

from __future__ import annotations

from typing import Any

from linkbot.publish.facts import Pull
from linkbot.publish.marker import BEGIN, Boxes, DashboardMarker, PullMarker, written
from linkbot.publish.memory import remember

ONE, TWO, THREE = "1" * 16, "2" * 16, "3" * 16
ME = "github-actions[bot]"


def a_pull(number: int, *fixes: str, unticked: tuple[str, ...] = (), ticked_boxes: tuple[str, ...] = (), **fields: Any) -> Pull:
    """A pull request of ours with a line for each of `fixes`."""
    marker = fields.pop("marker", PullMarker(group="links", fixes=list(fixes)))
    lines = [f"- [{' ' if fix in unticked else 'x'}] line <!-- lb:{fix} -->" for fix in fixes]
    lines += [f"- [x] box <!-- lb:{box} -->" for box in ticked_boxes]
    plain: dict[str, Any] = {
        "number": number,
        "url": f"https://github.com/o/r/pull/{number}",
        "state": "open",
        "merged": False,
        "title": "Fix",
        "body": "\n".join([BEGIN, *lines, written(marker)]),
        "author": ME,
        "branch": "linkbot/links",
        "base": "main",
        "tip": "0" * 40,
    }
    return Pull(**{**plain, **fields})


def refused(*pulls: Pull, marker: DashboardMarker | None = None, ticked: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The refusals that follow from pull requests of one group and from the dashboard."""
    return remember(marker, Boxes(frozenset(ticked), frozenset()), {"links": pulls}, ME).refused


def test_an_open_pull_request_refuses_nothing_by_itself() -> None:
    assert refused(a_pull(1, ONE, TWO)) == ()


def test_an_unticked_line_is_refused() -> None:
    assert refused(a_pull(1, ONE, TWO, unticked=(TWO,))) == (TWO,)


def test_closing_a_pull_request_refuses_all_of_it() -> None:
    assert refused(a_pull(1, ONE, TWO, unticked=(TWO,), state="closed")) == (ONE, TWO)


def test_merging_refuses_only_what_was_unticked() -> None:
    assert refused(a_pull(1, ONE, TWO, unticked=(TWO,), state="closed", merged=True)) == (TWO,)


def test_what_linkbot_closed_itself_refuses_nothing() -> None:
    marker = PullMarker(group="links", fixes=[ONE], closed=True)

    assert refused(a_pull(1, ONE, marker=marker, state="closed")) == ()


def test_refusals_of_a_line_that_is_gone_from_the_body_are_in_the_marker() -> None:
    assert refused(a_pull(1, ONE, marker=PullMarker(group="links", fixes=[ONE], refused=[TWO]))) == (TWO,)


def test_a_pull_request_of_somebody_else_says_nothing_whatever_its_body_says() -> None:
    assert refused(a_pull(1, ONE, state="closed", author="stranger")) == ()


def test_the_dashboard_remembers_what_it_has_seen() -> None:
    marker = DashboardMarker(refused=[ONE], seen={"links": 1})

    assert refused(a_pull(1, TWO, state="closed"), marker=marker) == (ONE,)
    assert refused(a_pull(2, TWO, state="closed"), marker=marker) == (ONE, TWO)


def test_a_tick_in_the_dashboard_accepts_a_finding_as_it_is() -> None:
    assert refused(ticked=(THREE,)) == (THREE,)


def test_an_undo_box_brings_a_fix_back() -> None:
    marker = DashboardMarker(refused=[ONE, TWO])

    assert refused(marker=marker, ticked=(f"undo:{ONE}",)) == (TWO,)
    assert refused(a_pull(1, THREE, ticked_boxes=(f"undo:{TWO}",)), marker=marker) == (ONE,)


def test_reopening_a_pull_request_takes_its_refusals_back() -> None:
    marker = DashboardMarker(refused=[ONE, TWO, THREE], seen={"links": 4})

    memory = remember(marker, None, {"links": (a_pull(4, ONE, TWO, unticked=(TWO,)),)}, ME)

    assert memory.refused == (TWO, THREE)
    assert memory.seen == {"links": 3}


def test_a_pull_request_that_is_closed_again_is_refused_again() -> None:
    reopened = remember(DashboardMarker(refused=[ONE], seen={"links": 4}), None, {"links": (a_pull(4, ONE),)}, ME)
    marker = DashboardMarker(refused=list(reopened.refused), seen=dict(reopened.seen or {}))

    assert refused(a_pull(4, ONE, state="closed"), marker=marker) == (ONE,)


def test_what_was_seen_is_the_newest_closed_pull_request_below_an_open_one() -> None:
    pulls = (a_pull(3, ONE, state="closed"), a_pull(7, TWO, state="closed"), a_pull(9, THREE))

    assert remember(None, None, {"links": pulls}, ME).seen == {"links": 7}

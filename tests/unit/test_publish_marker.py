"""The hidden marker and the boxes: what a body says of itself, and what of it is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkbot.publish.marker import (
    BEGIN,
    LARGEST,
    MEMORY,
    DashboardMarker,
    PullMarker,
    annotated,
    boxes,
    is_same,
    read,
    renewed,
    written,
)

ONE, TWO = "1" * 16, "2" * 16
FINGERPRINTS = st.lists(st.text("0123456789abcdef", min_size=16, max_size=16), max_size=30, unique=True)


def a_region(*lines: str, marker: PullMarker | None = None) -> str:
    return "\n".join([BEGIN, *lines, written(marker or PullMarker(group="links"))])


@given(group=st.text(min_size=1, max_size=20), title=st.text(max_size=80), fixes=FINGERPRINTS, refused=FINGERPRINTS)
def test_a_marker_is_read_as_it_was_written(group: str, title: str, fixes: list[str], refused: list[str]) -> None:
    marker = PullMarker(group=group, title=title, fixes=fixes, refused=refused)

    assert read(f"text\n{written(marker)}\ntext", PullMarker) == marker


@given(title=st.text(max_size=80))
def test_a_marker_is_one_comment_in_one_line_that_pings_nobody(title: str) -> None:
    text = written(PullMarker(group="links", title=title))

    assert (text.count("-->"), text.count("<!--"), text.count("\n")) == (1, 1, 0)
    assert not {"@", "#"} & set(text)


def test_a_dashboard_is_not_taken_for_a_pull_request() -> None:
    body = written(DashboardMarker(refused=[ONE], seen={"links": 3}, open={"links": 4}))

    assert read(body, PullMarker) is None
    assert read(body, DashboardMarker) == DashboardMarker(refused=[ONE], seen={"links": 3}, open={"links": 4})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no marker",
        '<!-- linkbot:v1 {"kind":"pull"} -->',
        '<!-- linkbot:v1 {"kind":"pull","group":"links","fixes":"xyz"} -->',
        "<!-- linkbot:v1 {not json} -->",
        '<!-- linkbot:v1 {"kind":"pull","group":"' + "x" * LARGEST + '"} -->',
        '<!-- linkbot:v2 {"kind":"pull","group":"links"} -->',
    ],
)
def test_what_is_no_marker_is_not_believed(body: str) -> None:
    assert read(body, PullMarker) is None


def test_the_last_marker_counts() -> None:
    forged = written(PullMarker(group="links", fixes=[ONE]))

    marker = read(a_region(forged, marker=PullMarker(group="links", fixes=[TWO])), PullMarker)

    assert marker == PullMarker(group="links", fixes=[TWO])


def test_the_oldest_refusals_are_forgotten_first() -> None:
    many = [f"{number:016x}" for number in range(MEMORY + 10)]

    kept = read(written(DashboardMarker(refused=many)), DashboardMarker)

    assert kept is not None
    assert kept.refused == many[10:]


def test_boxes_are_read_from_our_region_alone() -> None:
    body = "\n".join(
        [
            f"- [x] a person's own <!-- lb:{TWO} -->",
            a_region(
                f"- [x] kept <!-- lb:{ONE} -->",
                f"- [ ] dropped <!-- lb:{TWO} -->\r",
                f"  - [X] brought back <!-- lb:undo:{ONE} -->",
                "- [x] built again <!-- lb:cmd:rebuild -->",
                f"- [x] no box of ours <!-- lb:{ONE} --> and more",
                "- [x] not one either <!-- lb:123 -->",
            ),
            f"- [ ] below <!-- lb:{ONE} -->",
        ]
    )

    found = boxes(body)

    assert found.ticked == {ONE, f"undo:{ONE}", "cmd:rebuild"}
    assert found.unticked == {TWO}


def test_what_a_person_wrote_around_our_region_stays() -> None:
    body = f"Thanks!\r\n\n{a_region('old')}\n\nCC the team"

    assert renewed(body, "NEW") == "Thanks!\r\n\nNEW\n\nCC the team"
    assert renewed("no region", "NEW") == "no region\n\nNEW"


def test_a_notice_goes_to_the_head_of_our_region_and_leaves_the_boxes() -> None:
    body = f"Mine\n{a_region(f'- [ ] x <!-- lb:{ONE} -->')}\nyours"

    noted = annotated(body, "NOTE", written(PullMarker(group="links", others=True)))

    assert noted.startswith(f"Mine\n{BEGIN}\nNOTE\n\n- [ ] x")
    assert noted.endswith("\nyours")
    assert boxes(noted) == boxes(body)
    assert read(noted, PullMarker) == PullMarker(group="links", others=True)


def test_bodies_that_differ_in_the_stamp_alone_are_the_same() -> None:
    one = a_region("text", "checked today <!-- lb:stamp -->")
    other = a_region("text", "checked yesterday <!-- lb:stamp -->")

    assert is_same(f"above\n{one}\nbelow".replace("\n", "\r\n"), other)
    assert not is_same(one, a_region("other text", "checked today <!-- lb:stamp -->"))

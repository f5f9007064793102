"""A budget ends the asking in time, tells what was left out, and leaves out nothing for ever."""

from __future__ import annotations

from tests.e2e.running import Folder


def test_what_a_budget_leaves_out_is_asked_first_by_the_next_run(place: Folder) -> None:
    place.site.delay = 0.2
    slow = Folder(place.path, place.site, connections=2)
    pages = slow.write(f"/a/{page}" for page in range(24))

    first, _, third = (slow.check("--budget", "2s") for _ in range(3))

    assert (first.code, third.code) == (0, 0)
    assert "hint: the budget of 2s was spent before" in first.err
    assert "had an answer; the next run asks these first" in first.err
    assert sorted(asked.path for asked in place.site.log) == sorted(pages)  # every one, and each of them once
    assert set(slow.verdicts.values()) == {"ok"}


def test_a_budget_ends_a_run_on_a_host_that_hangs(place: Folder) -> None:
    place.write(["/a/page", *(f"/hang/{page}" for page in range(30))])

    end = place.check("--budget", "1s")

    report = place.report
    assert end.code == 0
    assert end.seconds < 15  # of which the budget is one and the last answers have three
    assert report["run"]["partial"] is False
    assert report["statistics"]["unverified"] == {"not-asked": 30}
    assert {row["reason"] for row in report["links"]} == {"", "not-asked: the budget of 1s was spent"}
    assert len(place.site.log) <= 1 + place.connections

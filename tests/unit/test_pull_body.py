"""A pull request is reviewed in a minute: its title, its text, and the message of its commit."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.hub.pings import pings_of, pings_of_plain
from tests.unit import example_views
from tests.unit.published import PLACE, a_change, a_fixable, a_pull, fingerprint
from tests.unit.reports import a_fix

from linkbot.publish.commit_message import commit_message
from linkbot.publish.fit import LIMIT, units
from linkbot.publish.marker import BEGIN, STAMP, Boxes, PullMarker, annotated, boxes, is_same, read, written
from linkbot.publish.pull_body import OTHERS, body, closing, title
from linkbot.publish.views import Left, PullView, Stamp

BODIES = Path(__file__).parent / "bodies"
MARKER = '<!-- linkbot:v1 {"kind":"pull","group":"links"} -->'
TREE = "0123456789" * 4


def test_a_pull_request_reads_as_the_one_that_is_kept() -> None:
    assert body(example_views.pull_request(), MARKER) == (BODIES / "pull_request.md").read_text().rstrip("\n")


def test_the_commit_reads_as_the_one_that_is_kept() -> None:
    assert commit_message(example_views.pull_request(), TREE) == (BODIES / "commit_message.txt").read_text()


@pytest.mark.parametrize(
    ("group", "paths", "said"),
    [
        ("links", ["README.md"], "Fix 1 link in README.md"),
        ("links", ["README.md", "README.md"], "Fix 2 links in README.md"),
        ("repositories", ["docs/a.md", "docs/b.md"], "Fix 2 repository links in 2 files"),
        ("metadata", ["README.md"], "Fix 1 entry in README.md"),
        ("fixes", ["README.md"], "Fix 1 mistake in README.md"),
        ("links", ["@victim.md"], "Fix 1 link in 1 file"),
        ("links", ["fixes #1.md"], "Fix 1 link in 1 file"),
        ("links", ["GH-1.md"], "Fix 1 link in 1 file"),
        ("links", ["a" * 61], "Fix 1 link in 1 file"),
    ],
)
def test_a_title_counts_and_quotes_no_list(group: str, paths: list[str], said: str) -> None:
    view = a_pull(*(a_change(number, path=path) for number, path in enumerate(paths)), group=group)

    assert title(view) == said
    assert pings_of_plain(title(view), repository="acme/papers") == []


def test_a_commit_message_ends_with_the_trailer_and_pings_nobody() -> None:
    view = a_pull(a_change(path="fixes #1.md", name="@victim", code="GH-1", message="closes #1"))

    message = commit_message(view, TREE)

    assert message.rstrip("\n").split("\n")[-2:] == ["", f"Linkbot-Tree: t{TREE}"]
    assert pings_of_plain(message, repository="acme/papers") == []
    assert not set("#@<>`") & set(message)


def test_every_change_has_a_ticked_box_and_every_refusal_one_to_undo_it() -> None:
    view = a_pull(a_change(1), a_change(2), refused=(a_fixable(3),))

    assert boxes(body(view, MARKER)) == Boxes(frozenset({fingerprint(1), fingerprint(2)}), frozenset({f"undo:{fingerprint(3)}"}))


def test_what_is_safe_stands_apart_from_what_is_to_be_looked_at() -> None:
    unsafe = a_change(2, fix=a_fix("Attention", applicability="unsafe"))

    text = body(a_pull(a_change(1), unsafe), MARKER)

    certain, look = text.split("### Please look: 1")
    assert "### Certain: 1" in certain
    assert fingerprint(1) in certain
    assert fingerprint(2) in look


def test_each_line_leads_to_the_line_that_it_changes() -> None:
    assert f"[README.md:7](https://github.com/acme/papers/blob/{PLACE.commit}/README.md?plain=1#L7)" in body(
        a_pull(a_change(7)), MARKER
    )


def test_several_changes_of_one_fix_stand_in_one_line() -> None:
    text = body(a_pull(a_change(1, ("2312.1", "2312.2"), ("2312.1", "2312.2"), ("a", "b"))), MARKER)

    assert "`2312.1` → `2312.2` (2 times); `a` → `b` <!-- lb:" in text


def test_what_is_shown_first_says_how_sure_linkbot_is() -> None:
    unsafe = a_change(2, fix=a_fix("Attention", applicability="unsafe"))

    assert "**1 entry is fixed in 1 file; nothing else changes.** All of it is certain." in body(a_pull(a_change(1)), MARKER)
    assert "**2 entries are fixed in 1 file; nothing else changes.** 1 certain, 1 to be looked at." in body(
        a_pull(a_change(1), unsafe), MARKER
    )
    assert "Please look at it." in body(a_pull(unsafe), MARKER)


def test_what_was_left_is_counted_by_reason() -> None:
    left = (
        Left(a_fixable(5), "the file has changed"),
        Left(a_fixable(6), "the file has changed"),
        Left(a_fixable(7), "other bytes"),
    )

    text = body(a_pull(left=left), MARKER)

    assert "<b>Not changed: 3</b>" in text
    assert "- the file has changed: 2\n  - [README.md:5]" in text
    assert "- other bytes: 1\n" in text


def test_a_branch_with_commits_of_others_is_said_first_and_offers_to_go_on() -> None:
    text = annotated(body(a_pull(), MARKER), OTHERS, MARKER)

    assert text.startswith(f"{BEGIN}\n{OTHERS}\n")
    assert "cmd:rebuild" in boxes(text).unticked
    assert "cmd:rebuild" not in body(a_pull(), MARKER)


def test_only_the_stamp_changes_from_night_to_night() -> None:
    today, tomorrow = (
        body(a_pull(stamp=stamp, links_checked=number), MARKER)
        for stamp, number in (
            (Stamp(example_views.NIGHT, "0.5.0"), 412),
            (Stamp(example_views.NEXT_NIGHT, "0.5.0", "https://x.example"), 413),
        )
    )

    assert today != tomorrow
    assert is_same(today, tomorrow)
    assert sum(line.endswith(STAMP) for line in today.split("\n")) == 1


def test_a_message_that_counts_looks_reads_the_same_on_the_next_night() -> None:
    one = a_pull(a_change(message="HTTP 404 on two GETs, 10 s apart, could not be verified in 6 runs since 2026-11-02"))
    other = a_pull(a_change(message="HTTP 404 on two GETs, 11 s apart, could not be verified in 7 runs since 2026-11-02"))

    assert body(one, MARKER) == body(other, MARKER)


def test_a_closed_pull_request_says_why_and_keeps_the_way_back() -> None:
    text = closing("Nothing is left to mend here.", a_pull(refused=(a_fixable(3),)), MARKER)

    assert text.startswith(f"{BEGIN}\n**Closed by linkbot.** Nothing is left to mend here.")
    assert boxes(text).unticked == {f"undo:{fingerprint(3)}"}
    assert text.endswith(MARKER)


def test_a_fingerprint_that_is_none_makes_no_mark() -> None:
    text = body(a_pull(a_change(fingerprint="0 --> @victim")), MARKER)

    assert boxes(text) == Boxes(frozenset(), frozenset())
    assert pings_of(text, repository="acme/papers") == []


def thousands() -> PullView:
    """Far more changes than any body can tell of."""
    changes = [
        a_change(number, (f"https://x.example/{'a' * 200}/{number}", f"https://y.example/{number}")) for number in range(5_000)
    ]
    left = tuple(Left(a_fixable(number), f"reason {number % 50}") for number in range(5_000, 6_000))
    return a_pull(*changes, left=left, refused=tuple(a_fixable(number) for number in range(6_000, 7_000)))


def test_thousands_of_changes_fit_and_the_rest_is_counted() -> None:
    marker = written(PullMarker(group="links", fixes=[fingerprint(number) for number in range(1_000)]))

    text = body(thousands(), marker)

    assert 50_000 < units(text) <= LIMIT
    assert read(text, PullMarker) == read(marker, PullMarker)
    assert text.endswith(marker)
    assert "### Certain: 5,000\n" in text
    assert "more, which the changed files show\n" in text
    assert "<b>Not changed: 1,000</b>" in text

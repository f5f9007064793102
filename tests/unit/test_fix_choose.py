from __future__ import annotations

import pytest
from tests.unit.mending import a_mend, mended, reasons
from tests.unit.reports import a_fix

LIST = b"- [One](https://one.example/a) March 20222\n- [Two](https://two.example/b) June 2023\n"


def test_only_safe_fixes_are_applied_unless_more_is_asked_for() -> None:
    safe = a_mend(LIST, ("20222", "2022"))
    unsafe = a_mend(LIST, ("June", "July"), applicability="unsafe")

    done = mended(LIST, safe, unsafe)

    assert done.data == LIST.replace(b"20222", b"2022")
    assert done.applied == (safe,)
    assert [(held.row, str(held.reason)) for held in done.held] == [(unsafe, "unsafe")]


def test_unsafe_fixes_are_applied_when_asked_for_and_ideas_never() -> None:
    unsafe = a_mend(LIST, ("June", "July"), applicability="unsafe")
    idea = a_mend(LIST, ("March", "May"), applicability="display")

    done = mended(LIST, unsafe, idea, unsafe=True)

    assert done.data == LIST.replace(b"June", b"July")
    assert reasons(done.held) == [("display", "")]


def test_of_two_fixes_for_the_same_bytes_the_safe_one_goes_first() -> None:
    safe = a_mend(LIST, ("June 2023", "June 2024"))
    unsafe = a_mend(LIST, ("June", "July"), applicability="unsafe", severity="error")

    done = mended(LIST, unsafe, safe, unsafe=True)

    assert done.applied == (safe,)
    assert reasons(done.held) == [("overlap", "LB201 on line 2 changes the same text")]


def test_among_safe_fixes_the_graver_finding_goes_first() -> None:
    mild = a_mend(LIST, ("March 20222", "March 2022"), severity="info")
    grave = a_mend(LIST, ("20222", "2020"), severity="error")

    done = mended(LIST, mild, grave)

    assert done.applied == (grave,)


def test_the_order_of_the_findings_does_not_matter() -> None:
    rows = [a_mend(LIST, ("March 20222", "March 2022")), a_mend(LIST, ("20222", "2020")), a_mend(LIST, ("June", "July"))]

    assert mended(LIST, *rows).data == mended(LIST, *reversed(rows)).data


def test_the_same_edit_of_two_findings_is_made_once_and_mends_both() -> None:
    markdown = b"See [one][d] and [two][d].\n\n[d]: http://one.example/a\n"
    rows = [a_mend(markdown, ("http://", "https://"), fingerprint=name) for name in ("one", "two")]

    done = mended(markdown, *rows)

    assert done.data == markdown.replace(b"http:", b"https:")
    assert len(done.applied) == 2


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    grave = a_mend(LIST, ("June", "July"), severity="error")
    both = a_mend(LIST, ("20222", "2022"), ("June", "May"))

    done = mended(LIST, both, grave)

    assert done.data == LIST.replace(b"June", b"July")


def test_two_insertions_at_one_place_do_not_go_together() -> None:
    markdown = b"- [One](https://one.example/a) - words\n"
    span = (markdown.index(b"words"),) * 2
    rows = [a_mend(markdown, ("words", text), fix=a_fix(text, span, title=text)) for text in ("few ", "many ")]

    done = mended(markdown, *rows)

    assert len(done.applied) == 1
    assert [str(held.reason) for held in done.held] == ["overlap"]


@pytest.mark.parametrize(
    ("edits", "trouble"),
    [
        ([{"span": (80, 9_000), "text": "x"}], "it speaks of bytes that the file does not have"),
        ([{"span": (3, 6), "text": "x"}, {"span": (4, 5), "text": "y"}], "its edits overlap"),
        ([{"span": (3, 6), "text": "One"}], "it changes nothing"),
    ],
)
def test_a_fix_that_cannot_be_meant_is_held_back_with_the_reason(edits: list[dict[str, object]], trouble: str) -> None:
    row = a_mend(LIST, ("One", "x"), fix={"title": "t", "applicability": "safe", "edits": edits})

    done = mended(LIST, row)

    assert done.data == LIST
    assert reasons(done.held) == [("doubt", trouble)]


def test_a_text_that_the_file_cannot_hold_is_not_written() -> None:
    markdown = "- [Caf\u00e9 \u00e0 la carte](https://one.example/a)\n".encode("latin-1")
    row = a_mend(markdown, ("carte", "\u044f"), encoding="latin-1")

    done = mended(markdown, row)

    assert done.data == markdown
    ((reason, detail),) = reasons(done.held)
    assert (reason, detail.partition(", ")[2]) == ("doubt", "which has no '\u044f'")

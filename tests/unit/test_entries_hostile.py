from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reading import document_of

MARKS = [
    "- ",
    "  - ",
    "1. ",
    "> ",
    "| ",
    " |",
    "\n",
    "\n\n",
    "  \n",
    "|-|-|\n",
    "# ",
    "**",
    "*",
    "`",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "\t",
]
HTML = ["&amp;", "&", "<br>", "<tr><td>", "</td></tr>", "<ul><li>", "</li></ul>", "<a href='https://h.example.org'>h</a>"]
LINKS = [
    "[a](https://a.example.org)",
    "[Paper](https://arxiv.org/abs/2303.00001)",
    "[![x](y.png)](https://b.example.org)",
    "[b](#b)",
    "https://c.example.org",
]
WORDS = ["“T.”", '"T"', "Tan, Kai. ", "et al.", "(Org, 2024)", ", 2023 -", " - ", ": ", "ICLR'23", "Paper: ", "x"]
DATES = ["Februray 2024", "March 20222", "Oct.2023", "2023-04-30", "April 29, 2022"]
ODDITIES = ["\t", "é", "日本", "⭐", "‚≠ê", "\ufffc", "\u2028", "\xa0", "\r\n", "\r", "\0"]
PIECES = [*MARKS, *HTML, *LINKS, *WORDS, *DATES, *ODDITIES]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_every_claim_is_what_its_span_covers(markdown, encoding):
    document = document_of(markdown.encode(encoding))

    for entry in document.entries:
        assert all(document.text(claim.span) == claim.text for claim in entry.claims)
        assert all(claim.text for claim in entry.claims)
        assert all(entry.span.contains(claim.span) for claim in entry.claims)
        assert entry.main_link is None or entry.main_link in [link.link for link in entry.links]
        assert all(link.link in document.links for link in entry.links)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_entries_do_not_overlap_except_by_nesting(markdown):
    entries = sorted(document_of(markdown).entries, key=lambda entry: (entry.span.start, -entry.span.end))

    for first, second in pairwise(entries):
        assert first.span.end <= second.span.start or first.span.contains(second.span)


@pytest.mark.parametrize(
    "markdown",
    [
        "- [a](https://x.example.org) " + "(" * 20_000,
        "- [a](https://x.example.org) " + "- " * 10_000,
        "- [a](https://x.example.org) " + "(2020) " * 3_000,
        "- [a](https://x.example.org) " + "2020 " * 4_000,
        "- [a](https://x.example.org) " + ":a" * 10_000,
        "- [a](https://x.example.org) *" + "May " * 5_000 + "*",
        "- [a](https://x.example.org) " + "*a* **b** `c` " * 5_000,
        "- **" + "a b " * 20_000 + "** [pdf](https://x.example.org)",
        "- " + "[a](https://x.example.org) " * 5_000,
        '"a' * 10_000 + " [x](https://x.example.org)",
        "- " + "⭐" * 20_000,
        "- " + "a" * 20_000 + " [x](https://x.example.org)",
        "- " + "Paper: https://x.example.org/z " * 2_000,
        "[x](https://x.example.org)\n" * 3_000,
        "| T | Authors |\n|--|--|\n| [x](https://x.example.org) | " + "A" * 20_000 + " |",
        "| T | Authors |\n|--|--|\n| [x](https://x.example.org) | " + "A b, " * 8_000 + " |",
        "<table>" + "<tr><td><a href='https://x.example.org'>x</a></td></tr>" * 2_000,
        "\n".join("  " * depth + "- a" for depth in range(200)),
    ],
    ids=lambda markdown: markdown[:12] + markdown[-12:],
)
def test_hostile_lists_take_linear_time(markdown):
    start = process_time()

    document_of(markdown)

    assert process_time() - start < 5


def test_bytes_that_are_no_text_hide_nothing_else():
    document = document_of(b"- [Apples](https://example.org/a), 2020 - caf\xe9\n- [Pears \xff](https://example.org/p), 2021\n")

    assert [str(entry.date) for entry in document.entries] == ["2020", "2021"]
    assert all(document.text(claim.span) == claim.text for entry in document.entries for claim in entry.claims)


def test_mojibake_is_left_alone():
    (entry,) = document_of("- [Pears‚Ä¶](https://example.org/p), 2024 ‚≠ê fully open (Apache 2.0) - Green.\n").entries

    assert (entry.title, str(entry.date)) == ("Pears‚Ä¶", "2024")

from __future__ import annotations

import pytest
from tests.unit.reading import claimed, document_of, entries_of, roles, the_entry, titles_and_dates


@pytest.mark.parametrize(
    ("item", "title", "date"),
    [
        ("- [Pear 3 / 3.1](https://example.org/p) (Orchard, 2024) - Pear 3.1 (July 2024) grew.", "Pear 3 / 3.1", "2024"),
        ("- [Apples: A Study](https://example.org/a), 2023 - Version 2 (2025) is out.", "Apples: A Study", "2023"),
        ("- [Apples](https://example.org/a), RANLP 2025 - A metric.", "Apples", "2025"),
        ("- [Apples](https://example.org/a), 2024 ⭐ fully open (Apache 2.0) - A metric.", "Apples", "2024"),
        ("- [Apples](https://example.org/a) (2024) - Both.", "Apples", "2024"),
        ("- [Apples](https://example.org/a) (Februray 2024) - Both.", "Apples", "2024-02"),
        ("- [Apples](https://example.org/a) (Jan., 2024)", "Apples", "2024-01"),
        ("- [Apples](https://example.org/a) - Revamped in 2024, see 2023.", "Apples", ""),
        ("- [COCO 2017 June](https://example.org/a) - Pictures.", "COCO 2017 June", ""),
        ("- [Apples](https://example.org/2023/03/13) `2016`", "Apples", ""),
        ("- [Apples](https://example.org/a) is a fruit of 2020 (and of June 2021) that grows.", "Apples", ""),
        ("- [Apples](https://example.org/a) (2019-2021)", "Apples", ""),
        ("- [2023/10] [Apples](https://example.org/a)", "Apples", "2023-10"),
        ("- 2023-05-14: [Apples](https://example.org/a)", "Apples", "2023-05-14"),
        ("- (ICLR'23) [Apples](https://example.org/a)", "Apples", "2023"),
        ("- [x] [Apples](https://example.org/a)", "Apples", ""),
        ("- [🤖](#icons) [Apples](https://example.org/a) - Red.", "Apples", ""),
        ("- [Keras](https://keras.io) - A library.", "Keras", ""),
        ("- [\\*Apples: 90%* red](https://example.org/a)", "Apples: 90%* red", ""),
        ("- **Apples: A Study (AAAI 2020)** [[Paper]](https://example.org/a)", "Apples: A Study", "2020"),
        ('- "Apples: A Study" [2025-09] [[paper](https://example.org/a)]', "Apples: A Study", "2025-09"),
        ("- A study of many apples [[pdf](https://example.org/a.pdf)]", "A study of many apples", ""),
        ("- autoapple: https://example.org/a - labels apples since 2023-03", "autoapple", ""),
    ],
)
def test_title_and_date_are_what_a_reader_says(item, title, date):
    assert titles_and_dates(item) == [(title, date)]


def test_numbered_items_own_their_nested_links():
    first, second = entries_of(
        "1. **[Apples Are All You Need](https://arxiv.org/abs/1706.03762):** Pips (in 1999) are all.\n"
        "   - [Research](./research/apples/readme.md)\n"
        "2. **[Pears; A Study](https://arxiv.org/abs/1810.04805)**: Core.\n\n"
        "   - [Research](./research/pears/readme.md)\n"
    )

    assert (first.title, first.style, first.group) == ("Apples Are All You Need", "numbered", second.group)
    assert roles(first) == [("https://arxiv.org/abs/1706.03762", "paper"), ("./research/apples/readme.md", "notes")]
    assert second.title == "Pears; A Study"
    assert second.date is None


def test_group_labels_are_no_entries():
    markdown = "- **Papers with code:**\n  - [Apples](https://example.org/a), 2020 - Red. [Code](https://github.com/a/b)\n"

    assert titles_and_dates(markdown) == [("Apples", "2020")]


def test_each_list_has_its_own_group():
    first, second, third = entries_of(
        "- Red\n  - [A](https://a.example.org)\n  - [B](https://b.example.org)\n- Green\n  - [C](https://c.example.org)\n"
    )

    assert first.group == second.group != third.group


def test_a_title_without_a_link_takes_its_links_from_below():
    markdown = (
        "- **Apples: A Study (AAAI 2020)**\n  - Kai Tan, Lea Roth\n"
        "  - [[Paper]](https://example.org/a)\n  - [[Python Reference]](https://github.com/a/b)\n"
    )

    entry = the_entry(markdown)

    assert (entry.title, str(entry.date)) == ("Apples: A Study", "2020")
    assert entry.main_link is not None
    assert entry.main_link.url == "https://example.org/a"
    assert claimed(entry, "authors") == ("Kai Tan", "Lea Roth")
    assert [role for _, role in roles(entry)] == ["paper", "code"]


def test_children_with_titles_are_entries_beside_their_parent():
    markdown = "- [Apples](https://example.org/a)\n  - [Red apples](https://example.org/r)\n  - [Code](https://github.com/a/b)\n"

    parent, child = entries_of(markdown)

    assert (parent.title, child.title) == ("Apples", "Red apples")
    assert [role for _, role in roles(parent)] == ["other", "code"]


@pytest.mark.parametrize(
    "markdown",
    [
        "- [Apples](#apples)\n  - [Red](#red)\n",
        "- [![Stars](https://img.example.org/s.svg)](https://example.org)\n",
        "- Please read the [guide](https://example.org/g) before you write.\n",
        "- **Prompts**: Common ways include [chains](https://example.org/c) and [trees](https://example.org/t).\n",
        "# Contributing\n\n- [Guide](https://example.org/guide)\n",
        "# A\n\n## License\n\n- [CC0](https://example.org/cc0) - Free.\n",
        "## Table of Contents\n\n- [Apples](https://example.org/apples)\n",
        "- [How to help](CONTRIBUTING.md)\n",
        "- [A](https://a.example.org) | [B](https://b.example.org) | [C](https://c.example.org)\n",
        "> - [Apples](https://example.org/a)\n",
        "[Join our chat](https://chat.example.org)\n",
        "**Related:** [A](a.md) | [B](b.md) | [C](c.md)\n",
        "An introduction can be found [here](https://example.org).\n",
        "```\n- [Apples](https://example.org/a)\n```\n",
        "- just text\n",
    ],
)
def test_what_is_no_entry_is_none(markdown):
    assert entries_of(markdown) == ()


def test_the_org_in_brackets_is_an_affiliation_and_people_are_authors():
    first, second, third = entries_of(
        "- [A](https://example.org/a) (Orchard/Mill, 2024) - Red.\n"
        "- [B](https://example.org/b) (Leviathan et al., 2023) - Red.\n"
        "- [C](https://example.org/c), RANLP 2025 - Red.\n"
    )

    assert claimed(first, "affiliation") == "Orchard/Mill"
    assert claimed(second, "authors") == ("Leviathan",)
    assert claimed(third, "venue") == "RANLP"


def test_roles_follow_the_label_then_the_target():
    entry = the_entry(
        "- [Apples](https://arxiv.org/abs/2303.00001) - Red. [Code](https://huggingface.co/a/b) [[Project page](https://x.example.org)]"
        " [talk](https://x.example.org/t) [more apples](https://github.com/a/b) [![arXiv](https://img.example.org/b.svg)](https://x.example.org/p)"
    )

    assert [role for _, role in roles(entry)] == ["paper", "code", "project", "video", "code", "paper"]


def test_a_generic_label_is_no_title():
    markdown = "[Seminal Paper](https://example.org/a), 2017\n\n[Seminal Paper: Pears](https://example.org/p), 2003\n"

    assert titles_and_dates(markdown) == [("", "2017"), ("Pears", "2003")]


def test_a_role_as_a_name_is_a_title_among_titles():
    markdown = "- [Apples](https://example.org/a)\n- [Pears](https://example.org/p)\n- [Talks](https://example.org/t)\n"

    assert [title for title, _ in titles_and_dates(markdown)] == ["Apples", "Pears", "Talks"]


def test_the_title_claim_spans_only_the_title():
    document = document_of("- [Seminal Paper: **Pears**](https://example.org/p), 2003\n- [ ⭐ Apples: ](https://example.org/a)\n")

    spans = [document.text(entry.claims[0].span) for entry in document.entries]

    assert spans == ["Pears", "Apples"]


def test_rows_and_items_of_raw_html_are_entries():
    markdown = (
        "<table>\n<tr><td><a href='https://example.org/a'>Apples</a></td><td>Red</td></tr>\n"
        "<tr><td>See <a href='https://example.org/b'>this</a></td></tr>\n"
        "<tr><td><a href='https://example.org/c'>C</a></td><td><a href='https://example.org/d'>D</a></td></tr>\n</table>\n"
    )

    entry = the_entry(markdown)

    assert (entry.title, entry.style) == ("Apples", "html")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_item_that_a_tab_indents_begins_on_its_own_line(newline: str) -> None:
    document = document_of(newline.join(["- [A](a.md)", "\t- [B](b.md)", "\t- [C](c.md)", ""]))

    assert [document.line(entry.span.start) for entry in document.entries] == [1, 2, 3]

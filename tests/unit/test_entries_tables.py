from __future__ import annotations

import pytest
from tests.unit.reading import claimed, document_of, entries_of, roles, the_entry, titles_and_dates


def test_a_full_table_gives_an_entry_for_each_row():
    markdown = (
        "| Paper | Date | Description |\n|---|---|---|\n"
        "| [Apple](https://example.org/1) | June 2017 | Red. |\n"
        "| [Pear](https://example.org/2) | March 20222 | Grown in May 2021. |\n"
        "| [Plum](https://example.org/3) | Februray 2024 | Blue. |\n"
    )

    assert titles_and_dates(markdown) == [("Apple", "2017-06"), ("Pear", "2022-03"), ("Plum", "2024-02")]
    assert [bool(entry.claims[1].defect) for entry in entries_of(markdown)] == [False, True, True]


def test_a_table_without_outer_pipes_is_read_by_its_header():
    markdown = (
        "| Paper | a.k.a | Affiliation | Published date | # | Desc.|\n|---|---|---|---|---|---|\n"
        "[\\*RED FRUIT:<br>A STUDY](https://example.org/1) | RF | Orchard | Oct.2023 | \\#Red<br>\n"
        "[Pears](https://example.org/2)| - | - | February. 2023 |\n"
    )

    first, second = entries_of(markdown)

    assert (first.title, str(first.date), first.style) == ("RED FRUIT: A STUDY", "2023-10", "row")
    assert (claimed(first, "alias"), claimed(first, "affiliation")) == ("RF", "Orchard")
    assert (second.title, str(second.date)) == ("Pears", "2023-02")
    assert claimed(second, "alias") is None
    assert claimed(second, "affiliation") is None


def test_content_tells_the_columns_of_an_empty_header():
    markdown = (
        "| | | |\n|-|-|-|\n| 2017-06 | [Apple](https://a.example.org) | Red |\n| 2018-07 | [Pear](https://p.example.org) | - |\n"
    )

    assert titles_and_dates(markdown) == [("Apple", "2017-06"), ("Pear", "2018-07")]


@pytest.mark.parametrize(
    "markdown",
    [
        "| | |\n|-|-|\n| [Apples](#apples) | [Pears](#pears) |\n",
        "| | |\n|-|-|\n| [A](https://a.example.org) | [B](https://b.example.org) |\n| [C](https://c.example.org) | [D](d.md) |\n",
        "| Model | Score |\n|-|-|\n| Apple | 2017 |\n| Pear | 2018 |\n",
    ],
)
def test_navigation_grids_and_results_are_no_entries(markdown):
    document = document_of(markdown)

    assert document.entries == ()
    assert len(document.tables) == 1


def test_the_link_may_stand_in_another_cell_than_the_title():
    markdown = (
        "| **Paper** | **Links** |\n|---|---|\n"
        "| 1) **The Shape of Apples** - apples since 2020. | [Paper](https://example.org/p), [Tweet](https://x.com/a/1) |\n"
    )

    entry = the_entry(markdown)

    assert (entry.title, entry.date) == ("The Shape of Apples", None)
    assert roles(entry) == [("https://example.org/p", "paper"), ("https://x.com/a/1", "other")]
    assert entry.main_link is not None
    assert entry.main_link.url == "https://example.org/p"


def test_the_column_tells_the_role_where_nothing_else_does():
    markdown = (
        "| Title | Authors | PDF | Code |\n|-|-|-|-|\n|**Apples**|Kai Tan et.al.|[2509.13713](https://example.org/a)|null|\n"
    )

    entry = the_entry(markdown)

    assert entry.title == "Apples"
    assert claimed(entry, "authors") == ("Kai Tan",)
    assert roles(entry) == [("https://example.org/a", "paper")]


def test_a_venue_column_dates_the_rows_where_no_date_column_does():
    markdown = (
        "| Title | Venue |\n|-|-|\n| [Apples](https://example.org/a) | ICLR 2024 |\n| [Pears](https://example.org/p) | arXiv |\n"
    )

    assert titles_and_dates(markdown) == [("Apples", "2024"), ("Pears", "")]


def test_a_cell_with_two_dates_is_not_read():
    markdown = "| Title | Date |\n|-|-|\n| [Apples](https://example.org/a) | May 2020 / June 2021 |\n"

    assert titles_and_dates(markdown) == [("Apples", "")]


def test_tables_keep_their_cells_as_written():
    document = document_of("| A | B |\n|-|-|\n| [a](https://example.org/a) `x \\| y` | b | extra |\n| one |\n")

    (table,) = document.tables

    assert [cell.text for cell in table.header.cells] == ["A", "B"]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["[a](https://example.org/a) `x \\| y`", "b", "extra"],
        ["one"],
    ]
    assert all(document.text(cell.span) == cell.text for row in table.rows for cell in row.cells)


def test_the_entries_of_a_table_share_its_group():
    document = document_of("| A |\n|-|\n| [a](https://example.org/a) |\n\ntext\n\n| B |\n|-|\n| [b](https://example.org/b) |\n")

    assert [table.group for table in document.tables] == [entry.group for entry in document.entries]
    assert document.entries[0].group != document.entries[1].group

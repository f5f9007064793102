"""Pipes that stood under each other still do when a cell's text changes; what was not aligned is left as it is."""

from __future__ import annotations

import pytest
from tests.unit.reading import document_of

from linkbot.fix.apply import apply
from linkbot.fix.padding import aligned
from linkbot.model.finding import Edit
from linkbot.model.text import Span

ALIGNED = """\
# A list

| Title                         | Date      | Code |
|-------------------------------|-----------|------|
| [One](https://one.example/a)  | June 2021 | yes  |
| [Two](https://two.example/b)  | May 2022  | no   |
| [Six](https://six.example/ab) | 2023      |      |

Behind it.
"""


def changed(text: str, *pairs: tuple[str, str], encoding: str = "utf-8") -> str:
    """A list in which the first of each pair was replaced by the second, and the padding was made right."""
    data = text.encode(encoding)
    document = document_of(data)
    edits = sorted(Edit(Span(at := data.index(old.encode(encoding)), at + len(old.encode(encoding))), new) for old, new in pairs)
    return apply(data, aligned(document, edits), encoding).decode(encoding)


def test_a_shorter_text_gets_blanks() -> None:
    assert "| 2021      | yes  |" in changed(ALIGNED, ("June 2021", "2021"))


def test_a_longer_text_takes_the_blanks_that_there_are() -> None:
    assert "| June 2023 |      |" in changed(ALIGNED, ("2023", "June 2023"))


def test_one_blank_stays_before_the_pipe() -> None:
    assert "| 20 May 2022  | no   |" in changed(ALIGNED, ("May 2022", "20 May 2022"))


def test_without_enough_room_that_row_alone_loses_its_alignment() -> None:
    text = changed(ALIGNED, ("https://one.example/a", "https://one.example/a-longer-one"))

    assert text == ALIGNED.replace("https://one.example/a", "https://one.example/a-longer-one")


def test_a_text_of_the_same_width_is_no_reason_to_pad() -> None:
    assert changed(ALIGNED, ("June 2021", "July 2022")) == ALIGNED.replace("June 2021", "July 2022")


def test_two_edits_of_one_cell_are_padded_once() -> None:
    text = changed(ALIGNED, ("[Two]", "[Zwei]"), ("two.example", "zwo.example.org"))

    assert text == ALIGNED.replace("[Two](https://two.example/b)  ", "[Zwei](https://zwo.example.org/b)  ")
    assert "| [T](https://tw.example/b)     | May 2022  |" in changed(ALIGNED, ("[Two]", "[T]"), ("two.example", "tw.example"))


def test_two_cells_of_a_row_are_padded_each() -> None:
    text = changed(ALIGNED, ("six.example/ab", "six.example/"), ("2023", "5/2023"))

    assert "| [Six](https://six.example/)   | 5/2023    |      |" in text


def test_edits_outside_of_tables_are_handed_back_as_they_are() -> None:
    edits = (Edit(Span(2, 3), "The"), Edit(Span(len(ALIGNED) - 4, len(ALIGNED) - 2), "em"))

    assert aligned(document_of(ALIGNED), edits) == edits


def test_a_row_that_stood_out_before_is_not_padded() -> None:
    ragged = ALIGNED.replace("one.example/a)  ", "one.example/a/longer/path) ")

    assert changed(ragged, ("/longer", "")) == ragged.replace("/longer", "")
    assert changed(ragged, ("June", "Jun")) == ragged.replace("June", "Jun")


def test_a_row_that_stood_out_does_not_keep_others_from_being_padded() -> None:
    ragged = ALIGNED.replace("one.example/a)  ", "one.example/a/longer/path) ")

    assert "| May 22    | no   |" in changed(ragged, ("2022", "22"))


def test_a_table_without_alignment_gets_no_padding() -> None:
    table = "|Title|Date|\n|---|---|\n|[A](https://a.example/)|2021|\n|[Bee](https://b.example/)|May 2022|\n"

    assert changed(table, ("https://a.example/", "https://a/")) == table.replace("https://a.example/", "https://a/")
    assert changed(table, ("May 2022", "2022")) == table.replace("May 2022", "2022")


def test_rows_under_a_header_of_another_width_get_no_padding() -> None:
    table = "| T | D |\n|---|---|\n| [A](https://a.example/) | 2021 |\n| [B](https://b.example/) | 2022 |\n"

    assert changed(table, ("https://a.example/", "https://a/")) == table.replace("https://a.example/", "https://a/")


@pytest.mark.parametrize("year", ["     2021", "  2021   "])
def test_a_column_that_is_padded_on_the_left_is_left_alone(year: str) -> None:
    table = (
        "| Link                   |      Date |\n|------------------------|----------:|\n"
        f"| [A](https://a.example) | {year} |\n| [B](https://b.example) | {year} |\n| [C](https://c.example) | June 2021 |\n"
    )

    assert changed(table, ("June 2021", "2021")) == table.replace("June 2021", "2021")
    assert changed(table, ("2021", "21")) == table.replace("2021", "21", 1)


def test_cells_without_blanks_get_none() -> None:
    table = "|Year|Link                 |\n|----|---------------------|\n|2021|[A](https://a.example)|\n|2022|[B](https://b.example)|\n"

    assert changed(table, ("2021", "21")) == table.replace("2021", "21")


def test_a_last_column_without_a_pipe_needs_no_padding() -> None:
    table = (
        "Link                   | Date\n-----------------------|-----\n"
        "[A](https://a.example) | 2021\n[B](https://b.example) | 2022\n"
    )

    assert changed(table, ("2021", "21")) == table.replace("2021", "21")
    assert "[A](https://a.exa)     | 2021" in changed(table, ("https://a.example", "https://a.exa"))


def test_the_width_of_a_text_is_that_on_a_screen() -> None:
    table = (
        "| 标题                       | 日期      |\n|----------------------------|-----------|\n"
        "| [论文](https://a.example/) | 2021      |\n| [书](https://b.example/)   | 2022 年   |\n"
    )

    assert "| [文](https://a.example/)   | 2021      |" in changed(table, ("论文", "文"))
    assert "| [A](https://a.example/)    | 2021      |" in changed(table, ("论文", "A"))
    assert "| [好书](https://b.example/) | 2022      |" in changed(table, ("书", "好书"), (" 年", ""))


def test_a_table_in_a_quote_with_other_line_ends_keeps_both() -> None:
    table = ALIGNED.replace("| ", "> | ", 1).replace("\n|", "\n> |").replace("\n", "\r\n")

    assert ")  | 2021      | yes  |\r\n> |" in changed(table, ("June 2021", "2021"))


def test_a_table_in_another_encoding_is_padded_by_characters() -> None:
    table = ALIGNED.replace("[One]", "[Ünë]").replace("Behind it.", "Études à Genève, où l'été fut très élégant.")

    assert "| [U](https://one.example/a)    | June 2021 |" in changed(table, ("Ünë", "U"), encoding="cp1252")


def test_tabs_have_no_width_that_could_be_known() -> None:
    table = ALIGNED.replace("| [One]", "|\t[One]")

    assert changed(table, ("June 2021", "2021")) == table.replace("June 2021", "2021")


def test_a_text_that_would_end_the_cell_is_not_padded() -> None:
    assert changed(ALIGNED, ("June 2021", "6|21")) == ALIGNED.replace("June 2021", "6|21")


def test_an_edit_that_takes_more_than_a_cell_is_not_padded() -> None:
    assert changed(ALIGNED, ("June 2021 | yes ", "2021 | yes ")) == ALIGNED.replace("June 2021 | yes ", "2021 | yes ")


def test_blanks_that_another_edit_wants_are_not_touched() -> None:
    wanted = ALIGNED.replace("2021 |", "<!-- seen --> |").replace("June ", "Jun ")

    assert changed(ALIGNED, ("June", "Jun"), ("2021 |", "<!-- seen --> |")) == wanted


def test_cells_that_the_header_lacks_are_not_padded() -> None:
    table = ALIGNED.replace("yes  |", "yes  | more and more |").replace("no   |", "no   | more and more |")

    assert changed(table, ("more and more", "more")) == table.replace("more and more", "more", 1)


def test_an_empty_cell_counts_as_aligned_and_is_not_padded_itself() -> None:
    rows = ("", "x"), ("", "y"), ("cc", "z")
    table = "| A  | B |\n|----|---|\n" + "".join(f"| {tag:2} | [{name}](https://{name}.example/) |\n" for tag, name in rows)

    assert "| c  | [z]" in changed(table, ("cc", "c"))


def test_a_header_is_a_row_like_the_others() -> None:
    assert "| Day       | Code |" in changed(ALIGNED, ("Date", "Day"))


def test_a_large_table_is_looked_at_once_for_all_its_edits() -> None:
    rows = "".join(f"| [Paper](https://a.example/{number:05}) | June 2021 |\n" for number in range(5_000))
    document = document_of(f"| {'Paper':<32} | Date      |\n|{'-' * 34}|-----------|\n{rows}")
    dates = [cells[1].span for cells in (row.cells for row in document.tables[0].rows)]

    edits = aligned(document, [Edit(span, "2021") for span in dates])

    assert [edit.text for edit in edits] == ["2021", " " * 6] * 5_000

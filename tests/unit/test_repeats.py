"""Of entries that say the same one stays, and nothing else goes with the other."""

from __future__ import annotations

import pytest
from tests.rules.worlds import findings_of, mended

from linkbot.model.finding import Finding, Fix
from linkbot.rulebook import Example

PAPER = "[Attention](https://a.example.org/attention)"
OTHER = "[Dropout](https://a.example.org/dropout)"
THIRD = "[Maxout](https://a.example.org/maxout)"
DATES = ("2020-01", "2020-03", "2021-02", "2021-09", "2022-04", "2023-05")


def found(markdown: str) -> list[Finding]:
    return findings_of("LB401", Example(markdown=markdown))


def fixes(markdown: str) -> list[Fix]:
    return [finding.fix for finding in found(markdown) if finding.fix]


def text_after(markdown: str) -> str:
    """The text after all fixes but those that are only shown, as --fix --unsafe-fixes verifies and applies them."""
    return mended(Example(markdown=markdown), found(markdown)).data.decode()


def a_table(*rows: tuple[str, str]) -> str:
    return "\n".join(
        ["| Paper | Date |", "|---|---|", *(f"| [Paper {name}](https://a.example.org/{name}) | {date} |" for name, date in rows)]
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"- {PAPER}\n- {OTHER}\n- {PAPER}\n", f"- {PAPER}\n- {OTHER}\n", id="bullets"),
        pytest.param(f"1. {PAPER}\n2. {OTHER}\n3. {PAPER}\n4. {THIRD}\n", f"1. {PAPER}\n2. {OTHER}\n4. {THIRD}\n", id="numbers"),
        pytest.param(
            f"1. {PAPER}\n1. {OTHER}\n1. {PAPER}\n1. {THIRD}\n", f"1. {PAPER}\n1. {OTHER}\n1. {THIRD}\n", id="numbers all one"
        ),
        pytest.param(f"- {PAPER}\n\n- {OTHER}\n\n- {PAPER}\n\n- {THIRD}\n", f"- {PAPER}\n\n- {OTHER}\n\n- {THIRD}\n", id="loose"),
        pytest.param(
            f"A | B\n---|---\n{PAPER} | 1\n{OTHER} | 2\n{PAPER} | 1\n",
            f"A | B\n---|---\n{PAPER} | 1\n{OTHER} | 2\n",
            id="no pipes",
        ),
        pytest.param(f"- {PAPER}\r\n- {OTHER}\r\n- {PAPER}\r\n", f"- {PAPER}\r\n- {OTHER}\r\n", id="line ends"),
        pytest.param(f"- {PAPER}\n- {OTHER}\n- {PAPER}", f"- {PAPER}\n- {OTHER}\n", id="no line end"),
        pytest.param(f"- {PAPER}\n- {PAPER}\n  - notes\n", f"- {PAPER}\n  - notes\n", id="children of the later one"),
        pytest.param(f"- {PAPER}\n- {OTHER}\n- {PAPER}\n  more\n", f"- {OTHER}\n- {PAPER}\n  more\n", id="more of the later one"),
        pytest.param(f"- {PAPER}\n- {OTHER}\n- {PAPER}\n- {PAPER}\n", f"- {PAPER}\n- {OTHER}\n", id="three"),
    ],
)
def test_one_of_two_lines_of_a_list_goes(before: str, after: str) -> None:
    assert text_after(before) == after


def test_nothing_goes_where_something_hangs_on_both() -> None:
    before = f"- {PAPER}\n  - notes\n- {OTHER}\n- {PAPER}\n  - code\n"

    assert fixes(before) == []


def test_a_line_that_an_ignore_comment_above_is_about_stays_and_the_other_goes() -> None:
    comment = "<!-- linkbot-disable-next-line LB101 -->"

    assert text_after(f"- {PAPER}\n- {OTHER}\n  {comment}\n- {PAPER}\n") == f"- {OTHER}\n  {comment}\n- {PAPER}\n"


def test_the_proof_names_the_line_that_stays() -> None:
    (fix,) = fixes(f"- {PAPER}\n- {OTHER}\n- {PAPER}\n")

    assert (fix.title, fix.applicability) == ("take out this line, which repeats line 1", "safe")
    assert fix.proof == "line 1 says the same, byte for byte, in the same list"


@pytest.mark.parametrize(
    ("dates", "gone"),
    [
        pytest.param([*DATES[:2], DATES[5], *DATES[2:]], 5, id="the earlier one breaks the order"),
        pytest.param([*DATES, DATES[0]], 9, id="the later one breaks the order"),
        pytest.param([DATES[5], *reversed(DATES[:5]), DATES[5]], 9, id="the order falls"),
        pytest.param([DATES[3], DATES[0], DATES[4], DATES[1], DATES[5], DATES[2], DATES[3]], 9, id="there is no order"),
    ],
)
def test_the_line_that_breaks_the_order_of_its_table_goes(dates: list[str], gone: int) -> None:
    lines = a_table(*((date, date) for date in dates)).split("\n")

    assert text_after("\n".join([*lines, ""])) == "\n".join([*lines[: gone - 1], *lines[gone:], ""])


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(
            "- One: [a](https://a.example.org/1)\n- [code](https://a.example.org/x)\n- Two\n- [code](https://a.example.org/x)\n"
        ),
        pytest.param("- One:\n- [Their tool](https://a.example.org/x)\n- Two:\n- [Their tool](https://a.example.org/x)\n"),
        pytest.param(f"| a | b |\n|---|---|\n| One | |\n| {PAPER} | |\n| Two | |\n| {PAPER} | |\n"),
    ],
)
def test_lines_that_may_belong_to_two_things_of_one_list_are_only_shown(before: str) -> None:
    (fix,) = fixes(before)

    assert fix.applicability == "display"


def test_a_bare_address_that_a_list_has_twice_goes_once() -> None:
    before = "- https://a.example.org/x\n- https://a.example.org/y\n- https://a.example.org/x\n"

    assert text_after(before) == "- https://a.example.org/x\n- https://a.example.org/y\n"


def test_in_two_lists_either_may_go_and_nothing_does() -> None:
    before = f"## One\n\n- {PAPER}\n- {OTHER}\n\n## Two\n\n- {PAPER}\n- {THIRD}\n"

    first, second = fixes(before)

    assert [first.applicability, second.applicability] == ["display", "display"]
    assert [first.title, second.title] == ["take out this line, or line 8", "take out this line, or line 3"]
    assert text_after(before) == before


def test_a_citation_goes_with_the_blank_line_behind_it() -> None:
    cited = "Lee, Ann. “Attention.” 2020. [http://a.example.org/attention](http://a.example.org/attention)."
    other = "Lee, Bob. “Dropout.” 2021. [http://a.example.org/dropout](http://a.example.org/dropout)."

    assert text_after(f"{cited}\n\n{other}\n\n{cited}\n\n{other.replace('ropout', 'ecay')}\n") == (
        f"{cited}\n\n{other}\n\n{other.replace('ropout', 'ecay')}\n"
    )


def test_a_citation_that_stands_in_anothers_paragraph_leaves_the_blank_line() -> None:
    cited = "Lee, Ann. “Attention.” 2020. [http://a.example.org/attention](http://a.example.org/attention)."
    other = "Lee, Bob. “Dropout.” 2021. [http://a.example.org/dropout](http://a.example.org/dropout)."
    third = other.replace("ropout", "ecay")

    assert text_after(f"{cited}\n\n{other}\n{cited}\n\n{third}\n") == f"{cited}\n\n{other}\n\n{third}\n"


def test_an_entry_in_other_words_is_only_shown_with_both_wordings() -> None:
    (fix,) = fixes(f"- {PAPER}: how it works\n- {OTHER}\n- {PAPER}, explained\n")

    assert (fix.title, fix.applicability) == ("take out this line, or line 1, which words it otherwise", "display")
    assert fix.proof == f"line 1 says “- {PAPER}: how it works”, and this one “- {PAPER}, explained”"


def test_a_line_of_html_that_is_a_whole_element_goes() -> None:
    item = '<li><a href="https://a.example.org/attention">Attention</a></li>'

    assert text_after(f"<ul>\n{item}\n<li>two</li>\n{item}\n</ul>\n") == f"<ul>\n{item}\n<li>two</li>\n</ul>\n"


def test_a_line_that_is_one_cell_of_a_row_of_html_stays() -> None:
    cell = '<td><a href="https://a.example.org/attention">Attention</a></td>'
    table = f"<table>\n<tr>\n{cell}\n<td>1</td>\n</tr>\n<tr>\n{cell}\n<td>2</td>\n</tr>\n</table>\n"

    assert len(found(table)) == 2
    assert fixes(table) == []

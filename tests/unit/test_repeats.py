"""Of entries that say the same one stays, and nothing else goes with the other."""

from __future__ import annotations

import pytest
from tests.rules.worlds import findings_of, mended

from linkbot.model.finding import Finding, Fix
from linkbot.rulebook import Example

PAPER = "[Attention](https://a.example.org/attention)"
OTHER = "[Dropout](https://a.example.org/dropout)"
THIRD = "[Maxout](https://a.example.org/maxout)"
DESCRIBED = f"{PAPER}, how it works and why"
LATER = f"{OTHER}, what it is good for"
ITEM = '<a href="https://a.example.org/attention">Attention</a>, how it works and why'
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
    (fix,) = fixes(f"- {DESCRIBED}\n- {OTHER}\n- {DESCRIBED}\n")

    assert (fix.title, fix.applicability) == ("take out this line, which repeats line 1", "safe")
    assert fix.proof == "line 1 says the same, byte for byte, in the same list"


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(f"- {DESCRIBED}\n- {LATER}\n- {DESCRIBED}\n", id="an item with a description"),
        pytest.param(f"- {PAPER} (June 2017)\n- {LATER}\n- {PAPER} (June 2017)\n", id="an item with a date"),
        pytest.param(
            f"- {DESCRIBED}\n- {OTHER}\n  {THIRD}\n\n  More of it.\n\n- {DESCRIBED}\n", id="text within an item between"
        ),
        pytest.param(f"- {DESCRIBED}\n- **{OTHER}**: the best of all\n- {DESCRIBED}\n", id="a link in bold between"),
        pytest.param(
            f"| a | b |\n|---|---|\n| **One** | {PAPER} |\n| **Two** | {OTHER} |\n| **One** | {PAPER} |\n", id="all begin in bold"
        ),
        pytest.param(f"- {PAPER}：用来做机器学习的工具\n- {OTHER}\n- {PAPER}：用来做机器学习的工具\n", id="words without blanks"),
        pytest.param(f"| a | b |\n|---|---|\n| {PAPER} | 1 |\n| {OTHER} | - |\n| {PAPER} | 1 |\n", id="a row"),
        pytest.param(
            f"1. {DESCRIBED}, 2017\n2. {LATER}, 2014\n3. {DESCRIBED}, 2017\n4. {THIRD}, as it came about, 2013\n",
            id="numbered works",
        ),
        pytest.param(
            f"- {DESCRIBED}\n  <!-- linkbot-disable-next-line LB101 -->\n- {LATER}\n- {DESCRIBED}\n", id="an ignore comment"
        ),
    ],
)
def test_what_says_more_than_a_link_goes_safely(before: str) -> None:
    assert [fix.applicability for fix in fixes(before)] == ["safe"]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(f"- {PAPER}\n- {OTHER}\n- {PAPER}\n", id="a link and no more"),
        pytest.param(f"| a |\n|---|\n| {PAPER} |\n| {OTHER} |\n| {PAPER} |\n", id="a table of one column"),
        pytest.param(f"1. {DESCRIBED}\n2. {LATER}\n3. {DESCRIBED}\n", id="steps"),
        pytest.param(f"- [ ] {DESCRIBED}\n- [ ] {LATER}\n- [ ] {DESCRIBED}\n", id="tasks"),
    ],
)
def test_what_may_be_a_step_or_a_stop_is_to_be_read_first(before: str) -> None:
    assert [fix.applicability for fix in fixes(before)] == ["unsafe"]


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
            f"| Week | Reading |\n|---|---|\n| 1 | {OTHER} |\n| | {PAPER} |\n| 2 | {THIRD} |\n| | {PAPER} |\n", id="spans"
        ),
        pytest.param(
            f"| a | b | c |\n|---|---|---|\n| 1 | {OTHER} | x |\n| 〃 | {PAPER} | x |\n"
            f"| 2 | {THIRD} | x |\n| 〃 | {PAPER} | x |\n",
            id="ditto",
        ),
        pytest.param(
            f"| Week | b |\n|---|---|\n| 1 | {PAPER} |\n| 2 | {THIRD} |\n| 1 | {PAPER} |\n| &nbsp; | {OTHER} |\n", id="names"
        ),
        pytest.param(
            f"| a | b |\n|---|---|\n| **One** | |\n| x | {PAPER} |\n| y | {OTHER} |\n| **Two** | |\n| x | {PAPER} |\n", id="parts"
        ),
        pytest.param(
            f"| a | b |\n|---|---|\n| **One** | {PAPER} |\n| x | {OTHER} |\n| **One** | {PAPER} |\n| y | {THIRD} |\n", id="header"
        ),
        pytest.param(
            f"| a | b |\n|---|---|\n| x | {PAPER} |\n| [Two](two.md) | |\n| y | {OTHER} |\n| x | {PAPER} |\n", id="one cell"
        ),
        pytest.param(
            "| a | b |\n|---|---|\n| Track A | [TBD](https://a.example.org/x) |\n| Track A | [TBD](https://a.example.org/x) |\n",
            id="to come",
        ),
        pytest.param(f"- **Week 1**\n- {DESCRIBED}\n- {LATER}\n- **Week 2**\n- {THIRD}\n- {DESCRIBED}\n", id="weeks"),
        pytest.param(
            f"- {DESCRIBED}\n- **[Two](https://a.example.org/two)**\n- {LATER}\n- {DESCRIBED}\n", id="a part with a link"
        ),
        pytest.param(f"- {DESCRIBED}\n- Talks\n- {LATER}\n- {DESCRIBED}\n", id="no link"),
        pytest.param(f"- {DESCRIBED}\n- {OTHER}:\n- {DESCRIBED}\n", id="a colon"),
        pytest.param(f"<ul>\n<li>{ITEM}</li>\n<!-- two -->\n<li>{ITEM}</li>\n</ul>\n", id="a comment of the list's own"),
        pytest.param(
            f"1. {DESCRIBED}, 2017\n2. {LATER}, 2014\n3. {DESCRIBED}, 2017\n4. {THIRD}, 2013\n\nSee step 4.\n", id="steps"
        ),
        pytest.param(
            f"1. {DESCRIBED}, 2017\n2. {LATER}, 2014\n3. {DESCRIBED}, 2017\n\nThe best is [2] above.\n", id="in brackets"
        ),
        pytest.param(f"<ul>\n<li>{ITEM}</li>\n<li>Two</li>\n<li>{ITEM}</li>\n</ul>\n", id="html"),
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
    item, other = f"<li>{ITEM}</li>", '<li><a href="https://a.example.org/dropout">Dropout</a></li>'

    assert text_after(f"<ul>\n{item}\n{other}\n{item}\n</ul>\n") == f"<ul>\n{item}\n{other}\n</ul>\n"


def test_a_guess_by_the_order_of_the_dates_is_to_be_read_first() -> None:
    rows = [(date, date) for date in [*DATES[:2], DATES[5], *DATES[2:]]]

    (fix,) = fixes(a_table(*rows))

    assert fix.applicability == "unsafe"
    assert fix.proof == "line 9 says the same, byte for byte, in the same table, and fits the order of the dates there"


def test_the_earlier_line_goes_for_one_on_which_more_hangs_when_that_was_read() -> None:
    (fix,) = fixes(f"- {DESCRIBED}\n- {LATER}\n- {DESCRIBED}\n  - notes\n")

    assert fix.applicability == "unsafe"
    assert fix.proof == "line 3 says the same, byte for byte, in the same list, with more that hangs on it"


def test_a_comment_is_no_other_wording_and_says_that_the_line_is_meant() -> None:
    (fix,) = fixes(f"- {DESCRIBED}\n- {OTHER}\n- {DESCRIBED} <!-- linkbot-disable-line LB101 -- its server is slow -->\n")

    assert (fix.title, fix.applicability) == ("take out this line, which repeats line 1", "display")
    assert fix.proof == "line 1 says the same, but for a comment, in the same list"


def test_a_line_that_is_one_cell_of_a_row_of_html_stays() -> None:
    cell = '<td><a href="https://a.example.org/attention">Attention</a></td>'
    table = f"<table>\n<tr>\n{cell}\n<td>1</td>\n</tr>\n<tr>\n{cell}\n<td>2</td>\n</tr>\n</table>\n"

    assert len(found(table)) == 2
    assert fixes(table) == []

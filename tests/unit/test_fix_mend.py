from __future__ import annotations

import pytest
from tests.unit.mending import a_mend, mended, reasons, replaced

from linkbot.model.report import FindingRow

LIST = "# Papers\n\n- [One](http://one.example/a), March 20222\n- [Two](https://two.example/b), June 2023\n"


def test_an_edited_url_changes_its_link_and_nothing_else() -> None:
    done = replaced(LIST, ("http://one", "https://one"))

    assert done.data.decode() == LIST.replace("http://one", "https://one")


def test_an_edited_date_is_still_read_as_the_date() -> None:
    done = replaced(LIST, ("March 20222", "March 2022"))

    assert done.data.decode() == LIST.replace("20222", "2022")


def test_a_removed_line_takes_its_entry_with_it() -> None:
    done = replaced(LIST, ("- [Two](https://two.example/b), June 2023\n", ""))

    assert done.data.decode() == LIST.partition("- [Two]")[0]


def test_every_byte_outside_the_edits_stays() -> None:
    data = b"\xef\xbb\xbf# P  \r\n\r\n-\t[One](http://one.example/a)  \r- [Two](https://two.example/\xff) \xe2\x80\xa8 end"

    done = replaced(data, ("http://one", "https://one"))

    assert done.data == data.replace(b"http://one", b"https://one")


@pytest.mark.parametrize(
    ("pair", "trouble"),
    [
        (("/a)", "/a b)"), "the link to “http://one.example/a” would"),
        (("[One]", "[One"), "the link to “http://one.example/a” would become another one"),
        (("March 20222", "see https://three.example/"), "would become another one"),
        (("June 2023", "see https://three.example/"), "“https://three.example/” would become a link"),
        (("March 20222", "soon"), "the date “March 20222” would no longer be read as one"),
        (("March 20222", "`March"), ""),
        (("March 20222", "<!-- March 2022"), ""),
        (("- [Two]", "  - [Two]"), ""),
        (("March 20222\n", "March 2022\n\n"), ""),
        (("Papers", "Lists"), "#papers"),
    ],
)
def test_an_edit_that_does_more_than_it_should_is_not_made(pair: tuple[str, str], trouble: str) -> None:
    done = replaced(LIST, pair)

    assert done.data.decode() == LIST
    ((reason, detail),) = reasons(done.held)
    assert reason == "doubt"
    assert trouble in detail


def test_a_file_in_doubt_is_never_edited() -> None:
    markdown = "- [One](http://one.example/a)\n\n<div title='\n\n- [x](https://x.example/)\n\n'>\n"
    row = a_mend(markdown.encode(), ("http://one", "https://one"))

    done = mended(markdown, row)

    assert done.data.decode() == markdown
    assert reasons(done.held)[0][1].startswith("the file is never edited: GitHub ")


def test_one_bad_fix_among_many_costs_no_other() -> None:
    lines = [f"- [Entry {number}](http://e{number}.example/) \n" for number in range(20)]
    markdown = "".join(lines)
    good = [a_mend(markdown.encode(), (f"http://e{number}.", f"https://e{number}.")) for number in range(20) if number != 7]
    bad = a_mend(markdown.encode(), ("e7.example/", "e7 .example/"))

    done = mended(markdown, *good, bad)

    assert done.data.decode() == markdown.replace("http:", "https:").replace("https://e7.", "http://e7.")
    assert len(done.applied) == 19
    assert [held.row for held in done.held] == [bad]


def test_a_heading_may_be_renamed_by_an_unsafe_fix_that_no_link_of_the_file_contradicts() -> None:
    done = mended(LIST, a_mend(LIST.encode(), ("Papers", "Lists"), applicability="unsafe"), unsafe=True)

    assert done.data.decode() == LIST.replace("Papers", "Lists")


def test_a_heading_that_the_file_links_to_keeps_its_name() -> None:
    markdown = f"[Up](#papers)\n\n{LIST}"

    done = mended(markdown, a_mend(markdown.encode(), ("# Papers", "# Lists"), applicability="unsafe"), unsafe=True)

    assert done.data.decode() == markdown
    assert reasons(done.held) == [("doubt", "the link to “#papers” would no longer find its heading")]


def test_a_link_that_was_broken_becomes_one() -> None:
    markdown = "- [One](https://one.example/a b) is here\n- [Two](https://two.example/b)\n"

    done = replaced(markdown, ("a b", "a%20b"))

    assert done.data.decode() == markdown.replace("a b", "a%20b")


@pytest.mark.parametrize("rows", [(), (a_mend(LIST.encode(), ("One", "Uno"), fix=None),)])
def test_without_a_fix_the_bytes_are_the_same(rows: tuple[FindingRow, ...]) -> None:
    done = mended(LIST, *rows)

    assert (done.data.decode(), done.applied, done.held) == (LIST, (), ())

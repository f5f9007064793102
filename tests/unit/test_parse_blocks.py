import pytest
from tests.unit.rendering import read


def outline(block):
    return (block.kind, *(outline(child) for child in block.children)) if block.children else block.kind


def blocks(markdown, kind):
    found, waiting = [], [read(markdown).block]
    while waiting:
        block = waiting.pop(0)
        found += [block] if block.kind == kind else []
        waiting = [*block.children, *waiting]
    return found


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# a\n\nb\n\n---\n", ("document", "heading", "paragraph", "rule")),
        ("- a\n- b", ("document", ("list", ("item", "paragraph"), ("item", "paragraph")))),
        ("- a\n  - b\n\n  c", ("document", ("list", ("item", "paragraph", ("list", ("item", "paragraph")), "paragraph")))),
        ("> a\n> > b", ("document", ("quote", "paragraph", ("quote", "paragraph")))),
        ("a|b\n-|-\nc|d", ("document", ("table", ("header", "cell", "cell"), ("row", "cell", "cell")))),
        ("```\na\n```\n\n<div>\nb\n</div>", ("document", "code", "html")),
        ("a[^1]\n\n[^1]: b", ("document", "paragraph", ("footnote", "paragraph"))),
        ("a\nb|c\n-|-\nd|e", ("document", "paragraph", ("table", ("header", "cell", "cell"), ("row", "cell", "cell")))),
    ],
)
def test_the_tree_shows_the_structure(markdown, expected):
    assert outline(read(markdown).block) == expected


def test_sections_are_the_path_of_headings_above():
    (first, second) = blocks("# A\n\n## B\n\nx\n\n# C\n\ny", "paragraph")

    assert (first.section, second.section) == (("A", "B"), ("C",))


def test_a_table_row_has_the_cells_that_are_written():
    header, *rows = blocks("| a | b |\n|-|-|\n| c |\n| d | e | f |", "table")[0].children

    assert [len(row.children) for row in (header, *rows)] == [2, 1, 3]
    assert [cell.text for cell in rows[1].children] == ["d", "e", "f"]


def test_a_cell_shows_its_escaped_pipes_as_pipes():
    markdown = r"a|b" + "\n-|-\n" + r"c\|d|`e\|f`"

    cells = blocks(markdown, "row")[0].children

    assert [cell.text for cell in cells] == ["c|d", "e|f"]
    assert cells[0].span.slice(markdown.encode()) == rb"c\|d"


def test_runs_tell_what_surrounds_them():
    (paragraph,) = blocks("a **b** *c* ***d*** `e`<br>f\\\ng", "paragraph")

    assert [(run.kind, run.text, run.strong, run.emphasis) for run in paragraph.runs] == [
        ("text", "a ", False, False),
        ("text", "b", True, False),
        ("text", " ", False, False),
        ("text", "c", False, True),
        ("text", " ", False, False),
        ("text", "d", True, True),
        ("text", " ", False, False),
        ("code", "e", False, False),
        ("break", "\n", False, False),
        ("text", "f", False, False),
        ("break", "\n", False, False),
        ("text", "g", False, False),
    ]


def test_the_text_of_a_run_is_what_a_reader_sees():
    (paragraph,) = blocks(r"\*a\* &amp; &copy; &nothing; ~~b~~", "paragraph")

    assert paragraph.text == "*a* & © &nothing; b"


def test_a_link_is_one_run_whatever_its_label_holds():
    (paragraph,) = blocks("**[a *b*](u)** c", "paragraph")

    link, text = paragraph.runs
    assert (link.kind, link.text, link.strong, link.link.url) == ("link", "a b", True, "u")
    assert text.text == " c"


def test_spans_of_items_are_those_of_the_file():
    markdown = "> - é **x**\n> - b\n"

    first, second = blocks(markdown, "item")

    assert first.span.slice(markdown.encode()).decode() == "- é **x**"
    assert second.span.slice(markdown.encode()) == b"- b"


def test_containers_deeper_than_any_list_are_flattened():
    tree = read("> " * 5000 + "[a](u)")

    assert len(tree.links) == 1
    assert len(blocks("> " * 5000 + "[a](u)", "quote")) <= 100

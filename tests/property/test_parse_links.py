from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.rendering import TOKEN, read, shown, with_token

from linkbot.model.text import Span
from linkbot.parse.decode import UndecodableError, decode
from linkbot.parse.oracle import doubt

FRAGMENTS = [
    *(
        "[",
        "]",
        "![",
        "](u)",
        "[a](b)",
        "[r]",
        "[t][r]",
        "\n\n[r]: http://r.x/y\n\n",
        "*",
        "**",
        "_",
        "`",
        "~~",
        "\\",
        "|",
        "\\|",
    ),
    *("<https://a.b>", "https://c.d/e", "http://f.g/(h)", "www.i.j", "k@l.m", "&amp;", "&copy", "<b>", '<a href="n">', "</a>"),
    *(
        "<img src='o'>",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "word",
        "é",
        "中。",
        "(",
        ")",
        ".",
        ":",
        "\n\n|a|b|\n|-|-|\n",
    ),
]
MARKDOWN = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_the_parser_fail(data):
    try:
        decode(data)
    except UndecodableError:
        return

    tree = read(data)

    assert all(Span(0, len(data)).contains(link.span) for link in tree.links)


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_links_lie_within_the_file_and_one_run_holds_its_text(markdown):
    data = markdown.encode()

    tree = read(data)

    for link in tree.links:
        assert 0 <= link.span.start < link.span.end <= len(data)
        assert link.how == "reference" or link.is_image or link.span.contains(link.url_span)


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
@settings(max_examples=200, deadline=None)
def test_every_character_knows_its_bytes(text, encoding):
    data = text.replace("\0", "").encode(encoding, "ignore")
    try:
        source = decode(data)
    except UndecodableError:
        return

    slices = [data[source.byte(index) : source.byte(index + 1)] for index in range(len(source.text))]

    assert data[: source.bom] + b"".join(slices) == data


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_where_github_agrees_each_url_can_be_replaced_alone(markdown):
    data = markdown.encode()
    tree = read(data)
    inline = [link for link in tree.links if link.how == "inline"]
    if doubt(tree.links, shown(data)) or not inline:
        return

    replaced = shown(with_token(data, inline[0]))

    assert replaced[TOKEN] == 1
    assert replaced.total() == shown(data).total()

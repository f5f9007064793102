from dataclasses import replace

import pytest
from tests.unit.edited import after_edits, difference_of, edits_in
from tests.unit.reading import document_of

from linkbot.fix.rendered import difference
from linkbot.model.finding import Edit
from linkbot.model.text import Span

URLS = [
    "- [x]({->https://}arxiv.org/abs/1) foo\n",
    "- [x]({arxiv.org/abs/1->https://arxiv.org/abs/1}) foo\n",
    "- [x](https://{github.com/old->github.com/new}/tree/{master->main}/a)\n",
    "[x](<{http://a b->http://a%20b}>)\n",
    "[x](http://a_b.c/{(d)->(e)} 'a title')\n",
    "see {https://a.b/c->https://d.e/f_g}.\n",
    "see http{->s}://a.b/c, and (http{->s}://d.e/(f)).\n",
    "({www.a.b/c->https://www.a.b/c})\n",
    "see <https://a.b/{master->main}/c>.\n",
    "see {https://a.b->https://c.d/e}_\n",
    "z&#113;0e [x]({u->v}) zqxqxq zq\n",
    "![i]({http://a.b->https://a.b}/x.png)\n",
    "[![i]({http->https}://a.b/x.png)](http{->s}://c.d)\n",
    "[http{->s}://a.b/c](http{->s}://a.b/c)\n",
    "[x][r] and [r] and ![i][r]\n\n[r]: http{->s}://a.b/c 'a title'\n",
    '<a href="{http->https}://a.b/?x=1&amp;y=2">t</a>\n',
    "x <a href='{https://a.b/\r\nc->https://d.e}'>y</a>\r\n",
    "<p align='center'>\n<img src='{http->https}://a.b/c.png'>\n</p>\n",
    "|a|b|\n|-|-|\n|{http://x.y->http://x.z}|[d](u{->v}\\|w)|\n",
    "|a|{https://m.x/\\|n->https://m.x}|\n|-|-|\n",
    "> 1. x\n>    [y]({u->v})\n",
    "---\ntitle: x\n---\n- [x]({u->v})\n",
    "note[^1]\n\n[^1]: see [x]({u->v})\n",
]

TEXTS = [
    "|a|d|\n|-|-|\n|[x](u)|{Oct.2023->Oct. 2023}|\n",
    "|a|d|\n|-|-|\n|[x](u)|Oct.{-> }2023|\n",
    "- [x](u) ({Februray->February} 2024)\n",
    '**"{2023->2024}" x** y\n',
    '**{"A" b->"C" d}** y\n',
    '**{"A"->"B"}**x\n',
    'x**{"A"->"B"}** y\n',
    "- [{An old->A new} title](u), {2023->2024}\n",
    "[{2023->see https://a.b}](u)\n",
    "# Papers of {2023->2024}\n",
    "`{2023->20 & 24}` x\n",
    "a {x->y & <3 \\*}\n",
    "a {\\#Model->\\#Models}, b {x &amp; y->x and y}\n",
    "<tr>\n<td><a href='u'>x</a></td>\n<td>{2023->2024}</td>\n</tr>\n",
    '<img src="u" alt="{2023->2024}">\n',
    "{‚≠ê->⭐} foo\n",
    "x{ (2023)->}, y\n",
    "x{-> (2023)}\n- y\n",
    "a <!-- linkbot-disable-line LB101{-> LB102} --> b\n",
    "| a | d |\n|-|-|\n| [x](u) | {2023->March 2023}{      -> }|\n",
    "| a | d |\n|-|-|\n| [x](u) | {March 2023->2023}{->      } |\n",
]

LINES = [
    "- [x](u)\n{- [y](v)\n->}- [x](u)\n",
    "- [x](u)\n- [y](v){\n- [x](u)->}",
    "- [x](u)\n\n{- [y](v)\n\n->}- [x](u)\n\n- z\n",
    "1. [x](u)\n{2. [y](v)\n->}3. z\n",
    "- [ ] [x](u)\n{- [x] [y](v)\n->}",
    "- a\n{  - b\n->}- c\n",
    "- a\n{  - b\n  - c\n->}",
    "{- a\n  - b\n->}- c\n",
    "> - a\n{> - b\n->}",
    "\ufeff{- a\n->}- b\n",
    "- a\r\n{- b\r\n->}- c\r\n",
    "| a | b |\n|-|-|\n{| c | d |\n->}| e | f |\n",
    "| a | b |\n|:-:|-|\n{| c | d |\n->}",
    "a | b\n-|-\n{[c](u) | d\n->}e | f\n",
    "x\n| a | b |\n|-|-|\n| c | d |\n{| | f |\n->}",
    "a [x](u).  \n{b [y](v).  \n->}c.\n",
    "{a [x](u).  \n->}b [y](v).  \nc.\n",
    "a [x](u).  \n{b [y](v).  \n->}",
    "a\n{b\n->}",
    "a.\n\n{b [y](v).\n\n->}c.\n",
    "a.\n\n{b\nc\n\n->}d.\n",
    "<table>\n  <tr>\n    <td>a</td>\n  </tr>\n{  <tr>\n    <td>b</td>\n  </tr>\n->}</table>\n",
    "<ul>\n<li><a href='u'>x</a></li>\n{<li><a href='v'>y</a></li>\n->}</ul>\n",
]

COMMENTS = [
    "- foo{-> <!-- c -->}\n- bar\n",
    "foo {-><!-- c -->}\n",
    "foo {-><!-- c -->}bar{-> <!-- c -->} baz\n",
    "foo{-> <!-- c -->}  \nbar\n",
    "foo{-> <!-- c -->}\\\nbar\n",
    "|a|b|\n|-|-|\n|c|d{-> <!-- c -->} |\n",
    "c | d\n-|-\ne | f{-> <!-- c -->}\n",
    "foo\n\n{-><!-- c -->\n}<p>x</p>\n",
    "foo https://a.b/c{-> <!-- c -->}\n- x\n",
    "# foo{-> <!-- c -->}\n",
]

MENDED = [
    "- [x](https://a{ ->%20}b) foo\n",
    "- ![x]({https://a b->https://a%20b}) foo\n",
    "- [[Paper{->]}(https://a.b/c)]\n",
    "https://a.com/x{-> }。后面\n",
    "- [{‚≠ê->⭐} x](https://a b)\n",
]


@pytest.mark.parametrize("marked", [*URLS, *TEXTS, *LINES, *COMMENTS, *MENDED])
def test_what_an_edit_means_is_no_trouble(marked):
    assert difference_of(marked) == ""


@pytest.mark.parametrize(
    "marked",
    [
        "- [x](arxiv.org{/-> }abs/1)\n",  # no URL any more
        "[x](u{->)[y](v})\n",  # a second link
        "[x](u{->(})\n",
        "see https://a.b/c{->.}\n",  # GitHub takes the full stop for the end of the sentence
        "see {https://a.b/c->d.e}.\n",
        "see https://a.b/c{->)}\n",
        "<a href='u{->' title='v}'>x</a>\n",
        "|[a](b{->|}c)|d|\n|-|-|\n",
        "[x][r]\n\n[r]: u{-> v w}\n",
    ],
)
def test_a_url_that_becomes_something_else_is_trouble(marked):
    assert difference_of(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{a->- a}\n\n- b\n",
        "a *{b->b*}* c\n",
        "a {2023->[y](u)} c\n",
        "a {2023->https://a.b} c\n",
        "a {2023-><b>2023} c\n",
        "a {2023->2023\n\n}b\n",
        "a {2023->2023\n\n2024} b\n",
        "[[Paper{-> *x*}(https://a.b/c)]\n",
        "[x](https://a {b->)\n\n[y](u})\n",
        "[x][r] [y][r]\n\n[r]: u '{2023->2024}'\n",  # in two places
        "|a|b|\n|-|-|\n|c|{d->d|e}|\n",
        "|a|b|\n|-|-|\n|{c|d-> \n}|\n",
        "|a|b|\n|-|{-->+}|\n|c|d|\n",
        "[{a->b}]\n\n[a]: u\n",  # the text of the link is the label of its definition
        '<img src="u" alt="{2023->20" x="23}">\n',
        "<img src=u alt={2023->2023 2024}>\n",
        "<img src=u alt='{2023->it's}'>\n",
        "<{br->hr}> x\n",
        '<p id="{a->b}">x</p>\n',
        "<p>{2023->2023</p>}\n",
        "[x](u '{2023->2024' 'b}')\n",
        "a\n{b->===}\n",
        "x {2023->2023 <!--} y --> z\n",
    ],
)
def test_a_text_that_becomes_more_than_text_is_trouble(marked):
    assert difference_of(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "{- a\n->}\n- b\n",  # a loose list turns tight
        "- a\n{\n- b\n->}",
        "{3. a\n->}4. b\n",  # the list starts at another number
        "- a\n{* b\n->}- c\n",  # two lists merge
        "{- a\n->}  - b\n- c\n",  # a child moves up
        "- a\n{- b\n->}  c\n",
        "a\n{\n->}b\n",
        "foo[^1]\n{bar[^2]\n->}baz[^3]\n\n[^1]: x\n[^2]: y\n[^3]: z\n",  # footnotes are renumbered
        "[a][b]\n\n{[b]: u\n->}",
        "{# a\n->}b\n",
        "{| a | b |\n->}|-|-|\n| c | d |\n",
        "```\na\n{b\n->}```\n",
        "*a\n{b*\n->}c\n",
        "<details\n{y>\n->}",
        "<p>\n{<b>x\n->}y</b>\n</p>\n",
        "- a\n{- <details> b\n->}- c\n\n</details>\n",
        "{a\n->}===\n",
    ],
)
def test_a_line_that_takes_more_than_itself_away_is_trouble(marked):
    assert difference_of(marked)


@pytest.mark.parametrize("marked", ["```\nfoo{-> <!-- c -->}\n```\n", "`foo{-> <!-- c -->} bar`\n", "foo\n{-><!-- c -->\n}bar\n"])
def test_a_comment_that_is_seen_or_parts_a_text_is_trouble(marked):
    assert difference_of(marked)


def test_what_only_our_own_parser_takes_for_text_may_not_change_a_link():
    data, edits = edits_in("see https://a.b/{2023->2024}\n")
    before, after = document_of(data), after_edits(document_of(data), edits)

    assert difference(replace(before, links=()), replace(after, links=()), edits)


def test_an_edit_of_another_file_is_trouble():
    before, after = document_of("- [x](u)\n"), document_of("- [y](v)\n")

    assert difference(before, after, [Edit(Span(6, 7), "v")]) == "other bytes than those of the edits would change"


@pytest.mark.parametrize("spans", [[(0, 3), (2, 4)], [(2, 4), (0, 1)], [(5, 99)]])
def test_spans_that_cannot_be_are_trouble_and_no_error(spans):
    before = document_of("- a b\n")

    assert (
        difference(before, before, [Edit(Span(*span), "x") for span in spans]) == "the edits overlap, or lie outside of the file"
    )


def test_two_edits_that_share_a_url_are_one_place():
    assert difference_of("[x](http{->s}://a.b/{master->main}/c)\n") == ""


def test_an_edit_across_the_border_of_a_url_is_trouble():
    assert difference_of("[x](http://a.b{) and ->/}c [y](http://d.e){->.}\n")


def test_a_file_that_cannot_be_read_is_trouble():
    before = document_of(b"a\0b")

    assert difference(before, before, []) == "the file cannot be read: not a text file: a NUL byte at offset 1"


def test_a_text_that_the_encoding_lacks_is_trouble():
    data = "- [café](u) naïve 2023\n".encode("latin-1")
    before = document_of(data)

    assert "in which the new text cannot be written" in difference(before, before, [Edit(Span(2, 3), "中")])


def test_bytes_that_are_no_text_stay_out_of_it():
    assert difference_of("- 中文 é ".encode() + b"\xff [x](http{->s}://a.b) {2023->2024}\n") == ""


def test_a_file_that_would_be_read_in_another_encoding_is_trouble():
    assert difference_of(b"- \xc3{x->}\xa9 [x](u)\n").startswith("the file would be read as utf-8, and not as ")


def test_no_edit_changes_nothing():
    before = document_of("- [x](u)\n")

    assert difference(before, before, []) == ""


def test_the_sentence_names_the_place():
    trouble = difference_of("- some [x](u)\n{- a line\n->}  that goes on\n")

    assert trouble == "GitHub would show something else in another way, near “some x that goes on”"


def test_a_megabyte_in_one_line_is_compared():
    assert difference_of("- [x](http{->s}://a.b/c), {2023->2024} " + "words " * 170_000 + "[y]({u->v})\n") == ""

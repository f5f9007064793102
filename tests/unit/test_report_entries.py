from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.reports import a_claim, an_entry

from linkbot.model.report import ENTRIES
from linkbot.report import ENTRY_FORMATS


def test_csv_has_a_column_for_each_thing_an_entry_says() -> None:
    row = an_entry(claims=[a_claim("authors", ["A. Vaswani", "N. Shazeer"]), a_claim("venue", "NeurIPS 2017")])

    header, line = csv.reader(io.StringIO(ENTRY_FORMATS["csv"]([row])))

    assert dict(zip(header, line, strict=True)) == {
        "path": "README.md",
        "line": "7",
        "style": "bullet",
        "section": "Papers > Transformers",
        "title": "Attention Is All You Need",
        "url": "https://arxiv.org/abs/1706.03762",
        "identity": "arxiv:1706.03762",
        "date": "2017-06",
        "authors": "A. Vaswani; N. Shazeer",
        "venue": "NeurIPS 2017",
    }


def test_a_spreadsheet_is_given_no_formulas() -> None:
    row = an_entry(title='=HYPERLINK("https://evil.example","x")')

    _, line = csv.reader(io.StringIO(ENTRY_FORMATS["csv"]([row])))

    assert line[4] == '\'=HYPERLINK("https://evil.example","x")'


def test_json_entries_hold_all_that_is_known() -> None:
    row = an_entry(claims=[a_claim("authors", ["A. Vaswani"])])

    assert json.loads(ENTRY_FORMATS["json"]([row])) == ENTRIES.dump_python([row], mode="json")


def test_an_arxiv_paper_is_a_misc_record_with_its_eprint() -> None:
    row = an_entry(claims=[a_claim("authors", ["Ashish Vaswani", "Noam Shazeer", "et al."])])

    assert ENTRY_FORMATS["bibtex"]([row]) == (
        "@misc{vaswani2017attention,\n"
        "  title = {{Attention Is All You Need}},\n"
        "  author = {Ashish Vaswani and Noam Shazeer and others},\n"
        "  eprint = {1706.03762},\n"
        "  archivePrefix = {arXiv},\n"
        "  url = {https://arxiv.org/abs/1706.03762},\n"
        "  year = {2017},\n"
        "  month = jun,\n"
        "}\n"
    )


def test_one_work_is_one_record_however_often_it_is_listed() -> None:
    text = ENTRY_FORMATS["bibtex"]([an_entry(), an_entry(line=9, title="Attention", identity="arxiv:1706.03762/v2")])

    assert text.count("@misc") == 1


def test_an_eprint_is_the_paper_and_not_a_version_of_it() -> None:
    assert "  eprint = {cs/0112017},\n" in ENTRY_FORMATS["bibtex"]([an_entry(identity="arxiv:cs/0112017/v3")])


def test_keys_that_would_be_alike_are_told_apart() -> None:
    rows = [an_entry(), an_entry(identity="arxiv:1706.00001")]

    keys = re.findall(r"@misc\{(.*),", ENTRY_FORMATS["bibtex"](rows))

    assert keys == ["attentionall2017", "attentionall2017-2"]


def test_letters_with_accents_make_plain_keys() -> None:
    row = an_entry(claims=[a_claim("authors", ["Léon Bottou"])])

    assert ENTRY_FORMATS["bibtex"]([row]).startswith("@misc{bottou2017attention,")


def test_a_title_keeps_its_special_characters() -> None:
    row = an_entry(title="50% of C# & {LaTeX}_costs $1 ~ #1 ^ \\")

    text = ENTRY_FORMATS["bibtex"]([row])

    assert r"title = {{50\% of C\# \& \{LaTeX\}\_costs \$1 \textasciitilde{} \#1 \textasciicircum{} \textbackslash{}}}," in text


def test_an_entry_without_a_title_or_a_link_makes_no_record() -> None:
    assert ENTRY_FORMATS["bibtex"]([an_entry(title="", identity="", url="")]) == ""


@pytest.mark.parametrize("name", list(ENTRY_FORMATS))
def test_entries_hold_no_secrets(name: str) -> None:
    row = an_entry(url="https://me:pw@x.example/?token=abc")

    text = ENTRY_FORMATS[name]([row])

    assert "pw" not in text
    assert "abc" not in text.replace("/abs/", "")


_ROWS = st.builds(
    lambda text, other, date: an_entry(
        path=text,
        title=text,
        url=other,
        identity=other,
        date=date,
        section=[text],
        claims=[a_claim("authors", [text, other]), a_claim("venue", other)],
    ),
    text=st.text(max_size=30),
    other=st.text(max_size=30),
    date=st.sampled_from(["", "2017", "2017-06", "2017-06-12"]) | st.text(max_size=12),
)


@pytest.mark.parametrize("name", list(ENTRY_FORMATS))
@settings(max_examples=50, deadline=None)
@given(rows=st.lists(_ROWS, max_size=3))
def test_no_text_makes_a_format_of_entries_fail_or_reach_the_terminal(name: str, rows: list) -> None:  # type: ignore[type-arg]
    text = ENTRY_FORMATS[name](rows)

    assert not [character for character in text if unicodedata.category(character) == "Cc" and character != "\n"]


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(_ROWS, max_size=3))
def test_braces_of_bibtex_always_balance(rows: list) -> None:  # type: ignore[type-arg]
    text = re.sub(r"\\[{}]", "", ENTRY_FORMATS["bibtex"](rows))

    assert text.count("{") == text.count("}")

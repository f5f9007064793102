from __future__ import annotations

from tests.unit.reading import claimed, document_of, entries_of, roles, the_entry, titles_and_dates

ST_MOE = (
    "Zoph, Barret, Irwan Bello, and William Fedus. “ST-MoE: Designing Stable and Transferable Sparse Expert Models.” "
    "arXiv, April 29, 2022. [https://doi.org/10.48550/arXiv.2202.08906](https://doi.org/10.48550/arXiv.2202.08906)."
)
BLOG = "DeepSpeed. “DeepSpeed Sparse Attention,” September 8, 2020. [https://example.org/2021/09/08/s](https://example.org/2021/09/08/s)."


def test_a_citation_gives_authors_title_venue_and_date():
    entry = the_entry(ST_MOE)

    assert entry.title == "ST-MoE: Designing Stable and Transferable Sparse Expert Models"
    assert (str(entry.date), entry.style) == ("2022-04-29", "citation")
    assert claimed(entry, "authors") == ("Barret Zoph", "Irwan Bello", "William Fedus")
    assert claimed(entry, "venue") == "arXiv"
    assert roles(entry) == [("https://doi.org/10.48550/arXiv.2202.08906", "paper")]


def test_a_post_has_a_date_and_no_venue():
    entry = the_entry(BLOG)

    assert (entry.title, str(entry.date)) == ("DeepSpeed Sparse Attention", "2020-09-08")
    assert claimed(entry, "authors") == ("DeepSpeed",)
    assert claimed(entry, "venue") is None


def test_the_pages_of_proceedings_are_no_date():
    entry = the_entry(
        "Fang, Haishuo, and Iryna Gurevych. “Learnable Apples.” In Findings of the Society: EACL 2023, 2382–98. "
        "Dubrovnik, Croatia: Society, 2023. [https://example.org/181](https://example.org/181)."
    )

    assert (entry.title, str(entry.date)) == ("Learnable Apples", "2023")
    assert claimed(entry, "venue") == "Findings of the Society: EACL 2023"


def test_citations_of_one_paragraph_are_split_at_hard_and_soft_breaks():
    document = document_of(f"# A\n\n{ST_MOE}  \n{BLOG}\n{ST_MOE}\n")

    assert [document.line(entry.span.start) for entry in document.entries] == [3, 4, 5]
    assert len({entry.group for entry in document.entries}) == 1


def test_a_wrapped_citation_is_one():
    entries = entries_of(ST_MOE.replace(" Designing", "\nDesigning").replace(" April", "\nApril") + "\n" + BLOG)

    assert [entry.title[:6] for entry in entries] == ["ST-MoE", "DeepSp"]


def test_a_new_heading_starts_a_new_group():
    first, second = entries_of(f"# A\n\n{ST_MOE}\n\n# B\n\n{BLOG}\n")

    assert first.group != second.group
    assert (first.section, second.section) == (("A",), ("B",))


def test_a_question_mark_stays_in_the_title():
    entry = the_entry(
        "Eldan, Ronen. “How Small Can Apples Be?” arXiv, May 24, 2023. [https://example.org/a](https://example.org/a)."
    )

    assert entry.title == "How Small Can Apples Be?"


def test_bare_links_below_a_citation_belong_to_it():
    entry = the_entry(f"{ST_MOE}\n\n- [https://example.org/post](https://example.org/post)\n")

    assert [url for url, _ in roles(entry)][1:] == ["https://example.org/post"]


def test_a_dated_note_takes_the_links_below_it():
    entry = the_entry('#### Apples\n\n2023-04-30: "Fills in apples."\n\n- [https://github.com/a/b](https://github.com/a/b)\n')

    assert (entry.title, str(entry.date)) == ("", "2023-04-30")
    assert roles(entry) == [("https://github.com/a/b", "code")]


def test_a_bold_title_takes_the_keyed_links_below_it():
    entry = the_entry(
        "**Apples in Gaussian Space**\n\n- Homepgae: https://apples.example.org\n"
        "- Paper: https://arxiv.org/abs/2312.00109\n- Code: https://github.com/a/b\n"
    )

    assert entry.title == "Apples in Gaussian Space"
    assert entry.main_link is not None
    assert entry.main_link.url == "https://arxiv.org/abs/2312.00109"
    assert [role for _, role in roles(entry)] == ["other", "paper", "code"]


def test_a_paragraph_with_hard_breaks_is_one_entry():
    entry = the_entry(
        "**Image Gardens** \\\n*Kai Tan, Lea Roth* \\\narXiv 2023. [[Paper](https://arxiv.org/abs/2309.00001)] \\\n30 Sep 2023\n"
    )

    assert (entry.title, str(entry.date)) == ("Image Gardens", "2023-09-30")
    assert claimed(entry, "authors") == ("Kai Tan", "Lea Roth")
    assert claimed(entry, "venue") == "arXiv"


def test_a_named_address_with_a_description_is_an_entry():
    markdown = 'autolabel: [https://github.com/a/b](https://github.com/a/b) - "Labels." Start 2023-03\n'

    assert titles_and_dates(markdown) == [("autolabel", "")]


def test_a_quotation_in_a_description_is_no_title():
    assert entries_of('He said "this is a fine apple" and linked [a page](https://example.org/a) for it.\n') == ()

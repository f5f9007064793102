"""Duplicates, anchors, tables, mojibake, style: what tells a defect from a habit."""

from __future__ import annotations

import pytest
from tests.rules.worlds import known_of

from linkbot.config import RuleSettings, Settings
from linkbot.judge import judge
from linkbot.model.finding import Finding
from linkbot.plan import kinds_of
from linkbot.rulebook import Example


def found(code: str, markdown: str, *, files: dict[str, str] | None = None, **params: object) -> list[Finding]:
    known = known_of(Example(markdown=markdown, files=files or {}))
    settings = Settings(select=(code,), rules={code: RuleSettings(params=params)})
    return list(judge(kinds_of(known.rulebook, settings), known).findings)


def severities(findings: list[Finding]) -> list[str]:
    return [finding.severity.value for finding in findings]


def problems(findings: list[Finding]) -> list[str]:
    return [finding.message for finding in findings]


TWICE = """\
## One

- [A paper](https://arxiv.org/abs/1706.03762) - first

## Two

- [A paper](https://arxiv.org/abs/1706.03762) - second
"""


def test_a_paper_under_two_headings_may_be_meant() -> None:
    assert severities(found("LB401", TWICE)) == ["info", "info"]


def test_each_place_of_a_duplicate_names_the_other() -> None:
    first, second = found("LB401", TWICE)

    assert [first.message, second.message] == ["also listed on line 7, under “Two”", "already listed on line 3, under “One”"]
    assert [first.related[0].span, second.related[0].span] == [second.span, first.span]


def test_one_repository_of_any_forge_may_hold_two_tools() -> None:
    findings = found(
        "LB401", "- [aligncheck](https://gitlab.com/opennota/check)\n- [structcheck](https://gitlab.com/opennota/check)\n"
    )

    assert severities(findings) == ["info", "info"]


def test_akin_titles_under_two_headings_may_be_two_sides_of_one_page() -> None:
    findings = found(
        "LB401",
        "## Tracking\n\n- [Visual Tracking Challenge](https://vot.example.org/)\n\n"
        "## Contests\n\n- [VOT Challenge](https://vot.example.org/)\n",
    )

    assert severities(findings) == ["info", "info"]
    assert findings[0].message == "also linked on line 7 as “VOT Challenge”, under “Contests”"


def test_titles_that_share_nothing_are_no_two_sides_of_one_page() -> None:
    findings = found(
        "LB401",
        "## Blur\n\n- [Edge-based Blur Kernel Estimation](https://blur.example.org/2013)\n\n"
        "## Data\n\n- [Sun dataset](https://blur.example.org/2013)\n",
    )

    assert severities(findings) == ["warning", "warning"]


def test_akin_titles_on_one_paper_are_a_slip_under_any_heading() -> None:
    findings = found(
        "LB401",
        "## One\n\n- [Scaling Laws for Neural Language Models](https://arxiv.org/abs/2001.08361)\n\n"
        "## Two\n\n- [Scaling Laws for Autoregressive Generative Modeling](https://arxiv.org/abs/2001.08361)\n",
    )

    assert severities(findings) == ["warning", "warning"]


def test_sections_can_be_looked_at_one_by_one() -> None:
    assert found("LB401", TWICE, scope="section") == []


def test_all_files_of_a_run_can_be_looked_at_together() -> None:
    findings = found("LB401", "- [A paper](https://arxiv.org/abs/1706.03762)\n", files={"b.md": TWICE}, scope="run")

    assert [(finding.path, len(finding.related)) for finding in findings] == [("README.md", 2), ("b.md", 2), ("b.md", 2)]
    assert findings[0].message == "also listed on b.md:3"


def test_two_titles_on_one_link_are_told_by_name() -> None:
    findings = found(
        "LB401",
        "- [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2205.05638)\n"
        "- [Few-Shot Parameter-Efficient Fine-Tuning](https://arxiv.org/abs/2205.05638)\n",
    )

    assert severities(findings) == ["warning", "warning"]
    assert problems(findings) == [
        "also linked on line 2 as “Few-Shot Parameter-Efficient Fine-Tuning”",
        "already linked on line 1 as “LoRA: Low-Rank Adaptation”",
    ]


def test_a_page_whose_address_names_both_titles_is_about_both() -> None:
    findings = found(
        "LB401",
        "- [Obelics](https://blog.example.org/obelics-and-idefics)\n- [Idefics](https://blog.example.org/obelics-and-idefics)\n",
    )

    assert severities(findings) == ["info", "info"]


def test_two_tools_may_live_in_one_repository() -> None:
    findings = found("LB401", "- [Checker](https://github.com/example-lab/all)\n- [Runner](https://github.com/example-lab/all)\n")

    assert severities(findings) == ["info", "info"]


def test_versions_of_a_model_are_not_one_title() -> None:
    findings = found("LB401", "- [Grok 1](https://blog.example.org/g)\n- [Grok 1.5](https://blog.example.org/g)\n")

    assert problems(findings) == ["also linked on line 2 as “Grok 1.5”", "already linked on line 1 as “Grok 1”"]


def test_two_entries_that_share_a_file_of_notes_are_told_mildly() -> None:
    findings = found(
        "LB401",
        "1. **[BERT](https://arxiv.org/abs/1810.04805)**\n   - [Research](./notes/bert.md)\n"
        "2. **[T5](https://arxiv.org/abs/1910.10683)**\n   - [Research](./notes/bert.md)\n",
    )

    assert severities(findings) == ["info", "info"]


def test_a_line_is_only_taken_out_where_it_repeats_one_of_its_own_list() -> None:
    same_list = found("LB401", "- [A](https://a.example.org/)\n- [B](https://b.example.org/)\n- [A](https://a.example.org/)\n")
    two_lists = found("LB401", "# A\n\n- [A](https://a.example.org/)\n\n# B\n\n- [A](https://a.example.org/)\n")

    assert same_list[1].fix
    assert same_list[1].fix.applicability == "unsafe"
    assert two_lists[1].fix
    assert two_lists[1].fix.applicability == "display"
    assert same_list[0].fix is None


def table(*rows: str, header: str = "| A | B | C |") -> str:
    return "\n".join([header, "|---|---|---|", *rows]) + "\n"


def test_one_short_row_among_many_full_ones_is_an_outlier() -> None:
    findings = found("LB502", table(*["| a | b | c |"] * 19, "| a | b |"))

    assert problems(findings) == ["2 cells in a table of 3"]


def test_a_table_whose_rows_are_mostly_short_is_how_the_list_is_written() -> None:
    assert found("LB502", table(*["a | b"] * 19, "a | b | c")) == []


def test_text_behind_the_last_column_is_lost_however_small_the_table() -> None:
    findings = found("LB502", table("| a | b | c | d |", "| a | b | c |", "| a | b | c |"))

    assert problems(findings) == ["4 cells in a table of 3: “d” is not shown"]


def test_an_empty_cell_too_many_loses_nothing() -> None:
    assert found("LB502", table("| a | b | c | |", "| a | b | c |", "| a | b | c |")) == []


@pytest.mark.parametrize(
    "text",
    ["René Müller, Piotr Miłoś", "“État”", "CAFÉ”", "√π", "— à propos", "È™", "Привет", "日本語", "🤗⭐", "«É»", "×–"],
)
def test_genuine_accents_and_scripts_are_no_mojibake(text: str) -> None:
    assert found("LB501", f"{text}\n") == []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("‚Äî", "—"),
        ("‚≠ê", "⭐"),
        ("Ren√©", "é"),
        ("CafÃ© Ole", "é"),
        ("Ëó§‰∫ï", "藤井"),
        ("naÃ¯ve", "ï"),
        ("donâ€™t", "’"),
        ("–ü—Ä–∏–≤–µ—Ç", "Привет"),
    ],
)
def test_text_that_was_decoded_wrongly_is_told_with_what_it_was(text: str, meant: str) -> None:
    (finding,) = found("LB501", f"{text}\n")

    assert finding.fix
    assert [edit.text for edit in finding.fix.edits] == [meant]


def test_doubtful_runs_count_beside_surer_ones() -> None:
    (finding,) = found("LB501", "a ‚Äî b ‚Äî c\n\n2√ó faster\n")

    assert finding.message == "text decoded wrongly and saved again on 2 lines: “‚Äî” was “—”, “√ó” was “×”"


def test_all_damage_of_a_file_is_one_finding_that_shows_the_commonest() -> None:
    (finding,) = found("LB501", "‚Äî ‚≠ê ‚Äî ‚Äì Ren√© ‚Äú\n")

    assert finding.message == (
        "text decoded wrongly and saved again on 1 line: “‚Äî” was “—”, “‚≠ê” was “⭐”, “‚Äì” was “–”, and 2 more"
    )


def test_damage_that_comes_later_is_no_longer_the_finding_that_a_baseline_knows() -> None:
    (before,), (moved,), (after,) = (found("LB501", text) for text in ("a ‚Äî b\n", "# A\n\na ‚Äî b\n", "a ‚Äî b ‚≠ê\n"))

    assert before.fingerprint == moved.fingerprint
    assert before.fingerprint != after.fingerprint


def test_an_ignore_comment_of_another_rule_parts_nothing() -> None:
    (finding,) = found("LB501", "a ‚Äî b <!-- linkbot-disable-line LB101 -->\n\nc ‚≠ê d\n")

    assert finding.message.startswith("text decoded wrongly and saved again on 2 lines: ")


def test_an_ignore_comment_hides_the_damage_of_its_own_lines_alone() -> None:
    (finding,) = found("LB501", "a ‚Äî b <!-- linkbot-disable-line LB501 -->\n\nc ‚≠ê d\n")

    assert finding.message == "text decoded wrongly and saved again on 1 line: “‚≠ê” was “⭐”"


@pytest.mark.parametrize(
    ("fragment", "anchor"),
    [("-getting-started", "getting-started"), ("Getting_Started", "getting-started"), ("gettingstarted", "getting-started")],
)
def test_the_only_heading_with_the_same_letters_is_a_safe_fix(fragment: str, anchor: str) -> None:
    (finding,) = found("LB103", f"[start](#{fragment})\n\n## Getting started\n")

    assert finding.fix
    assert (finding.fix.applicability, finding.fix.edits[0].text) == ("safe", anchor)


def test_a_heading_of_another_file_of_the_run_is_looked_up_there() -> None:
    findings = found("LB103", "[there](b.md#papers) [not there](b.md#tools)\n", files={"b.md": "## Papers\n"})

    assert problems(findings) == ["there is no #tools in b.md"]


PAPERS = "".join(f"- [Paper {n}](https://arxiv.org/abs/2301.0000{n})\n" for n in range(1, 10))


def test_a_pdf_beside_the_abstract_that_says_so_breaks_no_habit() -> None:
    assert (
        found("LB503", f"{PAPERS}- [Paper](https://arxiv.org/abs/2301.00010) ([PDF](https://arxiv.org/pdf/2301.00010))\n") == []
    )


def test_the_only_pdf_among_abstracts_is_rewritten() -> None:
    (finding,) = found("LB503", f"{PAPERS}- [Paper](https://arxiv.org/pdf/2301.00010v2.pdf)\n")[:1]

    assert finding.fix
    assert (finding.fix.applicability, finding.fix.edits[0].text) == ("safe", "https://arxiv.org/abs/2301.00010v2")


def test_a_banner_keeps_its_parameters() -> None:
    assert found("LB503", '<a href="https://sponsor.example.org/?utm_source=list">A sponsor</a>\n') == []

"""How far the fix of a link may go by itself, and what it says for its proof."""

from __future__ import annotations

from datetime import date

import pytest
from tests.rules.worlds import findings_of, mended

from linkbot.model.evidence import Answer, Found, Gone, Moved, Page, Paper, Repository
from linkbot.model.finding import Finding, Fix
from linkbot.rulebook import Example


def found(code: str, markdown: str, world: dict[str, Answer] | None = None, **more: object) -> list[Finding]:
    return findings_of(code, Example(markdown=markdown, world=world or {}, **more))


def the_fix(code: str, markdown: str, world: dict[str, Answer] | None = None, **more: object) -> Fix:
    (fix,) = [finding.fix for finding in found(code, markdown, world, **more) if finding.fix]
    return fix


def text_after(code: str, markdown: str, **more: object) -> str:
    example = Example(markdown=markdown, **more)
    return mended(example, findings_of(code, example)).data.decode()


OLD, NEW = "https://github.com/lab/old", "lab/new"
RENAMED = Moved(to=NEW, permanent=True, facts=Repository(name=NEW, id="77"))


def test_a_renamed_repository_with_its_number_is_a_safe_fix() -> None:
    fix = the_fix("LB302", f"- [A tool]({OLD})", {"github:lab/old": RENAMED})

    assert (fix.applicability, fix.proof) == ("safe", "GitHub gives repository 77 under both names")


def test_a_name_that_once_meant_a_repository_of_another_number_may_have_been_taken_over() -> None:
    earlier = Found(facts=Repository(name="lab/old", id="12"))

    (finding,) = found("LB302", f"- [A tool]({OLD})", {"github:lab/old": RENAMED}, past={"github:lab/old": [earlier]})

    assert finding.fix
    assert finding.fix.applicability == "display"
    assert finding.hint == (
        "on 2026-11-18 the name lab/old meant repository 12, and now 77: somebody else may have taken the name over"
    )


def test_a_name_that_meant_the_same_repository_before_is_a_safe_fix() -> None:
    earlier = Found(facts=Repository(name="lab/old", id="77"))

    fix = the_fix("LB302", f"- [A tool]({OLD})", {"github:lab/old": RENAMED}, past={"github:lab/old": [earlier]})

    assert fix.applicability == "safe"


ABSTRACTS = "".join(f"- [Paper {number}](https://arxiv.org/abs/2301.0000{number})\n" for number in range(1, 10))
FILES = "".join(f"- [Paper {number}](https://arxiv.org/pdf/2301.0000{number}.pdf)\n" for number in range(1, 10))


def a_paper(arxiv_id: str, title: str = "Odd", version: int = 2, *, withdrawn: bool = False) -> Found:
    return Found(facts=Paper(id=arxiv_id, title=title, version=version, published=date(2023, 1, 2), withdrawn=withdrawn))


def test_another_form_is_mended_to_the_habit_of_the_list_which_is_the_proof() -> None:
    fix = the_fix("LB503", f"{ABSTRACTS}- [Odd](https://arxiv.org/pdf/2301.00010.pdf)\n")

    assert (fix.title, fix.applicability) == ("write https://arxiv.org/abs/2301.00010", "safe")
    assert fix.proof == "9 of the 10 links to arXiv in this list lead to abstracts"


def test_the_other_form_beside_the_usual_one_is_meant() -> None:
    entry = "- [Odd](https://arxiv.org/abs/2301.00010), to [download](https://arxiv.org/pdf/2301.00010)\n"

    assert found("LB503", ABSTRACTS + entry) == []


def test_a_list_that_writes_pdf_at_the_end_gets_it_at_the_end() -> None:
    fix = the_fix("LB503", f"{FILES}- [Odd](https://arxiv.org/abs/2301.00010)\n")

    assert fix.title == "write https://arxiv.org/pdf/2301.00010.pdf"


@pytest.mark.parametrize(
    ("unknown", "world"),
    [
        pytest.param("2301.00010", {"arxiv:2301.00010": Gone(reason="arXiv does not know it")}, id="not known to arXiv"),
        pytest.param("2313.00010", {}, id="of a thirteenth month"),
    ],
)
def test_nothing_is_said_of_the_form_of_a_link_whose_id_is_none(unknown: str, world: dict[str, Answer]) -> None:
    assert found("LB503", f"{ABSTRACTS}- [Odd](https://arxiv.org/pdf/{unknown}.pdf)\n", world) == []


def test_nothing_is_said_of_the_form_of_a_link_to_another_paper_than_the_entry_names() -> None:
    entry = "- [Retrieval of Legal Documents with Graph Networks](https://arxiv.org/pdf/2301.00010)\n"
    world = {"arxiv:2301.00010": a_paper("2301.00010", "Cosmic Rays Above the Antarctic Ice")}

    assert found("LB503", ABSTRACTS + entry, world) == []


PINNED = f"{ABSTRACTS}- [Odd](https://arxiv.org/abs/2301.00010v1)\n"


def test_a_version_goes_safely_where_the_latest_one_has_its_title() -> None:
    world = {"arxiv:2301.00010": a_paper("2301.00010"), "arxiv:2301.00010v1": a_paper("2301.00010v1", version=1)}

    fix = the_fix("LB503", PINNED, world)

    assert (fix.title, fix.applicability) == ("write https://arxiv.org/abs/2301.00010", "safe")
    assert fix.proof == "9 of the 10 links to arXiv in this list name no version, and the latest one has the same title"


def test_a_version_of_which_nothing_is_known_is_to_be_read_first() -> None:
    assert the_fix("LB503", PINNED).applicability == "unsafe"


@pytest.mark.parametrize("latest", [a_paper("2301.00010", withdrawn=True), a_paper("2301.00010", "Something Else")])
def test_a_version_stays_where_the_latest_one_is_withdrawn_or_called_otherwise(latest: Found) -> None:
    world = {"arxiv:2301.00010": latest, "arxiv:2301.00010v1": a_paper("2301.00010v1", version=1)}

    (finding,) = found("LB503", PINNED, world)

    assert finding.fix is None


def test_a_table_that_pins_its_versions_has_a_habit_of_its_own() -> None:
    rows = "".join(f"| [Paper](https://arxiv.org/abs/2302.0000{number}v1) | 2023 |\n" for number in range(3))
    table = f"\n## More\n\n| paper | year |\n|---|---|\n{rows}"
    many = "".join(f"- [Paper](https://arxiv.org/abs/2303.{number:05})\n" for number in range(30))

    assert found("LB503", f"{many}{table}") == []
    assert len(found("LB503", f"{many}{table.replace('1v1', '1').replace('2v1', '2')}")) == 1


@pytest.mark.parametrize("words", ["v1", "the first version", "in version 1,", "(V1)"])
def test_a_version_that_the_entry_speaks_of_is_meant(words: str) -> None:
    assert found("LB503", f"{ABSTRACTS}- [Odd](https://arxiv.org/abs/2301.00010v1) {words} of it\n") == []


def test_a_heading_of_the_same_letters_that_stands_there_twice_is_not_certain() -> None:
    once = the_fix("LB103", "- [a](#-usage)\n\n## Usage\n")
    twice = the_fix("LB103", "- [a](#-usage)\n\n## Usage\n\n## Usage\n")

    assert (once.applicability, twice.applicability) == ("safe", "unsafe")


def test_a_link_that_says_what_one_heading_says_leads_there_after_a_look() -> None:
    fix = the_fix("LB103", "- [Data & Models](#transformers-old)\n\n## Data & Models\n")

    assert (fix.title, fix.applicability) == ("link to #data--models", "unsafe")


@pytest.mark.parametrize(
    "markdown",
    [
        pytest.param("- [a](#week-12)\n\n## Week 13\n", id="another number"),
        pytest.param("- [a](#gpt-neo), [b](#gpt-neox)\n\n## GPT NeoX\n", id="another link leads there"),
        pytest.param("- [a](#gpu)\n\n## CPU\n", id="too short"),
        pytest.param("- [a](#installing)\n\n## Installin\n\n## Installinx\n", id="two are as near"),
    ],
)
def test_a_place_that_is_only_nearly_spelled_so_may_be_another(markdown: str) -> None:
    assert [finding.fix for finding in found("LB103", markdown)] == [None]


def test_a_place_that_is_a_slip_away_and_that_no_other_link_means_is_offered() -> None:
    assert text_after("LB103", "- [a](#licence)\n\n## License\n") == "- [a](#license)\n\n## License\n"


def test_a_page_of_others_without_the_place_can_only_be_linked_as_a_whole() -> None:
    page = Found(facts=Page(status=200, url="https://a.example.org/x", anchors=("begin",)))

    fix = the_fix("LB103", "- [a](https://a.example.org/x#loss)", {"web/anchors:https://a.example.org/x": page})

    assert (fix.applicability, fix.edits[0].text) == ("display", "https://a.example.org/x")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [a](https://a.example.org/x y)\n", "- [a](https://a.example.org/x%20y)\n"),
        ("- [a](https://a.example.org/x\n", "- [a](https://a.example.org/x)\n"),
        ("- (a)[https://a.example.org/x] b\n", "- [a](https://a.example.org/x) b\n"),
        ("- [Paper(https://a.example.org/x)] b\n", "- [Paper](https://a.example.org/x) b\n"),
        ("- [[Paper(https://a.example.org/x)] b\n", "- [[Paper](https://a.example.org/x)] b\n"),
        ("- [a](https://a.example.org/x])\n", "- [a](https://a.example.org/x)\n"),
        ("- [a](<https://a.example.org/x_(y))>)\n", "- [a](<https://a.example.org/x_(y)>)\n"),
        ("- [htps://a.example.org](htps://a.example.org)\n", "- [https://a.example.org](https://a.example.org)\n"),
        (
            "- [arxiv.org/abs/1706.03762](arxiv.org/abs/1706.03762)\n",
            "- [arxiv.org/abs/1706.03762](https://arxiv.org/abs/1706.03762)\n",
        ),
        ('<a href="arxiv.org/list?a=1&b=2">a</a>\n', '<a href="https://arxiv.org/list?a=1&b=2">a</a>\n'),
    ],
)
def test_a_malformed_link_becomes_the_one_that_was_meant(before: str, after: str) -> None:
    assert text_after("LB105", before) == after


@pytest.mark.parametrize(
    "before", ["- [a](https://a.example.org/x y)\n", "- [a](https://a.example.org/x\n", "- [a](https://a.example.org/x])\n"]
)
def test_what_was_guessed_of_a_malformed_link_is_to_be_read_first(before: str) -> None:
    assert the_fix("LB105", before).applicability == "unsafe"


def test_a_missing_scheme_is_certain_and_the_proof_names_the_host() -> None:
    fix = the_fix("LB105", "- [a](arxiv.org/abs/1706.03762)\n")

    assert fix.applicability == "safe"
    assert fix.proof == "arxiv.org is a host, and GitHub takes an address without a scheme for a file beside the list"


@pytest.mark.parametrize(
    ("written", "key", "instead", "expected"),
    [
        ("notes/BERT.md#part", "notes/BERT.md", "notes/bert.md", "notes/bert.md#part"),
        ("./Notes/bert.md", "Notes/bert.md", "notes/bert.md", "./notes/bert.md"),
        ("Notes/", "Notes", "notes", "notes/"),
        ("/Notes/bert.md?raw=true", "//Notes/bert.md", "//notes/bert.md", "/notes/bert.md?raw=true"),
    ],
)
def test_a_file_that_is_there_in_another_case_is_offered(written: str, key: str, instead: str, expected: str) -> None:
    world: dict[str, Answer] = {f"file:{key}": Gone(reason="no", instead=instead)}

    assert text_after("LB104", f"- [a]({written})\n", world=world) == f"- [a]({expected})\n"
    assert the_fix("LB104", f"- [a]({written})\n", world).applicability == "unsafe"


@pytest.mark.parametrize(
    ("written", "key", "instead"),
    [
        pytest.param("a%20Note.md", "a Note.md", "a note.md", id="an escape"),
        pytest.param("notes/bert.md", "notes/bert.md", "", id="nothing like it"),
        pytest.param("readme.md", "readme.md", "", id="a name of many files"),
    ],
)
def test_a_file_that_is_not_plainly_there_is_not_offered(written: str, key: str, instead: str) -> None:
    world: dict[str, Answer] = {f"file:{key}": Gone(reason="no", instead=instead)}

    (finding,) = found("LB104", f"- [a]({written})\n", world, files={"docs/readme.md": "# Docs\n"})

    assert finding.fix is None

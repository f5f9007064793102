"""How far the fix of a link may go by itself, and what it says for its proof."""

from __future__ import annotations

from datetime import date

import pytest
from tests.rules.worlds import findings_of, mended

from linkbot.model.evidence import Answer, File, Found, Gone, Moved, Page, Paper, PathState, Repository, Unknown
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


def renamed(text: str, to: str = "lab/new", path: str = "") -> str:
    world: dict[str, Answer] = {"github:lab/old": Moved(to=to, permanent=True, facts=Repository(name=to, id="77"))}
    return text_after("LB302", f"- [{text}]({OLD}{path})\n", world=world)


@pytest.mark.parametrize(
    ("text", "to", "expected"),
    [
        ("lab/old", "lab/new", "- [lab/new](https://github.com/lab/new)\n"),
        ("Lab/Old", "team/new", "- [team/new](https://github.com/team/new)\n"),
        ("`old`", "lab/new", "- [`new`](https://github.com/lab/new)\n"),
        ("**old**", "lab/new", "- [**new**](https://github.com/lab/new)\n"),
        ("old", "team/new", "- [old](https://github.com/team/new)\n"),
        ("old", "team/old", "- [old](https://github.com/team/old)\n"),
        ("the old", "lab/new", "- [the old](https://github.com/lab/new)\n"),
    ],
)
def test_a_text_that_is_the_former_name_alone_goes_with_it(text: str, to: str, expected: str) -> None:
    assert renamed(text, to) == expected


def test_a_folder_that_is_called_like_the_repository_stays() -> None:
    after = renamed("A file", path="/blob/main/lab/old/a.py")

    assert after == "- [A file](https://github.com/lab/new/blob/main/lab/old/a.py)\n"


def to_the_default_branch(former: str, *, branch_exists: bool = False) -> Fix:
    state = PathState(exists=False, branch_exists=branch_exists, elsewhere="tree/main/docs")
    world: dict[str, Answer] = {f"github/path:lab/tool/tree/{former}/docs": Found(facts=state)}
    return the_fix("LB304", f"- [The docs](https://github.com/lab/tool/tree/{former}/docs)", world)


@pytest.mark.parametrize("former", ["master", "trunk"])
def test_a_branch_that_was_the_newest_state_is_safely_the_default_branch(former: str) -> None:
    fix = to_the_default_branch(former)

    assert fix.applicability == "safe"
    assert fix.proof == f"lab/tool has no branch {former}, and its default branch main has the path"


@pytest.mark.parametrize("former", ["gh-pages", "dev", "feature/x"])
def test_any_other_branch_is_to_be_read_first(former: str) -> None:
    assert to_the_default_branch(former).applicability == "unsafe"


@pytest.mark.parametrize(
    "former", ["v1.x", "v2", "release-1.0", "neurips2021", "0123456789abcdef0123456789abcdef01234567", "0123456", "1_0"]
)
@pytest.mark.parametrize("branch_exists", [True, False])
def test_the_default_branch_is_no_commit_version_or_year(former: str, branch_exists: bool) -> None:
    fix = to_the_default_branch(former, branch_exists=branch_exists)

    assert (fix.applicability, fix.proof) == ("display", f"{former} names a state of its own, and main is another")


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


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("- [Odd](https://arxiv.org/pdf/2301.00010) (PDF)", id="the entry says so"),
        pytest.param("- [Odd](https://odd.example.org), full text: [here](https://arxiv.org/pdf/2301.00010)", id="full text"),
        pytest.param("- Odd [\N{PAGE FACING UP}](https://arxiv.org/pdf/2301.00010)", id="a picture of a page"),
        pytest.param('- [Odd](https://arxiv.org/pdf/2301.00010 "PDF")', id="the title of the link"),
        pytest.param("| Title | PDF |\n|---|---|\n| Odd | [link](https://arxiv.org/pdf/2301.00010) |", id="the column"),
        pytest.param("# List\n\n## PDF downloads\n\n- [Odd](https://arxiv.org/pdf/2301.00010)", id="the heading"),
        pytest.param("- [Figure 3](https://arxiv.org/pdf/2301.00010#page=3)", id="a page of it"),
        pytest.param("- [Appendix](https://arxiv.org/pdf/2301.00010#appendix.B)", id="a place in it"),
        pytest.param("See [odd](https://arxiv.org/pdf/2301.00010),\nfor its slides.", id="a paragraph"),
    ],
)
def test_a_pdf_that_is_spoken_of_is_meant(entry: str) -> None:
    assert found("LB503", f"{ABSTRACTS}\n{entry}\n") == []


def test_a_pdf_in_the_address_of_another_link_is_not_spoken_of() -> None:
    entry = "- [Odd](https://arxiv.org/pdf/2301.00010), [code](https://pdf.example.org/pdf)"

    assert len(found("LB503", f"{ABSTRACTS}{entry}\n")) == 1


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        pytest.param("[A](https://a.example.org/?utm_source=github_awesome)", ["display"], id="the list by its host"),
        pytest.param("[A](https://a.example.org/?utm_campaign=awesome-list)", ["display"], id="the list by its kind"),
        pytest.param("[A](https://a.example.org/?utm_source=newsletter)", ["safe"], id="somebody else"),
        pytest.param("[A](https://a.example.org/?utm_source=x) sets `utm_source`", [], id="an example of it"),
        pytest.param("[A](https://youtu.be/abc?feature=share), a feature", ["safe"], id="a word like any other"),
    ],
)
def test_tracking_goes_safely_unless_it_may_be_there_on_purpose(markdown: str, told: list[str]) -> None:
    assert [finding.fix and finding.fix.applicability for finding in found("LB503", f"- {markdown}\n")] == told


def test_what_is_said_of_tracking_is_no_more_than_is_known() -> None:
    fix = the_fix("LB503", "- [A](https://a.example.org/?utm_source=news)\n")

    assert fix.proof == "by convention utm_source only tells where a visitor comes from"


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


@pytest.mark.parametrize(
    "words",
    ["v1", "the first version", "in version 1,", "(V1)", "in its first preprint", "see Table 3, page 7", "(erste Fassung)"],
)
def test_a_version_that_the_entry_speaks_of_is_meant(words: str) -> None:
    assert found("LB503", f"{ABSTRACTS}- [Odd](https://arxiv.org/abs/2301.00010v1) {words} of it\n") == []


@pytest.mark.parametrize(
    "markdown",
    [
        pytest.param("### Version 1\n\n- [Odd](https://arxiv.org/abs/2301.00010v1)", id="in a heading"),
        pytest.param("The words are those of [odd](https://arxiv.org/abs/2301.00010v1),\nversion 1.", id="in a paragraph"),
        pytest.param("- [Odd](https://arxiv.org/abs/2301.00010v1#S3)", id="by a place in it"),
    ],
)
def test_a_version_that_is_spoken_of_elsewhere_is_meant_too(markdown: str) -> None:
    assert found("LB503", f"{ABSTRACTS}\n{markdown}\n") == []


@pytest.mark.parametrize(
    "markdown",
    [
        pytest.param("- [C++](#c++), [C#](#c#)\n\n## C\n", id="signs that no anchor has"),
        pytest.param("- [C++](#c-)\n\n## C\n", id="signs that the text alone has"),
        pytest.param("- [a](#release-0-10)\n\n## Release 0.1.0\n", id="numbers that are divided otherwise"),
        pytest.param("- [Chapter 1.1](#chapter-1-1)\n\n## Chapter 11\n", id="another chapter"),
    ],
)
def test_a_place_whose_name_lost_what_tells_it_apart_may_be_another(markdown: str) -> None:
    assert {finding.fix for finding in found("LB103", markdown)} == {None}


def test_a_place_that_another_link_calls_otherwise_is_to_be_read_first() -> None:
    fix = the_fix("LB103", "- [.NET](#net), [Nets](#-net)\n\n## .NET\n")

    assert (fix.title, fix.applicability) == ("link to #net", "unsafe")


NAMED = '<a name="MI"></a>\n\n## Medical imaging\n\n<a name="VID"></a>\n\n## Video\n'


def test_a_list_that_names_its_headings_itself_gets_the_name() -> None:
    after = text_after("LB103", f"- [Medical imaging](#medicine), [video](#VID)\n\n{NAMED}")

    assert after == f"- [Medical imaging](#MI), [video](#VID)\n\n{NAMED}"


def test_a_name_that_stands_before_two_headings_leads_to_the_first() -> None:
    named = NAMED.replace("VID", "MI")

    after = text_after("LB103", f"- [Video](#vids), [Medical imaging](#MI)\n\n{named}")

    assert after == f"- [Video](#video), [Medical imaging](#MI)\n\n{named}"


def test_a_list_that_links_to_its_headings_gets_the_heading() -> None:
    after = text_after("LB103", f"- [Medical imaging](#medicine), [video](#video)\n\n{NAMED}")

    assert after == f"- [Medical imaging](#medical-imaging), [video](#video)\n\n{NAMED}"


def test_a_heading_of_the_same_letters_that_stands_there_twice_is_not_certain() -> None:
    once = the_fix("LB103", "- [a](#-usage)\n\n## Usage\n")
    twice = the_fix("LB103", "- [a](#-usage)\n\n## Usage\n\n## Usage\n")

    assert (once.applicability, twice.applicability) == ("safe", "display")
    assert twice.proof == "#usage may be meant, or #usage-1, whose heading may say the same"


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


@pytest.mark.parametrize("written", ["golang.org/x/README", "golang.org/x/READ%4DE#part", "www.example.org/x/notes"])
def test_an_address_that_is_a_file_beside_the_list_is_none_of_the_web(written: str) -> None:
    world: dict[str, Answer] = {
        "file:golang.org/x/README": Found(facts=File(path="golang.org/x/README")),
        "file:www.example.org/x/notes": Found(facts=File(path="www.example.org/x/notes", is_folder=True)),
    }

    assert found("LB105", f"- [a]({written})\n", world) == []


def test_an_address_that_is_a_list_of_the_run_is_none_of_the_web() -> None:
    assert found("LB105", "- [a](golang.org/x/list)\n", files={"docs/golang.org/x/list": "# A\n"}, path="docs/README.md") == []


@pytest.mark.parametrize("answer", [Gone(reason="there is no 'golang.org'"), Unknown(reason="unverifiable")])
def test_an_address_that_is_no_file_lacks_its_scheme(answer: Answer) -> None:
    fix = the_fix("LB105", "- [a](golang.org/x/README)\n", {"file:golang.org/x/README": answer})

    assert (fix.title, fix.applicability) == ("write https://golang.org/x/README", "safe")


@pytest.mark.parametrize(
    ("written", "problem", "proof"),
    [
        (
            "htp://a.example.org/x",
            "the scheme is misspelled",
            "a.example.org is a host, and what stands before it can only be read as http://",
        ),
        (
            "https://https://a.example.org/x",
            "the scheme is there twice",
            "a.example.org is a host, and https:// before its own scheme says nothing",
        ),
        (
            "https://a.example.org/x\u00a0",
            "there is a space, or a character that looks like one, in the URL",
            "no URL holds the character that cannot be seen, and without it the address is one",
        ),
    ],
)
def test_the_proof_of_a_mended_address_says_what_was_wrong_with_it(written: str, problem: str, proof: str) -> None:
    (finding,) = found("LB105", f"- [a]({written})\n")

    assert finding.fix
    assert (finding.message, finding.fix.proof) == (problem, proof)

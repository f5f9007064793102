from __future__ import annotations

import pytest
from tests.rules.worlds import findings_of

from linkbot.model.evidence import Found, Paper
from linkbot.model.finding import Fix
from linkbot.rulebook import Example

OLD = "Designing Effective Sparse Expert Models"
NEW = "Guidelines for Building Stable Mixtures in Practice"


def fix_of(label: str, new: str = NEW, abstract: str = "") -> Fix:
    """The fix of an entry whose paper was renamed, or whose title is misspelt."""
    world = {
        "arxiv:2202.08906": Found(facts=Paper(id="2202.08906", title=new, abstract=abstract, version=2)),
        "arxiv:2202.08906v1": Found(facts=Paper(id="2202.08906", title=OLD, version=1)),
    }
    (finding,) = findings_of("LB201", Example(markdown=f"- {label}(https://arxiv.org/abs/2202.08906), 2022\n", world=world))
    assert finding.fix is not None
    return finding.fix


def offered(fix: Fix) -> tuple[str, str]:
    return fix.applicability.value, fix.edits[0].text


@pytest.mark.parametrize(
    ("label", "written"),
    [(f"[{OLD}]", NEW), (f"[**{OLD}**]", NEW), (f"[{OLD.upper()}]", NEW.upper())],
)
def test_todays_title_is_written_in_the_case_of_the_old_one(label: str, written: str) -> None:
    assert offered(fix_of(label)) == ("unsafe", written)


def test_a_new_title_says_why() -> None:
    proof = f"“{OLD}” is the title of an earlier version of 2202.08906, and that of its latest one is another"

    assert fix_of(f"[{OLD}]").proof == proof


@pytest.mark.parametrize("label", ["[Designing effective Sparse expert models]", "[Designing *Effective* Sparse Expert Models]"])
def test_a_label_in_a_case_of_its_own_or_with_marks_inside_is_only_shown(label: str) -> None:
    assert fix_of(label).applicability.value == "display"


@pytest.mark.parametrize(
    "new",
    [
        "Stable $k$-Mixtures in Practice",
        "Stable_Mixtures in Practice",
        "Mixtures | Practice [sic]",
        "-",
        "Mixtures :fire: in Practice",
        "Mixtures of @home",
    ],
)
def test_a_new_title_that_markdown_would_read_otherwise_is_only_shown(new: str) -> None:
    assert fix_of(f"[{OLD}]", new).applicability.value == "display"


def test_a_misspelt_word_is_mended_alone_and_says_why() -> None:
    fix = fix_of("[DESIGNING EFFECTIVE SPASE EXPERT MODELS]", OLD, abstract="Sparse expert models are cheap.")

    assert offered(fix) == ("unsafe", "SPARSE")
    assert fix.proof == "no version of 2202.08906, and no other record of this run, has “SPASE” in its title"


def test_a_word_that_stands_in_the_title_on_record_alone_is_only_shown() -> None:
    record = Found(facts=Paper(id="2202.08906", title="Designing Effective Spasre Expert Models", version=1))
    markdown = f"- [{OLD}](https://arxiv.org/abs/2202.08906), 2022\n"

    (finding,) = findings_of("LB201", Example(markdown=markdown, world={"arxiv:2202.08906": record}))

    assert finding.confidence == "low"
    assert finding.fix is not None
    assert offered(finding.fix) == ("display", "Spasre")


def test_the_slip_is_in_the_record_where_another_abstract_has_the_word_of_the_list() -> None:
    world = {
        "arxiv:2202.08906": Found(facts=Paper(id="2202.08906", title="Designing Effective Spasre Expert Models", version=1)),
        "arxiv:2112.04426": Found(facts=Paper(id="2112.04426", title=NEW, abstract="We train sparse mixtures.", version=1)),
    }
    rows = f"- [{OLD}](https://arxiv.org/abs/2202.08906)\n- [{NEW}](https://arxiv.org/abs/2112.04426)\n"

    assert findings_of("LB201", Example(markdown=rows, world=world)) == []


@pytest.mark.parametrize(
    ("label", "title", "right"),
    [
        ("MambByte: State Spaces without Tokens", "MambaByte: State Spaces without Tokens", "MambaByte"),
        ("Voyyager: An Agent That Never Ends", "Voyager: An Agent That Never Ends", "Voyager"),
    ],
)
def test_a_paper_knows_the_name_that_it_coins(label: str, title: str, right: str) -> None:
    record = Found(facts=Paper(id="2202.08906", title=title, version=1))
    markdown = f"- [{label}](https://arxiv.org/abs/2202.08906), 2022\n"

    (finding,) = findings_of("LB201", Example(markdown=markdown, world={"arxiv:2202.08906": record}))

    assert finding.fix is not None
    assert offered(finding.fix) == ("unsafe", right)

from __future__ import annotations

import pytest
from tests.rules.worlds import findings_of

from linkbot.model.evidence import Found, Paper
from linkbot.model.finding import Fix
from linkbot.rulebook import Example

OLD = "Designing Effective Sparse Expert Models"
NEW = "Guidelines for Building Stable Mixtures in Practice"


def fix_of(label: str, new: str = NEW) -> Fix:
    """The fix of an entry whose paper was renamed, or whose title is misspelt."""
    world = {
        "arxiv:2202.08906": Found(facts=Paper(id="2202.08906", title=new, version=2)),
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
    "new", ["Stable $k$-Mixtures in Practice", "Stable_Mixtures in Practice", "Mixtures | Practice [sic]", "-"]
)
def test_a_new_title_that_markdown_would_read_otherwise_is_only_shown(new: str) -> None:
    assert fix_of(f"[{OLD}]", new).applicability.value == "display"


def test_a_misspelt_word_is_mended_alone_and_says_why() -> None:
    fix = fix_of("[DESIGNING EFFECTIVE SPASE EXPERT MODELS]", OLD)

    assert offered(fix) == ("unsafe", "SPARSE")
    assert fix.proof == "no version of 2202.08906, and no other record of this run, has “SPASE” in its title"

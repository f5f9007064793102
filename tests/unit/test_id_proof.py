from __future__ import annotations

from tests.rules.worlds import findings_of

from linkbot.model.evidence import Answer, Found, Paper, Papers
from linkbot.model.finding import Fix
from linkbot.rulebook import Example

LORA, FEW = "LoRA: Low-Rank Adaptation of Large Language Models", "Few-Shot Fine-Tuning is Better and Cheaper than Learning"
LORA_ID, FEW_ID = "2106.09685", "2205.05638"


def found(paper_id: str, title: str, published: str, *authors: str) -> Found:
    return Found(facts=Paper(id=paper_id, title=title, published=published, authors=authors, version=1))


LORA_FOUND = found(LORA_ID, LORA, "2021-06-17", "Edward Hu", "Yelong Shen")
FEW_FOUND = found(FEW_ID, FEW, "2022-05-11", "Haokun Liu")
SEARCHED = Found(facts=Papers(papers=(LORA_FOUND.facts,)))


def fixes_of(markdown: str, *, swapped: bool = False) -> list[Fix | None]:
    """The fixes of a list in which the title of LoRA stands on another paper; `swapped` where LoRA itself is cited, too."""
    told: dict[str, Answer] = {f"arxiv:{LORA_ID}": LORA_FOUND} if swapped else {f"arxiv/search:{LORA}": SEARCHED}
    return [
        finding.fix for finding in findings_of("LB202", Example(markdown=markdown, world={f"arxiv:{FEW_ID}": FEW_FOUND, **told}))
    ]


def offered(fix: Fix | None) -> tuple[str, str]:
    assert fix is not None
    return fix.applicability.value, fix.proof


def test_an_exact_title_and_the_year_prove_an_id() -> None:
    (fix,) = fixes_of(f"- [{LORA}](https://arxiv.org/abs/{FEW_ID}), 2021\n")

    proof = "the title is exactly that of 2106.09685, which has a version of 2021, the entry's year"
    assert offered(fix) == ("unsafe", proof)


def test_an_exact_title_and_the_first_author_prove_an_id() -> None:
    (fix,) = fixes_of(f"Hu, Edward, and Yelong Shen. “{LORA}.” 2018. [link](https://arxiv.org/abs/{FEW_ID}).\n")

    proof = "the title is exactly that of 2106.09685, whose first author Hu is the entry's"
    assert offered(fix) == ("unsafe", proof)


def test_an_exact_title_alone_proves_no_id() -> None:
    (fix,) = fixes_of(f"- [{LORA}](https://arxiv.org/abs/{FEW_ID})\n")

    assert offered(fix) == ("display", "")


def test_another_year_and_another_first_author_prove_no_id() -> None:
    (fix,) = fixes_of(f"Smith, Ann, and Bo Li. “{LORA}.” 2018. [link](https://arxiv.org/abs/{FEW_ID}).\n")

    assert offered(fix) == ("display", "")


def test_two_entries_that_hold_each_others_links_prove_each_others_ids() -> None:
    fixes = fixes_of(f"- [{LORA}](https://arxiv.org/abs/{FEW_ID})\n- [{FEW}](https://arxiv.org/abs/{LORA_ID})\n", swapped=True)

    proofs = [
        "the entry on line 2 holds 2106.09685, and the names of the two fit each other's links alone",
        "the entry on line 1 holds 2205.05638, and the names of the two fit each other's links alone",
    ]
    assert [offered(fix) for fix in fixes] == [("unsafe", proof) for proof in proofs]


def test_a_swap_that_the_years_speak_against_is_only_shown() -> None:
    fixes = fixes_of(
        f"- [{LORA}](https://arxiv.org/abs/{FEW_ID}), 2016\n- [{FEW}](https://arxiv.org/abs/{LORA_ID}), 2016\n", swapped=True
    )

    assert [offered(fix)[0] for fix in fixes] == ["display", "display"]

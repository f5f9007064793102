from __future__ import annotations

import pytest

from linkbot.checks.title_typo import Misspelling, is_misspelt, misspellings
from linkbot.checks.wording import built_in_wording

TITLE = "Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks"


@pytest.mark.parametrize("slip", ["Genreation", "Genertion", "Geneeration", "Genaration"])
def test_a_letter_swapped_dropped_doubled_or_mistyped_is_found(slip: str) -> None:
    label = TITLE.replace("Generation", slip)

    assert misspellings(label, TITLE, built_in_wording()) == (Misspelling(slip, "Generation"),)


def test_a_slip_is_found_behind_a_nickname_and_before_an_addition() -> None:
    label = "RAG: Retreival-Augmented Generation for Knowledge-Intensive NLP Tasks (2020)"

    assert misspellings(label, TITLE, built_in_wording()) == (Misspelling("Retreival", "Retrieval"),)


def test_a_label_that_holds_the_title_has_no_misspellings() -> None:
    assert misspellings(f"RAG: {TITLE.upper()}", TITLE, built_in_wording()) == ()


@pytest.mark.parametrize(
    "label", ["RAG", "Retrieval-Augmented Generation", "Generation-Augmented Retrieval for Chatty NLP Tasks at Scale"]
)
def test_another_wording_is_no_misspelling(label: str) -> None:
    assert misspellings(label, TITLE, built_in_wording()) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("modelling", "modeling"),
        ("behaviour", "behavior"),
        ("tokenisation", "tokenization"),
        ("centre", "center"),
        ("dialog", "dialogue"),
        ("model", "models"),
        ("position", "positional"),
        ("aligned", "aligning"),
        ("mistral", "minstrel"),
        ("gpt3", "gpt4"),
        ("form", "from"),
        ("adaption", "adaptation"),
    ],
)
def test_another_spelling_form_or_word_is_no_misspelling(written: str, meant: str) -> None:
    assert not is_misspelt(written, meant, built_in_wording())

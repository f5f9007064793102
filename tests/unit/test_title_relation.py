from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkbot.checks.title_relation import Titles, label_kind, relate
from linkbot.checks.wording import built_in_wording


@pytest.mark.parametrize(
    ("label", "title", "kind"),
    [
        ("MIXTRAL of experts", "Mixtral of Experts", "exact"),
        (
            "TRAIN SHORT, TEST LONG:<br>ATTENTION WITH LINEAR BIASES",
            "Train Short, Test Long: Attention with Linear Biases",
            "exact",
        ),
        (
            "Mixture-of-Experts Meets Instruction Tuning:A Combination",
            "Mixture-of-Experts Meets Instruction Tuning: A Combination",
            "exact",
        ),
        ("WizardLM: Empowering LLMs", "WizardLM: Empowering Large Language Models", "abbrev"),
        ("Extending Context via POSITION INTERPOLATION", "Extending Context via Positional Interpolation", "typo"),
        ("Flash Attention 2", "FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning", "prefix"),
        ("Speculative Decoding", "Fast Inference from Transformers via Speculative Decoding", "suffix"),
        ("T5: Exploring the Limits of Transfer Learning", "Exploring the Limits of Transfer Learning", "extended"),
        ("DPO; Direct Preference Optimization", "Direct Preference Optimization", "extended"),
        ("GQA: Grouped-Query Attention", "GQA: Training Generalized Multi-Query Transformer Models", "samehead"),
        ("OLMo 2", "2 OLMo 2 Furious", "contained"),
        ("Nomic Embed v1.5", "Nomic Embed: Training a Reproducible Long Context Text Embedder", "similar"),
        ("Qwen2 / Qwen2.5", "Qwen2 Technical Report", "name-in-title"),
        ("GraphRAG", "From Local to Global: A Graph RAG Approach to Query-Focused Summarization", "name-in-title"),
        ("Mamba-2", "Transformers are SSMs: Generalized Models and Efficient Algorithms", "abstain"),
        ("LoRA: Low-Rank Adaptation of Large Language Models", "Few-Shot Fine-Tuning is Better and Cheaper", "different"),
        (
            "A Survey of Large Language Models",
            "A Benchmark of Large Language Models for Chess Engines Written in Lisp",
            "different",
        ),
    ],
)
def test_a_label_is_recognised_for_what_it_is(label: str, title: str, kind: str) -> None:
    assert relate(label, title).kind == kind


def test_a_nickname_that_stands_in_the_abstract_alone_is_a_tie() -> None:
    relation = relate(
        "HyDE: Hypothetical Document Embeddings",
        "Precise Zero-Shot Dense Retrieval without Relevance Labels",
        abstract="We propose to pivot through Hypothetical Document Embeddings (HyDE).",
    )

    assert relation.kind == "name-in-abstract"
    assert relation.is_tie


def test_a_title_that_was_decoded_wrongly_and_saved_again_is_still_the_title() -> None:
    title = "Self-Consistency — Improves Chain of Thought"

    assert relate(title.encode().decode("mac_roman"), title).kind == "exact"


def test_latex_and_greek_are_read_as_they_are_spoken() -> None:
    assert relate("β-VAE", r"$\beta$-VAE").kind == "exact"
    assert relate("InfinityBench", r"$\infty$Bench").kind == "exact"
    assert relate("Schrodinger Bridges", r"Schr\"{o}dinger Bridges").kind == "exact"


def test_nothing_is_said_of_an_empty_label() -> None:
    assert relate("", "Attention Is All You Need").kind == "abstain"
    assert relate("🔥", "Attention Is All You Need").kind == "abstain"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("https://arxiv.org/abs/1706.03762", "url"),
        ("arxiv.org/abs/1706.03762", "url"),
        ("Paper", "generic"),
        ("[PDF]", "generic"),
        ("Wei et al., 2022", "author-year"),
        ("Cardelli, Wegner (1985)", "author-year"),
        ("the survey that started all of this", "prose"),
        ("大规模语言模型的综述 and more words here", "non-english"),
        ("Llama 3.1 405B", "short"),
        ("GPT-4 Technical Report", "short"),
        ("Über die spezielle Theorie", "title-like"),
        ("Training Compute-Optimal Large Language Models", "title-like"),
    ],
)
def test_only_a_title_can_contradict_a_title(label: str, kind: str) -> None:
    assert label_kind(label, built_in_wording()) == kind


@pytest.mark.parametrize("hostile", ["(" * 20_000, "A: " * 10_000, "\\textit{" * 5_000, "<a " * 10_000, "et al., " * 10_000])
def test_a_hostile_label_takes_no_longer_than_its_length(hostile: str) -> None:
    start = time.perf_counter()

    relate(hostile, "Attention Is All You Need")
    label_kind(hostile, built_in_wording())

    assert time.perf_counter() - start < 5  # exponential would be minutes


WORDS = st.sampled_from(["LoRA", "low-rank", "adaptation", "of", "large", "models", "A", "study:", "Few-Shot", "-", "RAG"])
TITLES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(TITLES, TITLES, st.integers(0, 60), st.sampled_from(["", "x", "models"]))
def test_no_title_that_a_label_may_be_is_overlooked(label, title, at, slip):
    label = label[:at] + slip + label[at:]
    relation = relate(label, title)
    is_whole = relation.kind == "typo" or (relation.is_strong and relation.score >= 0.95)

    found = Titles([(title, "2106.09685"), ("Another Paper Altogether", "1706.03762")], built_in_wording()).near(label)

    assert "2106.09685" in found or not is_whole

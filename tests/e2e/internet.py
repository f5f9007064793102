"""The internet that the lists of this folder link to: real papers and repositories, and hosts made up for their manners."""

from __future__ import annotations

from tests.world.server import World


def furnish(world: World) -> None:
    """Declares everything that the lists link to and that is there."""
    _papers(world)
    _journals(world)
    _repositories(world)
    _pages(world)
    _hard_pages(world)


def _papers(world: World) -> None:
    world.paper(
        "1706.03762",
        title="Attention Is All You Need",
        authors=("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit", "Llion Jones", "Aidan N. Gomez"),
        versions=("2017-06-12", "2017-06-19", "2017-06-20", "2017-06-30", "2017-12-06", "2023-07-24", "2023-08-02"),
    )
    world.paper(
        "1810.04805",
        title="BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        versions=("2018-10-11", "2019-05-24"),
    )
    world.paper(
        "1908.04211",
        title="On Identifiability in Transformers",
        authors=("Gino Brunner", "Yang Liu", "Damián Pascual", "Oliver Richter", "Massimiliano Ciaramita", "Roger Wattenhofer"),
        versions=("2019-08-12", "2019-11-14", "2020-01-15", "2020-02-07"),
    )
    world.paper("1902.00751", title="Parameter-Efficient Transfer Learning for NLP", versions=("2019-02-02", "2019-06-13"))
    world.paper(
        "1904.10509",
        title="Generating Long Sequences with Sparse Transformers",
        authors=("Rewon Child", "Scott Gray", "Alec Radford", "Ilya Sutskever"),
        published="2019-04-23",
    )
    world.paper(
        "1910.10683",
        title="Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer",
        versions=("2019-10-23", "2019-10-24", "2020-07-28", "2023-09-19"),
    )
    world.paper(
        "1911.02150",
        title="Fast Transformer Decoding: One Write-Head is All You Need",
        authors=("Noam Shazeer",),
        published="2019-11-06",
    )
    world.paper("2001.08361", title="Scaling Laws for Neural Language Models", published="2020-01-23")
    world.paper("2002.05202", title="GLU Variants Improve Transformer", authors=("Noam Shazeer",), published="2020-02-12")
    world.paper(
        "2004.04906",
        title="Dense Passage Retrieval for Open-Domain Question Answering",
        versions=("2020-04-10", "2020-05-02", "2020-09-30"),
    )
    world.paper(
        "2005.11401",
        title="Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks",
        versions=("2020-05-22", "2020-11-03", "2021-04-01", "2021-04-12"),
    )
    world.paper(
        "2005.14165",
        title="Language Models are Few-Shot Learners",
        versions=("2020-05-28", "2020-06-01", "2020-06-05", "2020-07-22"),
    )
    world.paper(
        "2009.06732",
        title="Efficient Transformers: A Survey",
        authors=("Yi Tay", "Mostafa Dehghani", "Dara Bahri", "Donald Metzler"),
        versions=("2020-09-14", "2020-09-16", "2022-03-14"),
    )
    world.paper("2101.00190", title="Prefix-Tuning: Optimizing Continuous Prompts for Generation", published="2021-01-01")
    world.paper(
        "2101.03961",
        title="Switch Transformers: Scaling to Trillion Parameter Models with Simple and Efficient Sparsity",
        authors=("William Fedus", "Barret Zoph", "Noam Shazeer"),
        versions=("2021-01-11", "2022-04-29", "2022-06-16"),
    )
    world.paper(
        "2106.09685",
        title="LoRA: Low-Rank Adaptation of Large Language Models",
        versions=("2021-06-17", "2021-10-16"),
    )
    world.paper("2203.02155", title="Training language models to follow instructions with human feedback", published="2022-03-04")
    world.paper("2203.15556", title="Training Compute-Optimal Large Language Models", published="2022-03-29")
    world.paper(
        "2204.02311",
        title="PaLM: Scaling Language Modeling with Pathways",
        versions=("2022-04-05", "2022-04-07", "2022-04-19", "2022-09-29", "2022-10-05"),
    )
    world.paper(
        "2205.05638",
        title="Few-Shot Parameter-Efficient Fine-Tuning is Better and Cheaper than In-Context Learning",
        versions=("2022-05-11", "2022-08-26"),
    )
    world.paper(
        "2205.14135",
        title="FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness",
        versions=("2022-05-27", "2022-06-23"),
    )
    world.paper(
        "2211.05102",
        title="Efficiently Scaling Transformer Inference",
        authors=("Reiner Pope", "Sholto Douglas", "Aakanksha Chowdhery", "Jacob Devlin", "James Bradbury"),
        published="2022-11-09",
    )
    world.paper("2212.10496", title="Precise Zero-Shot Dense Retrieval without Relevance Labels", published="2022-12-20")
    world.paper("2302.13971", title="LLaMA: Open and Efficient Foundation Language Models", published="2023-02-27")
    world.paper(
        "2305.11206",
        title="LIMA: Less Is More for Alignment",
        published="2023-05-18",
    )
    world.paper(
        "2305.13245",
        title="GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints",
        authors=("Joshua Ainslie", "James Lee-Thorp", "Michiel de Jong", "Yury Zemlyanskiy", "Federico Lebrón", "Sumit Sanghai"),
        versions=("2023-05-22", "2023-10-25", "2023-12-23"),
    )
    world.paper("2305.14314", title="QLoRA: Efficient Finetuning of Quantized LLMs", published="2023-05-23")
    world.paper(
        "2305.18290",
        title="Direct Preference Optimization: Your Language Model is Secretly a Reward Model",
        versions=("2023-05-29", "2023-12-13", "2024-07-29"),
    )
    world.paper(
        "2307.03170",
        title="Focused Transformer: Contrastive Training for Context Scaling",
        authors=("Szymon Tworkowski", "Konrad Staniszewski", "Mikołaj Pacek", "Yuhuai Wu", "Henryk Michalewski", "Piotr Miłoś"),
        versions=("2023-07-06", "2023-11-30"),
    )
    world.paper(
        "2307.08691",
        title="FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning",
        published="2023-07-17",
    )
    world.paper(
        "2307.09288",
        title="Llama 2: Open Foundation and Fine-Tuned Chat Models",
        versions=("2023-07-18", "2023-07-19"),
    )
    world.paper(
        "2307.13269",
        title="LoraHub: Efficient Cross-Task Generalization via Dynamic LoRA Composition",
        versions=("2023-07-25", "2024-01-18"),
    )
    world.paper("2310.06825", title="Mistral 7B", published="2023-10-10")
    world.paper(
        "2312.00752",
        title="Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
        versions=("2023-12-01", "2024-05-31"),
    )
    world.paper("2401.04088", title="Mixtral of Experts", published="2024-01-08")


def _journals(world: World) -> None:
    world.doi(
        "10.1038/nature14539",
        url="https://www.nature.com/articles/nature14539",
        title="Deep learning",
        authors=("Yann LeCun", "Yoshua Bengio", "Geoffrey Hinton"),
        published="2015-05-28",
    )


def _repositories(world: World) -> None:
    world.repository("tensorflow/tensor2tensor", archived=True)
    world.repository(
        "google-research/bert", default_branch="master", paths=("README.md", "predicting_movie_reviews_with_bert_on_tf_hub.ipynb")
    )
    world.repository("meta-llama/llama")
    world.rename("facebookresearch/llama", "meta-llama/llama")
    world.repository("artidoro/qlora")
    world.repository("facebookresearch/DPR", archived=True)
    world.repository("texttron/hyde", paths=("README.md", "hyde-demo.ipynb"))
    world.model("mistralai/Mistral-7B-v0.1")


def _pages(world: World) -> None:
    note = b'{"notes": [{"id": "BJg1f6EFDB", "content": {"title": {"value": "On Identifiability in Transformers"}}}], "count": 1}'
    world.page("https://api2.openreview.net/notes?id=BJg1f6EFDB", body=note, content_type="application/json")
    world.page("https://tokens.example.org/play", title="Where words are cut")
    world.page("https://profiler.example.org/start", title="A profiler")
    world.redirect("http://profiler.example.org/start", "https://profiler.example.org/start")
    world.page("https://views.example.org/attention", title="Attention, drawn", ids=("heads", "tokens"))
    world.soft_404("https://convert.example.org/gguf")
    world.host("train.example.org", tls="expired")
    world.redirect("https://sandbox.example.org/start", "http://10.0.0.7/start", status=302)
    world.host("blog.example.org")
    world.page("https://blog.example.org/scale", title="Why scale works")
    world.page("https://lectures.example.org/2023/transformers", title="Transformers")
    world.page("https://lectures.example.org/2023/transformers?utm_source=newsletter", title="Transformers")
    world.redirect("https://lectures.example.org/embeddings", "https://lectures.example.org/language/embeddings")
    world.page("https://lectures.example.org/language/embeddings", title="Words and their neighbours | Lectures")
    for name in (
        "transformer", "gpt", "bert", "gpt-2", "roberta", "xlm-r", "reformer", "electra", "longformer", "gpt-3", "deberta",
        "vit", "switch", "gopher", "chinchilla", "galactica", "llama",
    ):  # fmt: skip
        world.page(f"https://explained.example.org/{name}", title=name, ids=("windows", "v2"))


def _hard_pages(world: World) -> None:
    world.page("https://no-head.example.org/page", head=405)
    world.host("walled.example.org", wall=403)
    world.host("challenge.example.org", wall="challenge")
    world.host("network.example.org", wall=999)
    world.page("https://busy.example.org/page")
    world.fail("https://busy.example.org/page", status=503)
    world.page("https://hung-up.example.org/page")
    world.fail("https://hung-up.example.org/page", fault="reset")
    world.page("https://slow.example.org/page", delay=0.8)
    world.page("https://cookie.example.org/page")
    again = {"Location": "https://cookie.example.org/page", "Set-Cookie": "seen=1; Path=/"}
    world.fail("https://cookie.example.org/page", status=302, headers=again)
    world.page("https://stream.example.org/live", fault="endless")
    world.bomb("https://bomb.example.org/zeros")
    world.page("https://drip.example.org/page", fault="drip")
    world.page("https://mended.example.org/page", status=500)
    world.host("nameless.example.org", dns="servfail")
    world.host("closed.example.org", tcp="refused")
    world.host("silent.example.org", tcp="silent")
    world.redirect("https://members.example.org/minutes", "https://members.example.org/login?next=minutes", status=302)
    world.page("https://members.example.org/login", title="Log in")
    world.page("https://members.example.org/login?next=minutes", title="Log in")
    world.redirect("https://releases.example.org/latest", "https://releases.example.org/v7", status=302)
    world.page("https://releases.example.org/v7", title="Version 7")

"""What a link makes linkbot ask, and whom."""

from __future__ import annotations

from datetime import date

import pytest

from linkbot.checks.kind import Known
from linkbot.checks.questions import questions_of
from linkbot.config import Settings
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook


def asked(url: str, settings: Settings | None = None) -> list[str]:
    rulebook = load_rulebook()
    document = parse("README.md", f"[link]({url})\n\n# Heading\n".encode(), rulebook)
    known = Known((document,), {}, rulebook, settings or Settings(), date(2026, 11, 20))
    return [str(question) for question in questions_of(document.links[0], known)]


@pytest.mark.parametrize(
    ("url", "questions"),
    [
        ("https://arxiv.org/abs/1706.03762", ["arxiv:1706.03762"]),
        ("https://arxiv.org/pdf/1706.03762v5.pdf", ["arxiv:1706.03762", "arxiv:1706.03762v5"]),
        ("https://doi.org/10.48550/arXiv.1706.03762", ["arxiv:1706.03762"]),
        ("https://doi.org/10.1038/nature14539", ["doi:10.1038/nature14539"]),
        ("https://GitHub.com/Example-Lab/Tool", ["github:example-lab/tool"]),
        ("https://github.com/example-lab/tool/issues/7", ["github:example-lab/tool"]),
        (
            "https://github.com/example-lab/tool/tree/main/docs",
            ["github:example-lab/tool", "github/path:example-lab/tool/tree/main/docs"],
        ),
        (
            "https://raw.githubusercontent.com/example-lab/tool/main/run.sh",
            ["github:example-lab/tool", "github/path:example-lab/tool/blob/main/run.sh"],
        ),
        ("https://huggingface.co/example-lab/model", ["huggingface:models/example-lab/model"]),
        ("https://huggingface.co/datasets/example-lab/data", ["huggingface:datasets/example-lab/data"]),
        ("https://page.example.org/a#b", ["web:https://page.example.org/a"]),
        ("https://openreview.net/pdf?id=rJ4km2R5t7", ["openreview:rJ4km2R5t7"]),
        ("https://openreview.net/group?id=ICLR.cc", ["web:https://openreview.net/group?id=ICLR.cc"]),
        ("https://youtu.be/kCc8FmEb1nY?t=3", ["youtube:kCc8FmEb1nY"]),
        ("https://www.youtube.com/watch?v=kCc8FmEb1nY&list=PL1", ["youtube:kCc8FmEb1nY"]),
        ("https://www.youtube.com/@someone", ["web:https://www.youtube.com/@someone"]),
        ("https://stackoverflow.com/questions/1/slug", ["stackexchange:stackoverflow.com/q/1"]),
        ("https://math.stackexchange.com/a/2", ["stackexchange:math.stackexchange.com/a/2"]),
        ("https://gitlab.com/Example/Group/Tool", ["gitlab:example/group/tool"]),
        ("https://gitlab.com/example/tool/-/tree/main", ["web:https://gitlab.com/example/tool/-/tree/main"]),
        ("https://codeberg.org/Example/Tool", ["codeberg:example/tool"]),
        ("https://codeberg.org/example/tool/releases", ["web:https://codeberg.org/example/tool/releases"]),
        ("https://pypi.org/project/Example_Tool/1.0/", ["pypi:example-tool"]),
        ("https://www.npmjs.com/package/@example/tool/v/1.0.0", ["npm:@example/tool"]),
        ("https://crates.io/crates/example_tool", ["crates:example-tool"]),
        ("https://discord.com/invite/Example", ["discord:Example"]),
        ("notes/bert.md#training", ["file:notes/bert.md"]),
    ],
)
def test_each_thing_is_asked_of_the_source_that_knows_it(url: str, questions: list[str]) -> None:
    assert asked(url) == questions


@pytest.mark.parametrize("url", ["mailto:a@example.org", "tel:+49301234", "arxiv.org/abs/1706.03762", "#heading", "README.md"])
def test_nobody_is_asked_about_mail_bad_urls_and_the_document_itself(url: str) -> None:
    assert asked(url) == []


def test_excluded_links_are_not_asked_about() -> None:
    assert asked("https://page.example.org/a", Settings(exclude_links=(r"https://page\.example\.org/",))) == []

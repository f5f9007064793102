from __future__ import annotations

from datetime import date

from linkbot.checks.citation import citations
from linkbot.checks.id_fix import id_fix
from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.model.finding import Applicability, Fix
from linkbot.parse import parse
from linkbot.rulebook import load_rulebook

TODAY = date(2026, 11, 20)


def fix_of_the_first_link(markdown: str, proof: str = "it is") -> tuple[bytes, Fix | None]:
    rulebook = load_rulebook()
    document = parse("README.md", markdown.encode(), rulebook)
    known = Known((document,), {}, rulebook, Settings(), TODAY)
    return document.data, id_fix(citations(document, known)[0], "2106.09685", proof)


def applied(data: bytes, fix: Fix) -> str:
    for edit in reversed(fix.edits):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    return data.decode()


def test_only_the_id_changes() -> None:
    data, fix = fix_of_the_first_link("- [LoRA](https://arxiv.org/pdf/2205.05638.pdf), 2021\n")

    assert fix is not None
    assert applied(data, fix) == "- [LoRA](https://arxiv.org/pdf/2106.09685.pdf), 2021\n"


def test_the_version_goes_with_its_id() -> None:
    data, fix = fix_of_the_first_link("- [LoRA](https://arxiv.org/abs/2205.05638v2)\n")

    assert fix is not None
    assert applied(data, fix) == "- [LoRA](https://arxiv.org/abs/2106.09685)\n"


def test_a_text_that_shows_the_url_changes_with_it() -> None:
    data, fix = fix_of_the_first_link(
        "Hu, Edward, and Yelong Shen. “LoRA.” arXiv, June 17, 2021. "
        "[https://doi.org/10.48550/arXiv.2205.05638](https://doi.org/10.48550/arXiv.2205.05638).\n"
    )

    assert fix is not None
    assert applied(data, fix).count("2106.09685") == 2
    assert "2205.05638" not in applied(data, fix)


def test_a_definition_that_two_links_share_is_left_alone() -> None:
    _, fix = fix_of_the_first_link("- [LoRA][1]\n- [IA3][1]\n\n[1]: https://arxiv.org/abs/2205.05638\n")

    assert fix is None


def test_an_id_without_proof_is_only_shown() -> None:
    _, fix = fix_of_the_first_link("- [LoRA](https://arxiv.org/abs/2205.05638)\n", proof="")

    assert fix is not None
    assert fix.applicability is Applicability.DISPLAY

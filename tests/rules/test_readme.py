"""The rule that rules/README.md writes step by step is a rule that works."""

from __future__ import annotations

import re
from pathlib import Path

from tests.rules.worlds import findings_of

from linkbot.rulebook import load_rulebook

README = Path(__file__).parents[2] / "rules" / "README.md"


def test_the_rule_of_the_ten_minutes_works(tmp_path: Path) -> None:
    text, _ = re.findall(r"^```yaml\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "X101-walled-link.yaml").write_text(text, encoding="utf-8")

    rulebook = load_rulebook(tmp_path)
    rule = rulebook.rules["X101"]

    assert [finding.message for finding in findings_of("X101", rule.bad[0], rulebook)] == ["nobody checks this link: HTTP 403"]
    assert findings_of("X101", rule.good[0], rulebook) == []


def test_the_source_of_the_ten_minutes_is_the_built_in_one_at_a_mirror(tmp_path: Path) -> None:
    _, text = re.findall(r"^```yaml\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "pypi.yaml").write_text(text, encoding="utf-8")

    own, built_in = load_rulebook(tmp_path).sources["pypi"], load_rulebook().sources["pypi"]

    assert own.bases == {"api": "https://pypi.example.com"}
    assert own.model_copy(update={"bases": built_in.bases, "reason": built_in.reason}) == built_in


def test_every_module_that_the_readme_sends_to_exists() -> None:
    root = README.parents[1]

    paths = re.findall(r"`(src/[\w/.]+|tests/[\w/.]+)`", README.read_text(encoding="utf-8"))

    assert [path for path in paths if not (root / path).exists()] == []

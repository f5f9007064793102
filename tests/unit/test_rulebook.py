"""A rule that cannot be used is named with its file and its field."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkbot.errors import RulebookError
from linkbot.rulebook import load_rulebook


def overlay(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "rules"
    (folder / "checks").mkdir(parents=True)
    (folder / "checks" / "LB101-dead-link.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_built_in_rules_load() -> None:
    book = load_rulebook()

    assert book.rules["LB101"].name == "dead-link"
    assert book.rule("dead-link") is book.rules["LB101"]
    assert book.rule("lb101") is book.rules["LB101"]
    assert book.rule("no-such-rule") is None


def test_an_overlay_changes_only_the_fields_that_it_names(tmp_path: Path) -> None:
    book = load_rulebook(overlay(tmp_path, "code: LB101\nseverity: info\n"))

    assert book.rules["LB101"].severity == "info"
    assert book.rules["LB101"].message == load_rulebook().rules["LB101"].message


def test_an_unknown_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=r"LB101-dead-link\.yaml: sumary: Extra inputs are not permitted"):
        load_rulebook(overlay(tmp_path, "code: LB101\nsumary: x\n"))


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="not YAML"):
        load_rulebook(overlay(tmp_path, "code: LB101\ncode: LB102\n"))


def test_a_list_is_not_a_rule(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="expected a mapping"):
        load_rulebook(overlay(tmp_path, "- LB101\n"))

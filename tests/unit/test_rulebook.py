"""A rule that cannot be used is named with its file and its field."""

from __future__ import annotations

from pathlib import Path

import pytest

from linkbot import kept_rules
from linkbot.errors import RulebookError
from linkbot.rulebook import Rulebook, load_rulebook


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home of the test's own, in which nothing is kept yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    return folder


def the_next_run(folder: Path | None = None) -> Rulebook:
    load_rulebook.cache_clear()
    return load_rulebook(folder)


def contents(book: Rulebook) -> tuple[object, ...]:
    return dict(book.rules), book.hosts, book.identities, dict(book.conventions), dict(book.sources)


def spoil(home: Path) -> None:
    """Makes a difference in what was kept that no file of the rules has."""
    (kept,) = home.rglob("rules-*.json")
    kept.write_text(kept.read_text(encoding="utf-8").replace("dead-link", "kept-link"), encoding="utf-8")


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


def test_the_copy_says_what_the_files_say(home: Path) -> None:
    from_files = contents(the_next_run())

    from_the_copy = contents(the_next_run())

    assert len(list(home.rglob("rules-*.json"))) == 1
    assert from_the_copy == from_files


def test_the_copy_is_read_while_the_files_are_as_they_were(home: Path) -> None:
    the_next_run()
    spoil(home)

    assert the_next_run().rules["LB101"].name == "kept-link"


def test_a_file_that_changed_is_read(home: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path, "code: LB101\nseverity: info\n")
    the_next_run(folder)
    (folder / "checks" / "LB101-dead-link.yaml").write_text("code: LB101\nseverity: warning\n", encoding="utf-8")

    assert the_next_run(folder).rules["LB101"].severity == "warning"


def test_a_file_that_came_is_read(home: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path, "code: LB101\nseverity: info\n")
    the_next_run(folder)
    (folder / "checks" / "LB102-moved-link.yaml").write_text("code: LB102\nseverity: info\n", encoding="utf-8")

    assert the_next_run(folder).rules["LB102"].severity == "info"


@pytest.mark.long
@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"origin": 1}', "[" * 100_000])
def test_a_damaged_copy_costs_only_time(home: Path, damage: str) -> None:
    the_next_run()
    (kept,) = home.rglob("rules-*.json")
    kept.write_text(damage, encoding="utf-8")

    assert the_next_run().rules["LB101"].name == "dead-link"


def test_a_copy_of_another_shape_costs_only_time(home: Path) -> None:
    the_next_run()
    (kept,) = home.rglob("rules-*.json")
    kept.write_text(kept.read_text(encoding="utf-8").replace('"severity"', '"severeness"'), encoding="utf-8")

    assert the_next_run().rules["LB101"].name == "dead-link"


def test_a_home_that_cannot_be_written_to_costs_only_time(home: Path) -> None:
    home.write_text("a file, not a folder", encoding="utf-8")

    assert the_next_run().rules["LB101"].name == "dead-link"


def test_a_date_of_yaml_stays_a_date(home: Path, tmp_path: Path) -> None:
    folder = overlay(tmp_path, "code: LB101\n")
    (folder / "conventions").mkdir()
    (folder / "conventions" / "mine.yaml").write_text("since: 2026-01-02\n", encoding="utf-8")
    first = the_next_run(folder).conventions["mine"]

    assert the_next_run(folder).conventions["mine"] == first


def test_no_more_copies_are_kept_than_a_few(home: Path, tmp_path: Path) -> None:
    for number in range(kept_rules.KEPT + 3):
        kept_rules.keep([tmp_path / str(number)], "origin", {})

    assert len(list(home.rglob("rules-*.json"))) == kept_rules.KEPT


def test_yaml_is_read_as_the_newer_yaml(tmp_path: Path) -> None:
    folder = overlay(tmp_path, "code: LB101\nmessage: no\n")

    assert the_next_run(folder).rules["LB101"].message == "no"


def test_without_a_home_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "wherever-one-is")

    assert the_next_run().rules["LB101"].name == "dead-link"
    assert not (tmp_path / "wherever-one-is").exists()

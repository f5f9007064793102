"""Which rules run, with which parameters, and what they need to know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linkbot.checks.kind import Known
from linkbot.config import RuleSettings, Settings
from linkbot.errors import ConfigError, RulebookError
from linkbot.model.evidence import Question
from linkbot.model.finding import Severity
from linkbot.parse import parse
from linkbot.plan import kinds_of, plan
from linkbot.rulebook import Rulebook, load_rulebook


def codes(**settings: Any) -> list[str]:
    return [kind.rule.code for kind in kinds_of(load_rulebook(), Settings(**settings))]


def with_rule(code: str, **changes: Any) -> Rulebook:
    rulebook = load_rulebook()
    rule = rulebook.rules[code].model_copy(update=changes)
    return Rulebook({code: rule}, rulebook.hosts, rulebook.identities, rulebook.conventions)


def test_all_rules_run_in_the_order_of_their_codes() -> None:
    assert codes() == sorted(load_rulebook().rules)


def test_rules_are_chosen_by_code_by_prefix_and_by_name() -> None:
    assert codes(select=("LB101", "lb30", "mojibake")) == ["LB101", "LB301", "LB302", "LB303", "LB304", "LB501"]


def test_ignoring_wins_over_selecting() -> None:
    assert codes(select=("LB30",), ignore=("LB303", "missing-path")) == ["LB301", "LB302"]


def test_a_rule_can_be_switched_off_by_code_or_name() -> None:
    chosen = codes(select=("LB30",), rules={"LB301": RuleSettings(enabled=False), "missing-path": RuleSettings(enabled=False)})

    assert chosen == ["LB302", "LB303"]


@pytest.mark.parametrize(
    ("settings", "message", "hint"),
    [
        ({"select": ("dead-lonk",)}, "select: no rule is called 'dead-lonk'", "dead-link"),
        ({"ignore": ("LB1O1",)}, "ignore: no rule is called 'LB1O1'", "LB101"),
        ({"select": ("",)}, "select: no rule is called ''", "linkbot rule"),
        ({"rules": {"LB999X": RuleSettings()}}, "rules.LB999X: no rule is called 'LB999X'", ""),
    ],
)
def test_a_word_that_names_no_rule_is_an_error_with_a_way_out(settings: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as error:
        codes(**settings)

    assert str(error.value) == message
    assert hint in error.value.hint


def test_settings_change_severity_and_parameters() -> None:
    own = RuleSettings(severity=Severity.ERROR, params={"scope": "run"})

    (kind,) = kinds_of(load_rulebook(), Settings(select=("LB401",), rules={"duplicate-link": own}))

    assert kind.severity is Severity.ERROR
    rule = load_rulebook().rules["LB401"]
    assert kind.params.model_dump(mode="json") == {**rule.params, "scope": "run"}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"scop": "run"}, "rules.LB401.params.scop: there is no such parameter"),
        ({"scope": "world"}, "rules.LB401.params.scope: Input should be 'file', 'section' or 'run'"),
    ],
)
def test_a_wrong_parameter_is_named(params: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        codes(rules={"LB401": RuleSettings(params=params)})

    assert str(error.value) == message
    assert error.value.hint == "the parameters of LB401 are scope, forges, numbers, placeholders"


def test_a_wrong_parameter_of_the_rule_itself_is_the_rulebooks_fault() -> None:
    with pytest.raises(RulebookError, match=r"LB401: params\.scope: Input should be"):
        kinds_of(with_rule("LB401", params={"scope": "world"}), Settings())


def test_a_rule_of_a_kind_that_does_not_exist_is_the_rulebooks_fault() -> None:
    with pytest.raises(RulebookError) as error:
        kinds_of(with_rule("LB401", kind="duplicate-lonk"), Settings())

    assert str(error.value) == "LB401: there is no kind of rule called 'duplicate-lonk'"
    assert error.value.hint == "did you mean duplicate-link or duplicate-entry?"


def test_a_pattern_that_is_none_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"exclude_links: not a regular expression: '\*\.example'"):
        codes(exclude_links=("*.example",))


def test_a_question_that_several_links_and_rules_have_is_planned_once() -> None:
    rulebook, settings = load_rulebook(), Settings(select=("LB101", "LB102", "LB106"))
    document = parse("README.md", b"[a](https://page.example.org/) [b](https://page.example.org/#c)", rulebook)

    planned = plan(kinds_of(rulebook, settings), Known((document,), {}, rulebook, settings, date(2026, 11, 20)))

    assert planned == {Question("web", "https://page.example.org/")}


def test_a_page_whose_anchors_are_needed_is_asked_for_once() -> None:
    rulebook, settings = load_rulebook(), Settings(select=("LB1",))
    document = parse("README.md", b"[a](https://page.example.org/) [b](https://page.example.org/#c)", rulebook)

    planned = plan(kinds_of(rulebook, settings), Known((document,), {}, rulebook, settings, date(2026, 11, 20)))

    assert planned == {Question("web", "https://page.example.org/", "anchors")}

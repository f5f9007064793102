"""Every example of every rule does what the rule says: the examples are the rules' tests and their documentation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rules.worlds import findings_of, fixed, known_of, lines_of, mended

from linkbot.checks import KINDS
from linkbot.config import Settings
from linkbot.fix import Reason
from linkbot.plan import kinds_of
from linkbot.rulebook import Example, Rule, load_rulebook

RULES = list(load_rulebook().rules.values())
BAD = [pytest.param(rule, example, id=f"{rule.code}-bad-{n}") for rule in RULES for n, example in enumerate(rule.bad, 1)]
GOOD = [pytest.param(rule, example, id=f"{rule.code}-good-{n}") for rule in RULES for n, example in enumerate(rule.good, 1)]
MENDED = [parameters for parameters in BAD if parameters.values[1].fixed is not None]


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_example_is_reported_where_it_is_bad(rule: Rule, example: Example) -> None:
    findings = findings_of(rule.code, example)

    lines = lines_of(findings, example)

    assert findings
    assert lines == list(example.lines or lines)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_good_example_is_not_reported(rule: Rule, example: Example) -> None:
    findings = findings_of(rule.code, example)

    assert [finding.message for finding in findings] == []


@pytest.mark.parametrize(("rule", "example"), MENDED)
def test_the_fixes_of_a_bad_example_make_it_the_fixed_one(rule: Rule, example: Example) -> None:
    findings = findings_of(rule.code, example)

    text = fixed(example, findings)

    assert text == example.fixed


@pytest.mark.parametrize(("rule", "example"), MENDED)
def test_a_mended_example_has_nothing_more_to_mend(rule: Rule, example: Example) -> None:
    once = example.model_copy(update={"markdown": example.fixed})

    again = fixed(once, findings_of(rule.code, once))

    assert again == example.fixed


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_no_fix_of_an_example_is_refused_by_the_verification(rule: Rule, example: Example) -> None:
    done = mended(example, findings_of(rule.code, example))

    assert [(held.row.line, held.detail) for held in done.held if held.reason != Reason.DISPLAY] == []


@pytest.mark.parametrize(("rule", "example"), BAD + GOOD)
def test_a_kind_that_is_asked_once_needs_the_same_whatever_is_found_out(rule: Rule, example: Example) -> None:
    after = known_of(example)
    before = replace(after, evidence={}, history={}, memory={}, lasting={})
    kinds = [kind for kind in kinds_of(after.rulebook, Settings()) if kind.needs_once]

    needed = [[{*kind.needs(document, known)} for kind in kinds for document in known.documents] for known in (before, after)]

    assert needed[0] == needed[1]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_of_a_kind_that_exists(rule: Rule) -> None:
    assert rule.kind in KINDS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_offers_no_more_of_a_fix_than_it_says(rule: Rule) -> None:
    limits = {"none": set(), "display": {"display"}, "unsafe": {"display", "unsafe"}, "safe": {"display", "unsafe", "safe"}}

    findings = [finding for example in rule.bad for finding in findings_of(rule.code, example)]

    assert {finding.fix.applicability.value for finding in findings if finding.fix} <= limits[rule.fix]

"""How far a rule's fixes may go alone is the maintainer's to say, but what is a guess stays one."""

from __future__ import annotations

import pytest
from tests.rules.worlds import known_of

from linkbot.config import RuleSettings, Settings
from linkbot.judge import judge
from linkbot.model.document import Document
from linkbot.model.finding import Applicability, Finding, Fix
from linkbot.model.text import Span
from linkbot.plan import kinds_of
from linkbot.rulebook import Example

BAD = "[a paper](arxiv.org/abs/1706.03762)"


def the_fix(**settings: object) -> Fix:
    """The fix of the only finding in a list with a missing scheme."""
    known = known_of(Example(markdown=BAD))
    rules = {"malformed-url": RuleSettings.model_validate(settings)}
    (finding,) = judge(kinds_of(known.rulebook, Settings(select=("LB105",), rules=rules)), known).findings
    assert finding.fix is not None
    return finding.fix


def found_with(applicability: Applicability, trust: Applicability | None) -> Finding:
    """A finding that a rule of that trust makes with a fix of that applicability."""
    known = known_of(Example(markdown=BAD))
    (kind,) = kinds_of(known.rulebook, Settings(select=("LB105",), rules={"LB105": RuleSettings(fix=trust)}))
    document: Document = known.documents[0]
    return kind.finding(document, Span(0, 1), subject="x", fix=Fix("mend it", applicability, ()), problem="x")


def test_a_fix_is_what_its_rule_says_unless_told_otherwise() -> None:
    assert the_fix().applicability is Applicability.SAFE


@pytest.mark.parametrize("wanted", ["unsafe", "display"])
def test_the_fixes_of_a_rule_can_be_lowered(wanted: str) -> None:
    fix = the_fix(fix=wanted)

    assert (fix.applicability, fix.edits) == (wanted, the_fix().edits)


def test_the_fixes_of_a_rule_can_be_raised() -> None:
    finding = found_with(Applicability.UNSAFE, Applicability.SAFE)

    assert finding.fix == Fix("mend it", Applicability.SAFE, ())


@pytest.mark.parametrize("trust", list(Applicability))
def test_what_is_only_shown_is_never_raised(trust: Applicability) -> None:
    finding = found_with(Applicability.DISPLAY, trust)

    assert finding.fix == Fix("mend it", Applicability.DISPLAY, ())

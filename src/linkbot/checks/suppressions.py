"""Ignore comments: which findings they hide, and which of them hide nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import is_answered, questions_of
from linkbot.model.document import Document, Suppression
from linkbot.model.finding import Finding
from linkbot.rulebook import Rulebook


class UnusedSuppression(Kind):
    """An ignore comment that cannot be understood, is past its date, or hides nothing.

    A comment that hides nothing is only reported when that was put to the proof: the rules that it names ran, and the links
    on its lines were answered for.

    bad:  `<!-- linkbot-disable-line LB404 until=2020-01-01 -->`
    good: `<!-- linkbot-disable-next-line LB101 -- kept for the record -->` above a dead link

    Fields of the message: `problem`.
    """

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """The comments that say something wrong, whatever the other rules find."""
        for suppression in document.suppressions:
            if problem := problem_of(suppression, known):
                yield self._about(suppression, document, problem)

    def unused(self, document: Document, known: Known, used: Collection[Suppression], kinds: Sequence[Kind]) -> Iterator[Finding]:
        """The sound comments that hid none of the findings of `kinds`, `used` being those that hid one.

        A comment about this very rule is left alone: what it hides is only found out here.
        """
        for suppression in document.suppressions:
            names_this = self.rule.code in suppression.codes or self.rule.name in suppression.codes
            if suppression in used or names_this or problem_of(suppression, known):
                continue
            if _was_put_to_the_proof(suppression, document, known, kinds):
                yield self._about(suppression, document, "hides nothing")

    def _about(self, suppression: Suppression, document: Document, problem: str) -> Finding:
        words = " ".join(suppression.codes) or "every rule"
        return self.finding(document, suppression.span, subject=words, claim=problem, problem=problem)


def hides(suppression: Suppression, finding: Finding, line: int, known: Known) -> bool:
    """Whether a comment hides a finding on `line`: it is sound, covers the line, and names the rule or no rule at all.

    A comment that names no rule does not hide what is said about ignore comments themselves.
    """
    first, last = suppression.lines
    if not first <= line <= last or problem_of(suppression, known):
        return False
    if not suppression.codes:
        return finding.code != "LB001"
    return finding.code in suppression.codes or finding.name in suppression.codes


def problem_of(suppression: Suppression, known: Known) -> str:
    """Why a comment has no effect, in words; "" where it has one."""
    if suppression.problem:
        return suppression.problem
    if suppression.until is not None and suppression.until < known.today:
        return f"held until {suppression.until}"
    strange = [word for word in suppression.codes if known.rulebook.rule(word) is None]
    return f"names no rule: {', '.join(strange)}" if suppression.codes and len(strange) == len(suppression.codes) else ""


def _was_put_to_the_proof(suppression: Suppression, document: Document, known: Known, kinds: Sequence[Kind]) -> bool:
    named = _codes(suppression, known.rulebook)
    ran = [kind for kind in kinds if kind.rule.code in named]
    if len(ran) < len(named):
        return False
    if all(question.source == "file" for kind in ran for question in kind.needs(document, known)):
        return True  # files can always be looked at
    first, last = suppression.lines
    return all(
        is_answered(question, known)
        for link in document.links
        if first <= document.line(link.span.start) <= last
        for question in questions_of(link, known)
    )


def _codes(suppression: Suppression, rulebook: Rulebook) -> frozenset[str]:
    if not suppression.codes:
        return frozenset(rulebook.rules)
    rules = (rulebook.rule(word) for word in suppression.codes)
    return frozenset(rule.code for rule in rules if rule is not None)

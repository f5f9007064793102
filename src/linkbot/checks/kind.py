"""What every kind of rule is: parameters, the questions it needs answered, and a pure judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from linkbot.config import Settings
from linkbot.errors import RulebookError
from linkbot.model.document import Document
from linkbot.model.evidence import Evidence, Found, Paper, Question
from linkbot.model.finding import Applicability, Confidence, Finding, Fix, Related, Severity
from linkbot.model.text import Span
from linkbot.rulebook import Rule, Rulebook


class NoParams(BaseModel):
    """For a kind without parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Known:
    """All that a judgement may rest on: the documents of the run, the evidence so far, the rulebook, and today's date.

    `history` holds all answers to a question that failed today, oldest first, where the store has them. `memory` is scratch
    space in which a kind keeps what is costly to work out twice for the same `Known` (a list's convention); it holds nothing
    that does not follow from the other fields. `lasting` is the same for what follows from the documents, the rulebook and the
    settings alone, and is shared by everything that is `Known` in the course of a run.
    """

    documents: tuple[Document, ...]
    evidence: Mapping[Question, Evidence]
    rulebook: Rulebook
    settings: Settings
    today: date
    history: Mapping[Question, Sequence[Evidence]] = field(default_factory=dict)
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    lasting: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def paper(self, arxiv_id: str) -> Paper | None:
        """The record that arXiv has of an id, with or without a version; None where it is not known."""
        papers: dict[str, Paper | None] = self.memory.setdefault("papers", {})
        if arxiv_id not in papers:
            evidence = self.evidence.get(Question("arxiv", arxiv_id))
            facts = evidence.answer.facts if evidence and isinstance(evidence.answer, Found) else None
            papers[arxiv_id] = facts if isinstance(facts, Paper) else None
        return papers[arxiv_id]


class Kind:
    """A way of judging. `params` come from the rule, overlaid by the user's settings, and are an instance of `Params`.

    `trust` is how far the user lets its fixes go alone; None leaves that to each fix.

    Both methods are pure: no I/O, no clock, no random numbers. `needs` is asked again with what has been found out so
    far, until nobody needs anything new; it must name the same questions again, or none, once they are answered. Where what it
    needs never depends on what was found out, `needs_once` says so, and it is asked a single time.
    """

    Params: ClassVar[type[BaseModel]] = NoParams
    needs_once: ClassVar[bool] = False

    def __init__(self, rule: Rule, params: BaseModel, severity: Severity, trust: Applicability | None = None) -> None:
        self.rule = rule
        self.params = params
        self.severity = severity
        self.trust = trust

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The questions whose answers this rule needs for `document`."""
        return ()

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """What is wrong in `document`."""
        raise NotImplementedError

    def finding(
        self,
        document: Document,
        span: Span,
        *,
        subject: str,
        claim: str = "",
        url: str = "",
        related: tuple[Related, ...] = (),
        evidence: tuple[Question, ...] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        confidence: Confidence | None = None,
        hint: str | None = None,
        **fields: object,
    ) -> Finding:
        """A finding of this rule, its message (and hint) filled in from `fields`."""
        return Finding(
            code=self.rule.code,
            name=self.rule.name,
            severity=severity or self.severity,
            confidence=confidence or self.rule.confidence,
            path=document.path,
            span=span,
            message=self._message(url=url, subject=subject, claim=claim, **fields),
            subject=subject,
            claim=claim,
            url=url,
            hint=hint if hint is not None else self.rule.hint,
            related=related,
            evidence=evidence,
            fix=self._trusted(fix),
        )

    def _trusted(self, fix: Fix | None) -> Fix | None:
        """`fix` as far as the user trusts it; what is only shown may be a guess, and stays that."""
        if fix is None or self.trust is None or fix.applicability is Applicability.DISPLAY:
            return fix
        return replace(fix, applicability=self.trust)

    def _message(self, **fields: object) -> str:
        try:
            return self.rule.message.format(**fields)
        except (KeyError, IndexError, ValueError) as error:
            raise RulebookError(
                f"{self.rule.code}: its message cannot be filled in: {error}",
                hint=f"a rule of kind {self.rule.kind} knows {', '.join(f'{{{name}}}' for name in sorted(fields))}",
            ) from error

"""A rule's example, brought to life: its documents parsed, its world turned into evidence, its findings, its fixes applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.judge import judge
from linkbot.model.evidence import Answer, Evidence, Question
from linkbot.model.finding import Applicability, Edit, Finding
from linkbot.parse import parse
from linkbot.plan import kinds_of
from linkbot.rulebook import Example, Rulebook, load_rulebook

_ASKED = datetime(2026, 11, 19, tzinfo=UTC)


def known_of(example: Example, rulebook: Rulebook | None = None) -> Known:
    """All that the rules know of the example's world."""
    rulebook = rulebook or load_rulebook()
    texts = {example.path: example.markdown, **example.files}
    documents = tuple(parse(path, text.encode(), rulebook) for path, text in texts.items())
    evidence = {Question.parse(key): _evidence(key, answer) for key, answer in example.world.items()}
    history = {
        Question.parse(key): [*_nights(key, answers), evidence[Question.parse(key)]] for key, answers in example.past.items()
    }
    return Known(documents, evidence, rulebook, Settings(), date.fromisoformat(example.today), history)


def findings_of(code: str, example: Example, rulebook: Rulebook | None = None) -> list[Finding]:
    """What the rule `code` says of the example; complaints about ignore comments need the other rules to run, too."""
    known = known_of(example, rulebook)
    settings = Settings() if code == "LB001" else Settings(select=(code,))
    judgement = judge(kinds_of(known.rulebook, settings), known)
    return [finding for finding in judgement.findings if finding.code == code]


def lines_of(findings: Iterable[Finding], example: Example) -> list[int]:
    """The lines of the example's own document on which findings stand."""
    document = known_of(example).documents[0]
    return sorted({document.line(finding.span.start) for finding in findings if finding.path == example.path})


def fixed(example: Example, findings: Iterable[Finding]) -> str:
    """The example's own document after every edit that the findings offer, those that are only shown left out."""
    edits: set[Edit] = set()
    for finding in findings:
        if finding.fix and finding.fix.applicability is not Applicability.DISPLAY and finding.path == example.path:
            edits |= set(finding.fix.edits)
    data = example.markdown.encode()
    for edit in sorted(edits, reverse=True):
        data = data[: edit.span.start] + edit.text.encode() + data[edit.span.end :]
    return data.decode()


def _nights(question: str, answers: Sequence[Answer]) -> list[Evidence]:
    return [_evidence(question, answer, nights=len(answers) - night) for night, answer in enumerate(answers)]


def _evidence(question: str, answer: Answer, nights: int = 0) -> Evidence:
    asked = _ASKED - timedelta(days=nights)
    return Evidence(question=Question.parse(question), answer=answer, asked_at=asked, expires_at=asked + timedelta(days=7))

"""A rule's example, brought to life: its documents parsed, its world turned into evidence, its findings, its fixes applied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from linkbot.account import finding_row
from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.fix import Mended, by_applicability, mend
from linkbot.judge import judge
from linkbot.model.evidence import Answer, Evidence, Question
from linkbot.model.finding import Finding
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


def mended(example: Example, findings: Iterable[Finding]) -> Mended:
    """The example's own document after every fix that the findings offer, as --fix --unsafe-fixes verifies and applies them."""
    known = known_of(example)
    documents = {document.path: document for document in known.documents}
    rows = [finding_row(finding, documents, known) for finding in findings if finding.path == example.path]
    read = partial(parse, example.path, rulebook=known.rulebook)
    return mend(documents[example.path], rows, read, by_applicability(unsafe=True))


def fixed(example: Example, findings: Iterable[Finding]) -> str:
    """The text of what `mended` makes of the example's own document."""
    return mended(example, findings).data.decode()


def _nights(question: str, answers: Sequence[Answer]) -> list[Evidence]:
    return [_evidence(question, answer, nights=len(answers) - night) for night, answer in enumerate(answers)]


def _evidence(question: str, answer: Answer, nights: int = 0) -> Evidence:
    asked = _ASKED - timedelta(days=nights)
    return Evidence(question=Question.parse(question), answer=answer, asked_at=asked, expires_at=asked + timedelta(days=7))

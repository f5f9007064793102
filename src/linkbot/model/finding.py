"""What is concluded: findings with their proof, and the edits that would make the list true again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from linkbot.model.evidence import Question
from linkbot.model.text import Span

Confidence = Literal["high", "medium", "low"]


class Severity(StrEnum):
    """How much a finding matters, from least to most."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for the mildest."""
        return list(Severity).index(self)


class Applicability(StrEnum):
    """How far an edit may go without a person.

    safe: proven to keep the meaning. unsafe: right as far as is known, to be read first. display: an idea, never applied.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the bytes of `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The smallest edit that mends a finding: what it does, how far it may go alone, and the sentence that says why it is right.

    `proof` ends without a full stop, and is "" where the finding itself says all there is to say.
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    path: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong in one place.

    `subject` names the thing in question (an identity, a title), `claim` the statement about it, so that the fingerprint
    survives edits elsewhere. `url` is the link's URL where the finding is about a link. `evidence` are the questions whose
    answers prove it.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    path: str
    span: Span
    message: str
    subject: str
    claim: str = ""
    url: str = ""
    hint: str = ""
    related: tuple[Related, ...] = ()
    evidence: tuple[Question, ...] = ()
    fix: Fix | None = None
    ordinal: int = 0

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that stay the same when the finding moves to another line.

        Where one file holds the same finding several times, `ordinal` (0 for the first) tells them apart.
        """
        return fingerprint(self.code, self.path, self.subject, self.claim, self.ordinal)


def fingerprint(code: str, path: str, subject: str, claim: str, ordinal: int) -> str:
    """The fingerprint of a finding of which no more is known."""
    parts = [code, path, subject, claim]
    if ordinal:
        parts.append(str(ordinal))
    return hashlib.sha256("\0".join(parts).encode(errors="backslashreplace")).hexdigest()[:16]

"""Documents and evidence -> findings, with those that an ignore comment hides set apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from linkbot.checks.kind import Kind, Known
from linkbot.checks.suppressions import UnusedSuppression, hides
from linkbot.model.document import Document, Suppression
from linkbot.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is wrong, by path, line and code, and what an ignore comment hid, with the comment."""

    findings: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, Suppression], ...] = ()


def judge(kinds: Sequence[Kind], known: Known) -> Judgement:
    """Everything that `kinds` find wrong in the documents of `known`.

    Where one file holds the same finding more than once, the findings are numbered in the order of the file, hidden ones
    included, so that hiding one of them does not rename the others.
    """
    findings: list[Finding] = []
    suppressed: list[tuple[Finding, Suppression]] = []
    for document in sorted(known.documents, key=lambda document: document.path):
        found = [finding for kind in kinds for finding in kind.judge(document, known)]
        used = {comment for finding in found for comment in _comments_on(finding, document, known)}
        about_comments = [kind for kind in kinds if isinstance(kind, UnusedSuppression)]
        found += [finding for kind in about_comments for finding in kind.unused(document, known, used, kinds)]
        for finding in _numbered(found, document):
            comment = next(_comments_on(finding, document, known), None)
            if comment is None:
                findings.append(finding)
            else:
                suppressed.append((finding, comment))
    return Judgement(tuple(findings), tuple(suppressed))


def _comments_on(finding: Finding, document: Document, known: Known) -> Iterator[Suppression]:
    line = document.line(finding.span.start)
    return (comment for comment in document.suppressions if hides(comment, finding, line, known))


def _numbered(findings: Iterable[Finding], document: Document) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda finding: (document.line(finding.span.start), finding.code, finding.span)):
        yield replace(finding, ordinal=seen[finding.fingerprint])
        seen[finding.fingerprint] += 1

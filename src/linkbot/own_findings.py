"""Which findings are a change's own: what it wrote, and what it broke elsewhere. What was wrong before is not among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from linkbot.checks.anchors import MissingAnchor
from linkbot.checks.kind import Kind
from linkbot.checks.links import LinkState
from linkbot.checks.mojibake import Mojibake
from linkbot.checks.unreadable import UnreadableFile
from linkbot.judge import Judgement
from linkbot.model.document import Document, Link
from linkbot.model.finding import Finding
from linkbot.model.report import Report
from linkbot.model.text import Span
from linkbot.since import Change
from linkbot.touched import Lines, stands_on, with_entries

_WAY_OUT = "Change this line with it, or leave in place what it links to."
"""What somebody can do whose change breaks a line that it does not touch."""


def own_findings(
    judgement: Judgement, change: Change, kinds: Iterable[Kind], documents: Sequence[Document]
) -> tuple[Judgement, frozenset[str]]:
    """`judgement` on `documents` by `kinds`, and the fingerprints of those of its findings that are the change's own.

    Of findings that are alike the old ones are numbered first, so that what a baseline accepted is still them. Where one finding
    tells of a whole file, its place and its fix are confined to the change.
    """
    sieve = _Sieve(change, kinds, documents)
    findings = [*judgement.findings, *(finding for finding, _ in judgement.suppressed)]
    own = {id(finding): confined for finding in findings if (confined := sieve.confined(finding))}
    seen: Counter[str] = Counter()
    numbered: dict[int, Finding] = {}
    for finding in sorted(findings, key=lambda each: (id(each) in own, each.ordinal)):
        alike = replace(finding, ordinal=0).fingerprint
        numbered[id(finding)] = replace(own.get(id(finding), finding), ordinal=seen[alike])
        seen[alike] += 1
    renumbered = Judgement(
        tuple(numbered[id(finding)] for finding in judgement.findings),
        tuple((numbered[id(finding)], comment) for finding, comment in judgement.suppressed),
    )
    return renumbered, frozenset(numbered[key].fingerprint for key in own)


def confined(report: Report, own: frozenset[str]) -> Report:
    """`report` with the findings alone whose fingerprints are among `own`."""
    return report.model_copy(
        update={
            "findings": [row for row in report.findings if row.fingerprint in own],
            "suppressed": [row for row in report.suppressed if row.finding.fingerprint in own],
        }
    )


class _Sieve:
    """Tells which findings are the change's own."""

    def __init__(self, change: Change, kinds: Iterable[Kind], documents: Iterable[Document]) -> None:
        self._change = change
        self._kinds = {kind.rule.code: kind for kind in kinds}
        self._documents = {document.path: document for document in documents}
        self._lines = {path: with_entries(document, change.of(document)) for path, document in self._documents.items()}
        self._local: dict[str, Mapping[Span, Link]] = {}

    def confined(self, finding: Finding) -> Finding | None:
        """`finding`, as far as it is the change's own; None where it is not."""
        document, kind = self._documents[finding.path], self._kinds[finding.code]
        lines = self._lines[finding.path]
        if isinstance(kind, UnreadableFile):
            return finding if lines else None
        if isinstance(kind, Mojibake):
            return _confined_to(finding, lines, document)
        if lines and stands_on(lines, finding.span, document):
            return finding
        harm = self._harm(finding, kind, document)
        return replace(finding, message=harm, hint=_WAY_OUT) if harm else None

    def _harm(self, finding: Finding, kind: Kind, document: Document) -> str:
        """What the change did to a local link, wherever it stands, that led somewhere before; else ""."""
        if not isinstance(kind, MissingAnchor | LinkState):
            return ""
        link = self._local_links(document).get(finding.span)
        return self._change.harm(document, link, whole=isinstance(kind, LinkState)) if link else ""

    def _local_links(self, document: Document) -> Mapping[Span, Link]:
        if document.path not in self._local:
            self._local[document.path] = {link.span: link for link in document.links if link.identity.kind == "file"}
        return self._local[document.path]


def _confined_to(finding: Finding, lines: Lines, document: Document) -> Finding | None:
    """A finding about a whole file at the first of its edits that stands on `lines`, with those alone; None where none does."""
    fix = finding.fix
    edits = tuple(edit for edit in fix.edits if stands_on(lines, edit.span, document)) if fix else ()
    if not fix or not edits:
        return None
    return replace(finding, span=edits[0].span, fix=replace(fix, edits=edits))

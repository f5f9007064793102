"""Documents, evidence and findings -> the report: every link accounted for, every finding with its proof in words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from linkbot import __version__
from linkbot.checks.kind import Known
from linkbot.checks.machine import since_alive
from linkbot.checks.past import observations
from linkbot.checks.verdict import LinkVerdict, verdict
from linkbot.entry_rows import Shared, entry_row, shared_values
from linkbot.judge import Judgement
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Evidence, Facts, Found, Gone, Moved, Question, Unknown
from linkbot.model.finding import Finding, Fix, Related
from linkbot.model.report import (
    ByteRange,
    DocumentRow,
    EditRow,
    EvidenceRow,
    FindingRow,
    FixRow,
    HopRow,
    LinkRow,
    Origin,
    RelatedRow,
    Report,
    Run,
    Statistics,
    SuppressedRow,
    UnknownRow,
    writable,
)
from linkbot.model.text import Span

QUOTE = 2_000
"""How much of a long line a finding quotes, in characters before and after the place."""

_UNSETTLED = frozenset({"unknown", "flaky", "blocked", "unverifiable"})


@dataclass(frozen=True, slots=True)
class Course:
    """How the run went, as far as the documents and the evidence do not tell.

    `since` is the commit that the lists were compared with, and `spared` are the links about which nobody was asked for that.
    """

    started_at: datetime
    ended_at: datetime
    partial: bool
    arguments: tuple[str, ...]
    rules: tuple[str, ...]
    asked: Collection[Question]
    requests: int
    since: str = ""
    spared: Collection[Link] = frozenset()


def account(known: Known, judgement: Judgement, course: Course, hints: Sequence[str] = ()) -> Report:
    """The whole report of a run."""
    shared = shared_values(known.documents)
    links = [_link_row(link, shared[link], document, known, course) for document in known.documents for link in document.links]
    by_path = {document.path: document for document in known.documents}
    rows = [finding_row(finding, by_path, known) for finding in judgement.findings]
    return Report(
        run=Run(
            linkbot=__version__,
            started_at=course.started_at,
            ended_at=course.ended_at,
            offline=known.settings.offline,
            partial=course.partial,
            arguments=list(course.arguments),
            rules=list(course.rules),
            since=course.since,
        ),
        documents=[_document_row(document) for document in known.documents],
        links=links,
        entries=[entry_row(entry, document, shared) for document in known.documents for entry in document.entries],
        findings=rows,
        suppressed=[
            SuppressedRow(finding=finding_row(finding, by_path, known), by="comment", reason=suppression.reason)
            for finding, suppression in judgement.suppressed
        ],
        unknown=_unknown_rows(links),
        publish=known.settings.publish,
        statistics=_statistics(links, known, course),
        hints=list(hints),
    )


def _document_row(document: Document) -> DocumentRow:
    return DocumentRow(
        path=document.path,
        sha256=hashlib.sha256(document.data).hexdigest(),
        git_blob=git_blob(document.data),
        encoding=document.encoding,
        newline=document.newline,
        size=len(document.data),
        links=len(document.links),
        entries=len(document.entries),
        unreadable=document.unreadable,
        doubt=document.doubt,
    )


def git_blob(data: bytes) -> str:
    """The object id that git gives a file of these bytes, where it counts in SHA-1."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _link_row(link: Link, shared: Shared, document: Document, known: Known, course: Course) -> LinkRow:
    judged = verdict(link, known)
    if link in course.spared and judged.verdict == "unknown":
        judged = LinkVerdict("skipped", "unchanged")
    place = document.position(link.span.start)
    return LinkRow(
        path=writable(document.path),
        line=place.line,
        column=place.column,
        url=link.url,
        text=link.text,
        span=shared.span,
        url_span=shared.url_span,
        how=link.how,
        is_image=link.is_image,
        identity=shared.identity,
        verdict=judged.verdict,
        reason=writable(judged.reason),
        source=_source(link, judged, known, course.asked),
    )


def _source(link: Link, judged: LinkVerdict, known: Known, asked: Collection[Question]) -> Origin:
    if link.identity.kind == "file":
        return "local"
    if judged.verdict in ("skipped", "malformed", "unknown") or not judged.questions:
        return "none"
    if not any(known.evidence[question].trace for question in judged.questions if question in known.evidence):
        return "local"  # an id that cannot be is not asked for
    return "asked" if any(question in asked for question in judged.questions) else "store"


def finding_row(finding: Finding, documents: Mapping[str, Document], known: Known) -> FindingRow:
    """A finding as the report tells it; `documents` are those of the run by path, `known` holds the evidence."""
    document = documents[finding.path]
    start = document.position(finding.span.start)
    line = document.line_span(start.line)
    end = min(finding.span.end, line.end)
    text = document.text(line)
    column, end_column = start.column, start.column + len(document.text(Span(finding.span.start, max(finding.span.start, end))))
    cut = max(0, column - 1 - QUOTE)
    return FindingRow(
        code=finding.code,
        name=finding.name,
        severity=finding.severity,
        confidence=finding.confidence,
        path=finding.path,
        line=start.line,
        column=column,
        end_column=end_column,
        span=_range(finding.span),
        quote=text[cut : end_column + QUOTE],
        quote_start=cut + 1,
        url=finding.url,
        subject=finding.subject,
        claim=finding.claim,
        message=finding.message,
        hint=finding.hint,
        related=[_related_row(related, documents) for related in finding.related],
        evidence=[_evidence_row(known.evidence[question], known) for question in finding.evidence if question in known.evidence],
        fingerprint=finding.fingerprint,
        ordinal=finding.ordinal,
        fix=_fix_row(finding.fix) if finding.fix else None,
    )


def _related_row(related: Related, documents: Mapping[str, Document]) -> RelatedRow:
    place = documents[related.path].position(related.span.start)
    return RelatedRow(path=related.path, line=place.line, column=place.column, span=_range(related.span), message=related.message)


def _fix_row(fix: Fix) -> FixRow:
    edits = [EditRow(span=_range(edit.span), text=edit.text) for edit in fix.edits]
    return FixRow(title=fix.title, applicability=fix.applicability, edits=edits, proof=fix.proof)


def _evidence_row(evidence: Evidence, known: Known) -> EvidenceRow:
    last = evidence.trace[-1] if evidence.trace else None
    return EvidenceRow(
        question=str(evidence.question),
        answer=evidence.answer.answer,
        detail=in_words(evidence),
        asked_at=evidence.asked_at,
        url=last.url if last else "",
        since=_since(evidence, known),
        hops=[HopRow(status=hop.status, url=hop.url) for hop in last.hops] if last else [],
    )


def _since(evidence: Evidence, known: Known) -> date | None:
    """The first day of an absence, or of looks that could not tell."""
    looks = since_alive(observations(evidence, known))
    alike = [look for look in looks if look.is_death] if looks and looks[-1].is_death else looks
    return alike[0].at.date() if alike else None


def in_words(evidence: Evidence) -> str:
    """What an answer says."""
    match evidence.answer:
        case Found(facts=facts):
            return _facts_in_words(facts)
        case Moved(to=to, permanent=permanent):
            return f"moved {'for good' if permanent else 'for now'} to {to}"
        case Gone(reason=reason):
            return reason
        case Unknown(reason=reason, detail=detail):
            return f"{reason}: {detail}" if detail else reason


def _facts_in_words(facts: Facts) -> str:
    match facts.fact:
        case "page":
            return f"HTTP {facts.status}" + (f", titled “{facts.title}”" if facts.title else "")
        case "paper":
            dates = ", ".join(
                f"{word} {day}" for word, day in (("first version", facts.published), ("latest version", facts.updated)) if day
            )
            return f"“{facts.title}”" + (f", {dates}" if dates else "")
        case "papers":
            return "; ".join(f"{paper.id} “{paper.title}”" for paper in facts.papers[:3]) or "nothing of that title"
        case "repository":
            states = [word for word in ("archived", "disabled", "empty") if getattr(facts, word)]
            return f"{facts.name}" + (f", {' and '.join(states)}" if states else "")
        case "path":
            return "there" if facts.exists else "the branch is not there" if not facts.branch_exists else "the path is not there"
        case "file":
            return "a folder" if facts.is_folder else "a file"


def _unknown_rows(links: Sequence[LinkRow]) -> list[UnknownRow]:
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for identity, row in {row.identity: row for row in links}.items():
        if row.verdict in _UNSETTLED:
            counts[row.reason] += 1
            examples.setdefault(row.reason, row.url or identity)
    return [UnknownRow(reason=reason, links=count, example=examples[reason]) for reason, count in counts.most_common()]


def _statistics(links: Sequence[LinkRow], known: Known, course: Course) -> Statistics:
    unique = {row.identity: row for row in links}
    skipped: Counter[str] = Counter()
    unverified: Counter[str] = Counter()
    settled: Counter[str] = Counter()
    for row in unique.values():
        if row.verdict in _UNSETTLED:
            unverified[_class_of(row)] += 1
        elif row.verdict in ("skipped", "malformed"):
            skipped[row.reason or row.verdict] += 1
        else:
            settled[row.source] += 1
    return Statistics(
        files=len(known.documents),
        links=len(links),
        unique=len(unique),
        asked=settled["asked"],
        stored=settled["store"],
        local=settled["local"] + settled["none"],
        skipped=dict(skipped.most_common()),
        unverified=dict(unverified.most_common()),
        requests=course.requests,
        seconds=round((course.ended_at - course.started_at).total_seconds(), 3),
    )


def _class_of(row: LinkRow) -> str:
    return row.reason.split(":")[0] if row.reason else row.verdict


def _range(span: Span) -> ByteRange:
    return (span.start, span.end)

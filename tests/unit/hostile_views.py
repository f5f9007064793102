"""Bodies of every kind with one text in every place of them where a text of a list or a page may stand."""

from __future__ import annotations

from collections.abc import Sequence

from tests.unit.published import a_dashboard, a_pull, fingerprint
from tests.unit.reports import a_finding, a_fix, a_related, a_report, an_evidence, statistics

from linkbot.model.report import FindingRow, HopRow, Report, UnknownRow, writable
from linkbot.publish import dashboard_body, pull_body
from linkbot.publish.views import Change, Left, Offered
from linkbot.report import FORMATS
from linkbot.report.view import View

MARKER = '<!-- linkbot:v1 {"kind":"pull","group":"links"} -->'
_ROOM = 6_000
"""How many characters of texts go into one body: with more, rows would be left out for want of room."""


def batches(texts: Sequence[str]) -> list[list[str]]:
    """The texts, as many together as one body has room for."""
    found: list[list[str]] = [[]]
    for text in texts:
        if found[-1] and (sum(map(len, found[-1])) + len(text) > _ROOM // 10 or len(found[-1]) == 12):
            found.append([])
        found[-1].append(text)
    return found


def pull_request(texts: Sequence[str]) -> str:
    """A pull request that changes, leaves out and remembers one line for each text."""
    changes = [Change(_row(text, number), ((text, f"new {text}"), (text, ""))) for number, text in enumerate(texts)]
    left = tuple(Left(_row(text, number), text) for number, text in enumerate(texts, 100))
    refused = tuple(_row(text, number) for number, text in enumerate(texts, 200))
    return pull_body.body(a_pull(*changes, left=left, refused=refused), MARKER)


def dashboard(texts: Sequence[str]) -> str:
    """A dashboard that tells of one line for each text, in every section."""
    rows = [
        _row(text, number + 1_000 * section, code=code, confidence="medium" if section % 2 else "high")
        for section, code in enumerate(("LB101", "LB102", "LB302", "LB404", "LB503", "XY999"))
        for number, text in enumerate(texts[:1] if section else texts)
    ]
    refused = tuple(_row(text, number, code="LB101") for number, text in enumerate(texts, 200))
    changes = tuple(Change(_row(text, number), ((text, "new"),)) for number, text in enumerate(texts[:2], 300))
    view = a_dashboard(
        report=_report(rows, texts),
        refused=refused,
        offered=(Offered("links", changes, trouble=texts[0]),),
        troubles=tuple(texts),
    )
    return dashboard_body.body(view, MARKER)


def job_summary(texts: Sequence[str]) -> str:
    """The summary of a job that found one thing for each text."""
    return FORMATS["summary"](_report([_row(text, number) for number, text in enumerate(texts)], texts), View())


def _report(rows: Sequence[FindingRow], texts: Sequence[str]) -> Report:
    unknown = [UnknownRow(reason=f"blocked: {text}", links=1, example=text) for text in texts]
    return a_report(
        *rows, unknown=unknown, hints=list(texts), statistics=statistics(unverified=dict.fromkeys(map(writable, texts[:3]), 1))
    )


def _row(text: str, number: int, code: str = "LB201", confidence: str = "high") -> FindingRow:
    evidence = [
        an_evidence(question=f"arxiv:{text}", answer="found", detail=f"“{text}”, first version 2020-01-01", hops=_hops(text)),
        an_evidence(question=f"web:{text}", detail=text, hops=[]),
    ]
    return a_finding(
        quote=f"!{text}",
        marked="!",
        code=code,
        name=text,
        confidence=confidence,
        path=text or "x",
        line=number + 1,
        url=text,
        subject=f"{number} {text}",
        claim=text,
        message=f"“{text}” is {text}: “{number}”",
        hint=text,
        related=[a_related(path=text, line=number, message=f"“{text}”")],
        evidence=evidence,
        fingerprint=fingerprint(number),
        fix=a_fix(text, title=f"write {text}", proof=f"{text} is right", applicability="unsafe" if number % 2 else "safe"),
    )


def _hops(text: str) -> list[HopRow]:
    return [HopRow(status=301, url=text), HopRow(status=308, url=f"https://example.org/{text}")]

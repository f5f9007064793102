"""The last copy of a dead page: what is asked for it, and the edit that links to it instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from linkbot.checks.edits import replace_url
from linkbot.checks.kind import Known
from linkbot.checks.machine import since_alive
from linkbot.checks.past import observations
from linkbot.checks.questions import evidence_of, questions_of
from linkbot.checks.verdict import verdict_on
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Found, Gone, Page, Question
from linkbot.model.finding import Applicability, Fix
from linkbot.secrets import redact

# https://web.archive.org/web/20240302120000/https://example.org/guide
_COPY = re.compile(r"https://web\.archive\.org/web/(\d{4})(\d\d)(\d\d)\d{6}/.+", re.DOTALL)
_ARCHIVE = re.compile(r"https?://(?:web\.)?archive\.org/", re.IGNORECASE)


def archive_questions(link: Link, known: Known) -> tuple[Question, ...]:
    """The question for a copy of the page behind `link`, where its death is confirmed.

    None of copies themselves, nor of an address with a secret, which is nobody else's business.
    """
    return tuple(
        Question("wayback", question.key, missed.isoformat())
        for question in _dead_pages(link, known)
        if not _ARCHIVE.match(question.key)
        and redact(question.key) == question.key
        and (missed := _first_missed(question, known))
    )


def archive_fix(document: Document, link: Link, known: Known) -> Fix | None:
    """The edit that links to the copy, which nobody has compared with the page; None where there is no copy or no room for it."""
    for question in archive_questions(link, known):
        evidence = known.evidence.get(question)
        page = evidence.answer.facts if evidence and isinstance(evidence.answer, Found) else None
        copy = _COPY.fullmatch(page.url) if isinstance(page, Page) else None
        if copy:
            fragment = link.url.partition("#")[2]
            edits = replace_url(document, link, f"{copy[0]}#{fragment}" if fragment else copy[0])
            day = f"{copy[1]}-{copy[2]}-{copy[3]}"
            title = f"link to the copy of {day} in the Wayback Machine"
            proof = f"the copy is of {day}, and the page was first found missing on {question.want}"
            return Fix(title, Applicability.UNSAFE, edits, proof) if edits else None
    return None


def _dead_pages(link: Link, known: Known) -> Iterator[Question]:
    for question in questions_of(link, known)[:1]:
        evidence = evidence_of(question, known)
        if question.source == "web" and evidence and isinstance(evidence.answer, Gone):  # most are not: no verdict is needed
            judged = verdict_on(question, known)
            if judged.is_confirmed and judged.verdict in ("broken", "gone"):
                yield question


def _first_missed(question: Question, known: Known) -> date | None:
    """The first day on which the page was not there any more, None where it was never missed."""
    evidence = evidence_of(question, known)
    seen = since_alive(observations(evidence, known)) if evidence else ()
    return next((each.at.date() for each in seen if each.is_death), None)

"""The edit that writes another date where an entry has one, in the form of the list's other dates."""

from __future__ import annotations

from collections import Counter

from linkbot.checks.date_text import form_of, rewrite
from linkbot.checks.kind import Known
from linkbot.model.document import Claim, DateValue, Document
from linkbot.model.finding import Applicability, Edit, Fix

_MOST_PEERS = 200
"""More of a list's dates show nothing new of how it writes them."""


def date_written(claim: Claim, value: DateValue, document: Document, known: Known) -> str | None:
    """The text of a date that has been read, made to say `value`; None where the form cannot be rewritten with certainty."""
    if not isinstance(claim.value, DateValue):
        return None
    peers = [one.text for one in sound_dates(document, known)[:_MOST_PEERS] if one != claim]
    return rewrite(claim.text, claim.value, value, known.rulebook, peers)


def date_fix(document: Document, claim: Claim, text: str | None, applicability: Applicability, proof: str) -> Fix | None:
    """Puts `text` in the place of a date; None where that changes nothing, or where the bytes are not the text's own."""
    if text is None or text == claim.text or document.text(claim.span) != claim.text:
        return None
    return Fix(f"write {text.strip()}", applicability, (Edit(claim.span, text),), proof)


def sound_dates(document: Document, known: Known) -> list[Claim]:
    """The dates of a document that can be read and have no defect, each once."""
    found: dict[str, list[Claim]] = known.memory.setdefault("written dates", {})
    if document.path not in found:
        claims = dict.fromkeys(claim for entry in document.entries for claim in entry.claims if claim.kind == "date")
        found[document.path] = [claim for claim in claims if claim.value and not claim.defect]
    return found[document.path]


def forms_of(document: Document, known: Known) -> Counter[str]:
    """How often a document writes its dates in each form; those with a defect are not counted."""
    found: dict[str, Counter[str]] = known.memory.setdefault("forms of dates", {})
    if document.path not in found:
        found[document.path] = Counter(form_of(claim.text, known.rulebook) for claim in sound_dates(document, known))
    return found[document.path]

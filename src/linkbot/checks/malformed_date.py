"""Dates with a slip in their form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from linkbot.checks.convention import LEAST_CLAIMS, DatedCitation, dated_citations, is_version
from linkbot.checks.date_edit import date_fix, forms_of
from linkbot.checks.date_proposal import DateParams
from linkbot.checks.date_text import form_of, named_months
from linkbot.checks.kind import Kind, Known
from linkbot.checks.month_slip import belief, dates_like
from linkbot.checks.possible_date import is_in_the_future, is_wrong
from linkbot.model.document import Claim, DateValue, Document
from linkbot.model.finding import Applicability, Finding, Fix, Severity
from linkbot.model.text import Span
from linkbot.parse.dates import read_dates
from linkbot.parse.lexicon import lexicon

_RARE = 0.05
_FULL_STOP = re.compile(r"(?<=[^\W\d_])\.(?=\s)")  # Oct. 2023
_FOUR_LETTERS = re.compile(r"(?<![^\W_])[^\W\d_]{4}(?![^\W\d_])")  # Junn
_FIVE_DIGITS = re.compile(r"(?<!\d)\d{5}(?!\d)")
_SHORT = 3
"""How many letters of a month's name are left where it is cut short."""


class MalformedDate(Kind):
    """A date with a slip in it: a misspelt month, a year of five digits, a missing space where the file else writes one.

    bad:  Februray 2024 among dates with English months; March 20222; Oct.2023 in a file that writes Sep. 2023, Nov. 2023, ...
    good: Oct. 2023; Oct.2023 in a file that writes all its dates so; (Jung, 2022); a month in another language

    Fields of the message: `written`, `defect`, `repaired` (the text without its defect, "" where more than one is possible).
    """

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each date claim with a defect; slips of spacing are mild, and told where they are rare.

        A misspelt month is told where the list's other dates show that it is one, as information where they are few.
        """
        claims = [claim for entry in document.entries for claim in entry.claims if claim.kind == "date"]
        repairs = {claim.span: _repaired(claim, document, known) for claim in claims if claim.defect}
        spacing = {claim.span for claim in claims if claim.defect and _is_spacing(claim, repairs[claim.span])}
        cited: defaultdict[Span, list[DatedCitation]] = defaultdict(list)
        for dated in dated_citations(document, known) if repairs else ():
            cited[dated.claim.span].append(dated)
        spacing_is_rare = len(claims) >= LEAST_CLAIMS and sum(claim.span in spacing for claim in claims) <= _RARE * len(claims)
        for claim in dict.fromkeys(claims):
            believed = belief(claim, document, known)
            if claim.defect and believed != "doubtful" and (claim.span not in spacing or spacing_is_rare):
                repaired = repairs[claim.span]
                yield self.finding(
                    document,
                    claim.span,
                    subject=claim.text.strip(),
                    claim="date",
                    severity=Severity.INFO if claim.span in spacing or believed == "likely" else None,
                    confidence="low" if believed == "likely" else None,
                    fix=_fix(claim, repaired, cited[claim.span], document, known) if repaired else None,
                    written=claim.text.strip(),
                    defect=claim.defect,
                    repaired=repaired,
                )


def _fix(claim: Claim, repaired: str, cited: Sequence[DatedCitation], document: Document, known: Known) -> Fix | None:
    """Safe where the repaired date is a date of each paper that it dates (`cited`), as far as is known."""
    value = claim.value
    if not isinstance(value, DateValue):
        return None
    agreeing = (dated.citation.id for dated in cited if dated.dates and is_version(value, dated.dates))
    record = next((f", and arXiv has {paper_id} of that time" for paper_id in agreeing), "")
    return date_fix(
        document, claim, repaired, _applicability(claim, value, cited, document, known), _proof(claim, document, known) + record
    )


def _applicability(
    claim: Claim, value: DateValue, cited: Sequence[DatedCitation], document: Document, known: Known
) -> Applicability:
    """Only shown where the month may be none, or the repaired date is wrong; unsafe where only a release may explain it."""
    if belief(claim, document, known) != "sure" or is_in_the_future(value, known.today):
        return Applicability.DISPLAY
    if any(is_wrong(dated, document, known, DateParams().lead_months) for dated in cited):
        return Applicability.DISPLAY
    return Applicability.UNSAFE if any(is_wrong(dated, document, known, 0) for dated in cited) else Applicability.SAFE


def _proof(claim: Claim, document: Document, known: Known) -> str:
    """What the date was compared with."""
    words = lexicon(known.rulebook).dates
    reasons = [
        f"no other English month is spelt so nearly as “{month.name}”, and {_sound(dates_like(claim, document, known))}"
        for month in named_months(claim.text, known.rulebook)
        if month.meant
    ]
    reasons += [
        f"leaving out one digit of {digits} gives one year alone from {words.earliest} to {words.latest}"
        for digits in _FIVE_DIGITS.findall(claim.text)
    ]
    return "; ".join(reasons) or "white space alone is missing"


def _sound(dates: int) -> str:
    """How many dates of a list have a sound month."""
    return f"{dates} dates of the list have sound ones in its place" if dates != 1 else "one date of the list has a sound one"


def _repaired(claim: Claim, document: Document, known: Known) -> str:
    readings = read_dates(claim.text, known.rulebook)
    if len(readings) != 1 or not readings[0].repaired:
        return ""
    reading = readings[0]
    repaired = _as_the_list_writes(reading.text, reading.repaired, document, known)
    return claim.text[: reading.start] + repaired + claim.text[reading.end :]


def _as_the_list_writes(written: str, repaired: str, document: Document, known: Known) -> str:
    """Of the repairs that are equally small the one in the form that most dates of the list have.

    A full stop may stand for the space that is missing ("Oct.2023"), and "Junn" for "Jun" as well as for "June".
    """
    ways = [repaired, _FULL_STOP.sub("", repaired)]
    name, slip = _FOUR_LETTERS.search(repaired), _FOUR_LETTERS.search(written)
    if name and slip and slip[0] != name[0] and slip[0][:_SHORT] == name[0][:_SHORT]:
        ways.append(repaired.replace(name[0], name[0][:_SHORT]))
    forms = forms_of(document, known)
    return max(ways, key=lambda way: forms[form_of(way, known.rulebook)])


def _is_spacing(claim: Claim, repaired: str) -> bool:
    """Whether white space is all that is wrong, and perhaps a full stop in its place."""
    plain, mended = ("".join(text.replace(".", " ").split()) for text in (claim.text, repaired))
    return isinstance(claim.value, DateValue) and plain == mended

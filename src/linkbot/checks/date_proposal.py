"""What to write for a date that is none of the paper's: the date that was meant, or those between which nothing decides."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.convention import DatedCitation, PaperDates, dated_citations, fault, habit_of, venue_with_year
from linkbot.checks.date_edit import date_fix, date_written
from linkbot.checks.kind import Known
from linkbot.checks.month_slip import belief
from linkbot.checks.possible_date import doubt, is_wrong, lead_of
from linkbot.checks.right_date import Precedents, Version, changed_part, is_settled, precedents, readings, version_at
from linkbot.model.document import DateValue, Document
from linkbot.model.finding import Applicability, Edit, Fix

_MOST_SHOWN = 3


class DateParams(BaseModel):
    """`lead_months`: how long before the paper an entry of a short name, a model or a tool, may be dated.

    `classic_years`: a date that is more years earlier than the paper's record is perhaps that of a classic, printed long before.

    A list gives first versions' dates, or latest ones', where at least `telling_share` (0 to 1) of at least `telling_dates`
    dates that can tell do; it gives versions' dates at all where at least `version_share` of those do that are not wrong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lead_months: int = Field(default=6, ge=0)
    classic_years: int = Field(default=5, ge=0)
    telling_dates: int = Field(default=8, ge=1)
    telling_share: float = Field(default=0.95, gt=0.5, le=1)
    version_share: float = Field(default=0.9, gt=0.5, le=1)


def proposal(dated: DatedCitation, document: Document, known: Known, params: DateParams) -> Fix | None:
    """Writes the date that the wrong one of `dated` was meant to be, in the list's own form.

    To be applied where what is written leaves one reading, or the list's habit does; shown where several are equally small, or
    where the list is not known to give versions' dates, and where the date may be a venue's, or a classic's. None where the paper
    is not known, where the year is a venue's, or where what is read as a month may be none.
    """
    value, dates = dated.value, dated.dates
    if dates is None or venue_with_year(dated.citation.entry, known) or belief(dated.claim, document, known) != "sure":
        return None
    past = _precedents(dated, document, known, params)
    found = readings(value, dates)
    version = past.version(params.telling_dates, params.telling_share)
    fitting = _of_version(found, dates, version) if version else found
    if version and not fitting:
        found = (*found, _whole(value, dates, version))
    is_one = len(fitting) == 1 and bool(version or is_settled(value, dates))
    text = date_written(dated.claim, fitting[0], document, known) if is_one else None
    explained = doubt(dated, known, params.classic_years)
    if text is None or explained or not _is_believable(fitting[0], dated, document, known, past, params):
        return _shown(dated, found, document, known, explained or _doubt(past))
    habit = f"and {_count(past, version)}" if version and len(found) > 1 else ""
    return date_fix(document, dated.claim, text, Applicability.UNSAFE, _proof(value, fitting[0], dates, habit))


def _is_believable(
    chosen: DateValue, dated: DatedCitation, document: Document, known: Known, past: Precedents, params: DateParams
) -> bool:
    """Whether the list gives versions' dates, or the year alone is another: that a month agrees is no accident.

    Where more than one part would change, nothing of the new date is the list's own: then its dates must be versions' as they are
    written, and the entry none that a release may date.
    """
    lead = lead_of(dated, known, params.lead_months)
    if dated.dates is None or fault(chosen, dated.dates, habit_of(dated, document, known), lead):
        return False
    part = changed_part(dated.value, chosen)
    if part == "year" and dated.value.month:
        return True
    return past.trusts_versions(params.version_share, exactly=not part) and not (lead and not part)


def _of_version(found: Sequence[DateValue], dates: PaperDates, version: Version) -> tuple[DateValue, ...]:
    day = dates.first if version == "first" else dates.latest
    return tuple(value for value in found if value.matches(day) or version_at(value, dates) == day)


def _whole(value: DateValue, dates: PaperDates, version: Version) -> DateValue:
    day = dates.first if version == "first" else dates.latest
    return DateValue(day.year, day.month if value.month else None, day.day if value.day else None)


def _precedents(dated: DatedCitation, document: Document, known: Known, params: DateParams) -> Precedents:
    """What the other dates of the same list or table show; those of the file where too few of these can tell."""
    own = _shown_by(document, dated.citation.entry.group, known, params.lead_months)
    return own if own.telling >= params.telling_dates else _shown_by(document, None, known, params.lead_months)


def _shown_by(document: Document, group: int | None, known: Known, lead_months: int) -> Precedents:
    """What the dates of a list or table, or of the whole file, show, but for those that are wrong."""
    memory: dict[tuple[str, int | None, int], Precedents] = known.memory.setdefault("precedents", {})
    key = (document.path, group, lead_months)
    if key not in memory:
        members = [one for one in dated_citations(document, known) if group in (None, one.citation.entry.group)]
        right = [one for one in members if not is_wrong(one, document, known, lead_months)]
        memory[key] = precedents((one.value, one.dates) for one in right if one.dates)
    return memory[key]


def _shown(dated: DatedCitation, values: Sequence[DateValue], document: Document, known: Known, why: str) -> Fix | None:
    """The dates that may be meant, to be read; with the edit where there is one alone. `why` says why they are only shown."""
    claim, dates = dated.claim, dated.dates
    if dates is None:
        return None
    written = {value: date_written(claim, value, document, known) for value in values}
    words = [f"{(text or str(value)).strip()} ({_name(value, dates)})" for value, text in written.items()]
    texts = [text for text in written.values() if text]
    edits = (Edit(claim.span, texts[0]),) if len(written) == len(texts) == 1 and document.text(claim.span) == claim.text else ()
    return Fix(f"write {' or '.join(words[:_MOST_SHOWN])}", Applicability.DISPLAY, edits, why)


def _proof(value: DateValue, right: DateValue, dates: PaperDates, habit: str) -> str:
    day, part = version_at(right, dates), changed_part(value, right)
    is_only = len(set(dates.versions)) == 1
    seen = f"arXiv has no version of the paper but that of {day}" if is_only else f"arXiv has {_name(right, dates)} of {day}"
    if habit:
        return f"{seen}, {habit}"
    if value.month and part:
        seen += f", and the {part} alone has to change"
    return seen if is_only or value.precision == "year" else f"{seen}; no other version is so close to what is written"


def _doubt(past: Precedents) -> str:
    """What the list's other dates say, where that decides nothing; "" where they say nothing."""
    if past.telling:
        counts = f"{past.first} are of first versions and {past.latest} of latest ones"
        return f"of the {past.telling} other dates that can tell, {counts}"
    return f"{past.versions} of the {past.dates} other dates are of versions" if past.dates else ""


def _count(past: Precedents, version: Version) -> str:
    count = past.first if version == "first" else past.latest
    return f"{count} of the {past.telling} dates of this list that can tell are of {version} versions"


def _name(value: DateValue, dates: PaperDates) -> str:
    day = version_at(value, dates)
    if not value.day and not value.matches(day):
        return "its id"
    if len(set(dates.versions)) == 1:
        return "the only version"
    return "the first version" if day == dates.first else "the latest version" if day == dates.latest else "a version between"

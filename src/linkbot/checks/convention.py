"""Which of a paper's dates a list gives: the first version's, the latest version's, any version's, or the venue's year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from linkbot.checks.arxiv_id import announced
from linkbot.checks.citation import Citation, citations, closest, has_all_versions, version_questions
from linkbot.checks.kind import Known
from linkbot.checks.title_text import normal
from linkbot.checks.wording import wording_of
from linkbot.model.document import Claim, DateValue, Document, Entry
from linkbot.parse.lexicon import lexicon

Convention = Literal["first", "latest", "any", "venue", "mixed", "unknown"]
Fault = Literal["early", "late", "between"]

LEAST_CLAIMS = 8
"""From fewer dates no habit is inferred."""
DAYS_EITHER_WAY = (timedelta(days=-1), timedelta(), timedelta(days=1))
"""Lists and registries count days in different time zones."""
DAY_SLACK = 14
"""How many days before the first version a day may be that is not held against a list."""

_ALMOST_ALL = 0.95
_MOST = 0.6
_HALF = 0.5
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class PaperDates:
    """The UTC days on which a paper's versions were submitted.

    `between` are the known days of the versions between the first and the latest, all of them if `complete`. `open_ended`
    says that there may be later versions than `latest`. `announced` is the first day of the month that the id carries, in one
    paper of 25 the month after the first version. `venue_years` are the years that the paper's comment, its journal reference
    or the entry's venue name.
    """

    first: date
    latest: date
    between: tuple[date, ...] = ()
    complete: bool = False
    open_ended: bool = False
    announced: date | None = None
    venue_years: frozenset[int] = frozenset()

    @property
    def versions(self) -> tuple[date, ...]:
        """All known days, the first and the latest version's before the others."""
        return (self.first, self.latest, *self.between)


@dataclass(frozen=True, slots=True)
class DatedCitation:
    """A citation with the date that it gives its paper; `dates` is None where the paper is not known."""

    citation: Citation
    claim: Claim
    value: DateValue
    dates: PaperDates | None


@dataclass(frozen=True, slots=True)
class Habit:
    """How a list dates its papers, and the share (0 to 1) of its dates that are some version's."""

    convention: Convention
    share: float = 0.0

    @property
    def trusts_versions(self) -> bool:
        """Whether the list gives versions' dates, by and large."""
        return self.share >= _MOST


def dated_citations(document: Document, known: Known) -> tuple[DatedCitation, ...]:
    """The citations of `document` whose entry gives a date that can be read, and whose title is not another paper's."""
    memory: dict[str, tuple[DatedCitation, ...]] = known.memory.setdefault("dated citations", {})
    if document.path not in memory:
        memory[document.path] = tuple(
            DatedCitation(citation, claim, claim.value, _dates_of(citation, known))
            for citation in citations(document, known)
            for claim in [citation.entry.claim("date")]
            if claim and isinstance(claim.value, DateValue) and not _is_of_another_paper(citation, known)
        )
    return memory[document.path]


def habit_of(dated: DatedCitation, document: Document, known: Known) -> Habit:
    """How the list or table that an entry stands in dates papers; where that is too small, how the whole file does."""
    own, whole = (_habit(document, group, known) for group in (dated.citation.entry.group, None))
    if own.convention == "unknown":
        return whole
    # One table with a few wrong dates in a file of right ones still means what the file means.
    return replace(own, share=max(own.share, whole.share)) if own.share >= _HALF else own


def venue_with_year(entry: Entry, known: Known) -> str:
    """The conference or journal that an entry names, with the year, where its date is a bare year: that may be the venue's.

    "" where there is none, and for a preprint server.
    """
    venue, written = venue_of(entry, known), entry.date
    return f"{venue} {written.year}" if venue and written and written.precision == "year" else ""


def venue_of(entry: Entry, known: Known) -> str:
    """The conference or journal that an entry names, as written; "" where there is none, and for a preprint server."""
    claim = entry.claim("venue")
    if claim is None:
        return ""
    servers = {normal(name) for name in lexicon(known.rulebook).dates.repositories}
    return "" if servers & set(normal(claim.text).split()) else claim.text.strip()


def infer(claims: Sequence[tuple[DateValue, PaperDates]]) -> Habit:
    """The simplest convention that explains at least 95 % of `claims`: "mixed" where none does, "unknown" for fewer than eight.

    Days are compared by their months: a list that takes its days from several registries keeps its habit all the same.
    """
    if len(claims) < LEAST_CLAIMS:
        return Habit("unknown")
    months = [(DateValue(value.year, value.month), dates) for value, dates in claims]
    share = _share("any", months)
    conventions: tuple[Convention, ...] = ("first", "latest", "any", "venue")
    return Habit(next((convention for convention in conventions if _share(convention, months) >= _ALMOST_ALL), "mixed"), share)


def fault(value: DateValue, dates: PaperDates, habit: Habit, lead_months: int = 0) -> Fault | None:
    """Why `value` is no date of the paper; None where it is one, or may be one.

    A release may come `lead_months` before the paper. A year may be the one after a version, when a venue printed the paper,
    unless the list gives versions' dates throughout. A day between two versions is only wrong where all versions are known.
    """
    if _explains("any", value, dates):
        return None
    if _is_early(value, dates, lead_months):
        return "early"
    if value.year in dates.venue_years or dates.open_ended:
        return None
    strict = habit.convention in ("first", "latest", "any")
    first_month, last_month = _months(value)
    if first_month > _month_of(dates.latest + timedelta(days=1)):
        is_late = value.year > dates.latest.year + 1 or strict if value.precision == "year" else habit.trusts_versions
        return "late" if is_late else None
    is_between = last_month > _month_of(dates.first) and value.precision != "year"
    is_near = any(first_month - 1 <= _month_of(day) <= last_month + 1 for day in dates.versions)
    return "between" if is_between and dates.complete and strict and not is_near else None


def needs_versions(value: DateValue, dates: PaperDates) -> bool:
    """Whether a version between the first and the latest might explain `value`."""
    first_month, last_month = _months(value)
    inside = last_month >= _month_of(dates.first) and first_month <= _month_of(dates.latest + timedelta(days=1))
    return inside and value.precision != "year" and not dates.complete and not _explains("any", value, dates)


def is_version(value: DateValue, dates: PaperDates) -> bool:
    """Whether some known version is of that time, give or take a day; for a year or a month also whether the id is."""
    return _explains("any", value, dates)


def is_near_version(value: DateValue, dates: PaperDates) -> bool:
    """Whether a day lies in the month of a known version, or at most two weeks before one: lists are not held to less."""
    if is_version(value, dates) or not (value.month and value.day):
        return is_version(value, dates)
    day = date(value.year, value.month, value.day)
    return any((one.year, one.month) == (day.year, day.month) or 0 <= (one - day).days <= DAY_SLACK for one in dates.versions)


def _habit(document: Document, group: int | None, known: Known) -> Habit:
    memory: dict[tuple[str, int | None], Habit] = known.memory.setdefault("habits", {})
    key = (document.path, group)
    if key not in memory:
        members = [dated for dated in dated_citations(document, known) if group in (None, dated.citation.entry.group)]
        memory[key] = infer([(dated.value, dated.dates) for dated in members if dated.dates])
    return memory[key]


def _share(convention: Convention, claims: Sequence[tuple[DateValue, PaperDates]]) -> float:
    return sum(_explains(convention, value, dates) for value, dates in claims) / len(claims)


def _dates_of(citation: Citation, known: Known) -> PaperDates | None:
    paper = known.paper(citation.id)
    if paper is None or paper.published is None:
        return None
    days = dict(paper.versions)
    for question in version_questions(citation.id, known):
        version = known.paper(question.key)
        if version and version.updated:
            days.setdefault(int(question.key.rpartition("v")[2]), version.updated)
    first = paper.published
    latest = max(first, paper.updated or first, *days.values())
    text = f"{paper.comment} {paper.journal} {venue_with_year(citation.entry, known)}"
    return PaperDates(
        first,
        latest,
        between=tuple(sorted(set(days.values()) - {first, latest})),
        complete=has_all_versions(citation.id, known) or set(days) >= set(range(2, paper.version or 0)),
        open_ended=paper.updated is None and paper.version != 1,
        announced=announced(citation.id),
        venue_years=frozenset(map(int, _YEAR.findall(text))),
    )


def _is_of_another_paper(citation: Citation, known: Known) -> bool:
    relation = closest(citation.label, citation.id, known, wording_of(known.rulebook))
    return relation is not None and not relation.is_tie


def _explains(convention: Convention, value: DateValue, dates: PaperDates) -> bool:
    match convention:
        case "first":
            return _matches(value, dates.first) or _is_month_of_id(value, dates)
        case "latest":
            return _matches(value, dates.latest)
        case "any":
            return any(_matches(value, day) for day in dates.versions) or _is_month_of_id(value, dates)
        case _:
            return value.year in dates.venue_years or value.year in (dates.first.year, dates.first.year + 1)


def _matches(value: DateValue, day: date) -> bool:
    return any(value.matches(day + shift) for shift in DAYS_EITHER_WAY)


def _is_month_of_id(value: DateValue, dates: PaperDates) -> bool:
    return dates.announced is not None and value.day is None and value.matches(dates.announced)


def _is_early(value: DateValue, dates: PaperDates, lead_months: int) -> bool:
    _, last_month = _months(value)
    if last_month >= _month_of(dates.first - timedelta(days=1)) - lead_months:
        return False
    if value.month and value.day:
        return (dates.first - date(value.year, value.month, value.day)).days > DAY_SLACK
    return True


def _months(value: DateValue) -> tuple[int, int]:
    return (12 * value.year + (value.month or 1), 12 * value.year + (value.month or 12))


def _month_of(day: date) -> int:
    return 12 * day.year + day.month

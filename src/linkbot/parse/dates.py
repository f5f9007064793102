"""Dates as lists write them, read by a grammar that says nothing rather than guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from linkbot.model.document import DateValue
from linkbot.parse.lexicon import DateWords, lexicon
from linkbot.parse.months import Month, read_month
from linkbot.rulebook import Rulebook

Form = Literal["Month D, YYYY", "D Month YYYY", "Month YYYY", "YYYY-MM-DD", "YYYY-MM", "DD/MM/YYYY", "VENUE YYYY", "YYYY"]

_DIGITS_OF_A_YEAR = 4
_MONTHS = 12
_LONGEST_INITIAL = 4  # characters: a blank before it, its full stop and a blank behind it
_INITIAL = re.compile(r"(?:^|[\s.(\[&-])[^\W\d_]\.\s?$")  # G.
_LONGEST_BEFORE_YEAR = 40  # characters, in every form below: "9th of December 2024"


@dataclass(frozen=True, slots=True)
class DateReading:
    """One date in a text. `start` and `end` count characters of the text.

    `value` is None where the text is meant as a date and cannot be read as one. `defect` says what is wrong with the form,
    "" where nothing is; `repaired` is the text without the defect, "" where there is no one repair. `venue` is the
    conference that the year belongs to, "" otherwise; it stands before `start`.
    """

    start: int
    end: int
    text: str
    value: DateValue | None
    form: Form
    defect: str = ""
    repaired: str = ""
    venue: str = ""


def read_dates(text: str, rulebook: Rulebook) -> list[DateReading]:
    """The dates in `text`, in order, without overlap. Whether one of them dates an entry is for the caller to say."""
    return scan_dates(text, lexicon(rulebook).dates)


def scan_dates(text: str, words: DateWords) -> list[DateReading]:
    """`read_dates` for a reader who has the words at hand."""
    found: list[DateReading] = []
    year = _YEAR.search(text)
    if year is None:
        return found
    first = max(0, year.start() - _LONGEST_BEFORE_YEAR)
    taken = bytearray(len(text))
    for form, pattern, read in _GRAMMAR:
        for match in pattern.finditer(text, first):
            reading = read(form, match, words)
            if reading and not any(taken[reading.start : reading.end]):
                found.append(reading)
                taken[reading.start : reading.end] = b"\1" * (reading.end - reading.start)
    return sorted(found, key=lambda reading: reading.start)


def most_precise(readings: Sequence[DateReading]) -> DateReading | None:
    """The one reading that tells most: a day before a month before a year, and a date before the year of a venue.

    None where the best readings contradict one another.
    """
    best = max(map(_rank, readings), default=None)
    rivals = [reading for reading in readings if _rank(reading) == best]
    return rivals[0] if len({reading.value for reading in rivals}) == 1 else None


def _rank(reading: DateReading) -> tuple[int, bool]:
    value = reading.value
    parts = 1 + (value.month is not None) + (value.day is not None) if value else 0
    return parts, reading.form != "VENUE YYYY"


class _Flaw(NamedTuple):
    """What is wrong, and what would stand right between two places of the match; None where nobody can say."""

    defect: str
    start: int
    end: int
    right: str | None


def _named_month(form: Form, match: re.Match[str], words: DateWords) -> DateReading | None:
    month = read_month(match["month"], words)
    if month is None or _is_a_person(match, month):
        return None
    found = match.groupdict()
    flaws = []
    if month.meant:
        right = month.meant if match["month"][0].isupper() else month.meant.casefold()
        flaws.append(_Flaw(f"“{match['month']}” is misspelt, {month.meant} is meant", *match.span("month"), right))
    flaws += [_Flaw("a space is missing", *match.span(gap), " ") for gap in ("gap", "gap2") if found.get(gap) == ""]
    return _reading(form, match, words, month.number, found.get("day"), flaws)


def _is_a_person(match: re.Match[str], month: Month) -> bool:
    """Whether a word that is no sound English month stands where a name does: "C. G. Jung, 2022", and "(Mei, 2022)".

    A misspelt month in brackets is left to those who know how the list writes its dates.
    """
    if not (month.meant or month.is_foreign) or not match["month"][0].isupper():
        return False
    before = match.string[max(0, match.start() - _LONGEST_INITIAL) : match.start()]
    return bool(_INITIAL.search(before)) or (month.is_foreign and before[-1:] in ("(", "[") and "," in match[0])


def _year_then_month(form: Form, match: re.Match[str], words: DateWords) -> DateReading | None:
    month = read_month(match["month"], words)
    if month is None or month.meant or month.is_foreign or not match["month"][0].isupper():
        return None
    return _reading(form, match, words, month.number, None, [])


def _numeric(form: Form, match: re.Match[str], words: DateWords) -> DateReading | None:
    found = match.groupdict()
    month, day = int(found.get("month") or 0) or None, found.get("day")
    if found.get("month") and (month is None or month > _MONTHS):
        if not day or not words.earliest <= int(match["year"]) <= words.latest:
            return None
        return _reading(form, match, words, None, None, [_Flaw(f"there is no month {match['month']}", 0, 0, None)])
    return _reading(form, match, words, month, day, [])


def _valid_numeric(form: Form, match: re.Match[str], words: DateWords) -> DateReading | None:
    reading = _numeric(form, match, words)
    return reading if reading and not reading.defect else None


def _day_and_month(form: Form, match: re.Match[str], words: DateWords) -> DateReading | None:
    one, two = int(match["one"]), int(match["two"])
    if one > _MONTHS and two > _MONTHS:
        return None
    if one > _MONTHS or one == two:
        return _reading(form, match, words, two, match["one"], [])
    if two > _MONTHS:
        return _reading(form, match, words, one, match["two"], [])
    return _reading(form, match, words, None, None, [])  # which is the day cannot be told: only the year is certain


def _venue(form: Form, match: re.Match[str], words: DateWords) -> DateReading | None:
    name = match["venue"]
    shortened = bool(match["mark"]) and sum(letter.isupper() for letter in name) > 1
    if name not in words.venue_names and not shortened:
        return None
    start = match.start("mark") if match["mark"] else match.start("year")
    reading = _reading(form, match, words, None, None, [], start=start)
    return reading if reading and reading.value else None


def _bare_year(form: Form, match: re.Match[str], words: DateWords) -> DateReading | None:
    return _reading(form, match, words, None, None, []) if words.earliest <= int(match["year"]) <= words.latest else None


def _reading(
    form: Form,
    match: re.Match[str],
    words: DateWords,
    month: int | None,
    day: str | None,
    flaws: list[_Flaw],
    *,
    start: int | None = None,
) -> DateReading:
    first = match.start() if start is None else start
    year, flaws = _read_year(match, words, flaws)
    value = None
    if year and all(flaw.right is not None for flaw in flaws):
        try:
            value = DateValue(year, month, int(day) if day else None)
        except ValueError:
            flaws = [*flaws, _Flaw(f"{year}-{month:02d} has no day {day}", 0, 0, None)]
    return DateReading(
        start=first,
        end=match.end(),
        text=match.string[first : match.end()],
        value=value,
        form=form,
        defect="; ".join(dict.fromkeys(flaw.defect for flaw in flaws)),
        repaired=_repair(match, flaws) if flaws and value else "",
        venue=match.groupdict().get("venue") or "",
    )


def _read_year(match: re.Match[str], words: DateWords, flaws: list[_Flaw]) -> tuple[int | None, list[_Flaw]]:
    digits = match.groupdict().get("short") or match["year"]
    plausible = range(words.earliest, words.latest + 1)
    if len(digits) == _DIGITS_OF_A_YEAR - 2:
        return int(digits) + (1900 if 1900 + int(digits) >= words.earliest else 2000), flaws
    if len(digits) == _DIGITS_OF_A_YEAR:
        if int(digits) in plausible:
            return int(digits), flaws
        return None, [*flaws, _Flaw(f"{digits} is no plausible year", *match.span("year"), None)]
    shorter = {int("".join(some)) for some in combinations(digits, _DIGITS_OF_A_YEAR)} & set(plausible)
    year = shorter.pop() if len(shorter) == 1 else None
    flaw = _Flaw(f"the year {digits} has {len(digits)} digits", *match.span("year"), str(year) if year else None)
    return year, [*flaws, flaw]


def _repair(match: re.Match[str], flaws: list[_Flaw]) -> str:
    text = match.string[: match.end()]
    for flaw in sorted(flaws, key=lambda flaw: flaw.start, reverse=True):
        text = text[: flaw.start] + (flaw.right or "") + text[flaw.end :]
    return text[match.start() :]


_YEAR = re.compile(r"\d{3}|['’-]\s?\d\d")  # every form below has a year, of three digits or more, or two and a mark
_WORD = r"(?P<month>[^\W\d_]{3,12})"
_BEFORE = r"(?<![\w/.–-])"  # not inside a word, a path, a number or a range
_AFTER = r"(?![\w/])(?!-\w)(?!\.\d)(?!\s?[–—-]\s?(?:19|20)\d\d(?!\d))"

_Reader = Callable[[Form, re.Match[str], DateWords], DateReading | None]

# In the order in which a stretch of text is given away.
_GRAMMAR: tuple[tuple[Form, re.Pattern[str], _Reader], ...] = (
    (  # April 29, 2022; August 24th 2023
        "Month D, YYYY",
        re.compile(
            rf"{_BEFORE}{_WORD}(?:\.?,?)(?P<gap>\s{{0,2}})(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
            rf"(?:,(?P<gap2>\s{{0,2}})|\s{{1,2}})(?P<year>\d{{4,5}}){_AFTER}"
        ),
        _named_month,
    ),
    (  # 4 Feb 2023; 9th of December 2024; 30. April 2023; 04-Feb-2023
        "D Month YYYY",
        re.compile(
            rf"{_BEFORE}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\.?\s{{1,2}}(?:of\s)?|-){_WORD}"
            rf"\.?,?(?P<gap>\s{{0,2}}|-)(?P<year>\d{{4,5}}){_AFTER}"
        ),
        _named_month,
    ),
    (  # 2023年4月30日; 2023년 4월
        "YYYY-MM-DD",
        re.compile(
            r"(?<!\d)(?P<year>\d{4})\s?[年년](?:\s?(?P<month>\d{1,2})\s?[月월](?:\s?(?P<day>\d{1,2})\s?[日号號일])?)?(?!\d)"
        ),
        _valid_numeric,
    ),
    (  # 2023-04-30; 2023/07/03
        "YYYY-MM-DD",
        re.compile(rf"{_BEFORE}(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_AFTER}"),
        _numeric,
    ),
    (  # 2017-06; 2021.11
        "YYYY-MM",
        re.compile(rf"{_BEFORE}(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}}){_AFTER}"),
        _valid_numeric,
    ),
    (  # 30.04.2023; 04/30/2023
        "DD/MM/YYYY",
        re.compile(rf"{_BEFORE}(?P<one>\d{{1,2}})(?P<mark>[/.])(?P<two>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}){_AFTER}"),
        _day_and_month,
    ),
    (  # 05/2023
        "YYYY-MM",
        re.compile(rf"{_BEFORE}(?P<month>\d{{1,2}})/(?P<year>\d{{4}}){_AFTER}"),
        _valid_numeric,
    ),
    (  # June 2017; May. 2022; Oct., 2025; Oct.2023 (a space is missing); Jan'23; Mar-2023
        "Month YYYY",
        re.compile(rf"{_BEFORE}{_WORD}\.?,?(?:(?P<gap>\s{{0,2}}|-)(?P<year>\d{{3,5}})|\s?['’](?P<short>\d\d)){_AFTER}"),
        _named_month,
    ),
    (  # 2023 March
        "Month YYYY",
        re.compile(rf"{_BEFORE}(?P<year>\d{{4}})(?:,?\s|-){_WORD}{_AFTER}"),
        _year_then_month,
    ),
    (  # 20210625
        "YYYY-MM-DD",
        re.compile(rf"{_BEFORE}(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d){_AFTER}"),
        _valid_numeric,
    ),
    (  # RANLP 2025; AAAI2020; ICLR'23; NIPS' 15; ICLR-18
        "VENUE YYYY",
        re.compile(
            r"(?<![\w/-])(?P<venue>[A-Za-z][A-Za-z&0-9-]{1,15}?)(?P<mark>['’]?)(?:,?\s|-)?"
            rf"(?P<year>\d{{4}}|(?<=['’-])\d\d|(?<=['’]\s)\d\d){_AFTER}"
        ),
        _venue,
    ),
    (  # 2023
        "YYYY",
        re.compile(rf"(?<![\w/#$€£¥+~–-])(?<!\d[.,'’])(?<!\d\d\d\d\s[–—-]\s)(?P<year>\d{{4}}){_AFTER}(?![%+°])"),
        _bare_year,
    ),
)

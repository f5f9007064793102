"""Another date in the form in which a list has written one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

from linkbot.model.document import DateValue
from linkbot.parse.dates import read_dates
from linkbot.parse.lexicon import DateWords, lexicon
from linkbot.parse.months import read_month
from linkbot.rulebook import Rulebook

_CUT = 3

_RUN_TOGETHER = re.compile(r"^\d{8}$")  # 20210625
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_DAY = re.compile(r"(?<![\w.])(\d{1,2})(st|nd|rd|th)?(?!\w)")
_SHORT_YEAR = re.compile(r"(?<=['’])\d\d(?!\d)|(?<=['’]\s)\d\d(?!\d)")  # Jan'23, Jan' 23
_MONTH_NAME = re.compile(r"([^\W\d_]{3,12})(\.?)")
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(11, 14)

_Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class NamedMonth:
    """The name of a month in a text: `full` is None where the name is too short to be cut (May), `foreign` where no English.

    `meant` is the right name where this one is misspelt, "" otherwise.
    """

    start: int
    end: int
    name: str
    number: int
    full: bool | None
    dot: bool
    foreign: bool
    meant: str


def rewrite(text: str, value: DateValue, wanted: DateValue, rulebook: Rulebook, peers: Sequence[str] = ()) -> str | None:
    """`text`, which says `value`, made to say `wanted`, of the same precision, by changing the parts that differ alone.

    Where a part can be written in several ways, the other dates of the list, `peers`, show how. None where the text holds more
    than one date, or a form that cannot be rewritten with certainty: what comes out has been read again, and says `wanted`.
    """
    before = read_dates(text, rulebook)
    if len(before) != 1 or wanted.precision != value.precision:
        return None
    words = lexicon(rulebook).dates
    sayings = set()
    for candidate in _candidates(text, value, wanted, words, peers):
        after = read_dates(candidate, rulebook)
        if [reading.value for reading in after] == [wanted] and after[0].defect in ("", before[0].defect):
            sayings.add(candidate)
    return sayings.pop() if len(sayings) == 1 else None


def precise(value: DateValue, day: date) -> str:
    """`day` in the precision of `value`: "2023", "2023-04" or "2023-04-30"."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[value.precision]]


def named_months(text: str, rulebook: Rulebook) -> list[NamedMonth]:
    """The names of months in a text, in order."""
    return list(_named(text, lexicon(rulebook).dates))


def form_of(text: str, rulebook: Rulebook) -> str:
    """The form of a date: its digits as 9, a month's name as "Month" in full or "Mon" cut short; a "May" may be either."""
    for month in reversed(named_months(text, rulebook)):
        name = "May" if month.full is None else "Month" if month.full else "Mon"
        text = text[: month.start] + name + ("." if month.dot else "") + text[month.end :]
    return re.sub(r"\d", "9", text)


def _candidates(text: str, value: DateValue, wanted: DateValue, words: DateWords, peers: Sequence[str]) -> Iterator[str]:
    """Every way of changing the parts that differ; which numbers are the month and the day only reading again can tell."""
    if _RUN_TOGETHER.match(text) and wanted.month and wanted.day:
        yield f"{wanted.year}{wanted.month:02d}{wanted.day:02d}"
        return
    years = _years(text, value, wanted)
    months = _months(text, value, wanted, words, peers)
    days = _days(text, value, wanted, peers)
    for edits in product(years, months, days):
        changed = _applied(text, [edit for edit in edits if edit])
        if changed is not None:
            yield changed


def _years(text: str, value: DateValue, wanted: DateValue) -> list[_Edit | None]:
    if value.year == wanted.year:
        return [None]
    whole = re.finditer(rf"(?<!\d){value.year}(?!\d)", text)
    found: list[_Edit | None] = [(*match.span(), str(wanted.year)) for match in whole]
    return found or [(*match.span(), f"{wanted.year % 100:02d}") for match in _SHORT_YEAR.finditer(text)]


def _months(text: str, value: DateValue, wanted: DateValue, words: DateWords, peers: Sequence[str]) -> list[_Edit | None]:
    if value.month == wanted.month or not (value.month and wanted.month):
        return [None]
    named = [month for month in _named(text, words) if month.number == value.month]
    if named:
        names = [(month, _name(month, wanted.month, words, peers)) for month in named]
        return [(month.start, month.end, name) for month, name in names if name]
    return [(*match.span(), _number(wanted.month, match[0], peers, "0")) for match in _numbers(text, value.month)]


def _days(text: str, value: DateValue, wanted: DateValue, peers: Sequence[str]) -> list[_Edit | None]:
    if value.day == wanted.day or not (value.day and wanted.day):
        return [None]
    if not any(character.isalpha() and character.isascii() for character in text):
        return [(*match.span(), _number(wanted.day, match[0], peers, "0")) for match in _numbers(text, value.day)]
    number, suffix = wanted.day, _ordinal(wanted.day)
    days = [match for match in _DAY.finditer(text) if int(match[1]) == value.day]
    return [(*match.span(), _number(number, match[1], peers, "") + (suffix if match[2] else "")) for match in days]


def _numbers(text: str, number: int) -> list[re.Match[str]]:
    return [match for match in _NUMBER.finditer(text) if int(match[0]) == number]


def _number(number: int, model: str, peers: Sequence[str], fill: str) -> str:
    """`number` in one digit or two, as `model`; where that has two that are no zero, as in `peers`, else filled up by `fill`."""
    if model[0] == "0" or len(model) == 1:
        return f"{number:02d}" if model[0] == "0" else str(number)
    small = [match[0] for peer in peers for match in _NUMBER.finditer(peer) if int(match[0]) < 10]
    if small:
        fill = "0" if sum(one[0] == "0" for one in small) > len(small) / 2 else ""
    return str(number) if number >= 10 else fill + str(number)


def _ordinal(number: int) -> str:
    return "th" if number in _TEENS else _ORDINALS.get(number % 10, "th")


def _named(text: str, words: DateWords) -> Iterator[NamedMonth]:
    for match in _MONTH_NAME.finditer(text):
        month = read_month(match[1], words)
        if month:
            english = words.english[month.number - 1].casefold()
            name = (month.meant or match[1]).casefold()
            full = None if len(english) == _CUT else name == english
            yield NamedMonth(*match.span(), match[1], month.number, full, bool(match[2]), month.is_foreign, month.meant)


def _name(own: NamedMonth, number: int, words: DateWords, peers: Sequence[str]) -> str | None:
    """The name of another month as the list would write it here, a full stop included; None where it cannot be told."""
    others = [month for peer in peers for month in _named(peer, words)]
    same = [month for month in others if month.number == number]
    ways = {(month.number, month.name.casefold(), month.dot) for month in others}
    is_consistent = len(ways) == len({number for number, _, _ in ways})
    if own.foreign or any(month.foreign for month in others) or (same and is_consistent):
        return _as(own, same)
    if own.full is None and (dotted := [month for month in same if month.dot or not own.dot]):
        return _as(own, dotted)
    full, dot = _style(own, others)
    if alike := [month for month in same if month.full is None or (month.full, month.dot) == (full, dot)]:
        return _as(own, alike)
    english = words.english[number - 1]
    return _like(own.name, english if full else english[:_CUT]) + ("." if dot else "")


def _as(own: NamedMonth, models: Sequence[NamedMonth]) -> str | None:
    if not models:
        return None
    name, dot = Counter((month.name.casefold(), month.dot) for month in models).most_common(1)[0][0]
    return _like(own.name, name.capitalize()) + ("." if dot else "")


def _style(own: NamedMonth, others: Sequence[NamedMonth]) -> tuple[bool, bool]:
    """Whether months are written in full, and whether with a full stop; of a "May" the list's other dates tell."""
    if own.full is not None:
        return own.full, own.dot
    styles = Counter((month.full, month.dot) for month in others if month.full is not None and (month.dot or not own.dot))
    if not styles:
        return not own.dot, own.dot
    full, dot = styles.most_common(1)[0][0]
    return bool(full), dot


def _like(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.lower() if model.islower() else word


def _applied(text: str, edits: Sequence[_Edit]) -> str | None:
    """None where two edits want the same characters."""
    ordered = sorted(edits)
    if any(one[1] > other[0] for one, other in pairwise(ordered)):
        return None
    for start, end, part in reversed(ordered):
        text = text[:start] + part + text[end:]
    return text

"""Another date in the form in which a list has written one."""

from __future__ import annotations

import re
from datetime import date

from linkbot.model.document import DateValue
from linkbot.parse.dates import read_dates
from linkbot.parse.lexicon import lexicon
from linkbot.rulebook import Rulebook

_NUMERIC = re.compile(r"^(\D{0,20})(\d{4})([-/.])(\d{1,2})(?:(\3)(\d{1,2}))?(\D{0,20})$")  # 2023-04-30, (2023/07)
_WORD = re.compile(r"[^\W\d_]{3,12}")
_NUMBER = re.compile(r"(?<![\w.])\d{1,2}(?!\w)")
_CUT = 3


def rewrite(text: str, value: DateValue, day: date, rulebook: Rulebook) -> str | None:
    """`text`, which says `value`, made to say `day` in the same precision, order and punctuation.

    None where the text holds more than one date, or a form that cannot be rewritten with certainty: what comes out has been
    read again, and says `day`.
    """
    wanted = DateValue(day.year, day.month if value.month else None, day.day if value.day else None)
    numeric = _NUMERIC.match(text)
    changed = _numbers(numeric, wanted) if numeric else _words(text, value, wanted, lexicon(rulebook).dates.english)
    if changed is None:
        return None
    readings = read_dates(changed, rulebook)
    return changed if [reading.value for reading in readings] == [wanted] and not readings[0].defect else None


def precise(value: DateValue, day: date) -> str:
    """`day` in the precision of `value`: "2023", "2023-04" or "2023-04-30"."""
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[value.precision]]


def _numbers(found: re.Match[str], wanted: DateValue) -> str | None:
    before, _, mark, month, second, day, after = found.groups()
    if not wanted.month or bool(day) != bool(wanted.day):
        return None
    text = f"{before}{wanted.year}{mark}{wanted.month:0{len(month)}d}"
    return f"{text}{second}{wanted.day:0{len(day)}d}{after}" if day else text + after


def _words(text: str, value: DateValue, wanted: DateValue, months: tuple[str, ...]) -> str | None:
    year = str(value.year)
    if text.count(year) != 1:
        return None
    changed = text.replace(year, str(wanted.year))
    if value.day and wanted.day:
        numbers = list(_NUMBER.finditer(changed))
        if len(numbers) != 1 or int(numbers[0][0]) != value.day:
            return None
        changed = changed[: numbers[0].start()] + str(wanted.day) + changed[numbers[0].end() :]
    if value.month and wanted.month:
        names = [word for word in _WORD.finditer(changed) if months[value.month - 1].casefold().startswith(word[0].casefold())]
        if len(names) != 1:
            return None
        start, end = names[0].span()
        full = months[value.month - 1]
        is_cut = end - start < len(full) or (len(full) == _CUT and changed[end : end + 1] == ".")  # "Jun."; "May."
        name = _like(names[0][0], months[wanted.month - 1][: _CUT if is_cut else None])
        changed = changed[:start] + name + changed[end:]
    return changed


def _like(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.lower() if model.islower() else word

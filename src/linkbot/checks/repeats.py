"""Which of several entries that say the same goes, and the edit that takes it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from linkbot.checks.meant import STARTS_ANEW, Lists, indent, without_comments
from linkbot.model.document import DateValue, Document, Entry
from linkbot.model.finding import Applicability, Edit, Fix
from linkbot.model.quote import shortened
from linkbot.model.text import Span

_LEAST_PAIRS = 4
"""From fewer neighbours with different dates no order is inferred."""
_SORTED = 0.6
"""From this share of such neighbours on, a list is taken for one that is kept in order."""
_QUOTED = 120
"""How much of a line is quoted, in characters."""
_ITEM = re.compile(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s")
_ITEM_NUMBER = re.compile(r"\A\d{1,9}[.)]\s+")
_ELEMENT = re.compile(r"<(li|tr|p)[\s>].*</\1>", re.IGNORECASE | re.DOTALL)  # <li><a href="...">...</a></li>
_CONTAINERS = {"row": "table", "citation": "section"}


@dataclass(frozen=True)
class Repeated:
    """An entry of a file, by its first line; `is_named` where it says what it is about, as "[code](...)" alone does not."""

    document: Document
    entry: Entry
    is_named: bool = True

    @cached_property
    def line(self) -> int:
        """The number of the line."""
        return self.document.line(self.entry.span.start)

    @cached_property
    def text(self) -> str:
        """What the line says to a reader: `written` without comments."""
        return without_comments(self.written).strip()

    @cached_property
    def written(self) -> str:
        """The line without the blanks at its ends and the number of its item, which GitHub counts anew."""
        return _ITEM_NUMBER.sub("", self.document.text(self.document.line_span(self.line)).strip())

    @cached_property
    def can_go(self) -> bool:
        """Whether the line is all of its entry, no part of an HTML element, and nothing hangs on it, below it or above."""
        last = self.document.line(max(self.entry.span.start, self.entry.span.end - 1))
        is_part = self.entry.style == "html" and not _ELEMENT.fullmatch(self.text)
        return last == self.line and not is_part and not _is_followed_by_its_own(self) and not _is_spoken_of(self)

    @property
    def container(self) -> str:
        """What the entry stands in."""
        return _CONTAINERS.get(self.entry.style, "list")


@dataclass(frozen=True, slots=True)
class _Order:
    """The entries of one list with dates of one precision; `direction` is 1 where the dates rise, -1 where they fall, 0 else."""

    entries: Sequence[Entry]
    places: Mapping[int, int]
    direction: int


class Orders:
    """By which dates the lists of some files are sorted, as far as they are; worked out once for each list."""

    def __init__(self) -> None:
        self._orders: dict[tuple[str, int, str], _Order] = {}

    def breaks(self, place: Repeated, twin: Repeated) -> bool | None:
        """Whether an entry's date does not fit between its neighbours', in a list that is sorted; None where it is not.

        `twin`, which says the same, is left out of account.
        """
        date = place.entry.date
        order = self._order(place, date.precision) if date else None
        if date is None or order is None or not order.direction:
            return None
        at = order.places[id(place.entry)]
        before, behind = (
            next((each.date for each in near if each is not twin.entry), None)
            for near in (order.entries[max(0, at - 2) : at][::-1], order.entries[at + 1 : at + 3])
        )
        pairs = ((before, date), (date, behind))
        return any(one and other and _step(one, other) == -order.direction for one, other in pairs)

    def _order(self, place: Repeated, precision: str) -> _Order:
        document, group = place.document, place.entry.group
        if (document.path, group, precision) not in self._orders:
            dated: dict[tuple[int, str], list[Entry]] = {}
            for entry in document.entries:
                if entry.date:
                    dated.setdefault((entry.group, entry.date.precision), []).append(entry)
            self._orders |= {(document.path, *key): _order_of(entries) for key, entries in dated.items()}
        return self._orders[document.path, group, precision]


def removals(places: Sequence[Repeated], orders: Orders, lists: Lists) -> dict[int, Fix]:
    """The fixes that leave one of each set of `places` that say the same on one line, by the number of the place.

    Of two in one list the later one goes, as far as `lists` allow it; the earlier one, which is to be read first, where it alone
    breaks the order of the dates, or where more hangs on the later one. In two lists both may be meant, and either may go: that
    is only shown. What cannot go without taking something with it stays.
    """
    fixes: dict[int, Fix] = {}
    for twins in _clusters(places):
        by_list: dict[int, list[int]] = {}
        for number in twins:
            by_list.setdefault(places[number].entry.group, []).append(number)
        kept = [_kept(numbers, places, orders) for numbers in by_list.values()]
        for stays, numbers in zip(kept, by_list.values(), strict=True):
            going = (number for number in numbers if number != stays and places[number].can_go)
            fixes |= dict(_same_list(places, number, stays, lists) for number in going)
        if len(kept) > 1:
            ideas = ((number, kept[1] if number == kept[0] else kept[0]) for number in kept if number not in fixes)
            fixes |= {number: _other_list(places[number], places[other]) for number, other in ideas if places[number].can_go}
    return fixes


def reworded(here: Repeated, first: Repeated) -> Fix | None:
    """The idea to take out a line for an earlier one of its list that says the same in other words; None where it cannot go."""
    if not here.can_go or here.entry.group != first.entry.group or here.text == first.text:
        return None
    title = f"take out this line, or line {first.line}, which words it otherwise"
    proof = f"line {first.line} says “{shortened(first.text, _QUOTED)}”, and this one “{shortened(here.text, _QUOTED)}”"
    return Fix(title, Applicability.DISPLAY, (_without(here),), proof)


def _clusters(places: Sequence[Repeated]) -> Iterator[Sequence[int]]:
    clusters: dict[tuple[str, str], list[int]] = {}
    for number, place in enumerate(places):
        clusters.setdefault((place.document.path, place.text), []).append(number)
    return (numbers for numbers in clusters.values() if len(numbers) > 1)


def _kept(numbers: Sequence[int], places: Sequence[Repeated], orders: Orders) -> int:
    """Which of some places stays: one that cannot go, else the first; the second of two where the first alone breaks an order."""
    bound = [number for number in numbers if not places[number].can_go]
    if bound or len(numbers) != 2:
        return (bound or numbers)[0]
    first, second = numbers
    one, other = places[first], places[second]
    return second if orders.breaks(one, other) and orders.breaks(other, one) is False else first


def _same_list(places: Sequence[Repeated], number: int, kept: int, lists: Lists) -> tuple[int, Fix]:
    goes, stays = places[number], places[kept]
    proof = f"line {stays.line} says the same, {_likeness(goes, stays)}, in the same {goes.container}"
    applicability = _applicability(goes, stays, lists)
    if goes.line + 1 == stays.line:
        # What hangs on the later one stays where it is.
        return kept, Fix(f"take out line {goes.line}, which this one repeats", applicability, (_without(goes),), proof)
    if number < kept:
        # Of the two places, the later one is the right one as far as is known.
        applicability = Applicability.UNSAFE if applicability is Applicability.SAFE else applicability
        proof = f"{proof}, and fits the order of the dates there" if stays.can_go else f"{proof}, with more that hangs on it"
    return number, Fix(f"take out this line, which repeats line {stays.line}", applicability, (_without(goes),), proof)


def _applicability(goes: Repeated, stays: Repeated, lists: Lists) -> Applicability:
    """How far the edit may go that takes out one of two lines of a list; a comment on one of them says that somebody meant it."""
    if not goes.is_named or goes.written != stays.written:
        return Applicability.DISPLAY
    return lists.applicability(goes.document, goes.entry, stays.entry)


def _other_list(here: Repeated, other: Repeated) -> Fix:
    title = (
        f"take out this line, or line {other.line}" if other.can_go else f"take out this line, which repeats line {other.line}"
    )
    proof = f"line {other.line} says the same, {_likeness(here, other)}, in another {other.container}"
    return Fix(title, Applicability.DISPLAY, (_without(here),), proof)


def _likeness(one: Repeated, other: Repeated) -> str:
    lines = [place.document.line_span(place.line).slice(place.document.data) for place in (one, other)]
    if one.written != other.written:
        return "but for a comment"
    return "byte for byte" if lines[0] == lines[1] else "but for blanks and the number of the item"


def _order_of(entries: Sequence[Entry]) -> _Order:
    dates = [entry.date for entry in entries if entry.date]
    steps = [step for one, other in pairwise(dates) if (step := _step(one, other))]
    direction = 1 if sum(steps) > 0 else -1
    is_sorted = len(steps) >= _LEAST_PAIRS and steps.count(direction) >= _SORTED * len(steps)
    return _Order(entries, {id(entry): at for at, entry in enumerate(entries)}, direction if is_sorted else 0)


def _step(one: DateValue, other: DateValue) -> int:
    return (one.sort_key < other.sort_key) - (one.sort_key > other.sort_key)


def _without(place: Repeated) -> Edit:
    """The edit that takes a line out, with the blank one behind it where another stands before it."""
    document, starts, line = place.document, place.document.starts, place.line
    is_alone = line > 1 and _is_blank(document, line - 1) and line < len(starts) and _is_blank(document, line + 1)
    behind = line + 1 if is_alone and place.entry.style != "row" else line
    end = starts[behind] if behind < len(starts) else len(document.data)
    return Edit(Span(document.line_span(line).start, end), "")


def _is_blank(document: Document, line: int) -> bool:
    return not document.text(document.line_span(line)).strip()


def _is_followed_by_its_own(place: Repeated) -> bool:
    """Whether the lines below a line go on with its item or are its children: without it they would go to another one."""
    document, line = place.document, place.line
    lines = (document.text(document.line_span(number)) for number in range(line + 1, len(document.starts) + 1))
    following = next(lines, "")
    if place.entry.style in ("bullet", "numbered") and not STARTS_ANEW.match(following):
        return True
    below = following if following.strip(" \t\r\n>") else next((text for text in lines if text.strip(" \t\r\n>")), "")
    if place.entry.style == "citation" and _ITEM.match(below):
        return True
    return indent(below) > indent(document.text(document.line_span(line)))


def _is_spoken_of(place: Repeated) -> bool:
    """Whether an ignore comment on another line is about this one: it would be about the next one then."""
    document, line = place.document, place.line
    return any(each.lines == (line, line) and document.line(each.span.start) != line for each in document.suppressions)

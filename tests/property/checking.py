"""Lists with faults that can be mended without a network, what linkbot says of them, and what is left after its safe fixes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial

from tests.unit.mending import mended
from tests.unit.reading import document_of

from linkbot.account import Course, account
from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.judge import judge
from linkbot.model.document import Document
from linkbot.model.report import FindingRow
from linkbot.plan import kinds_of
from linkbot.rulebook import load_rulebook

_NOW = datetime(2026, 11, 20, tzinfo=UTC)
_COURSE = Course(_NOW, _NOW, partial=False, arguments=(), rules=(), asked=(), requests=0)
_MONTHS = ["January", "February", "March", "April", "June", "July", "August", "October", "November", "December"]
_MISSPELT = ["Janaury", "Februray", "Marhc", "Arpil", "Jnue", "Jluy", "Agust", "Otcober", "Novmber", "Decemebr"]
_NAMES = ["Amber", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper", "Kapok", "Larch"]
FAULTS = ("none", "none", "scheme", "month", "tracking", "twice", "scheme month", "month twice", "scheme twice", "scheme twin")
"""What an entry may have: "twice" is a line that is repeated, "twin" one that is repeated without the faults."""

STYLES = {
    "bullets": ("# Papers\n\n", "- [{title}]({url}) ({date})\n"),
    "numbered": ("# Papers\n\n", "1. **[{title}]({url})**, {date}: a note on it.\n"),
    "table": ("# Papers\n\n| Title | Date |\n|-------|------|\n", "| [{title}]({url}) | {date} |\n"),
    "open table": ("Title | Date | Notes\n---|:-:|---\n", "[{title}]({url}) | {date} | x\n"),
    "tabs": ("# Papers\n\n", "*\t**{title}**  {date} [paper]({url}) \n"),
    "citations": ("# Papers\n\n", "Li, A., and B. Ray. “{title}.” arXiv, {date}. [paper]({url}).  \n"),
    "paragraphs": ("# Papers\n\n", "Li, A., and B. Ray. “{title}.” arXiv, {date}. [paper]({url}).\n\n"),
    "page": ("---\ntitle: x\n---\n<h1>P</h1>\n\n", "+ {title} ⭐ 中文 ({date}) [[paper]]({url})\n"),
}


def a_list(style: str, faults: Sequence[str]) -> tuple[str, str]:
    """A list with one entry for each fault, and sound ones that show its months are English; the same list without the faults."""
    head, form = STYLES[style]
    faulty, sound = [head], [head]
    misspelt = sum(1 + ("twice" in fault) for fault in faults if "month" in fault)
    for number, fault in enumerate([*faults, *["none"] * (4 * misspelt)]):
        line, mended_line = _entry(form, number, fault), _entry(form, number, "none")
        faulty += [line, line] if "twice" in fault else [line, mended_line] if "twin" in fault else [line]
        sound.append(mended_line)
    return "".join(faulty), "".join(sound)


def rows_of(data: bytes) -> list[FindingRow]:
    """All that linkbot finds in a list without asking anybody."""
    document, rulebook, settings = document_of(data), load_rulebook(), Settings(offline=True)
    known = Known((document,), {}, rulebook, settings, date(2026, 11, 20))
    return account(known, judge(_kinds(), known), _COURSE).findings


def safely_mended(data: bytes) -> bytes:
    """A list after all its safe fixes, pass after pass."""
    while (done := mended(data, *rows_of(data))).applied:
        data = done.data
    return data


def strangers(before: bytes, after: bytes) -> list[FindingRow]:
    """The findings of a mended list that it did not have, less those that a fault had hidden.

    Hidden is what is about the target of a link on a line that was mended: that it stands in the list twice could not be seen
    as long as one of the two had no scheme.
    """
    known = {(row.code, row.subject) for row in rows_of(before)}
    old_lines = set(before.splitlines())
    document = document_of(after)
    mended_lines = [link for link in document.links if _line(document, link.span.start) not in old_lines]
    targets = {str(link.identity) for link in mended_lines}
    return [row for row in rows_of(after) if (row.code, row.subject) not in known and row.subject not in targets]


def _line(document: Document, offset: int) -> bytes:
    return document.line_span(document.line(offset)).slice(document.data)


def _entry(form: str, number: int, fault: str) -> str:
    month = (_MISSPELT if "month" in fault else _MONTHS)[number % len(_MONTHS)]
    url = f"https://arxiv.org/{'pdf' if 'pdf' in fault else 'abs'}/20{number % 12 + 1:02}.{10000 + 37 * number}"
    if "tracking" in fault:
        url += "?utm_source=letter"
    if "scheme" in fault:
        url = url.removeprefix("https://")
    title = f"{_NAMES[number % len(_NAMES)]}: Networks of the {number}th Kind"
    return form.format(title=title, url=url, date=f"{month} 2021")


_kinds = partial(kinds_of, load_rulebook(), Settings(offline=True))

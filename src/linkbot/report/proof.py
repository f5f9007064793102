"""Why a finding is one and why its fix is right: a few sentences of harmless Markdown, the same on every night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from linkbot.report.neutral import code, is_tame, link_target, plain, span

if TYPE_CHECKING:
    from linkbot.model.report import EvidenceRow, FindingRow

_TELLING = 16
"""From how many characters on a text is so much its own that whoever saw it in a change need not read it again."""
_HOPS = 3
_DETAIL = 1_000
# What differs from one night to the next though nothing has changed: "HTTP 404 on two GETs, 10 s apart", "(asked 2 times)",
# "could not be verified in 6 runs since 2026-11-02".
_PASSING = re.compile(r", \d+ s apart| \(asked \d+ times\)| in \d+ runs(?= since)")
_RECORDS = {
    "arxiv": (
        "arXiv",
        "https://arxiv.org/abs/{key}",
        re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?"),
    ),
    "doi": ("DOI", "https://doi.org/{key}", re.compile(r"10\.\d{4,9}/[A-Za-z0-9.()/-]+", re.ASCII)),
}
# “Attention Is All You Need”, first version 2017-06-12, latest version 2023-08-02
_RECORD = re.compile(r"“(.*)”((?:, .*)?)", re.DOTALL)
_SAME_DAY = re.compile(r", first version (\S+), latest version \1")
# https://web.archive.org/web/20240302120000/https://example.org/guide
_COPY = re.compile(r"https://web\.archive\.org/web/(\d{4})(\d\d)(\d\d)\d{6}/\S+", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
_CODE = re.compile(r"[A-Z]{1,5}[0-9]{1,5}")
_FIRST_WORD = re.compile(r"[a-z]+(?=[ ,:])")


def reasons(row: FindingRow, told: str = "") -> str:
    """The finding's message, the proof of its fix, and the answers behind both.

    `told` is what its reader has seen already: the new text of a change.
    """
    proof = row.fix.proof if row.fix else ""
    is_told = proof and len(told) >= _TELLING and re.search(rf"(?<![\w-]){re.escape(told)}(?![\w-])", row.message)
    return _sentences(row, [] if is_told else [row.message], [proof], f"{row.message} {proof} {told}")


def finding(row: FindingRow) -> str:
    """The finding's message and the answers behind it, without a word of its fix."""
    return _sentences(row, [row.message], [], row.message)


def way_out(row: FindingRow) -> str:
    """What the fix of a finding would do and why that would be right, or where there is a copy of a dead page; "" without one."""
    if not row.fix:
        return ""
    if copy := next(filter(None, (_COPY.search(edit.text) for edit in row.fix.edits)), None):
        address = copy[0].rstrip(">")
        target = link_target(address.removesuffix(")") if address.count(")") > address.count("(") else address)
        return f"There is [a copy of {copy[1]}-{copy[2]}-{copy[3]}]({target}) in the Wayback Machine." if target else ""
    words = "; ".join(part for part in (row.fix.title, row.fix.proof) if part)
    label = "Idea" if row.fix.applicability == "display" else "Fix"
    return f"*{label}:* {_sentence(plain(lasting(words)))}" if words else ""


def lasting(text: str) -> str:
    """`text` without what differs from night to night while nothing changes."""
    return _PASSING.sub("", text)


def rule(row: FindingRow) -> str:
    """The rule's code, as code."""
    return span(code_of(row) or "linkbot")


def code_of(row: FindingRow) -> str:
    """The rule's code, "" for what cannot be one."""
    return row.code if _CODE.fullmatch(row.code) else ""


def name_of(row: FindingRow) -> str:
    """The rule's name, "" for what cannot be one."""
    return row.name if _NAME.fullmatch(row.name) and is_tame(row.name) else ""


def _sentences(row: FindingRow, message: list[str], proof: list[str], said: str) -> str:
    claims = [f"{plain(lasting(part))}{_since(row)}" for part in message if part] + [
        plain(lasting(part)) for part in proof if part
    ]
    return " ".join(map(_sentence, [*(["; ".join(claims)] if claims else []), *_answers(row.evidence, said)]))


def _since(row: FindingRow) -> str:
    """The beginning of the history, where it is not in the message itself."""
    since = row.evidence[0].since if row.evidence else None
    return f", since {since:%Y-%m-%d}" if since and " since " not in row.message else ""


def _answers(evidence: list[EvidenceRow], said: str) -> Iterator[str]:
    """The answers that say more than was `said`."""
    for row in evidence:
        if row.answer == "unknown" or not row.detail:
            continue
        source, _, key = row.question.partition(":")
        if row.answer == "found" and source in _RECORDS:
            yield f"{_record(source, key)}{plain(_without_title(row.detail, said))}"
        elif row.answer == "found" and source.startswith("web") and "titled" in row.detail:
            yield f"The page answers {plain(row.detail)}"
        elif row.answer == "gone" and row.detail not in said:
            yield plain(lasting(row.detail))
        if len(row.hops) > 1:
            yield f"By way of {', '.join(f'{hop.status} {code(hop.url, 100)}' for hop in row.hops[:-1][:_HOPS])}"


def _without_title(detail: str, said: str) -> str:
    """What a record says: its title, where that was not said, and its dates."""
    detail = detail[:_DETAIL]
    title, dates = (match[1], match[2]) if (match := _RECORD.fullmatch(detail)) else (detail, "")
    same = _SAME_DAY.fullmatch(dates)
    dates = f", of {same[1]}" if same else dates
    return dates if title in said else f": “{title}”{dates}" if match else f": {detail}"


def _record(source: str, key: str) -> str:
    """The record's name, with a link to its page."""
    name, address, pattern = _RECORDS[source]
    target = link_target(address.format(key=key)) if pattern.fullmatch(key) else ""
    return f"[{name} {key}]({target})" if target else f"{name} {plain(key)}"


def _sentence(text: str) -> str:
    first = _FIRST_WORD.match(text)
    text = text[:1].upper() + text[1:] if first else text
    return text if text.endswith((".", "?", "!")) else f"{text}."

"""arXiv's abstract pages: the second way to a paper's record, with the days of all its versions."""

from __future__ import annotations

import re
from datetime import UTC, date
from email.utils import parsedate_to_datetime

from bs4 import BeautifulSoup, Tag

from linkbot.model.evidence import Answer, Attempt, Found, Gone, Paper, Unknown
from linkbot.sources.answers import unknown_from
from linkbot.sources.net import Net

_MAX_BODY = 2_000_000
"""Bytes: the page of a collaboration names thousands of authors."""

# [v2] Wed, 2 Aug 2023 00:41:18 UTC (1,124 KB)
_VERSION = re.compile(r"\[v(\d{1,4})\]\s*(\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d)([^\[]{0,120})")
_ASKED_VERSION = re.compile(r"v(\d{1,4})$")
_WITHDRAWN_VERSION = "(withdrawn)"

# "This paper has been withdrawn by the author due to ...", "Withdrawn: Lemma 2 is wrong.", "12 pages. Paper withdrawn": at the
# start of a sentence, because papers are written about withdrawn drugs, offers and votes, too. A bare "withdrawn" only begins a
# comment, followed by its reason or by nothing. What is withdrawn from a conference stays on arXiv.
_WORK = r"(?:paper|article|manuscript|preprint|work|note|report|document|entry|letter|thesis)"
_THIS = (
    rf"(?:this\s+(?:\w{{1,20}}\s+)?(?:{_WORK}|submission|version|draft)"
    rf"|(?:the|our)\s+(?:(?:present|current|entire)\s+)?(?:{_WORK}|submission))"
)
_IS_WITHDRAWN = rf"{_THIS}\s+(?:has|have|had|is|was)\s+(?:been\s+)?(?:(?!(?:not|never)\b)\w{{1,20}}\s+)?withdrawn\b"
_ELSEWHERE = r"(?!(?:\s+by\s+[^.;!]{1,60}?)?\s+from\s+(?!(?:the\s+)?arxiv))"
_REASON = r"(?=\s*(?:$|[.:;!])|\s+(?:due|because|by|as|since|for|until|pending|owing|from)\b)"
_COMMENT = re.compile(
    rf"(?:(?:^|[.;!]\s+)\W{{0,5}}(?:{_IS_WITHDRAWN}|{_WORK}\s+withdrawn\b{_REASON})|^\W{{0,5}}withdrawn\b{_REASON}){_ELSEWHERE}",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(rf"\W{{0,5}}{_IS_WITHDRAWN}{_ELSEWHERE}", re.IGNORECASE)
# Words of a paper that is there again, or that was withdrawn from where it was submitted.
_STANDS = re.compile(
    r"(?<!be )\bre-?submitted\b|\bthis is (?:the|a|an|our)\b|\A\W{0,5}(?:now )?(?:corrected|fixed|revised|updated|replaced)\b"
    r"|\b(?:submission|submitted) to\b|\b\d{4} submission\b",
    re.IGNORECASE,
)
_BEGINNING = 300
"""Characters of an abstract in which it says that it stands for a withdrawn paper."""


async def ask_page(net: Net, base_url: str, key: str) -> tuple[Answer, tuple[Attempt, ...]]:
    """What arXiv's page of an id, with or without a version, says of it, and the requests that were made."""
    fetched = await net.get(f"{base_url.rstrip('/')}/abs/{key}", max_body=_MAX_BODY)
    if not fetched.failure and fetched.status in (404, 410):
        return Gone(reason=f"arXiv's page of it answers {fetched.status}"), fetched.attempts
    if fetched.failure or fetched.status != 200:
        return unknown_from(fetched), fetched.attempts
    asked = _ASKED_VERSION.search(key)
    paper = read_page(fetched.body, int(asked[1]) if asked else None)
    if paper is None:
        return Unknown(reason="protocol", detail="arXiv's page is not that of a paper"), fetched.attempts
    return Found(facts=paper), fetched.attempts


def read_page(page: bytes, version: int | None = None) -> Paper | None:
    """The record on an abstract page, by its `citation_*` metadata and submission history; None where there is none.

    `version` is the one that the page is about, None for the latest.
    """
    soup = BeautifulSoup(page, "lxml")
    title, number = _meta(soup, "citation_title"), _meta(soup, "citation_arxiv_id")
    if not title or not number:
        return None
    history = _text(soup.select_one(".submission-history"))
    versions = {int(found[1]): _day(found[2]) for found in _VERSION.finditer(history)}
    version = version or max(versions, default=None)
    notes = {int(found[1]): found[3] for found in _VERSION.finditer(history)}
    comment = _text(soup.select_one("td.comments"))
    abstract = _meta(soup, "citation_abstract")
    published = versions.get(1) or _slashed_day(_meta(soup, "citation_date"))
    return Paper(
        id=number,
        title=title,
        titles=(title,),
        authors=tuple(_name(author) for author in _metas(soup, "citation_author")),
        published=published,
        updated=versions.get(version or 0) or _slashed_day(_meta(soup, "citation_online_date")) or published,
        version=version,
        versions=versions,
        abstract=abstract,
        comment=comment,
        journal=_text(soup.select_one("td.jref")),
        withdrawn=_WITHDRAWN_VERSION in notes.get(version or 0, "") or is_withdrawal(comment, abstract),
    )


def is_withdrawal(comment: str, abstract: str) -> bool:
    """Whether a record's comment, or the abstract put in place of its own, leaves no doubt that the paper was withdrawn."""
    if _COMMENT.search(comment):
        return not _STANDS.search(comment)
    return bool(_ABSTRACT.match(abstract)) and not _STANDS.search(abstract[:_BEGINNING])


def _meta(soup: BeautifulSoup, name: str) -> str:
    return next(iter(_metas(soup, name)), "")


def _metas(soup: BeautifulSoup, name: str) -> list[str]:
    return [" ".join(str(tag.get("content", "")).split()) for tag in soup.find_all("meta", attrs={"name": name})]


def _text(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def _name(author: str) -> str:
    """`Vaswani, Ashish` as arXiv's API writes it."""
    last, _, first = author.partition(", ")
    return f"{first} {last}".strip()


def _day(stamp: str) -> date:
    return parsedate_to_datetime(f"{stamp} GMT").astimezone(UTC).date()


def _slashed_day(text: str) -> date | None:
    """The day of `2017/06/12`, None for anything else."""
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None

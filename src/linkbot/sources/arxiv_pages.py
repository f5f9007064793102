"""arXiv's abstract pages: the second way to a paper's record, with the days of all its versions."""

from __future__ import annotations

import re
from datetime import date

from bs4 import BeautifulSoup, Tag

from linkbot.model.evidence import Answer, Attempt, Found, Gone, Paper, Unknown
from linkbot.sources.answers import unknown_from
from linkbot.sources.arxiv_key import split_key
from linkbot.sources.net import Net
from linkbot.sources.records import journal_doi, mail_day
from linkbot.sources.withdrawal import is_withdrawal

_MAX_BODY = 2_000_000
"""Bytes: the page of a collaboration names thousands of authors."""

# [v2] Wed, 2 Aug 2023 00:41:18 UTC (1,124 KB)
_VERSION = re.compile(r"\[v(\d{1,4})\]\s*(\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d)([^\[]{0,120})")
_WITHDRAWN_VERSION = "(withdrawn)"


async def ask_page(net: Net, base_url: str, key: str) -> tuple[Answer, tuple[Attempt, ...]]:
    """What arXiv's page of an id, with or without a version, says of it, and the requests that were made."""
    fetched = await net.get(f"{base_url.rstrip('/')}/abs/{key}", max_body=_MAX_BODY, retry=False, again=True)
    if not fetched.failure and fetched.status in (404, 410):
        return Gone(reason=f"arXiv's page of it answers {fetched.status}"), fetched.attempts
    if fetched.failure or fetched.status != 200:
        return unknown_from(fetched), fetched.attempts
    arxiv_id, version = split_key(key)
    paper = None if fetched.truncated else read_page(fetched.body, version)
    if paper is None or paper.id != arxiv_id:
        return Unknown(reason="protocol", detail="arXiv's page is not that of the paper, or not all of it"), fetched.attempts
    return Found(facts=paper), fetched.attempts


def read_page(page: bytes, version: int | None = None) -> Paper | None:
    """The record on an abstract page, by its `citation_*` metadata and submission history; None where there is none.

    `version` is the one that the page is about, None for the latest.
    """
    soup = BeautifulSoup(page, "lxml")
    title, (arxiv_id, _) = _meta(soup, "citation_title"), split_key(_meta(soup, "citation_arxiv_id"))
    if not title or not arxiv_id:
        return None
    history = _text(soup.select_one(".submission-history"))
    versions = {int(found[1]): day for found in _VERSION.finditer(history) if (day := mail_day(f"{found[2]} GMT"))}
    version = version or max(versions, default=None)
    notes = {int(found[1]): found[3] for found in _VERSION.finditer(history)}
    comment = _text(soup.select_one("td.comments"))
    abstract = _meta(soup, "citation_abstract")
    published = versions.get(1) or _slashed_day(_meta(soup, "citation_date"))
    return Paper(
        id=arxiv_id,
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
        doi=journal_doi(_meta(soup, "citation_doi")),
        withdrawn=_WITHDRAWN_VERSION in notes.get(version or 0, "") or is_withdrawal(comment, abstract),
    )


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


def _slashed_day(text: str) -> date | None:
    """The day of `2017/06/12`, None for anything else."""
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None

"""arXiv's OAI-PMH interface: one record a request, with the days of all its versions."""

from __future__ import annotations

import re

from lxml import etree

from linkbot.model.evidence import Answer, Attempt, Found, Gone, Paper, Unknown
from linkbot.sources.answers import unknown_from
from linkbot.sources.arxiv_key import split_key
from linkbot.sources.fetched import Fetched
from linkbot.sources.net import Net
from linkbot.sources.records import journal_doi, mail_day
from linkbot.sources.withdrawal import is_withdrawal

_MAX_BODY = 2_000_000
"""Bytes: a collaboration signs with thousands of names."""

_NO_SUCH_ID = "idDoesNotExist"
_VERSION = re.compile(r"v(\d{1,4})")
_IN_PARENTHESES = re.compile(r"\([^()]*\)")
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_GENERATION = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
_TEX = re.compile(r"[\\{}$]")


async def ask_oai(net: Net, url: str, arxiv_id: str) -> tuple[Answer, tuple[Attempt, ...]]:
    """What arXiv's `arXivRaw` record says of an id without a version, and the requests that were made.

    Gone where arXiv says that there is no such record; its records come a day after the papers, so that another witness is
    wanted.
    """
    address = f"{url}?verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:{arxiv_id}"
    fetched = await net.get(address, max_body=_MAX_BODY, retry=False, again=True)
    return _answer(fetched, arxiv_id), fetched.attempts


def _answer(fetched: Fetched, arxiv_id: str) -> Answer:
    if fetched.failure or fetched.status != 200:
        return unknown_from(fetched)
    document = None if fetched.truncated else _parse(fetched.body)
    if document is not None and etree.QName(document).localname == "OAI-PMH":
        paper = _paper(document, arxiv_id)
        if paper:
            return Found(facts=paper)
        if any(error.get("code") == _NO_SUCH_ID for error in document.iterfind("{*}error")):
            return Gone(reason="arXiv has no record of this id")
    return Unknown(reason="protocol", detail="arXiv's OAI-PMH interface answered with something that is no record of the paper")


def _parse(body: bytes) -> etree._Element | None:
    """The XML of a body, None where it is none, or has a document type: OAI-PMH needs none, and entities can be bombs."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        document = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if document.getroottree().docinfo.doctype else document


def _paper(document: etree._Element, arxiv_id: str) -> Paper | None:
    """The paper of a record, None where it is another's, or says neither title nor version."""
    record = next(document.iterfind("{*}GetRecord/{*}record/{*}metadata/{*}arXivRaw"), None)
    if record is None or split_key(_text(record, "id"))[0] != arxiv_id:
        return None
    versions = {
        int(number[1]): day
        for element in record.iterfind("{*}version")
        if (number := _VERSION.fullmatch(element.get("version", ""))) and (day := mail_day(_text(element, "date")))
    }
    title, comment, abstract = _text(record, "title"), _text(record, "comments"), _text(record, "abstract")
    if not title or not versions:
        return None
    latest = max(versions)
    return Paper(
        id=arxiv_id,
        title=title,
        titles=(title,),
        authors=_authors(_text(record, "authors")),
        published=versions.get(1),
        updated=versions[latest],
        version=latest,
        versions=versions,
        abstract=abstract,
        comment=comment,
        journal=_text(record, "journal-ref"),
        doi=journal_doi(_text(record, "doi")),
        withdrawn=is_withdrawal(comment, abstract),
    )


def _authors(written: str) -> tuple[str, ...]:
    """`Ada Lovelace (1), Charles Babbage, Jr. (1 and 2) ((1) London, (2) Cambridge)`, as names; none where TeX is among them."""
    names = written
    while (shorter := _IN_PARENTHESES.sub(" ", names)) != names:
        names = shorter
    if _TEX.search(names):
        return ()
    parts = (" ".join(part.split()) for part in _BETWEEN_NAMES.split(names))
    return tuple(part for part in parts if part and not _GENERATION.fullmatch(part))


def _text(element: etree._Element, name: str) -> str:
    """The text of a child, its white space collapsed; "" where there is none."""
    return " ".join((element.findtext(f"{{*}}{name}") or "").split())

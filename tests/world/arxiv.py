"""The world's arXiv: its API in Atom, its OAI-PMH interface, and its abstract pages."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from urllib.parse import parse_qs
from xml.sax.saxutils import escape as xml

from tests.world.pages import HTML, as_text, page, redirect
from tests.world.wire import Reply, Request

_ID = re.compile(r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>[1-9]\d*))?")
_TERM = re.compile(r'(?:(?P<field>ti|au|abs|cat|id|all):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s()"]+))')
_FEED = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom">\n'
)


@dataclass(frozen=True)
class ArxivPaper:
    """One record. `versions` are the submission times of v1, v2, ...; `titles` overrides the title of some versions."""

    id: str
    title: str
    authors: Sequence[str]
    versions: Sequence[datetime]
    titles: Mapping[int, str] = field(default_factory=dict)
    abstract: str = "We study the matter, and report what we found."
    comment: str = ""
    journal: str = ""
    doi: str = ""
    category: str = "cs.CL"

    def title_of(self, version: int) -> str:
        return self.titles.get(version, self.title)


class Arxiv:
    """Answers for arxiv.org and its two interfaces. `interval` is the least time between two API calls, in seconds."""

    hosts = ("arxiv.org", "www.arxiv.org", "export.arxiv.org", "oaipmh.arxiv.org")

    def __init__(self) -> None:
        self.papers: dict[str, ArxivPaper] = {}
        self.interval = 0.0
        self._last_call = 0.0

    def answer(self, request: Request) -> Reply:
        if request.host == "export.arxiv.org" and request.path.rstrip("/") == "/api/query":
            return self._api(request)
        if request.host == "oaipmh.arxiv.org":
            return self._oai(request)
        return self._page(request)

    def _api(self, request: Request) -> Reply:
        if request.in_flight > 1 or request.at < self._last_call + self.interval:
            return as_text("Rate exceeded.", 429)
        self._last_call = request.at
        asked = {name: values[0] for name, values in parse_qs(request.url.raw_query_string, keep_blank_values=True).items()}
        asked |= {name: values[0] for name, values in parse_qs(request.body.decode(), keep_blank_values=True).items()}
        start, most = asked.get("start", "0"), asked.get("max_results", "10")
        for name, value in (("start", start), ("max_results", most)):
            if not value.isdigit():
                return _error(f"{name}_must_be_an_integer", f"{name} must be an integer")
        if int(most) > 30_000:
            return _error("max_results_too_large", "max_results must be less than 30000")
        ids = [part.strip() for part in asked.get("id_list", "").split(",") if part.strip()]
        for wanted in ids:
            if not _ID.fullmatch(wanted):
                return _error(f"incorrect_id_format_for_{wanted}", f"incorrect id format for {wanted}")
        query = asked.get("search_query", "").strip()
        found = self._by_id(ids) if ids else self._search(query)
        shown = found[int(start) : int(start) + min(int(most), 2000)]
        link = f"search_query={query}&start={start}&max_results={most}&id_list={','.join(ids)}"
        return _feed(f"arXiv Query: {link}", len(found), int(start), len(shown), "".join(_entry(*hit) for hit in shown))

    def _oai(self, request: Request) -> Reply:
        asked = {name: values[0] for name, values in parse_qs(request.url.raw_query_string).items()}
        paper = self.papers.get(asked.get("identifier", "").removeprefix("oai:arXiv.org:"))
        if request.path != "/oai" or asked.get("verb") != "GetRecord" or asked.get("metadataPrefix") != "arXivRaw":
            return _oai_feed('<error code="badArgument">Not in this world.</error>')
        return _oai_feed(_raw(paper) if paper else '<error code="idDoesNotExist">Identifier is not known.</error>')

    def _by_id(self, ids: list[str]) -> list[tuple[ArxivPaper, int]]:
        hits = [self._find(wanted) for wanted in dict.fromkeys(ids)]
        return [hit for hit in reversed(hits) if hit]  # arXiv keeps no order either

    def _search(self, query: str) -> list[tuple[ArxivPaper, int]]:
        return [(paper, len(paper.versions)) for paper in self.papers.values() if query and _matches(query, paper)]

    def _find(self, wanted: str) -> tuple[ArxivPaper, int] | None:
        match = _ID.fullmatch(wanted)
        paper = self.papers.get(match["id"]) if match else None
        if not match or not paper:
            return None
        version = int(match["version"] or len(paper.versions))
        return (paper, version) if version <= len(paper.versions) else None

    def _page(self, request: Request) -> Reply:
        match = re.fullmatch(r"/(abs|pdf|html)/(.+?)(\.pdf)?/?", request.path)
        if not match:
            return page("arXiv.org e-Print archive") if request.path == "/" else page("Page not found | arXiv", status=404)
        kind, wanted, ending = match.groups()
        hit = self._find(wanted)
        if not _ID.fullmatch(wanted):
            return page(f"Article identifier '{wanted}' not recognized | arXiv e-print repository", status=404)
        if not hit:
            return page(f"Article {wanted} doesn't exist | arXiv e-print repository", status=404)
        if kind == "pdf":
            return redirect(f"{request.origin}/pdf/{wanted}", 301) if ending else _pdf(hit[0].title)
        return _abstract_page(*hit)


def _feed(title: str, total: int, start: int, shown: int, entries: str, status: int = 200) -> Reply:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    body = (
        f"{_FEED}  <id>https://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>\n  <title>{xml(title)}</title>\n"
        f'  <updated>{now}</updated>\n  <link href="https://arxiv.org/api/query" type="application/atom+xml"/>\n'
        f"  <opensearch:itemsPerPage>{shown}</opensearch:itemsPerPage>\n"
        f"  <opensearch:totalResults>{total}</opensearch:totalResults>\n"
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>\n{entries}</feed>\n"
    )
    return Reply(status, body.encode(), {"Content-Type": "application/atom+xml; charset=utf-8"})


def _error(tag: str, words: str) -> Reply:
    address = f"https://arxiv.org/api/errors#{xml(tag)}"
    entry = (
        f"  <entry>\n    <id>{address}</id>\n    <title>Error</title>\n    <updated>2026-01-01T00:00:00Z</updated>\n"
        f'    <link href="{address}" rel="alternate" type="text/html"/>\n    <summary>{xml(words)}</summary>\n'
        "    <author>\n      <name>arXiv api core</name>\n    </author>\n  </entry>\n"
    )
    return _feed("arXiv Search Results", 1, 0, 1, entry, status=400)


def _entry(paper: ArxivPaper, version: int) -> str:
    name = f"{paper.id}v{version}"
    optional = {"comment": paper.comment, "journal_ref": paper.journal, "doi": paper.doi}
    return (
        f"  <entry>\n    <id>http://arxiv.org/abs/{name}</id>\n    <title>{xml(_wrapped(paper.title_of(version)))}</title>\n"
        f"    <updated>{_stamp(paper.versions[version - 1])}</updated>\n"
        f'    <link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>\n'
        f'    <link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>\n'
        f"    <summary>{xml(paper.abstract)}</summary>\n"
        f'    <category term="{paper.category}" scheme="http://arxiv.org/schemas/atom"/>\n'
        f"    <published>{_stamp(paper.versions[0])}</published>\n"
        + "".join(f"    <arxiv:{tag}>{xml(text)}</arxiv:{tag}>\n" for tag, text in optional.items() if text)
        + f'    <arxiv:primary_category term="{paper.category}"/>\n'
        + "".join(f"    <author>\n      <name>{xml(author)}</name>\n    </author>\n" for author in paper.authors)
        + "  </entry>\n"
    )


def _oai_feed(body: str) -> Reply:
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\n'
        f"<responseDate>{now}</responseDate>\n<request>http://oaipmh.arxiv.org/oai</request>\n{body}\n</OAI-PMH>\n"
    )
    return Reply(200, text.encode(), {"Content-Type": "text/xml; charset=utf-8"})


def _raw(paper: ArxivPaper) -> str:
    """The record in the format arXivRaw."""
    versions = "".join(
        f'<version version="v{number}"><date>{moment.astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT</date></version>'
        for number, moment in enumerate(paper.versions, 1)
    )
    optional = {"comments": paper.comment, "journal-ref": paper.journal, "doi": paper.doi}
    return (
        f"<GetRecord><record><header><identifier>oai:arXiv.org:{paper.id}</identifier></header><metadata>"
        f'<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{paper.id}</id>{versions}<title>{xml(paper.title)}</title>'
        f"<authors>{xml(', '.join(paper.authors))}</authors><categories>{paper.category}</categories>"
        + "".join(f"<{tag}>{xml(text)}</{tag}>" for tag, text in optional.items() if text)
        + f"<abstract>{xml(paper.abstract)}</abstract></arXivRaw></metadata></record></GetRecord>"
    )


def _wrapped(title: str) -> str:
    """Long titles come hard-wrapped, the next line indented by two spaces."""
    cut = title.find(" ", 70)
    return title if cut < 0 else f"{title[:cut]}\n  {title[cut + 1 :]}"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _matches(query: str, paper: ArxivPaper) -> bool:
    """arXiv's search, simply: words or phrases of a field, joined from left to right by AND, OR and ANDNOT."""
    texts = {"ti": paper.title, "au": " ".join(paper.authors), "abs": paper.abstract, "cat": paper.category, "id": paper.id}
    texts["all"] = " ".join(texts.values())
    result: bool | None = None
    joint = "AND"
    for term in _TERM.finditer(query):
        if term["word"] in ("AND", "OR", "ANDNOT"):
            joint = term["word"]
            continue
        hit = f" {_words(term['phrase'] or term['word'])} " in f" {_words(texts[term['field'] or 'all'])} "
        joined = {"AND": result and hit, "OR": result or hit, "ANDNOT": result and not hit}
        result = hit if result is None else joined[joint]
        joint = "AND"
    return bool(result)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _pdf(title: str) -> Reply:
    body = f"%PDF-1.5\n1 0 obj<</Title({title})>>endobj\n%{'0' * 2000}\n%%EOF\n"
    return Reply(200, body.encode("ascii", "replace"), {"Content-Type": "application/pdf"})


def _abstract_page(paper: ArxivPaper, version: int) -> Reply:
    first, this = paper.versions[0], paper.versions[version - 1]
    tags = [
        ("title", paper.title_of(version)),
        *(("author", ", ".join(author.rsplit(" ", 1)[::-1])) for author in paper.authors),
        ("date", f"{first:%Y/%m/%d}"),
        ("online_date", f"{this:%Y/%m/%d}"),
        ("pdf_url", f"https://arxiv.org/pdf/{paper.id}"),
        ("arxiv_id", paper.id),
        ("abstract", paper.abstract),
    ]
    meta = "".join(f'<meta name="citation_{name}" content="{escape(value)}" />' for name, value in tags)
    revised = f", last revised {_day(this)} (this version, v{version})" if version > 1 else ""
    history = "".join(
        f"<strong>[v{number}]</strong> {moment:%a}, {moment.day} {moment:%b %Y %H:%M:%S} UTC (1,102 KB)<br/>"
        for number, moment in enumerate(paper.versions, 1)
    )
    title = escape(paper.title_of(version))
    comment = f'<td class="tablecell comments mathjax">{escape(paper.comment)}</td>' if paper.comment else ""
    body = (
        f'<!DOCTYPE html><html lang="en"><head><title>[{paper.id}] {title}</title>'
        f'<link rel="canonical" href="https://arxiv.org/abs/{paper.id}"/>{meta}</head><body>'
        f'<div class="dateline">[Submitted on {_day(first)}{" (v1)" if version > 1 else ""}{revised}]</div>'
        f'<h1 class="title mathjax"><span class="descriptor">Title:</span>{title}</h1>'
        f'<div class="authors"><span class="descriptor">Authors:</span>{escape(", ".join(paper.authors))}</div>'
        f'<blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>{escape(paper.abstract)}</blockquote>'
        f'<table summary="Additional metadata"><tr>{comment}</tr></table>'
        f'<div class="submission-history"><h2>Submission history</h2> {history}</div></body></html>'
    )
    return Reply(200, body.encode(), {"Content-Type": HTML})


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"

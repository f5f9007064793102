"""The world's DOI system: the resolver with its handle API, Crossref, and DataCite (which also knows arXiv's own DOIs)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import parse_qs

from tests.world.arxiv import Arxiv
from tests.world.pages import as_json, as_text, page, redirect
from tests.world.wire import Reply, Request

Agency = Literal["Crossref", "DataCite"]


@dataclass(frozen=True)
class DoiRecord:
    """One registered work. `retracted_by` is the DOI of the notice that retracts it."""

    doi: str
    url: str
    title: str
    authors: Sequence[str]
    published: date
    agency: Agency = "Crossref"
    venue: str = ""
    subtitle: str = ""
    retracted_by: str = ""


@dataclass
class Doi:
    """Answers for doi.org, dx.doi.org, api.crossref.org and api.datacite.org. Records are keyed by the lower-case DOI."""

    hosts = ("doi.org", "dx.doi.org", "www.doi.org", "api.crossref.org", "api.datacite.org")

    arxiv: Arxiv
    records: dict[str, DoiRecord] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply:
        match request.host:
            case "api.crossref.org":
                return self._crossref(request)
            case "api.datacite.org":
                return self._datacite(request)
        return self._resolver(request)

    def _find(self, doi: str) -> DoiRecord | None:
        doi = doi.lower()
        match = re.fullmatch(r"10\.48550/arxiv\.(.+)", doi)
        paper = self.arxiv.papers.get(match[1]) if match else None
        if paper:
            address = f"https://arxiv.org/abs/{paper.id}"
            return DoiRecord(doi, address, paper.title, paper.authors, paper.versions[0].date(), "DataCite", "arXiv")
        return self.records.get(doi)

    def _resolver(self, request: Request) -> Reply:
        api = request.path.startswith("/api/handles/")
        doi = request.path.removeprefix("/api/handles/" if api else "/")
        record = self._find(doi)
        if api:
            if not record:
                return as_json({"responseCode": 100, "handle": doi}, 404)
            value = {"index": 1, "type": "URL", "data": {"format": "string", "value": record.url}, "ttl": 86400}
            return as_json({"responseCode": 1, "handle": doi, "values": [value]})
        if record:
            return redirect(record.url, 302, {"Vary": "Accept"})
        return page("Error: DOI Not Found", status=404) if doi else page("Digital Object Identifier System")

    def _crossref(self, request: Request) -> Reply:
        query = parse_qs(request.url.raw_query_string)
        if request.path == "/works" and "filter" in query:
            wanted = query["filter"][0]
            return self._notices(wanted) if wanted.startswith("updates:") else self._works(wanted, query)
        record = self._find(request.path.removeprefix("/works/"))
        if not record or record.agency != "Crossref":
            return as_text("Resource not found.", 404)
        return as_json({"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": _crossref_work(record)})

    def _works(self, wanted: str, query: dict[str, list[str]]) -> Reply:
        """Crossref's `filter=doi:A,doi:B`, with `select` and `rows` (20 where it is not said)."""
        if not all(part.startswith("doi:") for part in wanted.split(",")):
            return as_json({"status": "failed", "message-type": "validation-failure"}, 400)
        records = [self._find(part.removeprefix("doi:")) for part in wanted.split(",")]
        works = [_crossref_work(record) for record in records if record and record.agency == "Crossref"]
        fields = query["select"][0].split(",") if "select" in query else None
        items = [{name: value for name, value in work.items() if not fields or name in fields} for work in works]
        shown = items[: int(query.get("rows", ["20"])[0])]
        message = {"total-results": len(items), "items": shown, "items-per-page": len(shown)}
        return as_json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})

    def _notices(self, wanted: str) -> Reply:
        """Crossref's `filter=updates:DOI`: the works that say they change that one."""
        doi = wanted.removeprefix("updates:").lower()
        record = self._find(doi)
        items: list[dict[str, Any]] = []
        if record and record.retracted_by:
            items = [
                {"DOI": record.retracted_by, "update-to": [{"DOI": record.doi, "type": "retraction", "label": "Retraction"}]}
            ]
        message = {"total-results": len(items), "items": items, "items-per-page": 20}
        return as_json({"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": message})

    def _datacite(self, request: Request) -> Reply:
        query = parse_qs(request.url.raw_query_string)
        if request.path == "/dois" and "ids" in query:
            records = [self._find(doi) for doi in query["ids"][0].split(",")]
            works = [self._datacite_work(record) for record in records if record and record.agency == "DataCite"]
            shown = works[: int(query.get("page[size]", ["25"])[0])]
            return as_json({"data": shown, "meta": {"total": len(works), "totalPages": 1, "page": 1}})
        if request.path == "/dois" and query.get("client-id") == ["arxiv.content"]:
            return as_json({"data": self._found_by_title(query["query"][0], int(query["page[size]"][0]))})
        record = self._find(request.path.removeprefix("/dois/"))
        if not record or record.agency != "DataCite":
            return as_json({"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}, 404)
        return as_json({"data": self._datacite_work(record)})

    def _found_by_title(self, query: str, most: int) -> list[dict[str, Any]]:
        """DataCite's search, simply: `titles.title:("one phrase" OR "another")`."""
        phrases = [_words(phrase) for phrase in re.findall(r'"([^"]*)"', query)]
        hits = [paper.id for paper in self.arxiv.papers.values() if any(phrase in _words(paper.title) for phrase in phrases)]
        records = [self._find(f"10.48550/arxiv.{arxiv_id}") for arxiv_id in hits[:most]]
        return [self._datacite_work(record) for record in records if record]

    def _datacite_work(self, record: DoiRecord) -> dict[str, Any]:
        paper = self.arxiv.papers.get(record.doi.removeprefix("10.48550/arxiv."))
        versions = paper.versions if paper else ()
        dates = [
            {"date": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "dateType": "Submitted", "dateInformation": f"v{number}"}
            for number, moment in enumerate(versions, 1)
        ]
        texts = {"Abstract": paper.abstract, "Other": paper.comment} if paper else {}
        printed = {"relationType": "IsVersionOf", "relatedIdentifier": paper.doi, "relatedIdentifierType": "DOI"} if paper else {}
        attributes = {
            "doi": record.doi, "creators": [{"name": _last_first(author), **_name(author)} for author in record.authors],
            "titles": [{"title": record.title}], "publisher": record.venue, "publicationYear": record.published.year,
            "dates": [*dates, {"date": str(record.published.year), "dateType": "Issued"}], "url": record.url, "state": "findable",
            "types": {"resourceTypeGeneral": "Preprint"}, "version": str(len(versions) or 1),
            "descriptions": [{"description": text, "descriptionType": kind} for kind, text in texts.items() if text],
            "relatedIdentifiers": [printed] if paper and paper.doi else [],
        }  # fmt: skip
        return {"id": record.doi, "type": "dois", "attributes": attributes}


def _crossref_work(record: DoiRecord) -> dict[str, Any]:
    day = {"date-parts": [[record.published.year, record.published.month, record.published.day]]}
    work: dict[str, Any] = {
        "DOI": record.doi, "type": "journal-article", "title": [record.title],
        "container-title": [record.venue] if record.venue else [],
        "subtitle": [record.subtitle] if record.subtitle else [],
        "author": [
            {"given": _name(author)["givenName"], "family": _name(author)["familyName"],
             "sequence": "additional" if place else "first"}
            for place, author in enumerate(record.authors)
        ],
        "issued": day, "published": day, "created": {**day, "date-time": f"{record.published}T00:00:00Z"},
        "resource": {"primary": {"URL": record.url}}, "URL": f"https://doi.org/{record.doi}", "source": "Crossref",
    }  # fmt: skip
    if record.retracted_by:
        notice = {"DOI": record.retracted_by, "type": "retraction", "label": "Retraction", "source": "retraction-watch"}
        work["updated-by"] = [{**notice, "updated": {"date-parts": [[2024, 5, 2]], "date-time": "2024-05-02T00:00:00Z"}}]
    return work


def _words(title: str) -> str:
    return f" {' '.join(re.findall(r'[a-z0-9]+', title.lower()))} "


def _name(author: str) -> dict[str, str]:
    given, _, family = author.rpartition(" ")
    return {"givenName": given, "familyName": family}


def _last_first(author: str) -> str:
    return ", ".join(part for part in author.rsplit(" ", 1)[::-1] if part)

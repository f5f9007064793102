"""What DataCite and arXiv's OAI-PMH interface answer, in their formats, for papers that a test declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

STAMPS = ("Mon, 12 Jun 2017 17:57:34 GMT", "Mon, 19 Jun 2017 16:49:45 GMT", "Tue, 20 Jun 2017 05:20:02 GMT")


def a_record(arxiv_id: str, title: str = "A Study of Lists", *, versions: int = 1, comment: str = "", printed: str = "") -> Any:
    """DataCite's record of a paper; version n was submitted on day n of June 2017."""
    stamps = [(number, f"2017-06-{number:02d}T17:57:34Z") for number in range(1, versions + 1)]
    related = [{"relationType": "IsVersionOf", "relatedIdentifier": printed, "relatedIdentifierType": "DOI"}]
    return {
        "id": f"10.48550/arxiv.{arxiv_id}",
        "type": "dois",
        "attributes": {
            "doi": f"10.48550/arxiv.{arxiv_id}",
            "creators": [{"name": "Lovelace, Ada", "givenName": "Ada", "familyName": "Lovelace"}],
            "titles": [{"title": title}],
            "version": str(versions),
            "dates": [{"date": stamp, "dateType": "Submitted", "dateInformation": f"v{number}"} for number, stamp in stamps],
            "descriptions": [
                {"description": "We study lists.", "descriptionType": "Abstract"},
                *([{"description": comment, "descriptionType": "Other"}] if comment else []),
            ],
            "relatedIdentifiers": related if printed else [],
        },
    }


def datacite(request: web.Request, *records: Any) -> web.Response:
    """DataCite's answer to a question for several DOIs: the records that it has, in its own order."""
    wanted = request.query["ids"].split(",")
    return web.json_response({"data": [record for record in reversed(records) if record["id"] in wanted]})


def a_raw(arxiv_id: str, *, title: str = "A Study of Lists", stamps: Sequence[str] = STAMPS[:1], more: str = "") -> str:
    """arXiv's record of a paper in the format arXivRaw."""
    versions = "".join(
        f'<version version="v{number}"><date>{stamp}</date><size>1102kb</size><source_type>D</source_type></version>\n'
        for number, stamp in enumerate(stamps, 1)
    )
    return f"""<record><header><identifier>oai:arXiv.org:{arxiv_id}</identifier><datestamp>2023-08-03</datestamp></header>
<metadata>
 <arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <id>{arxiv_id}</id><submitter>Ada Lovelace</submitter>{versions}<title>{title}</title>
 <authors>Ada Lovelace</authors><categories>cs.DL</categories>{more}<abstract>  We study
 lists.</abstract></arXivRaw>
</metadata></record>"""


def oai(body: str, *, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> web.Response:
    """An answer of OAI-PMH with this body."""
    text = f"""{prolog}
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-11-21T14:02:00Z</responseDate>
<request verb="GetRecord" metadataPrefix="arXivRaw">http://oaipmh.arxiv.org/oai</request>
{body}</OAI-PMH>"""
    return web.Response(text=text, content_type="text/xml")


def no_such_id() -> web.Response:
    """OAI-PMH's answer for an id that arXiv does not have."""
    return oai('<error code="idDoesNotExist">Identifier is not known.</error>')

"""Addresses without a scheme that look like a host's, and are those of a file beside the list after all."""

from __future__ import annotations

from collections.abc import Mapping

from linkbot.checks.kind import Known
from linkbot.checks.questions import document_at, evidence_of
from linkbot.identity import lacks_scheme, path_identity
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Found, Question


def file_question(document: Document, link: Link) -> Question | None:
    """What to ask of the disk before `link` is called malformed; None where no file could bear its address."""
    if link.identity.kind != "malformed" or not lacks_scheme(link.url):
        return None
    return Question("file", path_identity(link.url, base=document.path).key)


def is_beside(document: Document, link: Link, known: Known) -> bool:
    """Whether a file or folder of the name that a malformed address spells is there, as a document of the run or on the disk."""
    question = file_question(document, link)
    if question is None:
        return False
    evidence = evidence_of(question, known)
    return document_at(question.key, known) is not None or (evidence is not None and isinstance(evidence.answer, Found))


def links_beside(known: Known) -> Mapping[Link, Document]:
    """The links of the run whose malformed addresses are those of files, with the lists that they stand in."""
    if "links beside" not in known.memory:
        found = ((link, document) for document in known.documents for link in document.links)
        known.memory["links beside"] = {link: document for link, document in found if is_beside(document, link, known)}
    beside: Mapping[Link, Document] = known.memory["links beside"]
    return beside

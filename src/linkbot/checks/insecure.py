"""Links that a browser warns of, or that lead into the reader's own network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import evidence_of, is_excluded, questions_of
from linkbot.config import Settings
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Evidence, Question, Unknown
from linkbot.model.finding import Finding
from linkbot.rulebook import Pattern


class InsecureTargetParams(BaseModel):
    """What counts as a reader's own machine or network."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    local_names: tuple[str, ...] = Field(
        default=(),
        description="Host names, or with a leading dot endings of host names, that mean something else on every machine.",
    )
    refused: Pattern = Field(
        # An intermediate that is missing, or an old handshake, is a browser's daily bread.
        description="What OpenSSL says of a certificate that a browser refuses; other failures of TLS are no finding.",
    )
    private: Pattern = Field(
        # A name that is answered with such an address may just be blocked by the network that linkbot runs in.
        description="What the web source says of a redirect to an address that is not public, or to a file.",
    )


class InsecureTarget(Kind):
    """A link whose certificate a browser refuses, that redirects to a private address, or that names one.

    bad:  `[demo](http://localhost:8080/)`
    good: `[demo](https://demo.example.org/)`

    Fields of the message: `problem`.
    """

    Params = InsecureTargetParams
    params: InsecureTargetParams
    needs_once = True

    def needs(self, document: Document, known: Known) -> Iterable[Question]:
        """The pages behind the links."""
        return (question for link in document.links for question in _pages(link, known))

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each occurrence."""
        for link in document.links:
            local = "" if is_excluded(link, known.settings) else self._local(link, known)
            pages = _pages(link, known)
            problem = local or next(filter(None, (self._fault(page, known) for page in pages)), "")
            if problem:
                evidence = () if local else pages
                subject = str(link.identity.thing)
                yield self.finding(document, link.span, subject=subject, url=link.url, evidence=evidence, problem=problem)

    def _local(self, link: Link, known: Known) -> str:
        if link.identity.kind != "web":
            return ""
        told: dict[str, str] = known.lasting.setdefault((InsecureTarget, self.rule.code), {})
        site = link.identity.key.partition("://")[2].partition("/")[0]
        if site not in told:
            told[site] = self._about(urlsplit(link.identity.key).hostname or "", known.settings)
        return told[site]

    def _about(self, name: str, settings: Settings) -> str:
        host = name.rstrip(".")
        if any(host == name or (name.startswith(".") and host.endswith(name)) for name in self.params.local_names):
            return f"{host} is another machine for every reader"
        return f"{host} is a private address" if _is_private(host, settings) else ""

    def _fault(self, page: Question, known: Known) -> str:
        evidence = evidence_of(page, known)
        match evidence and evidence.answer:
            case Unknown(reason="tls", detail=detail) if re.match(self.params.refused, detail):
                return f"the certificate fails: {detail}"
            case Unknown(reason="unsafe", detail=detail) if evidence and re.match(self.params.private, _led(evidence, detail)):
                return _led(evidence, detail)
            case _:
                return ""


def _led(evidence: Evidence, detail: str) -> str:
    is_behind_a_redirect = bool(evidence.trace and evidence.trace[-1].hops) and not detail.startswith("leads to ")
    return f"leads to {detail}" if is_behind_a_redirect else detail


def _is_private(host: str, settings: Settings) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return not address.is_global and not any(address in network for network in settings.allow_network)


def _pages(link: Link, known: Known) -> tuple[Question, ...]:
    return tuple(question for question in questions_of(link, known) if question.source == "web")

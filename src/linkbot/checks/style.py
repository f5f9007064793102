"""Links that are written otherwise than the list writes them: PDF for abstract, a version, tracking parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.edits import replace_url
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import is_excluded
from linkbot.checks.tracking import without_tracking
from linkbot.model.document import Document, Link
from linkbot.model.finding import Applicability, Finding, Fix

_PAPER = re.compile(  # https://arxiv.org/pdf/1706.03762v7.pdf
    r"(https?://(?:www\.)?arxiv\.org/)(abs|pdf)/((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(v\d+)?(\.pdf)?", re.IGNORECASE
)


class LinkStyleParams(BaseModel):
    """What makes a habit of a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: float = Field(default=0.9, gt=0.5, le=1, description="The share of the links to arXiv that a habit holds for.")
    at_least: int = Field(default=8, ge=2, description="How many links to arXiv a list must have to show a habit.")


class LinkStyle(Kind):
    """A link that breaks a habit of its list, or that tells its target where the reader came from.

    bad:  `https://example.org/post?utm_source=newsletter`; the one PDF among twenty links to arXiv's abstracts
    good: links to PDF in a list that links to PDF; versions in a list that pins them

    Fields of the message: `problem`.
    """

    Params = LinkStyleParams
    params: LinkStyleParams

    def judge(self, document: Document, known: Known) -> Iterator[Finding]:
        """One finding for each habit that a link breaks."""
        links = [link for link in document.links if not link.is_image and not is_excluded(link, known.settings)]
        for link in links:
            # HTML is written by hand: a sponsor's banner carries its parameters on purpose.
            if link.how == "html" or link.identity.kind in ("file", "mail", "other", "malformed"):
                continue
            clean, names = without_tracking(link.url, known.rulebook)
            if names:
                parameters = ", ".join(names)
                yield self._about(document, link, clean, f"carries tracking parameters: {parameters}", Applicability.SAFE)
        # "[PDF]" beside a link to the abstract means the PDF.
        plain = (link for link in links if "pdf" not in link.text.lower())
        papers = [(link, match) for link in plain if (match := _PAPER.fullmatch(link.url.partition("#")[0]))]
        yield from self._other_forms(document, papers)
        yield from self._versions(document, papers)

    def _other_forms(self, document: Document, papers: Sequence[tuple[Link, re.Match[str]]]) -> Iterator[Finding]:
        usual = next((form for form in ("abs", "pdf") if self._is_habit([match[2].lower() == form for _, match in papers])), None)
        for link, match in papers:
            if usual and match[2].lower() != usual:
                url = f"{match[1]}{usual}/{match[3]}{match[4] or ''}"
                words = {"abs": "abstracts", "pdf": "PDF files"}
                problem = f"leads to a {match[2].lower()} page, and this list links to arXiv's {words[usual]}"
                yield self._about(document, link, url, problem, Applicability.SAFE)

    def _versions(self, document: Document, papers: Sequence[tuple[Link, re.Match[str]]]) -> Iterator[Finding]:
        if not self._is_habit([not match[4] for _, match in papers]):
            return
        for link, match in papers:
            if match[4]:
                url = f"{match[1]}{match[2]}/{match[3]}{match[5] or ''}"
                problem = f"is pinned to version {match[4][1:]}, and this list links to the latest one"
                yield self._about(document, link, url, problem, Applicability.UNSAFE)

    def _is_habit(self, follows: Sequence[bool]) -> bool:
        return len(follows) >= self.params.at_least and sum(follows) >= self.params.share * len(follows)

    def _about(self, document: Document, link: Link, url: str, problem: str, applicability: Applicability) -> Finding:
        fragment = link.url.partition("#")[2]
        url = f"{url.partition('#')[0]}#{fragment}" if fragment else url
        edit = replace_url(link, url)
        fix = Fix(f"write {url}", applicability, (edit,)) if edit else None
        subject = str(link.identity)
        return self.finding(document, link.span, subject=subject, claim=problem, url=link.url, fix=fix, problem=problem)

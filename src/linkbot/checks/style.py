"""Links that are written otherwise than the list writes them: PDF for abstract, a version, tracking parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from linkbot.checks.arxiv_id import impossible
from linkbot.checks.citation import Citation, citations
from linkbot.checks.edits import replace_url
from linkbot.checks.kind import Kind, Known
from linkbot.checks.questions import evidence_of, is_excluded, questions_of
from linkbot.checks.right_paper import is_suspect
from linkbot.checks.surroundings import said_around, speaks_of
from linkbot.checks.title_text import normal
from linkbot.checks.tracking import without_tracking
from linkbot.checks.wording import wording_of
from linkbot.model.document import Document, Entry, Link
from linkbot.model.evidence import Gone
from linkbot.model.finding import Applicability, Finding, Fix

_PAPER = re.compile(  # https://arxiv.org/pdf/1706.03762v7.pdf
    r"(?P<site>https?://(?:www\.)?arxiv\.org/)(?P<form>abs|pdf)/"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d+)?(?P<ending>\.pdf)?",
    re.IGNORECASE,
)
_GROUP = 3
"""From how many links to arXiv on a table or list may have a habit other than the file's."""
_WORDS = {"abs": "abstracts", "pdf": "PDF files"}


class LinkStyleParams(BaseModel):
    """What makes a habit of a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: float = Field(default=0.9, gt=0.5, le=1, description="The share of the links to arXiv that a habit holds for.")
    at_least: int = Field(default=8, ge=2, description="How many links to arXiv a list must have to show a habit.")
    means_a_version: tuple[str, ...] = Field(
        default=(),
        description="Words around a link that say that a version is meant: `VERSION` is the link's, `NUMBER` any number.",
    )
    means_a_form: tuple[str, ...] = Field(
        default=(), description="Words around a link that say that the PDF, or the abstract, is meant."
    )
    means_the_list: tuple[str, ...] = Field(
        default=(), description="What the value of a tracking parameter holds that the list's own author has set."
    )


@dataclass(frozen=True, slots=True)
class _Paper:
    """A link to arXiv, and the parts of its address."""

    link: Link
    parts: re.Match[str]

    @property
    def form(self) -> str:
        return self.parts["form"].lower()

    @property
    def version(self) -> str:
        """The number of the version that the link is pinned to, "" where it is to none."""
        return (self.parts["version"] or "")[1:]


class LinkStyle(Kind):
    """A link that breaks a habit of its list, or that tells its target where the reader came from.

    Nothing is said of the form of a link whose id is unknown or belongs to another paper: it has to change anyway.

    bad:  `https://example.org/post?utm_source=newsletter`; the one PDF among twenty links to arXiv's abstracts
    good: links to PDF in a list that links to PDF; versions in a list that pins them; a version that the entry speaks of

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
            yield from self._tracking(document, link, known)
        # "[PDF]" beside a link to the abstract means the PDF.
        plain = (link for link in links if "pdf" not in link.text.lower())
        papers = [_Paper(link, parts) for link in plain if (parts := _PAPER.fullmatch(link.url.partition("#")[0]))]
        yield from self._other_forms(document, papers, known)
        yield from self._versions(document, papers, known)

    def _tracking(self, document: Document, link: Link, known: Known) -> Iterator[Finding]:
        clean, names = without_tracking(link.url, known.rulebook)
        said = said_around(document, link, _owners(document, known).get(link)).replace(link.url, " ") if names else ""
        # Where the entry is about the parameter, the link is an example of it.
        if not names or any("_" in name and name in said for name in names):
            return
        parameters = ", ".join(names)
        written = [f"{name}={value}" for name, value in parse_qsl(urlsplit(link.url).query) if name in names]
        own = [one for one in written if any(word in one.lower() for word in self.params.means_the_list)]
        if own:
            applicability, proof = Applicability.DISPLAY, f"{own[0]} may name this list, and be there on purpose"
        else:
            applicability, proof = Applicability.SAFE, f"by convention {parameters} only tells where a visitor comes from"
        fix = _fix(document, link, clean, applicability, proof)
        yield self._about(document, link, f"carries tracking parameters: {parameters}", fix)

    def _other_forms(self, document: Document, papers: Sequence[_Paper], known: Known) -> Iterator[Finding]:
        usual = next((form for form in _WORDS if self._is_habit([paper.form == form for paper in papers])), None)
        if usual is None:
            return
        like = [paper for paper in papers if paper.form == usual]
        owners = _owners(document, known)
        told = {(id(owners[paper.link]), paper.parts["id"]) for paper in like if paper.link in owners}
        ending = ".pdf" if usual == "pdf" and 2 * sum(bool(paper.parts["ending"]) for paper in like) > len(like) else ""
        proof = f"{len(like)} of the {len(papers)} links to arXiv in this list lead to {_WORDS[usual]}"
        for paper in _apart_from_groups(papers, owners, lambda paper: paper.form != usual):
            parts, entry = paper.parts, owners.get(paper.link)
            # Beside a link of the usual form, the other form is meant; a page or a place in the PDF is none of the abstract's.
            is_meant = (id(entry), parts["id"]) in told or bool(paper.link.identity.fragment)
            if (
                paper.form != usual
                and not is_meant
                and not speaks_of(said_around(document, paper.link, entry), self.params.means_a_form)
                and not _is_to_change_anyway(document, paper.link, known)
            ):
                url = f"{parts['site']}{usual}/{parts['id']}{parts['version'] or ''}{ending}"
                problem = f"leads to a {paper.form} page, and this list links to arXiv's {_WORDS[usual]}"
                yield self._about(document, paper.link, problem, _fix(document, paper.link, url, Applicability.SAFE, proof))

    def _versions(self, document: Document, papers: Sequence[_Paper], known: Known) -> Iterator[Finding]:
        if not self._is_habit([not paper.version for paper in papers]):
            return
        free, owners = sum(not paper.version for paper in papers), _owners(document, known)
        proof = f"{free} of the {len(papers)} links to arXiv in this list name no version"
        for paper in _apart_from_groups(papers, owners, lambda paper: bool(paper.version)):
            if (
                paper.version
                and not _is_to_change_anyway(document, paper.link, known)
                and not self._is_meant(document, paper, owners.get(paper.link))
            ):
                problem = f"is pinned to version {paper.version}, and this list links to the latest one"
                yield self._about(document, paper.link, problem, _unpinned(document, paper, proof, known))

    def _is_meant(self, document: Document, paper: _Paper, entry: Entry | None) -> bool:
        """Whether a place in the paper is linked, or what is said around the link speaks of its version or of such a place."""
        phrases = (phrase.replace("VERSION", paper.version) for phrase in self.params.means_a_version)
        return bool(paper.link.identity.fragment) or speaks_of(said_around(document, paper.link, entry), phrases)

    def _is_habit(self, follows: Sequence[bool]) -> bool:
        return len(follows) >= self.params.at_least and sum(follows) >= self.params.share * len(follows)

    def _about(self, document: Document, link: Link, problem: str, fix: Fix | None) -> Finding:
        subject = str(link.identity)
        return self.finding(document, link.span, subject=subject, claim=problem, url=link.url, fix=fix, problem=problem)


def _apart_from_groups(
    papers: Sequence[_Paper], owners: Mapping[Link, Entry], is_other: Callable[[_Paper], bool]
) -> Iterator[_Paper]:
    """The papers, without those of a table or list within the file most of which are of the other kind: that is its own habit."""
    groups: dict[int, list[bool]] = {}
    for paper in papers:
        if entry := owners.get(paper.link):
            groups.setdefault(entry.group, []).append(is_other(paper))
    own = {group for group, others in groups.items() if len(others) >= _GROUP and 2 * sum(others) > len(others)}
    return (paper for paper in papers if not (entry := owners.get(paper.link)) or entry.group not in own)


def _fix(document: Document, link: Link, url: str, applicability: Applicability, proof: str) -> Fix | None:
    edits = replace_url(document, link, url)
    return Fix(f"write {url}", applicability, edits, proof) if edits else None


def _unpinned(document: Document, paper: _Paper, habit: str, known: Known) -> Fix | None:
    """The fix to the latest version: safe where that is on record as the same work, none where it is not."""
    parts = paper.parts
    url = f"{parts['site']}{parts['form']}/{parts['id']}{parts['ending'] or ''}"
    pinned, latest = known.paper(f"{paper.link.identity.key}v{paper.version}"), known.paper(paper.link.identity.key)
    if pinned is None or latest is None:
        return _fix(document, paper.link, url, Applicability.UNSAFE, habit)
    if latest.withdrawn or normal(pinned.title) != normal(latest.title):
        return None
    return _fix(document, paper.link, url, Applicability.SAFE, f"{habit}, and the latest one has the same title")


def _is_to_change_anyway(document: Document, link: Link, known: Known) -> bool:
    """Whether a link's id can be none, is none, or is that of another paper than the entry names, as far as is known."""
    if impossible(link.identity.key, known.today):
        return True
    answers = (evidence_of(question, known) for question in questions_of(link, known))
    if any(evidence is not None and isinstance(evidence.answer, Gone) for evidence in answers):
        return True
    citation = _cited(document, known).get(link)
    return citation is not None and is_suspect(citation, known, wording_of(known.rulebook))


def _cited(document: Document, known: Known) -> Mapping[Link, Citation]:
    """The citations of a list by their links."""
    memory: dict[str, Mapping[Link, Citation]] = known.memory.setdefault("citations by link", {})
    if document.path not in memory:
        memory[document.path] = {citation.link: citation for citation in citations(document, known)}
    return memory[document.path]


def _owners(document: Document, known: Known) -> Mapping[Link, Entry]:
    """The entries of a list by their links."""
    memory: dict[str, Mapping[Link, Entry]] = known.memory.setdefault("entries by link", {})
    if document.path not in memory:
        memory[document.path] = {item.link: entry for entry in document.entries for item in entry.links}
    return memory[document.path]

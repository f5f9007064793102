"""The second sign of a page that answers and is not there: one alone proves nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from linkbot.checks.kind import Known
from linkbot.model.evidence import Evidence, Found, Moved, Page, Question

_SINK = "sink"


def second_sign(evidence: Evidence, known: Known) -> str:
    """Words for two signs that a page is not there, where its own answer held one; "" where it held none or stayed alone."""
    page = _page(evidence)
    if page is None or not page.sign:
        return ""
    ends = _ends(known).get(page.url, 0)
    if isinstance(evidence.answer, Moved) and ends >= _least(known):
        return f"{page.sign}, and {ends} links end there"
    sibling = known.evidence.get(sibling_question(evidence.question))
    other = _page(sibling) if sibling else None
    if other and (other.url == page.url or (page.title and other.title == page.title)):
        return f"{page.sign}, and a page that cannot be there gets the same"
    return ""


def sibling_question(question: Question) -> Question:
    """The question for what a page beside this one gets that cannot be there."""
    parts = urlsplit(question.key)
    folder = parts.path.rpartition("/")[0]
    return Question("web", f"{parts.scheme}://{parts.netloc}{folder}/", "sibling")


def asks_sibling(evidence: Evidence, known: Known) -> bool:
    """Whether one sign waits for a second one, which a request may bring."""
    page = _page(evidence)
    return bool(page and page.sign and evidence.question.want in ("", "anchors") and not second_sign(evidence, known))


def _page(evidence: Evidence) -> Page | None:
    facts = evidence.answer.facts if isinstance(evidence.answer, Found | Moved) else None
    return facts if isinstance(facts, Page) else None


def _ends(known: Known) -> dict[str, int]:
    """How many different pages of the run, those from the store among them, were sent to one address."""
    if _SINK not in known.memory:
        sent: dict[str, set[str]] = {}
        for each in known.evidence.values():
            if each.question.source == "web" and each.question.want in ("", "anchors") and isinstance(each.answer, Moved):
                sent.setdefault(each.answer.to, set()).add(each.question.key)
        known.memory[_SINK] = {to: len(pages) for to, pages in sent.items()}
    ends: dict[str, int] = known.memory[_SINK]
    return ends


def _least(known: Known) -> int:
    least: int = known.rulebook.conventions["pages"]["sink"]
    return least

"""The entries of arXiv's feeds as papers, found by the ids that asked for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

import arxiv

from linkbot.model.evidence import Paper
from linkbot.sources.arxiv_key import split_key
from linkbot.sources.records import journal_doi
from linkbot.sources.withdrawal import is_withdrawal


def papers_of(results: Iterable[arxiv.Result]) -> list[Paper]:
    """The papers among the entries, in their order; an entry may be an error."""
    return [paper for result in results if (paper := _paper(result))]


def by_key(keys: Iterable[str], papers: Iterable[Paper]) -> dict[str, Paper]:
    """The papers by the keys that ask for them; a key without a version asks for the latest.

    They come in any order.
    """
    versions: dict[str, dict[int, Paper]] = {}
    for paper in papers:
        versions.setdefault(paper.id, {})[paper.version or 1] = paper
    found = {}
    for key in keys:
        arxiv_id, version = split_key(key)
        known = versions.get(arxiv_id, {})
        number = version or max(known, default=0)
        if number in known:
            found[key] = known[number]
    return found


def _paper(result: arxiv.Result) -> Paper | None:
    """The facts of an entry, None where it is not one of a paper: `http://arxiv.org/abs/math.GT/0309136v1`."""
    arxiv_id, version = split_key(result.entry_id.partition("//arxiv.org/abs/")[2])
    if not arxiv_id or version is None:
        return None
    title = " ".join(result.title.split())
    comment, abstract = " ".join((result.comment or "").split()), " ".join(result.summary.split())
    published, updated = _utc_day(result.published), _utc_day(result.updated)
    return Paper(
        id=arxiv_id,
        title=title,
        titles=(title,),
        authors=tuple(author.name for author in result.authors),
        published=published,
        updated=updated,
        version=version,
        versions={1: published, version: updated},
        abstract=abstract,
        comment=comment,
        journal=" ".join((result.journal_ref or "").split()),
        doi=journal_doi(result.doi),
        withdrawn=is_withdrawal(comment, abstract),
    )


def _utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()

"""What a run is about: the whole of its lists, or what has changed in them since an earlier state of the repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from linkbot.checks.kind import Kind, Known
from linkbot.judge import Judgement
from linkbot.model.document import Document, Link
from linkbot.model.evidence import Question
from linkbot.model.report import Report
from linkbot.own_findings import confined, own_findings
from linkbot.plan import plan
from linkbot.revision import Revision
from linkbot.rulebook import Rulebook
from linkbot.since import Change, compare


class Scope:
    """What is asked about, and what is told. Without a revision, everything.

    It outlives a check: what linkbot itself mends before it checks again is no change of the author's.
    """

    def __init__(self, revision: Revision | None) -> None:
        self._revision = revision
        self._original: Change | None = None
        self._change: Change | None = None
        self._first: dict[str, bytes] = {}
        self._own: frozenset[str] = frozenset()

    @property
    def since(self) -> str:
        """The commit that the lists are compared with, "" where they are checked as a whole."""
        return self._revision.commit if self._revision else ""

    def look(self, documents: Sequence[Document], rulebook: Rulebook) -> None:
        """Takes in what the lists are now. Raises InputError where git cannot tell what they were."""
        if self._revision and self._original is None:
            self._first = {document.path: document.data for document in documents}
            self._original = self._change = compare(self._revision, documents, rulebook, Path.cwd())
        elif self._original:
            self._change = self._original.mended(self._first, documents)

    def narrowed(self, known: Known) -> Known:
        """What is `known`, with nothing in its documents but what is asked about."""
        if self._change is None:
            return known
        return replace(known, documents=self._change.narrowed(known.documents), memory={}, lasting={})

    def around(self, kinds: Sequence[Kind], known: Known) -> frozenset[Question]:
        """The questions about everything else, whose answers count as far as they can be had without asking anybody.

        A list's habits show in the whole of it, and a link may lead to a file from anywhere.
        """
        return plan(kinds, known) if self._change else frozenset()

    def judged(self, judgement: Judgement, kinds: Sequence[Kind], documents: Sequence[Document]) -> Judgement:
        """The judgement on whole documents, made ready for `told`."""
        if self._change is None:
            return judgement
        judgement, self._own = own_findings(judgement, self._change, kinds, documents)
        return judgement

    def told(self, report: Report) -> Report:
        """What the report is to tell."""
        return confined(report, self._own) if self._change else report

    def spared(self, documents: Sequence[Document], asked_about: Sequence[Document]) -> frozenset[Link]:
        """The links to what nobody was asked about."""
        if self._change is None:
            return frozenset()
        asked = {link.identity for document in asked_about for link in document.links}
        return frozenset(link for document in documents for link in document.links if link.identity not in asked)

    @property
    def hints(self) -> list[str]:
        """What may be amiss with the scope itself."""
        if self._change is None or self._change.lines:
            return []
        return [f"no line of these lists was added or changed since {self.since[:12]}"]

"""read -> parse -> plan -> gather -> judge -> report: the whole of linkbot in one function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linkbot.account import Course, account, entry_row
from linkbot.checks.kind import Known
from linkbot.config import Settings
from linkbot.gather import Gathered, Observer, Unwatched, gather
from linkbot.judge import judge
from linkbot.model.document import Document
from linkbot.model.evidence import Evidence, Gone, Question, Unknown
from linkbot.model.report import EntryRow, Report
from linkbot.model.text import line_starts
from linkbot.parse import parse
from linkbot.plan import kinds_of, plan
from linkbot.read import File, read_files
from linkbot.report.hints import hints
from linkbot.rulebook import Rulebook, load_rulebook
from linkbot.sources.registry import Sources
from linkbot.store import Store, default_path

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver


async def check(
    inputs: Sequence[str],
    settings: Settings,
    *,
    stdin: bytes | None = None,
    observer: Observer | None = None,
    resolver: AbstractResolver | None = None,
    arguments: Sequence[str] = (),
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Checks the lists that `inputs` name (see `read.read_files`) and returns the report.

    Raises LinkbotError for inputs, settings or rules that cannot be used; what the network does never raises. Cancelling ends the
    asking: the report then tells what had come by then, and is marked partial.
    """
    started, observer = clock(), observer or Unwatched()
    rulebook = load_rulebook(settings.rules_dir)
    kinds = kinds_of(rulebook, settings)
    documents = read_documents(inputs, settings, rulebook, stdin)
    known = Known(documents, {}, rulebook, settings, started.date())
    gathered, partial = Gathered(), False
    folders = {Path(document.path).parent for document in documents}
    sources = Sources(settings, rulebook, Path.cwd(), observer.say, resolver, folders)
    with Store(settings.store or default_path()) as store:
        try:
            await gather(
                lambda evidence: plan(kinds, replace(known, evidence=evidence, memory={})),
                gathered,
                store=store,
                sources=sources,
                clock=clock,
                offline=settings.offline,
                refresh=settings.refresh,
                observer=observer,
            )
        except asyncio.CancelledError:
            partial = True
        finally:
            await sources.close()
        told = [*gathered.failures, *([store.problem] if store.problem else [])]
        history = _history(gathered, store)
    known = replace(known, evidence=gathered.evidence, history=history, memory={})
    judgement = judge(kinds, known)
    course = Course(
        started_at=started,
        ended_at=clock(),
        partial=partial,
        arguments=tuple(arguments),
        rules=tuple(kind.rule.code for kind in kinds),
        asked=gathered.asked,
        requests=sources.requests,
    )
    report = account(known, judgement, course)
    return report.model_copy(update={"hints": [*told, *hints(report)]})


def read_entries(inputs: Sequence[str], settings: Settings, stdin: bytes | None = None) -> list[EntryRow]:
    """The entries of the lists that `inputs` name, without checking anything."""
    documents = read_documents(inputs, settings, load_rulebook(settings.rules_dir), stdin)
    return [entry_row(entry, document) for document in documents for entry in document.entries]


def read_documents(
    inputs: Sequence[str], settings: Settings, rulebook: Rulebook, stdin: bytes | None = None
) -> tuple[Document, ...]:
    """The lists that `inputs` name, parsed. A file that cannot be read is a document that says why."""
    files = read_files(inputs, stdin=stdin, exclude=settings.exclude, max_size=settings.max_file_size)
    return tuple(_document(file, rulebook) for file in files)


def _document(file: File, rulebook: Rulebook) -> Document:
    if file.problem:
        return Document(file.path, file.data, "utf-8", 0, "\n", line_starts(file.data), unreadable=file.problem)
    return parse(file.path, file.data, rulebook)


def _history(gathered: Gathered, store: Store) -> dict[Question, list[Evidence]]:
    """All answers to the questions about pages that failed today."""
    failed = (evidence.question for evidence in gathered.evidence.values() if isinstance(evidence.answer, Gone | Unknown))
    return {question: store.history(question) for question in failed if question.source == "web"}

"""read -> parse -> plan -> gather -> judge -> report: the whole of linkbot in one function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from linkbot import replay
from linkbot.config import Settings
from linkbot.gather import Gathered, Observer, Unwatched, gather
from linkbot.kept_rules import folders_of
from linkbot.model.evidence import Evidence, Moved, Question, Repository
from linkbot.model.report import EntryRow, Report
from linkbot.read import File, read_files
from linkbot.report.hints import hints
from linkbot.store import Memos, Store, default_path

if TYPE_CHECKING:
    from aiohttp.abc import AbstractResolver

    from linkbot.model.document import Document
    from linkbot.revision import Revision
    from linkbot.rulebook import Rulebook
    from linkbot.scope import Scope


async def check(
    inputs: Sequence[str],
    settings: Settings,
    *,
    stdin: bytes | None = None,
    observer: Observer | None = None,
    resolver: AbstractResolver | None = None,
    arguments: Sequence[str] = (),
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    since: Revision | None = None,
) -> Report:
    """Checks the lists that `inputs` name (see `read.read_files`) and returns the report.

    With `since` (see `revision.revision`) it tells only of what has changed after that, and asks nobody about anything else.
    Raises LinkbotError for inputs, settings or rules that cannot be used; what the network does never raises. Cancelling ends the
    asking: the report then tells what had come by then, and is marked partial. A report whose budget was spent is not: what
    was not asked for is unknown in it.
    """
    checker = Checker(settings, resolver=resolver, arguments=arguments, clock=clock, since=since)
    return await checker.check(read(inputs, settings, stdin, with_new=since is not None), observer)


def read(inputs: Sequence[str], settings: Settings, stdin: bytes | None = None, *, with_new: bool = False) -> tuple[File, ...]:
    """The files that `inputs` name, where nothing is named `with_new` ones that git does not track yet. Raises LinkbotError."""
    folders_of(settings.rules_dir)  # a mistake in the settings is told before one in the lists
    return read_files(inputs, stdin=stdin, exclude=settings.exclude, max_size=settings.max_file_size, with_new=with_new)


class Checker:
    """Checks lists, and checks them again after they were mended, without asking for anything a second time."""

    def __init__(
        self,
        settings: Settings,
        *,
        resolver: AbstractResolver | None = None,
        arguments: Sequence[str] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        since: Revision | None = None,
    ) -> None:
        self._settings = settings
        self._resolver = resolver
        self._arguments = tuple(arguments)
        self._clock = clock
        self._since = since
        self._scope: Scope | None = None
        self._gathered = Gathered()
        self._history: dict[Question, list[Evidence]] = {}
        self._requests = 0
        self._started: datetime | None = None

    async def check(self, files: Sequence[File], observer: Observer | None = None) -> Report:
        """The report about `files`. The time and the requests of earlier calls count as this one's."""
        settings, clock = self._settings, self._clock
        started = clock()
        self._started = self._started or started
        with Store(settings.store or default_path()) as store:
            wanted = replay.command(files, settings, started, Path.cwd())
            is_first = not self._gathered.evidence
            is_whole = self._since is None  # what is told of a change is kept for nobody
            if (
                is_first
                and is_whole
                and not settings.refresh
                and (report := replay.recall(wanted, store, clock, self._arguments))
            ):
                return report
            report = await self._run(files, store, observer or Unwatched())
            store.forget(clock())
            if is_first and is_whole and not self._gathered.failures:
                replay.keep(report, wanted, self._gathered.evidence.values(), store, clock())
        return report

    async def _run(self, files: Sequence[File], store: Store, observer: Observer) -> Report:
        # Imported late: a report that is told again needs none of them.
        from linkbot.account import Course, account
        from linkbot.baseline import load
        from linkbot.checks.kind import Known
        from linkbot.judge import judge
        from linkbot.plan import kinds_of, plan
        from linkbot.rulebook import load_rulebook
        from linkbot.scope import Scope
        from linkbot.sources.registry import Sources

        settings, clock, gathered, history = self._settings, self._clock, self._gathered, self._history
        baseline = load(settings.baseline) if settings.baseline else None
        started = self._started or clock()
        rulebook = load_rulebook(settings.rules_dir)
        kinds = kinds_of(rulebook, settings)
        documents = _documents(files, rulebook)
        known = Known(documents, {}, rulebook, settings, started.date())
        self._scope = scope = self._scope or Scope(self._since)
        scope.look(documents, rulebook)
        asking, around = scope.narrowed(known), scope.around(kinds, known)
        local = frozenset(question for question in around if question.source == "file")
        if not settings.refresh:
            gathered.evidence |= {one.question: one for one in store.fresh(around - local - gathered.evidence.keys(), clock())}
        partial = False
        folders = {Path(document.path).parent for document in documents}
        sources = Sources(
            settings,
            rulebook,
            Path.cwd(),
            observer.say,
            self._resolver,
            folders,
            past=lambda questions: store.latest(questions, clock()),
            memo=Memos(store, started),
            clock=clock,
        )
        try:
            try:
                await gather(
                    lambda evidence: (
                        local
                        | plan(kinds, replace(asking, evidence=evidence, history=_history(evidence, store, history), memory={}))
                    ),
                    gathered,
                    store=store,
                    sources=sources,
                    clock=clock,
                    offline=settings.offline,
                    refresh=settings.refresh,
                    budget=settings.budget,
                    spent_before=self._spent(),
                    observer=observer,
                )
            finally:
                await sources.close()
                self._requests += sources.requests
        except (asyncio.CancelledError, KeyboardInterrupt):  # the latter in the midst of planning
            partial = True
        told = [*gathered.failures, *([store.problem] if store.problem else [])]
        _history(gathered.evidence, store, history)
        known = replace(known, evidence=gathered.evidence, history=history, memory={})
        judgement = scope.judged(judge(kinds, known), kinds, documents)
        course = Course(
            started_at=started,
            ended_at=max(started, clock()),  # a clock may be set back
            partial=partial,
            arguments=self._arguments,
            rules=tuple(kind.rule.code for kind in kinds),
            asked=gathered.asked,
            requests=self._requests,
            since=scope.since,
            spared=scope.spared(documents, asking.documents),
        )
        report = account(known, judgement, course)
        if baseline:
            report = baseline.applied(report)
        report = scope.told(report)
        return report.model_copy(update={"hints": [*told, *scope.hints, *hints(report)]})

    def _spent(self) -> float:
        """The seconds of the budget that are gone when the lists are checked again, 0 when they are for the first time."""
        if self._started is None or not self._gathered.evidence:
            return 0.0
        return (self._clock() - self._started).total_seconds()


def read_entries(inputs: Sequence[str], settings: Settings, stdin: bytes | None = None) -> list[EntryRow]:
    """The entries of the lists that `inputs` name, without checking anything."""
    from linkbot.entry_rows import entry_rows
    from linkbot.rulebook import load_rulebook

    return entry_rows(read_documents(inputs, settings, load_rulebook(settings.rules_dir), stdin))


def read_documents(
    inputs: Sequence[str], settings: Settings, rulebook: Rulebook, stdin: bytes | None = None
) -> tuple[Document, ...]:
    """The lists that `inputs` name, parsed. A file that cannot be read is a document that says why."""
    return _documents(read(inputs, settings, stdin), rulebook)


def _documents(files: Sequence[File], rulebook: Rulebook) -> tuple[Document, ...]:
    return tuple(_document(file, rulebook) for file in files)


def _document(file: File, rulebook: Rulebook) -> Document:
    from linkbot.model.document import Document
    from linkbot.model.text import line_starts
    from linkbot.parse import parse

    if file.problem:
        return Document(file.path, file.data, "utf-8", 0, "\n", line_starts(file.data), unreadable=file.problem)
    return parse(file.path, file.data, rulebook)


def _history(
    evidence: Mapping[Question, Evidence], store: Store, history: dict[Question, list[Evidence]]
) -> dict[Question, list[Evidence]]:
    """`history`, with all answers to each question that found nothing today or could not tell, and to its host's other pages.

    And to those that found a repository under another name: the old name may have meant another one.
    """
    from linkbot.checks.hosts import neighbours
    from linkbot.checks.machine import observe
    from linkbot.checks.questions import twin_of

    failed = [question for question, answer in evidence.items() if question.source != "file" and not observe(answer).is_alive]
    answers = ((question, each.answer) for question, each in evidence.items())
    renamed = [question for question, answer in answers if isinstance(answer, Moved) and isinstance(answer.facts, Repository)]
    wanted = {*failed, *filter(None, map(twin_of, failed)), *renamed}
    history |= store.histories(wanted - history.keys())
    history |= store.histories(neighbours(evidence, history) - history.keys())
    return history

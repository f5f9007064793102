"""What a person sees while waiting: a bar on stderr that says how far it is and what it waits for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from linkbot.report.text import clean

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from linkbot.gather import Observer
    from linkbot.model.evidence import Question


@contextmanager
def progress(*, wanted: bool) -> Iterator[Observer | None]:
    """An observer that draws on stderr until the block ends; none when nobody `wanted` it or nobody could see it."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("Asking"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[waiting]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar, bar.add_task("", total=None, waiting="reading the lists"))


class Bar:
    """Draws what it is told on a bar of rich."""

    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task
        self._total = 0

    def say(self, message: str) -> None:
        """What is being waited for stands behind the bar until something else is."""
        self._bar.update(self._task, waiting=clean(message))

    def total(self, questions: int) -> None:
        """That many more questions are about to be asked."""
        self._total += questions
        self._bar.update(self._task, total=self._total, waiting="")

    def done(self, question: Question) -> None:  # noqa: ARG002 - every observer is told which
        """One question has its answer."""
        self._bar.advance(self._task)

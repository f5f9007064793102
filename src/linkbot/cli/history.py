"""`linkbot history`: what was ever seen of a link, what follows from it today, and what is still needed to call it dead."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from linkbot.cli.errors import verbose_option
from linkbot.cli.options import config_options, settings_for
from linkbot.cli.terminal import view_of, write_err, write_out
from linkbot.errors import NothingKnown

if TYPE_CHECKING:
    from linkbot.checks.kind import Known
    from linkbot.checks.machine import Observation, Thresholds
    from linkbot.checks.verdict import LinkVerdict
    from linkbot.config import Settings
    from linkbot.model.document import Link
    from linkbot.model.evidence import Evidence, Question
    from linkbot.report.style import Line
    from linkbot.rulebook import Rulebook
    from linkbot.store import Store

STEPS = (timedelta(hours=20), timedelta(hours=24))
"""How far apart further looks may lie: as close as they count, or one a night."""
LONGEST = 60
"""After how many further looks a death that is not proven then is not foretold."""


@dataclass(frozen=True, slots=True)
class History:
    """All answers about a link, by question, and what they add up to.

    `earliest` is when it could be called dead, None where it is or where nothing says so; `until` is when it is asked again.
    """

    link: Link
    answers: Mapping[Question, Sequence[Evidence]]
    verdict: LinkVerdict
    earliest: datetime | None
    until: datetime


@click.command(short_help="Show what was ever seen of a link.")
@click.argument("url")
@click.option("--store", type=click.Path(path_type=Path), metavar="FILE", help="Where the answers are kept.")
@click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print."
)
@config_options
@verbose_option
def history(url: str, store: Path | None, format_name: str, config: Path | None, no_config: bool, verbose: int) -> None:  # noqa: ARG001 - read from the context
    """Show what was ever seen of URL: each answer with its time, the verdict, and what is still needed to call it dead.

    Nobody is asked: all of it comes from the store that `linkbot check` keeps. Times are UTC.
    """
    from linkbot.rulebook import load_rulebook
    from linkbot.store import Store, default_path

    settings = settings_for((), config, no_config, {"store": store}).settings
    path = settings.store or default_path()
    if not path.is_file():
        raise NothingKnown(f"nothing is known of {url}: there is no store {path}", hint="`linkbot check` makes one")
    with Store(path) as opened:
        if opened.problem:
            write_err(f"hint: {opened.problem}\n")
        seen = _history(url, opened, load_rulebook(settings.rules_dir), settings, datetime.now(UTC))
    write_out(as_json(seen) if format_name == "json" else as_text(seen))


def as_text(seen: History) -> str:
    """The answers in the order in which they came, then the verdict and what follows."""
    from linkbot.report.style import print_lines

    return print_lines(list(_lines(seen, datetime.now(UTC))), view_of(sys.stdout, "auto", os.environ))


def as_json(seen: History) -> str:
    """The answers with their requests: an array of objects, oldest first."""
    from linkbot.report.json import escaped, redacted_data

    answers = [each.model_dump(mode="json") for each in _in_order(seen)]
    return escaped(json.dumps(redacted_data(answers), indent=2, ensure_ascii=False)) + "\n"


def _history(url: str, store: Store, rulebook: Rulebook, settings: Settings, now: datetime) -> History:
    from linkbot.checks.hosts import control_question
    from linkbot.checks.kind import Known
    from linkbot.checks.questions import anchor_question, questions_of
    from linkbot.checks.verdict import verdict
    from linkbot.identity import identify
    from linkbot.model.document import Link
    from linkbot.model.text import Span

    link = Link(url, url, Span(0, 0), Span(0, 0), "inline", identify(url, rulebook))
    known = Known((), {}, rulebook, settings, now.date())
    asked = [question for question in questions_of(link, known) if question.source != "file"]
    if not asked:
        raise NothingKnown(f"nothing is known of {url}: no answers are kept about it", hint="write the URL as a list has it")
    questions = dict.fromkeys([*asked, *([anchors] if (anchors := anchor_question(link, known)) else [])])
    answers = {question: past for question in questions if (past := store.history(question))}
    if not answers:
        asks = ", ".join(map(str, asked))
        raise NothingKnown(f"nothing is known of {url}: the store has no answer to {asks}", hint="write the URL as a list has it")
    latest = _newest_of_twins(store.latest(answers, now))
    pages = {question.key for question in answers}
    around = {control.key for each in latest if each.question.source == "web" and (control := control_question(each))}
    neighbours = (page for root in around for page in _on_host(root, store, now) if page.question.key not in pages)
    evidence = {each.question: each for each in (*neighbours, *latest)}
    known = replace(known, evidence=evidence, history=answers, memory={})
    judged = verdict(link, known)
    return History(link, answers, judged, _earliest(judged, known, now), min((each.expires_at for each in latest), default=now))


def _on_host(root: str, store: Store, now: datetime) -> Iterator[Evidence]:
    for want in ("", "/anchors", "/control"):
        yield from store.starting(f"web{want}:{root}", now)


def _newest_of_twins(latest: Iterable[Evidence]) -> list[Evidence]:
    """Without the older one of two answers about one page, which was asked for with its anchors and without."""
    newest: dict[str, Evidence] = {}
    for each in sorted(latest, key=lambda evidence: evidence.asked_at):
        newest[each.question.key if each.question.source == "web" else str(each.question)] = each
    return list(newest.values())


def _earliest(judged: LinkVerdict, known: Known, now: datetime) -> datetime | None:
    from linkbot.checks.machine import thresholds
    from linkbot.checks.past import observations

    if judged.is_confirmed or not judged.lacks:
        return None
    seen = observations(known.evidence[judged.questions[0]], known)
    foretold = (_foretold(seen, step, now, thresholds(known.rulebook)) for step in STEPS)
    return min((each for each in foretold if each), default=None)


def _foretold(seen: Sequence[Observation], step: timedelta, now: datetime, limits: Thresholds) -> datetime | None:
    """When the target would be called dead if every further look, `step` apart, showed what the last one did."""
    from linkbot.checks.machine import Surroundings, decide

    looks = list(seen)
    for _ in range(LONGEST):
        looks.append(replace(looks[-1], at=max(looks[-1].at + step, now)))
        if decide(looks, Surroundings(host_is_alive=True), limits).is_confirmed:
            return looks[-1].at
    return None


def _in_order(seen: History) -> list[Evidence]:
    return sorted((each for past in seen.answers.values() for each in past), key=lambda each: each.asked_at)


def _lines(seen: History, now: datetime) -> Iterator[Line]:
    from linkbot.account import in_words
    from linkbot.report.style import QUIET
    from linkbot.report.text import clean

    yield [(clean(seen.link.url), "bold")]
    yield [(f"known as {clean(str(seen.link.identity))}", QUIET)]
    for question in seen.answers:
        yield [(f"asked as {clean(str(question))}", QUIET)]
    yield []
    several = len(seen.answers) > 1
    for each in _in_order(seen):
        which = f"  ({clean(str(each.question))})" if several else ""
        words, answer = clean(in_words(each)), each.answer.answer
        told = words if words.startswith(answer) else f"{answer}: {words}"
        yield [(f"{each.asked_at:%Y-%m-%d %H:%M}  {told}", ""), (which, QUIET)]
    yield []
    judged = seen.verdict
    yield [(f"{judged.verdict}", "bold"), (f": {clean(judged.reason)}" if judged.reason else "", "")]
    if judged.lacks:
        date = f" ({seen.earliest:%Y-%m-%d} at the earliest)" if seen.earliest else ""
        yield [(f"Still wanted before it is called dead{date}: {clean(', '.join(judged.lacks))}.", "")]
    until = f"The answer is believed until {seen.until:%Y-%m-%d %H:%M}; a run after that asks again."
    yield [(until if seen.until > now else "The next run asks again.", "")]

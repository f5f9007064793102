"""Ignore comments: `<!-- linkbot-disable-line LB101 until=2027-01-01 -- reason -->` and its relatives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from linkbot.model.document import Suppression
from linkbot.model.text import Span, line_number
from linkbot.rulebook import Rulebook

_DIRECTIVE = re.compile(r"\s*linkbot-(?P<word>[\w-]*)(?P<rest>.*)\Z", re.DOTALL)
_REASON = re.compile(r"(?:^|\s)--(?:\s|$)")
_SEPARATOR = re.compile(r"[\s,]+")
_WORDS = ("disable-line", "disable-next-line", "disable", "enable", "disable-file")
_ASK = "expected one of " + ", ".join(f"linkbot-{word}" for word in _WORDS)


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment: its place and what stands between its marks."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class _Directive:
    word: str
    suppression: Suppression


def suppressions(comments: Iterable[Comment], starts: tuple[int, ...], rulebook: Rulebook) -> tuple[Suppression, ...]:
    """What the comments of a document hide. `starts` are the offsets at which its lines start."""
    done: list[Suppression] = []
    running: list[Suppression] = []  # `disable` comments that nothing has ended yet
    for comment in comments:
        directive = _read(comment, starts, rulebook)
        if directive is None:
            continue
        suppression = directive.suppression
        first, last = suppression.lines
        if directive.word == "disable":
            running.append(replace(suppression, lines=(first, len(starts))))
        elif directive.word == "enable":
            ended, running = _end(running, suppression.codes, first)
            done += ended or [replace(suppression, problem="there is nothing here that this comment could enable again")]
        elif directive.word == "disable-next-line":
            done.append(replace(suppression, lines=(last + 1, last + 1)))
        elif directive.word == "disable-file":
            done.append(replace(suppression, lines=(1, len(starts))))
        else:
            done.append(suppression)
    return tuple(sorted(done + running, key=lambda suppression: suppression.span))


def _read(comment: Comment, starts: tuple[int, ...], rulebook: Rulebook) -> _Directive | None:
    match = _DIRECTIVE.match(comment.text)
    if match is None:
        return None
    lines = (line_number(starts, comment.span.start), line_number(starts, comment.span.end - 1))
    word = match["word"]
    if word not in _WORDS:
        return _Directive("", Suppression(comment.span, (), lines, problem=f"linkbot-{word} is not known: {_ASK}"))
    arguments, *reason = _REASON.split(match["rest"], maxsplit=1)
    codes, until, problem = _arguments(arguments, rulebook)
    suppression = Suppression(comment.span, codes, lines, " ".join(reason).strip(), until, problem)
    return _Directive("" if problem and not codes else word, suppression)


def _arguments(text: str, rulebook: Rulebook) -> tuple[tuple[str, ...], date | None, str]:
    codes: list[str] = []
    until, problem = None, ""
    for word in filter(None, _SEPARATOR.split(text)):
        if word.startswith("until="):
            try:
                until = date.fromisoformat(word.removeprefix("until="))
            except ValueError:
                problem = f"{word}: a day is written until=2027-01-31"
        elif rule := rulebook.rule(word):
            codes.append(rule.code)
        else:
            problem = f"there is no rule {word!r}; a reason stands after --"
    return tuple(codes), until, problem


def _end(running: list[Suppression], codes: tuple[str, ...], line: int) -> tuple[list[Suppression], list[Suppression]]:
    """What an `enable` at `line` ends, and what goes on. With codes it ends those, without any it ends everything."""
    ended, left = [], []
    for suppression in running:
        over = tuple(code for code in suppression.codes if not codes or code in codes)
        if over or not codes:
            ended.append(replace(suppression, codes=over, lines=(suppression.lines[0], line)))
        kept = tuple(code for code in suppression.codes if code not in over)
        if kept or (codes and not suppression.codes):
            left.append(replace(suppression, codes=kept))
    return ended, left

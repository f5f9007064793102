"""What publishing says of itself: lines for a terminal or a log, JSON for programs, and a workflow's job summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

from linkbot.publish.dashboard import Told
from linkbot.publish.facts import Refused
from linkbot.publish.publishing import Published
from linkbot.publish.pulls import Settled
from linkbot.report.text import clean
from linkbot.report.words import counted

_Made = TypeVar("_Made", Settled, Told)


def as_text(done: Published, *, dry_run: bool = False) -> str:
    """One line for each pull request and for the dashboard; of a dry run, what would have been done."""
    return "".join(f"{clean(line)}\n" for line in _lines(done, dry_run=dry_run))


def as_json(done: Published, *, dry_run: bool = False) -> dict[str, Any]:
    """What stands on GitHub now: `pulls`, `issue`, and `troubles`, which are what GitHub would not do.

    What a dry run would have opened has the number 0, and no URL.
    """
    pulls, issue = (done.pulls, done.issue) if not dry_run else (tuple(map(_not_yet, done.pulls)), _not_yet(done.issue))
    return {
        "pulls": [
            {"group": each.group, "operation": each.operation, "number": each.number, "url": each.url, "fixes": len(each.changes)}
            for each in pulls
        ],
        "issue": {"operation": issue.operation, "number": issue.number, "url": issue.url},
        "troubles": [{"cause": str(trouble.cause), "message": str(trouble), "hint": trouble.hint} for trouble in done.troubles],
    }


def as_summary(done: Published, *, dry_run: bool = False) -> str:
    """The head of a job summary, in Markdown: links to what stands on GitHub, and what GitHub would not do."""
    lines = ["## linkbot publish", ""]
    lines += ["This was a dry run: nothing was written.", ""] if dry_run else []
    lines += [f"- {line}" for line in _lines(done, markdown=True, dry_run=dry_run)]
    lines += [f"- **{clean(str(trouble))}** {clean(trouble.hint)}".rstrip() for trouble in done.troubles]
    return "\n".join(lines) + "\n\n"


def trouble_line(trouble: Refused) -> str:
    """One refusal of GitHub: the cause, and the setting to change."""
    return clean(f"{trouble} {trouble.hint}") + "\n"


def _not_yet(made: _Made) -> _Made:
    """Without the number and the URL that a dry run has guessed."""
    return replace(made, number=0, url="") if made.operation == "opened" else made


def _lines(done: Published, *, markdown: bool = False, dry_run: bool = False) -> Iterator[str]:
    would = "would be " if dry_run else ""
    for each in map(_not_yet, done.pulls) if dry_run else done.pulls:
        name = f"[pull request #{each.number}]({each.url})" if markdown else f"pull request #{each.number}"
        yield _pull_line(each, name if each.number else f"pull request for {each.group}", would, markdown=markdown)
    issue = _not_yet(done.issue) if dry_run else done.issue
    name = f"[dashboard #{issue.number}]({issue.url})" if markdown else f"dashboard #{issue.number}"
    yield _issue_line(issue, name if issue.number else "dashboard", would, markdown=markdown)


def _pull_line(each: Settled, name: str, would: str, *, markdown: bool) -> str:
    fixes = f": {counted(len(each.changes), 'fix', 'fixes')}" if each.changes else ""
    where = "" if markdown or not each.url else f"  {each.url}"
    match each.operation:
        case "left alone":
            return f"{name} ({each.group}) is left alone: somebody else opened it or pushed to its branch{where}"
        case "nothing":
            return f"{each.group}: nothing to change"
        case "refused":
            by_hand = f"; open it by hand: {each.branch_url}" if each.branch_url else ""
            return f"{name} not written{fixes}{by_hand}"
        case "unchanged":
            return f"{name} ({each.group}) unchanged{fixes}{where}"
        case _:
            group = f" ({each.group})" if each.number else ""
            return f"{name}{group} {would}{each.operation}{fixes}{where}"


def _issue_line(told: Told, name: str, would: str, *, markdown: bool) -> str:
    where = "" if markdown or not told.url else f"  {told.url}"
    match told.operation:
        case "nothing":
            return "dashboard: nothing that a person must decide"
        case "stays closed":
            return f"{name} was closed by a person and stays closed{where}"
        case "refused":
            return f"{name} not written"
        case "unchanged":
            return f"{name} unchanged{where}"
        case _:
            return f"{name} {would}{told.operation}{where}"

"""The text of the dashboard: the one issue that tells what only a person can decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from linkbot.publish.changes import blob_of, change_row, finding_line, mark
from linkbot.publish.dashboard_rows import sections
from linkbot.publish.fit import LIMIT, MOST, units
from linkbot.publish.marker import BEGIN, STAMP
from linkbot.publish.pull_body import things
from linkbot.publish.views import DashboardView, Offered
from linkbot.report.neutral import code, plain
from linkbot.report.room import Row, Section, rendered
from linkbot.report.words import counted, itemised

TITLE = "Link health"
_HOW = """\
**You decide.** Mend a line, and it is gone from here after the next run. Tick it, and linkbot accepts it as it is and speaks of \
it no more, until you tick it again under “Refused or accepted by you”; a comment in the list does the same (`linkbot ignore`). \
Close this issue, and it stays closed.
"""
_LASTING = {
    "blocked": "the host turns programs away, or asks for a login",
    "unverifiable": "the host answers in a way that proves nothing",
    "redirect-loop": "the address leads back to itself",
    "unsafe": "the address leads where linkbot never goes",
    "alone": "none of the relative paths exists in this repository",
}
"""Why a link could not be verified, where that is the same every night; other reasons come and go."""
_TOLD = frozenset({"soft-404", "tls", *_LASTING})
"""The reasons that are told elsewhere in the text, some by findings of their own."""


def is_empty(view: DashboardView) -> bool:
    """Whether there is nothing that a person could decide."""
    return not (_findings(view) or view.troubles or any(offered.trouble or not offered.url for offered in view.offered))


def body(view: DashboardView, marker: str) -> str:
    """Our region of the issue's text, which ends with `marker`; at most LIMIT units with it."""
    found = _findings(view)
    head = f"{BEGIN}\n{_head(found)}\n\n"
    foot = f"{_HOW}\n{_stamp(view)}\n\n{marker}"
    parts = [_troubles(view), _offers(view), _undelivered(view), *found, _unverified(view), _refused(view)]
    return head + rendered(parts, LIMIT - units(head) - units(foot), units) + foot


def closing(reason: str, marker: str, view: DashboardView | None = None) -> str:
    """Our region of an issue that linkbot closes. `reason` is Markdown of our own."""
    head = f"{BEGIN}\n**Closed by linkbot.** {reason}\n\n"
    foot = f"{_stamp(view)}\n\n{marker}" if view else marker
    rest = rendered([_refused(view)], LIMIT - units(head) - units(foot), units) if view else ""
    return head + rest + foot


def _findings(view: DashboardView) -> list[Section]:
    """The findings that are in no pull request and that nobody has refused, under their headings."""
    refused = {row.fingerprint for row in view.refused}
    offered = {change.row.fingerprint for each in view.offered for change in each.changes}
    return sections((row for row in view.report.findings if row.fingerprint not in refused), offered, blob_of(view.place))


def _head(found: list[Section]) -> str:
    counts = " · ".join(f"{section.heading.lower()} ({len(section):,})" for section in found)
    return f"**For a person to decide:** {counts or 'nothing but what stands below'}."


def _troubles(view: DashboardView) -> Section:
    return Section("What GitHub would not do", [Row(f"- {plain(trouble)}") for trouble in view.troubles])


def _offers(view: DashboardView) -> Section:
    return Section("Pull requests", [Row(f"- {_offer(offered, view.troubles)}") for offered in view.offered])


def _offer(offered: Offered, told: Collection[str]) -> str:
    """`told` are the refusals that stand in a section of their own, once."""
    what = things(offered.group, len(offered.changes)) if offered.changes else f"the fixes of the group {code(offered.group)}"
    trouble = f" {plain(offered.trouble)}" if offered.trouble and offered.trouble not in told else ""
    if offered.waiting:
        more = "more follows" if offered.waiting == 1 else "more follow"
        trouble = f" {offered.waiting:,} {more} when it is merged.{trouble}"
    if offered.url:
        return f"[Pull request {offered.number}]({offered.url}) mends {what}.{trouble}"
    if offered.branch_url:
        return f"[Open the pull request]({offered.branch_url}) for {what} yourself: the branch is ready.{trouble}"
    return f"No pull request could be made for {what}.{trouble}"


def _undelivered(view: DashboardView) -> Section:
    """The fixes that no pull request shows, with their proof: a person can make them by hand, or refuse them."""
    blob = blob_of(view.place)
    changes = [change for each in view.offered if not each.url for change in each.changes]
    rows = [change_row(change, blob) for change in changes[:MOST]]
    unticked = [Row(row.line.replace("- [x]", "- [ ]", 1), row.below) for row in rows]
    note = "A tick refuses a fix: linkbot then takes the line for right as it is. To have the fix, open the pull request."
    return Section("Fixes that could not be offered", unticked, note, is_folded=True, beyond=len(changes) - len(rows))


def _unverified(view: DashboardView) -> Section:
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for row in view.report.unknown:
        reason = row.reason.partition(":")[0]
        counts[reason] += row.links
        examples.setdefault(reason, []).append(row.example)
    rows = [
        Row(f"- {counted(counts[reason], 'link')}: {words}, as for {code(min(examples[reason]))}")
        for reason, words in _LASTING.items()
        if counts[reason]
    ]
    note = "None of these is called dead, and none will be for that reason."
    return Section("Could not be verified", rows, note, is_folded=True, number=sum(counts[reason] for reason in _LASTING))


def _refused(view: DashboardView) -> Section:
    blob = blob_of(view.place)
    rows = [Row(f"- [ ] {finding_line(row, blob)} {mark(row, undo=True)}") for row in view.refused[:MOST]]
    beyond = len(view.refused) - len(rows)
    return Section("Refused or accepted by you", rows, "Tick a line to hear of it again.", is_folded=True, beyond=beyond)


def _stamp(view: DashboardView) -> str:
    """The line that changes from night to night."""
    stamp, report = view.stamp, view.report
    run = f" · [log of the run]({stamp.run_url})" if stamp.run_url else ""
    passing = {reason: number for reason, number in report.statistics.unverified.items() if reason not in _TOLD}
    cut = " · the run was cut short" if report.run.partial else ""
    silent = f" · {sum(passing.values()):,} without an answer this time ({code(itemised(passing))})" if passing else ""
    checked = counted(report.statistics.unique, "link")
    return f"<sub>{checked} checked on {stamp.day:%Y-%m-%d} by linkbot {stamp.linkbot}{silent}{cut}{run}</sub> {STAMP}"
